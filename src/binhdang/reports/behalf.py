"""Entering for a unit: an officer of a level above types what the unit says on the telephone, marked as such.

Who answered is noted before the first figure. Who entered never decides about the report; the unit confirms later,
or takes the report over by saving or submitting it itself.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import flow, locks, rules
from binhdang.reports.choices import Origin
from binhdang.reports.models import Report

SHORTEST, LONGEST = 5, 200


def check_begin(by: Person, report: Report) -> None:
    """Raise `Refused` unless `by` may enter this report for its unit now: the right strictly above, and an open report.

    A report that is not seen raises `Report.DoesNotExist`.
    """
    held = org_rules.held(by)
    wanted = roles.with_right("report.behalf")
    if not any(row.role in wanted and report.path.startswith(row.path) and row.path != report.path for row in held):
        if not org_rules.may(by, "see", report.path):
            raise Report.DoesNotExist
        raise Refused(
            _("Bạn không nhập thay được cho đơn vị này."),
            _("Người có vai trò %(roles)s của đơn vị cấp trên.") % {"roles": roles.names_with("report.behalf")},
        )
    if any(rules.fills(row, report) for row in held):
        raise Refused(_("Bạn là người lập báo cáo của đơn vị này: nhập trên biểu, không cần ghi là nhập thay."))
    locks.check_open(report, "save")
    rules.check_collecting(report, rules.is_shut(report), "save")
    if report.state not in flow.EDITABLE:
        raise Refused(
            _("Báo cáo đang ở trạng thái “%(state)s” nên không nhập thay được.")
            % {"state": report.get_state_display()},
            _("Trả lại báo cáo, hoặc yêu cầu đính chính, rồi nhập."),
        )


def reason_against_begin(by: Person, report: Report) -> str:
    """Why `by` may not enter for the unit now, as a sentence; empty when nothing stands against it."""
    try:
        check_begin(by, report)
    except Refused as no:
        return f"{no.reason} {no.who_can}".strip()
    return ""


@transaction.atomic
def begin(report_id: int, *, by: Person, spoke_with: str) -> Report:
    """Note that `by` enters this report for its unit, and who of the unit answered. Raises Refused, BadInput."""
    report = Report.objects.select_for_update(of=("self",)).select_related("request").get(pk=report_id)
    check_begin(by, report)
    name = " ".join(spoke_with.split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise BadInput([("spoke", _("Ghi họ tên và chức vụ người trả lời điện thoại, từ 5 đến 200 ký tự."))])
    report.behalf_by, report.behalf_at, report.behalf_spoke = by, clock.now(), name
    report.confirmed_at = report.confirmed_by = None
    report.save(update_fields=["behalf_by", "behalf_at", "behalf_spoke", "confirmed_at", "confirmed_by"])
    record("report.behalf", report, by=by, path=report.path, why=name, period=report.period_key)
    return report


@transaction.atomic
def confirm(report_id: int, *, by: Person) -> Report:
    """The unit says that what was entered for it is right. Raises Refused for others, and when there is nothing."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    if not may_confirm(by, report):
        if not org_rules.may(by, "see", report.path):
            raise Report.DoesNotExist
        raise Refused(
            _("Không có số liệu nhập thay nào chờ bạn xác nhận ở báo cáo này."),
            _("Người lập báo cáo hoặc người ký của chính đơn vị, khi cấp trên đã nhập thay."),
        )
    report.confirmed_at, report.confirmed_by = clock.now(), by
    report.save(update_fields=["confirmed_at", "confirmed_by"])
    record("report.confirm", report, by=by, path=report.path, period=report.period_key)
    return report


def may_confirm(by: Person, report: Report) -> bool:
    """Whether `by` is one of the unit, and what was entered for it is not yet confirmed."""
    if report.behalf_by_id is None or report.confirmed_at is not None or report.origin != Origin.BEHALF:
        return False
    return any(rules.fills(row, report) for row in org_rules.held(by))


def to_confirm(by: Person) -> QuerySet[Report]:
    """Reports of the very units of `by` that were entered for them and wait for their word, oldest first."""
    wanted = {*roles.with_right("report.fill"), *roles.with_right("report.submit")}
    units = org_rules.holdings_of(by, wanted).values("unit")
    waiting = Report.objects.filter(unit__in=units, origin=Origin.BEHALF, confirmed_at__isnull=True)
    return waiting.select_related("unit", "form__data_set", "behalf_by").order_by("behalf_at", "pk")


def mark(report: Report, *, by: Person | None) -> None:
    """Bring the marks of a report under work (in memory) in line with who saves it.

    Raises Refused for somebody above the unit who has not noted whom they speak with. The unit itself takes over.
    """
    if by is None:
        return
    if not report.from_above:
        for name, value in taken_over(report, by=by).items():
            setattr(report, name, value)
        return
    rules.check_marked(by, report)
    report.origin, report.confirmed_at, report.confirmed_by = Origin.BEHALF, None, None


def taken_over(report: Report, *, by: Person | None) -> dict[str, Any]:
    """What changes when the unit itself saves or submits what was entered for it, as fields; nothing otherwise."""
    if by is None or report.from_above or report.origin != Origin.BEHALF:
        return {}
    return {"origin": Origin.ENTERED, "confirmed_at": clock.now(), "confirmed_by": by}
