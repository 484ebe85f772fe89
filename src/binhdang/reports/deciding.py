"""Accepting: one report or many at the versions that were seen, with a signed statement of what was covered then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.rules_doubt import NEEDS_EYES
from binhdang.kit import clock
from binhdang.kit.log import record, record_many
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import actions, queries, requests, rules, written
from binhdang.reports.events import correction_accepted, figures_changed
from binhdang.reports.models import LevelAcceptance, Report, ReportRequest, ReportRevision, ReturnPoint
from binhdang.reports.review_models import CoverageStatement, CoveredReport


@dataclass(frozen=True)
class Coverage:
    """What a unit and all below it had given at a moment: units and members, reported of expected."""

    unit: OrgUnit
    path: str
    reported: int
    expected: int
    members_reported: int
    members_expected: int

    @property
    def silent(self) -> int:
        """Units expected of which nothing counts."""
        return self.expected - self.reported


@dataclass(frozen=True)
class Left:
    """A report that was not accepted, by name, and why."""

    report_id: int
    unit: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What came of accepting many: the ids accepted, those left out with their reason, the statements signed."""

    done: list[int]
    left: list[Left]
    statements: list[CoverageStatement]


@transaction.atomic
def accept_one(report_id: int, *, version: int, coverage: Coverage | None, by: Person) -> Report:
    """Accept a report at the version seen and sign what was covered. Raises Refused, Conflict."""
    report = actions.accept(report_id, by=by, version=version)
    if coverage is not None:
        sign(report.request, coverage, [(report.pk, version)], by=by)
    return report


@transaction.atomic
def accept_many(
    chosen: Iterable[tuple[int, int]], *, coverage: Mapping[int, Coverage] | None = None, by: Person
) -> Outcome:
    """Accept many reports, each (id, version seen), in one transaction of a fixed number of statements.

    A report that changed since it was seen, was decided about meanwhile, needs to be looked at by itself, or that `by`
    may not decide about is left out and named; all others are accepted. `coverage` is what was covered, by request id:
    it is signed with them.
    """
    wanted = dict(chosen)
    mine = queries.to_review(by).filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    rows = [report for report in mine if report.version == wanted[report.pk] and report.doubt < NEEDS_EYES]
    _accept(rows, by)
    done = [report.pk for report in rows]
    left = _left(by, [pk for pk in wanted if pk not in set(done)])
    statements = []
    for request_id in sorted({report.request_id for report in rows} & set(coverage or {})):
        seen = [(report.pk, wanted[report.pk]) for report in rows if report.request_id == request_id]
        request = ReportRequest.objects.get(pk=request_id)
        statements.append(sign(request, (coverage or {})[request_id], seen, by=by))
    return Outcome(done, left, statements)


def _accept(rows: Sequence[Report], by: Person) -> None:
    """Make the move for all of them: what `actions.accept` does, a few statements for any number."""
    if not rows:
        return
    now, before = clock.now(), {report.pk: str(report.state) for report in rows}
    for report in rows:
        if report.accepted_values:
            correction_accepted.tell(report=report, by=by)
        report.state = rules.next_state("accept", report)
        for name, value in written.accepted(report).items():
            setattr(report, name, value)
        report.decided_at, report.decided_by, report.updated_at = now, by, now
        report.version += 1
    fields = ["state", "accepted_values", "accepted_texts", "decided_at", "decided_by", "updated_at", "version"]
    Report.objects.bulk_update(rows, fields, batch_size=200)
    ReportRevision.objects.bulk_create(
        [
            ReportRevision(
                report=report,
                number=report.version,
                verb="accept",
                state_from=before[report.pk],
                state_to=report.state,
                values=report.values,
                texts=report.texts,
                at=now,
                by=by,
            )
            for report in rows
        ],
        batch_size=500,
    )
    record_many("report.accept", [(report, report.path) for report in rows], by=by)
    ReturnPoint.objects.filter(report__in=rows, resolved_at__isnull=True).update(resolved_at=now)
    _restamp_next(rows)
    for data_set, period in sorted({(report.data_set_id, report.period_key) for report in rows}):
        paths = [r.path for r in rows if (r.data_set_id, r.period_key) == (data_set, period)]
        figures_changed.tell(data_set_id=data_set, period_key=period, paths=paths)


def _restamp_next(rows: Sequence[Report]) -> None:
    """`queries.restamp_next` for those reports that have a later one of the same unit."""
    units = {report.unit_id for report in rows}
    earliest = min(report.period_end for report in rows)
    sets = {report.data_set_id for report in rows}
    later = Report.objects.filter(unit__in=units, data_set__in=sets, period_end__gt=earliest).order_by()
    known = {(unit, data_set) for unit, data_set in later.values_list("unit_id", "data_set_id")}
    for report in rows:
        if (report.unit_id, report.data_set_id) in known:
            queries.restamp_next(report)


def _left(by: Person, ids: Sequence[int]) -> list[Left]:
    """Why reports stay; one that is not seen at all is not spoken of."""
    left = []
    for report in queries.reports_seen(by).filter(pk__in=ids).select_related("unit"):
        against = rules.reason_against(by, "accept", report)
        eyes = _("có điều cần xem riêng; mở báo cáo rồi quyết định.") if report.doubt >= NEEDS_EYES else ""
        reason = against or eyes or _("đã thay đổi sau khi bạn mở trang; xem số liệu mới rồi quyết định.")
        left.append(Left(report.pk, report.unit.name, reason))
    return left


@transaction.atomic
def close_level(
    request_id: int, *, coverage: Coverage, silent: list[dict[str, Any]], total: Any, reason: str, by: Person
) -> LevelAcceptance:
    """Close the level of `coverage.unit` (`requests.accept_level`) and sign what was covered. Raises Refused."""
    unit = coverage.unit
    closed = requests.accept_level(request_id, unit, silent=silent, total=total, reason=reason, by=by)
    sign(closed.request, coverage, [], by=by, level=True)
    return closed


@transaction.atomic
def sign(
    request: ReportRequest, coverage: Coverage, seen: Sequence[tuple[int, int]], *, by: Person, level: bool = False
) -> CoverageStatement:
    """Keep what was covered at this moment, who signed it, and the reports (id, version seen) accepted with it."""
    statement = CoverageStatement.objects.create(
        request=request,
        unit=coverage.unit,
        path=coverage.path,
        reported=coverage.reported,
        expected=coverage.expected,
        silent=coverage.silent,
        members_reported=coverage.members_reported,
        members_expected=coverage.members_expected,
        level=level,
        signed_by=by,
    )
    CoveredReport.objects.bulk_create(
        [CoveredReport(statement=statement, report_id=pk, version=version) for pk, version in seen], batch_size=500
    )
    record("coverage.sign", statement, by=by, path=coverage.path, reports=len(seen), reported=coverage.reported)
    return statement
