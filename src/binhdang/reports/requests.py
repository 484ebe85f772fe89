"""Asking for reports, and a level's acceptance with its silent units."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc import cells, periods
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import bridged, layout_of
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports.choices import State
from binhdang.reports.events import figures_changed
from binhdang.reports.models import LevelAcceptance, Report, ReportRequest


@transaction.atomic
def open_request(
    form: FormVersion,
    *,
    unit: OrgUnit,
    period_key: str,
    due: dict[str, date],
    by: Person | None,
    instructions: str = "",
) -> ReportRequest:
    """Ask `unit` and all below it for one form and period: makes a report for each unit that the form asks.

    `due` maps level codes to the last day. Raises Refused, BadInput (period of another kind, asked already, no units).
    """
    try:
        period = periods.parse_period(period_key)
    except periods.PeriodError as error:
        raise BadInput([("period", str(error))]) from error
    if period.kind != form.data_set.period_kind:
        raise BadInput([("period", _("Kỳ này không hợp với biểu đã chọn."))])
    on = periods.structure_date(period)
    place = orgs.placement_of(unit.pk, on)
    if place is None:
        raise BadInput([("unit", _("Đơn vị không có trong cơ cấu tổ chức ngày %(on)s.") % {"on": f"{on:%d/%m/%Y}"})])
    org_rules.check(by, "request.open", place.path)
    if ReportRequest.objects.filter(data_set=form.data_set, period_key=period.key, unit=unit).exists():
        raise BadInput([("period", _("Kỳ này đã được mở. Chọn kỳ khác hoặc xem kỳ đã mở."))])
    request = ReportRequest.objects.create(
        data_set=form.data_set,
        form=form,
        unit=unit,
        path=place.path,
        period_key=period.key,
        period_start=period.start,
        period_end=period.end,
        structure_date=on,
        due={level: day.isoformat() for level, day in due.items()},
        instructions=instructions.strip(),
        opened_by=by,
    )
    made = _make_reports(request, due)
    if not made:
        raise BadInput([("unit", _("Không có đơn vị nào dưới đơn vị này phải lập biểu đã chọn."))])
    record("request.open", request, by=by, path=place.path, period=period.key, form=form.data_set.code, reports=made)
    figures_changed.tell(data_set_id=form.data_set_id, period_key=period.key, paths=[place.path, ""])
    return request


def _make_reports(request: ReportRequest, due: dict[str, date]) -> int:
    layout = layout_of(request.form)
    have = set(
        Report.objects.filter(data_set=request.data_set, period_key=request.period_key).values_list(
            "unit_id", flat=True
        )
    )
    last = last_accepted(request.form, request.period_end)
    rows = orgs.subtree(request.path, request.structure_date)
    reports = [
        Report(
            request=request,
            data_set=request.data_set,
            form=request.form,
            unit_id=unit_id,
            path=path,
            level_code=level,
            period_key=request.period_key,
            period_end=request.period_end,
            due_on=due.get(level),
            last_values=last.get(unit_id, ("", ""))[0],
            last_period_key=last.get(unit_id, ("", ""))[1],
        )
        for unit_id, path, level in rows.values_list("unit_id", "path", "unit__kind__level__code")
        if unit_id not in have and layout.asks(level)
    ]
    Report.objects.bulk_create(reports, batch_size=2000)
    return len(reports)


def last_accepted(form: FormVersion, before: date) -> dict[int, tuple[str, str]]:
    """Unit -> (its latest accepted values of a period that ended before `before`, in this form's order; period key)."""
    rows = Report.objects.filter(data_set=form.data_set, period_end__lt=before).exclude(accepted_values="")
    maps: dict[int, dict[str, str]] = {}
    found: dict[int, tuple[str, str]] = {}
    for report in rows.select_related("form").order_by("period_end").iterator(2000):
        packed = report.accepted_values
        if report.form_id != form.pk:
            names = maps.setdefault(report.form_id, dict(bridged(form, report.form)))
            old = cells.unpack(packed, report.form.cell_order)
            packed = cells.pack({names[c]: v for c, v in old.items() if c in names}, form.cell_order)
        found[report.unit_id] = (packed, report.period_key)
    return found


def would_ask(form: FormVersion, *, unit: OrgUnit, period_key: str) -> list[tuple[str, int]]:
    """How many units of each level `open_request` would ask, as (level name, count). Raises BadInput."""
    try:
        on = periods.structure_date(periods.parse_period(period_key))
    except periods.PeriodError as error:
        raise BadInput([("period", str(error))]) from error
    place = orgs.placement_of(unit.pk, on)
    if place is None:
        raise BadInput([("for", _("Đơn vị không có trong cơ cấu tổ chức ngày %(on)s.") % {"on": f"{on:%d/%m/%Y}"})])
    rows = orgs.subtree(place.path, on).values_list("unit__kind__level__code", "unit__kind__level__name")
    layout = layout_of(form)
    counts: dict[str, int] = {}
    for code, name in rows.order_by("unit__kind__level__rank"):
        if layout.asks(code):
            counts[name] = counts.get(name, 0) + 1
    return list(counts.items())


@transaction.atomic
def accept_level(
    request_id: int, unit: OrgUnit, *, silent: list[dict[str, Any]], total: Any, reason: str, by: Person
) -> LevelAcceptance:
    """A level accepts what it has: the silent units stand in the acceptance by name, with its signed reason.

    `silent` and `total` (a `calc.totals.Document` of accepted figures) come from the reader of totals. One silent unit
    never blocks; with silent units a reason of 20 characters is needed. Raises Refused.
    """
    request = ReportRequest.objects.get(pk=request_id)
    place = orgs.placement_of(unit.pk, request.structure_date)
    if place is None:
        raise OrgUnit.DoesNotExist
    org_rules.check(by, "level.accept", place.path)
    if silent and len(reason.strip()) < 20:
        raise Refused(
            _("Còn %(n)s đơn vị chưa có số liệu; cần ghi lý do chốt (ít nhất 20 ký tự).") % {"n": len(silent)}
        )
    waiting = Report.objects.filter(request=request, path__startswith=place.path, state=State.SUBMITTED)
    waiting_own = waiting.exclude(unit=unit).count()
    if waiting_own:
        raise Refused(
            _("Còn %(n)s báo cáo chờ duyệt; chấp nhận hoặc trả lại trước khi chốt.") % {"n": waiting_own},
            _("Người duyệt của đơn vị."),
        )
    LevelAcceptance.objects.filter(request=request, unit=unit, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    acceptance = LevelAcceptance.objects.create(
        request=request,
        unit=unit,
        path=place.path,
        silent=silent,
        reason=reason.strip(),
        reported=total.reported,
        expected=total.expected,
        sums=cells.pack_list(total.sums),
        signed_by=by,
    )
    record("level.accept", acceptance, by=by, path=place.path, why=reason.strip(), silent=len(silent))
    return acceptance


@transaction.atomic
def withdraw_level(acceptance_id: int, *, why: str, by: Person) -> LevelAcceptance:
    """Take the acceptance of a level back, with a reason. Raises Refused."""
    acceptance = LevelAcceptance.objects.select_for_update().get(pk=acceptance_id)
    org_rules.check(by, "level.accept", acceptance.path)
    if acceptance.withdrawn_at:
        raise Refused(_("Lần chốt này đã được rút."))
    if len(why.strip()) < 10:
        raise Refused(_("Cần ghi lý do rút (ít nhất 10 ký tự)."))
    acceptance.withdrawn_at = clock.now()
    acceptance.save(update_fields=["withdrawn_at"])
    record("level.withdraw", acceptance, by=by, path=acceptance.path, why=why.strip())
    return acceptance
