"""Who may take answers in from a sheet: whoever fills in for the unit, or a level above on its behalf."""

from django.utils.translation import gettext as _

from binhdang.kit.errors import Refused
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import flow, locks
from binhdang.reports import rules as report_rules
from binhdang.reports.models import Report
from binhdang.reports.review_models import PeriodLock

FILL = ("report.fill", "report.behalf")


class Gate:
    """Decides about many reports with a few queries: what the person holds and which periods are locked, read once."""

    def __init__(self, by: Person) -> None:
        self.by = by
        rights = [right for right in FILL if right in roles.RIGHTS]
        wanted = {role for right in rights for role in roles.with_right(right)}
        self._paths = tuple(row.path for row in org_rules.held(by) if row.role in wanted)
        self._locked: dict[tuple[int, str], bool] = {}

    def why_not(self, report: Report) -> str:
        """Why `by` may not write into this report now, as a sentence; empty when nothing stands against it."""
        if not report.path.startswith(self._paths):
            try:
                report_rules.check_side(self.by, report, "save")
            except Refused as no:
                return f"{no.reason} {no.who_can}".strip()
        if report.state not in flow.EDITABLE:
            return _("Báo cáo đang ở trạng thái “%(state)s” nên không sửa được; rút về hoặc đính chính trước.") % {
                "state": report.get_state_display()
            }
        if self._has_locks(report):
            try:
                locks.check_open(report, "save")
            except Refused as no:
                return f"{no.reason} {no.who_can}".strip()
        return ""

    def _has_locks(self, report: Report) -> bool:
        """Whether anything is locked in this form's period at all; read once a period."""
        key = (report.data_set_id, report.period_key)
        if key not in self._locked:
            self._locked[key] = PeriodLock.objects.filter(data_set=key[0], period_key=key[1]).exists()
        return self._locked[key]


def may_upload(by: Person) -> bool:
    """Whether `by` may fill in the reports of some unit."""
    return any(org_rules.reach(by, right) for right in FILL if right in roles.RIGHTS)


def check_uploads(by: Person) -> None:
    """Raise `Refused` unless `by` may fill in the reports of some unit."""
    if not may_upload(by):
        raise Refused(
            _("Bạn không có quyền nhập báo cáo của đơn vị nào."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with("report.fill")},
        )


def check_values(by: Person) -> None:
    """Raise `Refused` unless `by` may import figures of some unit."""
    if not org_rules.reach(by, "values.import"):
        raise Refused(
            _("Bạn không có quyền nhập số liệu từ tệp ở đơn vị nào."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with("values.import")},
        )
