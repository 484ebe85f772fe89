"""Who sees a plan, who may work on it, who may put it to work."""

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit.errors import Refused
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person
from binhdang.plans.choices import PlanState
from binhdang.plans.flow import CONFIRMER, EDITOR
from binhdang.plans.models import Plan


def plans_in_sight(by: Person | None, prefix: str = "") -> Q:
    """The filter of sight: plans of the units in sight, and confirmed plans of the units above them.

    A plan binds the units below, so they see it once it is confirmed. `prefix` leads to the plan ("plan__").
    """
    if by is None:
        return Q()
    above = {int(part) for path in orgs.reach(by, "see") for part in path.strip("/").split("/")}
    issued = Q(**{f"{prefix}unit_id__in": above, f"{prefix}state": PlanState.CONFIRMED})
    return orgs.sight(by, f"{prefix}path") | issued


def may_edit(by: Person | None, plan: Plan) -> bool:
    """Whether `by` may decide on what was read from the plan, as far as the person goes."""
    return orgs.may(by, EDITOR, plan.path)


def may_confirm(by: Person | None, plan: Plan) -> bool:
    """Whether `by` may put the plan to work or withdraw it, as far as the person goes."""
    return orgs.may(by, CONFIRMER, plan.path)


def check_edit(by: Person | None, plan: Plan) -> None:
    """Raise `Refused` unless `by` may decide on findings of this plan and the plan is still being read."""
    orgs.check(by, EDITOR, plan.path)
    if plan.state != PlanState.READING:
        raise Refused(
            _("Kế hoạch đã được đưa vào thực hiện hoặc đã rút nên nội dung đọc được không sửa nữa."),
            _("Người có quyền xác nhận kế hoạch có thể rút kế hoạch này; sau đó tải lên bản mới."),
        )


def check_confirm(by: Person | None, plan: Plan) -> None:
    """Raise `Refused` unless `by` holds the right to confirm plans of this unit."""
    orgs.check(by, CONFIRMER, plan.path)
