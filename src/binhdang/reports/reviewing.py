"""What a reviewer reads: the queue with the doubtful first, explanations from below, what changed, what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from binhdang.calc import cells
from binhdang.calc import rules as checks
from binhdang.calc.rules import Spread
from binhdang.calc.rules_doubt import NEEDS_EYES
from binhdang.datasets.queries import layout_of
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import compare, quality, queries
from binhdang.reports.checks import values_of
from binhdang.reports.choices import State
from binhdang.reports.models import Report, ReportRevision
from binhdang.reports.review_models import CoverageStatement, CoveredReport


def waiting(by: Person, path: str, period_key: str, *, mine: bool) -> QuerySet[Report]:
    """Reports of a period that wait for `by` at and below `path`, the most doubtful first, then the oldest.

    With `mine` only those of units right below `path` (at the root its own too, which nobody above could decide).
    """
    found = queries.to_review(by, path=path).filter(period_key=period_key)
    if mine:
        found = found.filter(_right_below(path))
    return found.order_by("-doubt", "submitted_at", "pk")


def _right_below(path: str) -> Q:
    return Q(parent_path=path) | (Q(path=path) if path.count("/") == 1 else Q(pk__in=[]))


@dataclass(frozen=True)
class Counts:
    """How many wait: right below and below that, clean and doubtful."""

    mine_clean: int
    mine_doubtful: int
    all_clean: int
    all_doubtful: int

    def clean(self, *, mine: bool) -> int:
        """Those that are accepted together."""
        return self.mine_clean if mine else self.all_clean

    def doubtful(self, *, mine: bool) -> int:
        """Those that are looked at one by one."""
        return self.mine_doubtful if mine else self.all_doubtful

    def every(self, *, mine: bool) -> int:
        """All that wait."""
        return self.clean(mine=mine) + self.doubtful(mine=mine)


def counts(by: Person, path: str, period_key: str) -> Counts:
    """How many reports of a period wait for `by` at and below `path` (1 query)."""
    near, clean = _right_below(path), Q(doubt__lt=NEEDS_EYES)
    found = queries.to_review(by, path=path).filter(period_key=period_key).order_by()
    row = found.aggregate(
        mine_clean=Count("pk", filter=near & clean),
        mine_doubtful=Count("pk", filter=near & ~clean),
        all_clean=Count("pk", filter=clean),
        all_doubtful=Count("pk", filter=~clean),
    )
    return Counts(**row)


@dataclass(frozen=True)
class Change:
    """One cell that differs from what the level above last decided about."""

    code: str
    label: str
    then: object
    now: object


def changes_since_seen(report: Report) -> tuple[ReportRevision | None, list[Change]]:
    """The last return or acceptance of a report, and every cell that has changed since; (None, []) without one."""
    seen = quality.last_decision(report)
    if seen is None:
        return None, []
    before = cells.unpack(seen.values, report.form.cell_order) if seen.values else {}
    now, layout = values_of(report), layout_of(report.form)
    codes = [code for code in layout.cells if now.get(code) != before.get(code)]
    return seen, [Change(code, layout.by_code[code].label, before.get(code), now.get(code)) for code in codes]


def peers_beside(report: Report) -> Mapping[str, Spread]:
    """Per cell the middle among units of like kind and size that the report was checked against."""
    return compare.peers_of(report, values_of(report))


@dataclass(frozen=True)
class Explained:
    """What a unit below said to explain one warning."""

    report: Report
    cells: tuple[str, ...]
    label: str
    message: str
    text: str


def explained_below(by: Person, report_path: str, data_set_id: int, period_key: str) -> QuerySet[Report]:
    """Reports strictly below a unit whose warnings were explained, submitted or accepted, the most doubtful first."""
    found = Report.objects.filter(org_rules.sight(by), queries.below(report_path)).exclude(path=report_path)
    found = found.filter(data_set=data_set_id, period_key=period_key, state__in=[State.SUBMITTED, State.ACCEPTED])
    return found.exclude(explanations={}).select_related("unit", "form").order_by("-doubt", "path")


def explanations(report: Report) -> list[Explained]:
    """The explanations of a report beside the warnings they explain, in the form's order."""
    layout = layout_of(report.form)
    messages = {key: message for key, _severity, message in report.doubts.get("findings", [])}
    order = {code: n for n, code in enumerate(layout.cells)}
    found = []
    for key, text in report.explanations.items():
        if message := messages.get(key):
            places = checks.cells_of_key(layout, key)
            found.append(Explained(report, places, layout.by_code[places[0]].label if places else "", message, text))
    return sorted(found, key=lambda said: order.get(said.cells[0], 0) if said.cells else 0)


def statement_for(by: Person, statement_id: int) -> CoverageStatement:
    """One statement in sight. Raises CoverageStatement.DoesNotExist."""
    seen = CoverageStatement.objects.filter(org_rules.sight(by))
    return seen.select_related("unit", "signed_by", "request__data_set").get(pk=statement_id)


def statements_over(by: Person, path: str, period_key: str) -> list[CoverageStatement]:
    """The latest statements signed for a unit and period, latest first."""
    found = CoverageStatement.objects.filter(org_rules.sight(by), path=path, request__period_key=period_key)
    return list(found.select_related("signed_by", "unit").order_by("-pk")[:5])


def statements_of(report: Report) -> dict[int, CoverageStatement]:
    """The statements that the acceptances of a report were signed with, by the number of the move (1 query)."""
    found = CoveredReport.objects.filter(report=report).select_related("statement__signed_by", "statement__unit")
    return {row.version + 1: row.statement for row in found}


def covered(statement: CoverageStatement) -> QuerySet[CoveredReport]:
    """The reports that were accepted with a statement, by path."""
    return CoveredReport.objects.filter(statement=statement).select_related("report__unit").order_by("report__path")
