"""Bringing history in by file: reports that are accepted and stamped as imported, whole or not at all, with undo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from binhdang.calc import periods
from binhdang.datasets.models import FormVersion
from binhdang.kit import bulk, clock
from binhdang.kit.errors import BadInput
from binhdang.kit.fields import common_path, end_of
from binhdang.kit.log import record
from binhdang.kit.models import ImportBatch
from binhdang.orgs.models import OrgUnit, Placement
from binhdang.reports import gate, locks
from binhdang.reports.choices import Origin, State
from binhdang.reports.events import figures_changed
from binhdang.reports.import_checks import Checker
from binhdang.reports.import_plan import CHUNK, NOTHING, New, Plan, Progress, known_before, placements, plan_import
from binhdang.reports.importing import Incoming, read_values
from binhdang.reports.models import Report, ReportRequest, ReportRevision

CHANGED = [
    "form", "values", "accepted_values", "state", "origin", "submitted_at", "decided_at", "updated_at", "version",
]  # fmt: skip
REPORT = [
    "request", "data_set", "form", "unit", "path", "level_code", "period_key", "period_end", "state", "origin",
    "values",
    "accepted_values", "last_values", "last_period_key", "notes", "explanations", "version", "submitted_at",
    "decided_at", "updated_at",
]  # fmt: skip
REVISION = ["report", "number", "verb", "state_from", "state_to", "values", "at", "by", "why"]


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do: counts of rows, reports and periods, and the batch that can be undone."""

    rows: int
    created: int
    changed: int
    unchanged: int
    warnings: int
    periods: list[str]
    batch: ImportBatch | None = None


@bulk.uncollected()
def import_values(
    lines: Iterable[str],
    form: FormVersion,
    *,
    by: Any,
    file_name: str,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
    within: Sequence[str] | None = None,
) -> Outcome:
    """Import `unit,period,cell,value` rows as accepted reports of `form`, in one transaction.

    Cells that the file does not name keep their imported value, so a second file can complete a first; the same file
    twice changes nothing. `within` are the paths that may be written below (None: everywhere); a unit elsewhere is
    unknown. A report that people entered is never overwritten. Raises `BadInput` with every problem.
    """
    units = _units(within)
    code, kind = form.data_set.code, form.data_set.period_kind
    incoming = read_values(lines, order=form.cell_order, kind=kind, units=units, form_name=code)
    with transaction.atomic():
        gate.enter_periods(form.data_set_id, {*incoming.periods})
        plan = plan_import(incoming, form, units, progress)
        locks.check_open_many(form.data_set_id, plan.paths())
        locks.check_unclosed_many(form.data_set_id, ((r.period_key, r.path) for r, _values, _state in plan.changed))
        _check_within(plan, within)
        counts = (len(plan.created), len(plan.changed), plan.unchanged, plan.warnings)
        outcome = Outcome(incoming.rows, *counts, sorted(incoming.periods))
        if dry_run or not (plan.created or plan.changed):
            return outcome
        batch = _write(plan, incoming, by=by, file_name=file_name)
    progress(incoming.rows, incoming.rows)
    return replace(outcome, batch=batch)


def _units(within: Sequence[str] | None) -> dict[str, int]:
    """Code -> id of the units that a file may name: all, or those that ever stood at or below one of the paths."""
    if within is None:
        return dict(OrgUnit.objects.values_list("code", "id"))
    below = Q(pk__in=[])
    for path in within:
        below |= Q(path__gte=path, path__lt=end_of(path))
    return dict(Placement.objects.filter(below).values_list("unit__code", "unit_id"))


def _check_within(plan: Plan, within: Sequence[str] | None) -> None:
    """Nothing is written, and no period opened, above or beside what the person may write. Raises BadInput."""
    if within is None:
        return
    paths: dict[str, list[str]] = {}
    for key, path in plan.paths():
        paths.setdefault(key, []).append(path)
    for key, those in paths.items():
        if not common_path(those).startswith(tuple(within)):
            raise BadInput([(f"kỳ {key}", "tệp có đơn vị của nhiều nơi; hãy nhập từng đơn vị cấp trên một tệp.")])


def _write(plan: Plan, incoming: Incoming, *, by: Any, file_name: str) -> ImportBatch:
    """Write requests, reports, revisions and the batch; then tell whose figures changed."""
    requests = _requests(plan, incoming, by)
    ids = _create(plan, requests, by)
    changed = [report for report, _values, _state in plan.changed]
    Report.objects.bulk_update(changed, CHANGED, batch_size=200)
    _revisions([(report, state) for report, _values, state in plan.changed], "import", by)
    batch = ImportBatch.objects.create(
        kind="values",
        file_name=file_name,
        by=by,
        rows=incoming.rows,
        undo={
            "data_set": plan.form.data_set_id,
            "created": ids,
            "changed": [[report.pk, values, state] for report, values, state in plan.changed],
        },
    )
    record("values.import", batch, by=by, file=file_name, rows=incoming.rows, periods=sorted(incoming.periods))
    touched = {new.unit_id for new in plan.created} | {report.unit_id for report in changed}
    _restamp_later(plan.form, touched, min(period.end for period in incoming.periods.values()))
    for key, request in requests.items():
        _expect_the_others(plan.form, request, incoming.periods[key])
    _tell(plan.form.data_set_id, plan.paths())
    return batch


def _create(plan: Plan, requests: dict[str, ReportRequest], by: Any) -> list[int]:
    """Write the new reports and their first revisions; returns their ids."""
    now, form = connection.ops.adapt_datetimefield_value(clock.now()), plan.form
    state, origin = State.ACCEPTED.value, Origin.IMPORTED.value

    def row(new: New) -> tuple[Any, ...]:
        end = connection.ops.adapt_datefield_value(new.period_end)
        place = (new.unit_id, new.path, new.level, new.period_key, end)
        worth = (state, origin, new.packed, new.packed, *new.last, "{}", "{}", 1, now, now, now)
        return (requests[new.period_key].pk, form.data_set_id, form.pk, *place, *worth)

    bulk.insert(Report, REPORT, map(row, plan.created))
    ids: dict[tuple[int, str], int] = {}
    for key in {new.period_key for new in plan.created}:
        rows = Report.objects.filter(data_set=form.data_set, period_key=key).values_list("unit_id", "pk")
        ids.update({(unit_id, key): pk for unit_id, pk in rows})
    made = [(ids[new.unit_id, new.period_key], new.packed) for new in plan.created]
    who = by.pk if by else None
    before = State.EXPECTED.value
    bulk.insert(
        ReportRevision, REVISION, ((pk, 1, "import", before, state, packed, now, who, "") for pk, packed in made)
    )
    return [pk for pk, _packed in made]


def _requests(plan: Plan, incoming: Incoming, by: Any) -> dict[str, ReportRequest]:
    """Period key -> the request its new reports belong to."""
    paths: dict[str, list[str]] = {}
    for key, path in plan.paths():
        paths.setdefault(key, []).append(path)
    for key, those in paths.items():
        if not common_path(those):
            roots = {path.partition("/")[0] for path in those}
            raise BadInput([(f"kỳ {key}", f"tệp có đơn vị của {len(roots)} cây tổ chức; hãy nhập từng cây một tệp.")])
    return {key: _request(plan.form, incoming.periods[key], common_path(those), by) for key, those in paths.items()}


def _request(form: FormVersion, period: periods.Period, common: str, by: Any) -> ReportRequest:
    """The request that holds the imported reports of a period: of the unit above all of them, closed from the start."""
    for found in ReportRequest.objects.filter(data_set=form.data_set, period_key=period.key).order_by("path"):
        if common.startswith(found.path):
            return found
    return ReportRequest.objects.create(
        data_set=form.data_set,
        form=form,
        unit_id=int(common.rstrip("/").rpartition("/")[2]),
        path=common,
        period_key=period.key,
        period_start=period.start,
        period_end=period.end,
        structure_date=periods.structure_date(period),
        origin=Origin.IMPORTED,
        opened_by=by,
        closed_at=clock.now(),
    )


def _revisions(reports: list[tuple[Report, str]], verb: str, by: Any) -> None:
    """One revision for each (report, state before); numbers go on from the last."""
    numbers: dict[int, int] = {}
    ids = [report.pk for report, _state in reports]
    for start in range(0, len(ids), CHUNK):
        rows = ReportRevision.objects.filter(report_id__in=ids[start : start + CHUNK]).values("report_id")
        numbers.update({row["report_id"]: row["last"] for row in rows.annotate(last=Max("number"))})
    ReportRevision.objects.bulk_create(
        [
            ReportRevision(
                report=report,
                number=numbers.get(report.pk, 0) + 1,
                verb=verb,
                state_from=before,
                state_to=report.state,
                values=report.accepted_values,
                by=by,
            )
            for report, before in reports
        ],
        batch_size=CHUNK,
    )


def _expect_the_others(form: FormVersion, request: ReportRequest, period: periods.Period) -> None:
    """Make a row for each unit that the form asks and that gave nothing: silent units are known by name."""
    have = set(Report.objects.filter(data_set=form.data_set, period_key=period.key).values_list("unit_id", flat=True))
    asks = Checker(form).asks
    missing = [
        (unit_id, path, level)
        for unit_id, (path, level) in placements(period).items()
        if unit_id not in have and asks(level) and path.startswith(request.path)
    ]
    known = known_before(form, period.end) if missing else {}
    Report.objects.bulk_create(
        [
            Report(
                request=request,
                data_set=form.data_set,
                form=form,
                unit_id=unit_id,
                path=path,
                level_code=level,
                period_key=period.key,
                period_end=period.end,
                last_values=known.get(unit_id, NOTHING)[0],
                last_period_key=known.get(unit_id, NOTHING)[1],
            )
            for unit_id, path, level in missing
        ],
        batch_size=CHUNK,
    )


def _restamp_later(form: FormVersion, units: set[int], since: date) -> None:
    """Bring `last_values` of these units' reports after `since` in line with what is accepted now."""
    later = Report.objects.filter(data_set=form.data_set, period_end__gt=since).select_related("form")
    if not later.exists():
        return
    known, checker = known_before(form, since + timedelta(days=1)), Checker(form)
    stale: list[Report] = []
    for report in later.order_by("period_end").iterator(CHUNK):
        if report.unit_id not in units:
            continue
        values, key = known.get(report.unit_id, NOTHING)
        values = values and Checker(report.form).repacked(values, form)
        if report.last_values != values:
            report.last_values, report.last_period_key = values, key
            stale.append(report)
        if report.accepted_values:
            known[report.unit_id] = (checker.repacked(report.accepted_values, report.form), report.period_key)
    Report.objects.bulk_update(stale, ["last_values", "last_period_key"], batch_size=400)


def _tell(data_set_id: int, concerned: Iterable[tuple[str, str]]) -> None:
    """Tell whose figures changed, by period; `concerned` are (period key, path)."""
    paths: dict[str, list[str]] = {}
    for key, path in concerned:
        paths.setdefault(key, []).append(path)
    for key, those in sorted(paths.items()):
        figures_changed.tell(data_set_id=data_set_id, period_key=key, paths=those)


def undo_import(batch_id: int, *, by: Any) -> int:
    """Take a whole values import back: made reports are expected again, changed ones as before. Returns how many.

    The revisions keep what was imported. Raises `BadInput` when it was undone already or a report changed since.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().filter(pk=batch_id, kind="values").first()
        if batch is None or batch.undone_at:
            raise BadInput([(f"lần nhập {batch_id}", "không có, hoặc đã được hoàn tác trước đó.")])
        gate.enter(Report.objects.filter(data_set=batch.undo["data_set"], origin=Origin.IMPORTED))
        before = {pk: ("", State.EXPECTED.value) for pk in batch.undo["created"]}
        before |= {pk: (values, state) for pk, values, state in batch.undo["changed"]}
        every = Report.objects.filter(data_set_id=batch.undo["data_set"], origin=Origin.IMPORTED, state=State.ACCEPTED)
        reports = [report for report in every.select_related("form").iterator(CHUNK) if report.pk in before]
        if touched := len(before) - len(reports):
            raise BadInput([("", f"{touched} báo cáo đã được sửa sau khi nhập; không hoàn tác được cả lần nhập.")])
        for check in (locks.check_open_many, locks.check_unclosed_many):
            check(batch.undo["data_set"], ((r.period_key, r.path) for r in reports))
        _put_back(reports, before, by)
        batch.undone_at, batch.undone_by = clock.now(), by
        batch.save(update_fields=["undone_at", "undone_by"])
        record("values.undo", batch, by=by, file=batch.file_name, reports=len(reports))
        if reports:
            _restamp_later(reports[0].form, {r.unit_id for r in reports}, min(r.period_end for r in reports))
        _tell(batch.undo["data_set"], ((report.period_key, report.path) for report in reports))
    return len(reports)


def _put_back(reports: list[Report], before: dict[int, tuple[str, str]], by: Any) -> None:
    """Give the reports their values and states of before the import, with a revision each."""
    moves = []
    for report in reports:
        values, state = before[report.pk]
        moves.append((report, str(report.state)))
        report.values = report.accepted_values = values
        report.state, report.version, report.updated_at = state, report.version + 1, clock.now()
        if state == State.EXPECTED:
            report.origin, report.submitted_at, report.decided_at = Origin.ENTERED, None, None
    Report.objects.bulk_update(reports, CHANGED, batch_size=200)
    _revisions(moves, "undo-import", by)
