"""Who moves a proposal: its unit proposes, somebody of the deciding unit or above it decides, nobody on their own."""

from django.utils.translation import gettext as _

from binhdang.kit.errors import Refused
from binhdang.kit.fields import steps_of
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person
from binhdang.registers.awards import flow
from binhdang.registers.awards.models import AwardProposal
from binhdang.registers.core import rules as core

DECIDE = "award.decide"


def deciding_path(proposal: AwardProposal) -> str:
    """Where the deciding unit stood above the proposing one when the proposal was made."""
    end = f"/{proposal.to_id}/"
    return next((path for path in steps_of(proposal.path)[:-1] if f"/{path}".endswith(end)), "")


def check_side(by: Person | None, proposal: AwardProposal, side: str) -> None:
    """Raise `Refused`, with who can, unless `by` speaks for this side of the proposal."""
    if side == flow.UNIT:
        return core.check_write(by, proposal.path)
    path = deciding_path(proposal)
    if not path:
        raise Refused(_("Cấp quyết định không còn đứng trên đơn vị đề nghị; rút về và chọn lại cấp quyết định."))
    orgs.check(by, DECIDE, path)
    if by is not None and by.pk == proposal.proposed_by_id:
        raise Refused(
            _("Người đã trình đề nghị không tự quyết định đề nghị ấy."),
            _("Một người khác có quyền quyết định khen thưởng ở cấp trên."),
        )
    return None


def may_side(by: Person | None, proposal: AwardProposal, side: str) -> bool:
    """Whether `by` speaks for this side of the proposal."""
    try:
        check_side(by, proposal, side)
    except Refused:
        return False
    return True
