"""Where each unit of a request stands: declared, presumed or out of scope, with the reason."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person, Placement
from binhdang.reports.choices import AskKind, AskState, State
from binhdang.reports.models import Report, ReportRequest, UnitAsk
from binhdang.reports.requests import due_of, rule_of
from binhdang.reports.scope import reason_out

DECLARED, PRESUMED, OUT = "declared", "presumed", "out"
CONFIRMED = Q(declared=True) | ~Q(last_period_key="") | Q(submitted_at__isnull=False) | ~Q(accepted_values="")
"""Somebody confirmed that the unit must report, or it reported in an earlier period or in this one."""


@dataclass(frozen=True)
class Stand:
    """One unit of a request: its standing, why, its report and deadline. `standing` is one of the three words."""

    unit_id: int
    name: str
    code: str
    level: str
    standing: str
    why: str
    report: Report | None
    extended_to: date | None


def population(by: Person | None, request: ReportRequest) -> QuerySet[Placement]:
    """Every unit of the request's subtree, as of its structure date, that `by` sees; parents first."""
    return orgs.subtree(request.path, request.structure_date).filter(org_rules.sight(by))


def _of(request: ReportRequest) -> QuerySet[Report]:
    return Report.objects.filter(data_set=request.data_set_id, period_key=request.period_key, unit=OuterRef("unit"))


def standing_in(request: ReportRequest, places: QuerySet[Placement], standing: str) -> QuerySet[Placement]:
    """Those of the units that stand so."""
    expected = _of(request).exclude(state=State.EXCUSED)
    if standing == DECLARED:
        return places.filter(Exists(expected.filter(CONFIRMED)))
    if standing == PRESUMED:
        return places.filter(Exists(expected.exclude(CONFIRMED)))
    return places.exclude(Exists(expected)) if standing == OUT else places


def matching(places: QuerySet[Placement], words: str) -> QuerySet[Placement]:
    """Those whose unit's name or code holds all the words (no diacritics needed)."""
    for word in search_key(words).split():
        places = places.filter(unit__search_key__contains=word)
    return places


def counts(by: Person | None, request: ReportRequest) -> dict[str, int]:
    """How many units stand where; the three add up to the units of the subtree that `by` sees (4 queries)."""
    places = population(by, request).order_by()
    found = {word: standing_in(request, places, word).count() for word in (DECLARED, PRESUMED)}
    found[OUT] = places.count() - sum(found.values())
    return found


def stands(request: ReportRequest, places: list[Placement]) -> list[Stand]:
    """One page of units with their standing (4 queries for any page)."""
    ids = [place.unit_id for place in places]
    rows = Report.objects.filter(data_set=request.data_set_id, period_key=request.period_key, unit__in=ids)
    reports = {report.unit_id: report for report in rows.select_related("request__unit")}
    granted = UnitAsk.objects.filter(report__in=reports.values(), state=AskState.GRANTED).order_by("pk")
    asks = {(ask.report_id, ask.kind): ask for ask in granted}
    missing = [unit for unit in ids if unit not in reports]
    whys = dict(rule_of(request).placements(missing).values_list("unit_id", "why_out")) if missing else {}
    return [_stand(request, place, reports.get(place.unit_id), asks, whys) for place in places]


def _stand(
    request: ReportRequest,
    place: Placement,
    report: Report | None,
    asks: dict[tuple[int, str], UnitAsk],
    whys: dict[int, str],
) -> Stand:
    unit = place.unit
    standing, why, until = OUT, "", None
    if report is None:
        why = reason_out(whys.get(place.unit_id, ""), rule_of(request).scope)
    elif report.state == State.EXCUSED:
        ask = asks.get((report.pk, AskKind.OUT.value))
        why = ask.reason if ask else ""
    else:
        standing, why = of_report(report)
        extension = asks.get((report.pk, AskKind.EXTENSION.value))
        due = due_of(request, report.level_code)
        until = report.due_on if extension and report.due_on != due else None
        if report.request_id != request.pk:
            why += " " + _("Cùng được %(unit)s yêu cầu.") % {"unit": report.request.unit.name}
    return Stand(unit.pk, unit.name, unit.code, unit.kind.level.name, standing, why, report, until)


def of_report(report: Report) -> tuple[str, str]:
    """Whether a unit that is expected is declared or presumed, and by what."""
    if report.submitted_at or report.accepted_values:
        return DECLARED, _("Đã báo cáo kỳ này.")
    if report.declared:
        return DECLARED, _("Đơn vị hoặc cấp trên đã xác nhận.")
    if report.last_period_key:
        return DECLARED, _("Đã báo cáo kỳ trước (%(period)s).") % {"period": report.last_period_key}
    return PRESUMED, _("Theo quy định của yêu cầu; chưa ai xác nhận.")
