"""Asking for reports, and a level's acceptance with its silent units."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc import cells, periods
from binhdang.datasets.models import DataSet, FormVersion
from binhdang.datasets.queries import bridged
from binhdang.kit import bulk, clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person, Placement
from binhdang.reports import gate, queries
from binhdang.reports.choices import Origin, State
from binhdang.reports.events import figures_changed
from binhdang.reports.models import LevelAcceptance, Report, ReportRequest
from binhdang.reports.scope import Rule, Scope, reason_out, scope_of

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
KINDS: dict[str, str | Promise] = {
    "month": gettext_lazy("biểu lập theo tháng, ví dụ 2026-07."),
    "quarter": gettext_lazy("biểu lập theo quý, ví dụ 2026-Q3."),
    "half": gettext_lazy("biểu lập theo sáu tháng, ví dụ 2026-H1."),
    "year": gettext_lazy("biểu lập theo năm, ví dụ 2026."),
    "cutoff": gettext_lazy("biểu lập theo mốc số liệu, ví dụ 2026-05-31 hoặc 2026-11-30."),
    "phase": gettext_lazy("biểu lập theo giai đoạn, ví dụ 2026..2030."),
    "once": gettext_lazy("biểu hỏi một lần, ví dụ ngày 2026-09-15."),
}
"""Kind of period -> what a form of this kind is asked for."""


@transaction.atomic
def open_request(
    form: FormVersion,
    *,
    unit: OrgUnit,
    period_key: str,
    due: dict[str, date],
    by: Person | None,
    instructions: str = "",
    scope: Scope | None = None,
) -> ReportRequest:
    """Ask `unit` and the units below it that `scope` names (all, if None) for one form and period.

    Makes a report for each of them that the form asks; a unit that another request already asks for the same form and
    period keeps its one report, which counts for both. `due` maps level codes to the last day. Raises Refused,
    BadInput (period of another kind, asked already, no units).
    """
    period = period_for(form, period_key)
    DataSet.objects.select_for_update(no_key=True).get(pk=form.data_set_id)
    on = periods.structure_date(period)
    place = _place(unit, on)
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
        scope=(scope or Scope()).stored(),
        instructions=instructions.strip(),
        opened_by=by,
    )
    made, shared = make_reports(request)
    if not made and not shared:
        raise BadInput([("unit", _("Không có đơn vị nào dưới đơn vị này phải lập biểu đã chọn."))])
    record("request.open", request, by=by, path=place.path, period=period.key, form=form.data_set.code, reports=made)
    figures_changed.tell(data_set_id=form.data_set_id, period_key=period.key, paths=[place.path, ""])
    return request


def period_for(form: FormVersion, key: str) -> periods.Period:
    """The period of this key, if the form is asked for such periods; a form asked once takes a bare day too.

    Raises BadInput.
    """
    kind = form.data_set.period_kind
    try:
        if kind == "once" and DAY.fullmatch(key.strip()):
            return periods.once(date.fromisoformat(key.strip()))
        period = periods.parse_period(key)
    except ValueError as error:
        raise BadInput([("period", str(error))]) from error
    if period.kind != kind:
        raise BadInput([("period", _("Kỳ này không hợp với biểu đã chọn: %(help)s") % {"help": KINDS[kind]})])
    return period


def _place(unit: OrgUnit, on: date) -> Placement:
    place = orgs.placement_of(unit.pk, on)
    if place is None:
        said = _("Đơn vị không có trong cơ cấu tổ chức ngày %(on)s.")
        raise BadInput([("for", said % {"on": f"{on:%d/%m/%Y}"})])
    return place


def rule_of(request: ReportRequest) -> Rule:
    """The rule by which this request asks."""
    return Rule(scope_of(request.scope), request.form, request.path, request.structure_date)


def make_reports(request: ReportRequest) -> tuple[int, int]:
    """Make the reports that the rule asks for and that are not there yet: (how many made, how many were there)."""
    of_period = Report.objects.filter(data_set=request.data_set, period_key=request.period_key)
    have = set(of_period.values_list("unit_id", flat=True))
    asked = rule_of(request).placements().filter(why_out="")
    rows = list(asked.order_by("path").values_list("unit_id", "path", "unit__kind__level__code"))
    missing = [row for row in rows if row[0] not in have]
    if missing:
        _insert(request, missing, last_accepted(request.form, request.period_end, asked.order_by().values("unit")))
    return len(missing), len(rows) - len(missing)


NEW = (
    "request", "data_set", "form", "unit", "path", "level_code", "period_key", "period_end", "due_on", "last_values",
    "last_period_key", "state", "origin", "values", "accepted_values", "notes", "explanations", "version", "updated_at",
)  # fmt: skip


def _insert(request: ReportRequest, rows: list[tuple[int, str, str]], last: dict[int, tuple[str, str]]) -> None:
    """Write an expected report for each (unit id, path, level code), with the unit's last accepted values."""
    day, now = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value(clock.now())
    due = {level: day(due_of(request, level)) for level in {level for _unit, _path, level in rows}}
    what, end = (request.pk, request.data_set_id, request.form_id), day(request.period_end)
    blank = (State.EXPECTED.value, Origin.ENTERED.value, "", "", "{}", "{}", 0, now)
    bulk.insert(
        Report,
        NEW,
        (
            (*what, unit, path, level, request.period_key, end, due[level], *last.get(unit, ("", "")), *blank)
            for unit, path, level in rows
        ),
    )


def due_of(request: ReportRequest, level: str) -> date | None:
    """The last day of a level, before any extension."""
    day = request.due.get(level)
    return date.fromisoformat(day) if day else None


def last_accepted(form: FormVersion, before: date, units: QuerySet[Any]) -> dict[int, tuple[str, str]]:
    """Unit -> (its latest accepted values of a period that ended before `before`, in this form's order; period key)."""
    rows = Report.objects.filter(data_set=form.data_set, period_end__lt=before, unit__in=units)
    rows = rows.exclude(accepted_values="")
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


@dataclass(frozen=True)
class Preview:
    """Whom a request would ask: counts by level, who is left out and why, whom another request asks already."""

    asked: list[tuple[str, str, int]]
    """(level code, level name, units)"""
    left_out: list[tuple[str, int]]
    """(reason, units)"""
    shared: list[tuple[ReportRequest, int]]
    """Other requests for the same form and period, and how many of these units they ask already."""
    first: list[str]
    """The names of the first units, parents first."""

    @property
    def total(self) -> int:
        """How many units are asked."""
        return sum(count for _code, _name, count in self.asked)


def would_ask(form: FormVersion, *, unit: OrgUnit, period_key: str, scope: Scope | None = None) -> Preview:
    """Whom `open_request` would ask (the same number of queries for any subtree). Raises BadInput."""
    period = period_for(form, period_key)
    on = periods.structure_date(period)
    rule = Rule(scope or Scope(), form, _place(unit, on).path, on)
    rows = rule.placements()
    levels: dict[tuple[str, str], int] = {}
    out: dict[str, int] = {}
    counted = rows.order_by("unit__kind__level__rank").values_list(
        "why_out", "unit__kind__level__code", "unit__kind__level__name"
    )
    for why, code, name, count in counted.annotate(n=Count("pk")):
        if why:
            out[why] = out.get(why, 0) + count
        else:
            levels[code, name] = levels.get((code, name), 0) + count
    asked = rows.filter(why_out="")
    there = Report.objects.filter(data_set=form.data_set, period_key=period.key, unit__in=asked.values("unit"))
    by_request = dict(there.order_by().values_list("request").annotate(n=Count("pk")))
    others = ReportRequest.objects.filter(pk__in=by_request).select_related("unit").order_by("path")
    return Preview(
        [(code, name, count) for (code, name), count in levels.items()],
        [(reason_out(why, rule.scope), count) for why, count in out.items()],
        [(other, by_request[other.pk]) for other in others],
        list(asked.values_list("unit__name", flat=True)[:12]),
    )


@transaction.atomic
def accept_level(
    request_id: int, unit: OrgUnit, *, silent: list[dict[str, Any]], total: Any, reason: str, by: Person
) -> LevelAcceptance:
    """A level accepts what it has: the silent units stand in the acceptance by name, with its signed reason.

    `silent` and `total` (a `calc.totals.Document` of accepted figures) come from the reader of totals. One silent unit
    never blocks, nor does a report that waits at a lower level; with any of them a reason of 20 characters is needed.
    Reports right below the unit are decided first. Raises Refused.
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
    gate.shut_period(request.data_set_id, request.period_key)
    if waiting := queries.waiting_for(request, place.path):
        raise Refused(
            _("Còn %(n)s báo cáo chờ duyệt; chấp nhận hoặc trả lại trước khi chốt.") % {"n": waiting},
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
