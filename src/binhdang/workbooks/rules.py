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
    """Decides about many reports with a few queries: what the person holds and what is locked or closed, read once."""

    def __init__(self, by: Person) -> None:
        self.by = by
        held = org_rules.held(by)
        fill, behalf = roles.with_right("report.fill"), roles.with_right("report.behalf")
        self._units = {row.unit_id for row in held if row.role in fill}
        self._above = tuple(row.path for row in held if row.role in behalf)
        self._locked: dict[tuple[int, str], bool] = {}
        self._shut: dict[int, bool] = {}

    def own(self, report: Report) -> bool:
        """Whether `by` is one of the unit itself; everybody else enters on its behalf."""
        return report.unit_id in self._units

    def why_not(self, report: Report) -> str:
        """Why `by` may not write into this report now, as a sentence; empty when nothing stands against it."""
        try:
            self._check_side(report)
            report_rules.check_collecting(report, self._is_shut(report), "save")
            if self._has_locks(report):
                locks.check_open(report, "save")
        except Refused as no:
            return f"{no.reason} {no.who_can}".strip()
        if report.state not in flow.EDITABLE:
            return _("Báo cáo đang ở trạng thái “%(state)s” nên không sửa được; rút về hoặc đính chính trước.") % {
                "state": report.get_state_display()
            }
        return ""

    def _check_side(self, report: Report) -> None:
        if self.own(report) or any(report.path.startswith(path) and report.path != path for path in self._above):
            return
        raise Refused(
            _("Bạn không nhập được báo cáo của đơn vị này."),
            _("Người lập báo cáo của đơn vị, hoặc người có vai trò %(roles)s của đơn vị cấp trên.")
            % {"roles": roles.names_with("report.behalf")},
        )

    def _has_locks(self, report: Report) -> bool:
        """Whether anything is locked in this form's period at all; read once a period."""
        key = (report.data_set_id, report.period_key)
        if key not in self._locked:
            self._locked[key] = PeriodLock.objects.filter(data_set=key[0], period_key=key[1]).exists()
        return self._locked[key]

    def _is_shut(self, report: Report) -> bool:
        """Whether the report's request was closed; read once a request."""
        if report.request_id not in self._shut:
            self._shut[report.request_id] = report_rules.is_shut(report)
        return self._shut[report.request_id]


def may_upload(by: Person) -> bool:
    """Whether `by` may fill in the reports of some unit, or enter on behalf of one."""
    return any(org_rules.reach(by, right) for right in FILL)


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
