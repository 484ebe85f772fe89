"""Bringing history in by file: reports that are accepted and stamped as imported, whole or not at all, with undo."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from binhdang.calc import cells, periods
from binhdang.calc.cells import Value
from binhdang.datasets.models import FormVersion
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record
from binhdang.kit.models import ImportBatch
from binhdang.orgs.models import OrgUnit, Placement
from binhdang.reports import import_checks
from binhdang.reports.choices import Origin, State
from binhdang.reports.events import figures_changed
from binhdang.reports.importing import Incoming, read_values
from binhdang.reports.models import Report, ReportRequest, ReportRevision

CHUNK = 2000
Progress = Callable[[int, int], None]


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


@dataclass
class _Plan:
    """What will be written."""

    form: FormVersion
    created: list[Report] = field(default_factory=list)
    changed: list[tuple[Report, str, str]] = field(default_factory=list)
    """(report, values before, state before)"""
    unchanged: int = 0
    warnings: int = 0


def import_values(
    lines: Iterable[str],
    form: FormVersion,
    *,
    by: Any,
    file_name: str,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Import `unit,period,cell,value` rows as accepted reports of `form`, in one transaction.

    Cells that the file does not name keep their imported value, so a second file can complete a first; the same file
    twice changes nothing. A report that people entered is never overwritten. Raises `BadInput` with every problem.
    """
    units = dict(OrgUnit.objects.values_list("code", "id"))
    incoming = read_values(
        lines,
        order=form.cell_order,
        kind=form.data_set.period_kind,
        units=units,
        form_name=form.data_set.code,
    )
    with transaction.atomic():
        plan = _plan(incoming, form, units, progress)
        found = Outcome(
            incoming.rows,
            len(plan.created),
            len(plan.changed),
            plan.unchanged,
            plan.warnings,
            sorted(incoming.periods),
        )
        if dry_run or not (plan.created or plan.changed):
            return found
        batch = _write(plan, incoming, by=by, file_name=file_name, progress=progress)
    return Outcome(**{**found.__dict__, "batch": batch})


def _plan(incoming: Incoming, form: FormVersion, units: dict[str, int], progress: Progress) -> _Plan:
    """Compare the answers with what stands, period by period; collects every problem before raising."""
    plan, problems = _Plan(form), list[tuple[str, str]]()
    by_period: dict[str, list[tuple[str, list[Value | None]]]] = {}
    for (unit, key), slots in incoming.answers.items():
        by_period.setdefault(key, []).append((unit, slots))
    order = sorted(by_period, key=lambda key: incoming.periods[key].end)
    known = _known_before(form, incoming.periods[order[0]].end) if order else {}
    checker = import_checks.Checker(form)
    done = 0
    for key in order:
        period = incoming.periods[key]
        stands = {r.unit_id: r for r in _existing(form, key)}
        placed = _placements(period)
        for code, slots in by_period[key]:
            unit_id = units[code]
            done += 1
            if done % CHUNK == 0:
                progress(done, len(incoming.answers))
            where = f"đơn vị {code}, kỳ {key}"
            if unit_id not in placed:
                problems.append((where, _not_placed(unit_id, period)))
                continue
            last = known.get(unit_id, ("", ""))
            problem = _plan_one(plan, period, (unit_id, *placed[unit_id]), slots, stands.get(unit_id), last, checker)
            problems.extend((where, text) for text in problem)
        for report in plan.created[-len(by_period[key]) :] + [r for r, _, _ in plan.changed[-len(by_period[key]) :]]:
            if report.period_key == key:
                known[report.unit_id] = (report.accepted_values, key)
    plan.warnings = checker.warnings
    if problems:
        raise BadInput(problems)
    return plan


def _plan_one(
    plan: _Plan,
    period: periods.Period,
    place: tuple[int, str, str],
    slots: list[Value | None],
    stands: Report | None,
    last: tuple[str, str],
    checker: "import_checks.Checker",
) -> list[str]:
    """Decide what happens to one unit's report; returns its problems (Vietnamese)."""
    unit_id, path, level = place
    merged = slots
    if stands and stands.accepted_values:
        if stands.origin != Origin.IMPORTED:
            return ["đã có báo cáo do đơn vị nhập và được chấp nhận; muốn sửa hãy đính chính báo cáo đó."]
        old = checker.aligned(stands.accepted_values, stands.form)
        merged = [a if a is not None else b for a, b in zip(slots, old, strict=True)]
    elif stands and stands.state != State.EXPECTED:
        return [f"đơn vị đang lập báo cáo (trạng thái: {stands.get_state_display()}); không ghi đè."]
    merged, errors = checker.check(merged, last[0], level)
    if errors:
        return errors
    packed = cells.pack_list(merged)
    if stands and stands.accepted_values == packed:
        plan.unchanged += 1
        return []
    report = stands or Report(
        data_set=plan.form.data_set,
        form=plan.form,
        unit_id=unit_id,
        path=path,
        level_code=level,
        period_key=period.key,
        period_end=period.end,
        last_values=last[0],
        last_period_key=last[1],
    )
    if stands:
        plan.changed.append((report, stands.values, stands.state))
    else:
        plan.created.append(report)
    _set(report, plan.form, packed)
    return []


def _set(report: Report, form: FormVersion, packed: str) -> None:
    now = clock.now()
    report.form, report.values, report.accepted_values = form, packed, packed
    report.state, report.origin = State.ACCEPTED, Origin.IMPORTED
    report.submitted_at = report.decided_at = report.updated_at = now
    report.version += 1


def _write(plan: _Plan, incoming: Incoming, *, by: Any, file_name: str, progress: Progress) -> ImportBatch:
    """Write requests, reports, revisions and the batch; then tell whose figures changed."""
    requests = _requests(plan, incoming, by)
    for report in plan.created:
        report.request = requests[report.period_key]
    Report.objects.bulk_create(plan.created, batch_size=CHUNK)
    changed = [report for report, _, _ in plan.changed]
    Report.objects.bulk_update(changed, FIELDS, batch_size=200)
    _revisions([(r, State.EXPECTED) for r in plan.created] + [(r, state) for r, _, state in plan.changed], "import", by)
    batch = ImportBatch.objects.create(
        kind="values",
        file_name=file_name,
        by=by,
        rows=incoming.rows,
        undo={
            "data_set": plan.form.data_set_id,
            "created": [r.pk for r in plan.created],
            "changed": [[r.pk, values, state] for r, values, state in plan.changed],
        },
    )
    record("values.import", batch, by=by, file=file_name, rows=incoming.rows, periods=sorted(incoming.periods))
    for key in requests:
        _expect_the_others(plan.form, requests[key], incoming.periods[key])
    touched = {r.unit_id for r in plan.created} | {r.unit_id for r in changed}
    _restamp_later(plan.form, touched, min(p.end for p in incoming.periods.values()))
    _tell(plan.form.data_set_id, plan.created + changed)
    progress(incoming.rows, incoming.rows)
    return batch


def _requests(plan: _Plan, incoming: Incoming, by: Any) -> dict[str, ReportRequest]:
    """Period key -> the request its new reports belong to, for each connected tree of the file."""
    paths: dict[str, list[str]] = {key: [] for key in incoming.periods}
    for report in plan.created + [r for r, _, _ in plan.changed]:
        paths[report.period_key].append(report.path)
    for key, those in paths.items():
        if those and not _common(those):
            roots = {path.partition("/")[0] for path in those}
            raise BadInput([(f"kỳ {key}", f"tệp có đơn vị của {len(roots)} cây tổ chức; hãy nhập từng cây một tệp.")])
    return {
        key: _request(plan.form, incoming.periods[key], _common(those), by) for key, those in paths.items() if those
    }


FIELDS = [
    "form", "values", "accepted_values", "state", "origin", "submitted_at", "decided_at", "updated_at", "version",
]  # fmt: skip


def _revisions(reports: list[tuple[Report, str]], verb: str, by: Any) -> None:
    """One revision for each (report, state before); numbers go on from the last."""
    numbers: dict[int, int] = {}
    ids = [r.pk for r, state in reports if state != State.EXPECTED or verb != "import"]
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


def _common(paths: Iterable[str]) -> str:
    """The path of the lowest unit that stands above (or is) every one of `paths`."""
    lines = [path.split("/")[:-1] for path in paths]
    shared = []
    for steps in zip(*lines, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "".join(f"{step}/" for step in shared)


def _existing(form: FormVersion, period_key: str) -> Iterable[Report]:
    return Report.objects.filter(data_set=form.data_set, period_key=period_key).select_related("form").iterator(CHUNK)


def _placements(period: periods.Period) -> dict[int, tuple[str, str]]:
    """Unit -> (path, level code) on the structure date; a unit that ended inside the period keeps its last place."""
    rows = Placement.objects.filter(valid_from__lte=period.end).exclude(valid_to__lt=period.start)
    placed: dict[int, tuple[str, str]] = {}
    for unit_id, path, level in rows.order_by("valid_from").values_list("unit_id", "path", "unit__kind__level__code"):
        placed[unit_id] = (path, level)
    return placed


def _not_placed(unit_id: int, period: periods.Period) -> str:
    first = Placement.objects.filter(unit_id=unit_id).order_by("valid_from").values_list("valid_from", flat=True)
    since = f" (có từ {first[0]:%d/%m/%Y})" if first else ""
    return f"đơn vị không hoạt động trong kỳ {period.key}{since}. Sửa ngày của đơn vị hoặc bỏ các dòng này."


def _known_before(form: FormVersion, end: date) -> dict[int, tuple[str, str]]:
    """Unit -> (accepted values in this form's order, period key) of the latest period that ended before `end`."""
    rows = Report.objects.filter(data_set=form.data_set, period_end__lt=end).exclude(accepted_values="")
    known: dict[int, tuple[str, str]] = {}
    align = import_checks.Checker(form)
    for report in rows.select_related("form").order_by("period_end").iterator(CHUNK):
        known[report.unit_id] = (align.repacked(report.accepted_values, report.form), report.period_key)
    return known


def _expect_the_others(form: FormVersion, request: ReportRequest, period: periods.Period) -> None:
    """Make a row for each unit that the form asks and that gave nothing: silent units are known by name."""
    have = set(Report.objects.filter(data_set=form.data_set, period_key=period.key).values_list("unit_id", flat=True))
    known = _known_before(form, period.end)
    asks = import_checks.Checker(form).asks
    missing = [
        Report(
            request=request,
            data_set=form.data_set,
            form=form,
            unit_id=unit_id,
            path=path,
            level_code=level,
            period_key=period.key,
            period_end=period.end,
            last_values=known.get(unit_id, ("", ""))[0],
            last_period_key=known.get(unit_id, ("", ""))[1],
        )
        for unit_id, (path, level) in _placements(period).items()
        if unit_id not in have and asks(level) and path.startswith(request.path)
    ]
    Report.objects.bulk_create(missing, batch_size=CHUNK)


def _restamp_later(form: FormVersion, units: set[int], since: date) -> None:
    """Bring `last_values` of later reports of these units in line with what is accepted now."""
    known: dict[int, tuple[str, str]] = _known_before(form, since)
    align = import_checks.Checker(form)
    stale: list[Report] = []
    later = Report.objects.filter(data_set=form.data_set, period_end__gte=since).select_related("form")
    for report in later.order_by("period_end").iterator(CHUNK):
        if report.unit_id not in units:
            continue
        values, key = known.get(report.unit_id, ("", ""))
        values = values and import_checks.Checker(report.form).repacked(values, form)
        if report.last_values != values:
            report.last_values, report.last_period_key = values, key
            stale.append(report)
        if report.accepted_values:
            known[report.unit_id] = (align.repacked(report.accepted_values, report.form), report.period_key)
    Report.objects.bulk_update(stale, ["last_values", "last_period_key"], batch_size=400)


def _tell(data_set_id: int, reports: list[Report]) -> None:
    paths: dict[str, list[str]] = {}
    for report in reports:
        paths.setdefault(report.period_key, []).append(report.path)
    for key, those in sorted(paths.items()):
        figures_changed.tell(data_set_id=data_set_id, period_key=key, paths=those)


def undo_import(batch_id: int, *, by: Any) -> int:
    """Take a whole values import back: made reports are expected again, changed ones as before. Returns how many.

    The revisions keep what was imported. Raises `BadInput` when it was undone already or a report changed since.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch_id, kind="values")
        if batch.undone_at:
            raise BadInput([(f"lần nhập {batch_id}", "đã được hoàn tác trước đó.")])
        before = {pk: ("", State.EXPECTED.value) for pk in batch.undo["created"]}
        before |= {pk: (values, state) for pk, values, state in batch.undo["changed"]}
        reports = list(Report.objects.filter(data_set_id=batch.undo["data_set"], pk__in=list(before)))
        touched = [r for r in reports if r.origin != Origin.IMPORTED or r.state != State.ACCEPTED]
        if touched:
            raise BadInput([("", f"{len(touched)} báo cáo đã được sửa sau khi nhập; không hoàn tác được cả lần nhập.")])
        moves = []
        for report in reports:
            values, state = before[report.pk]
            moves.append((report, report.state))
            report.values = report.accepted_values = values
            report.state, report.version, report.updated_at = state, report.version + 1, clock.now()
            if state == State.EXPECTED:
                report.origin, report.submitted_at, report.decided_at = Origin.ENTERED, None, None
        Report.objects.bulk_update(reports, FIELDS, batch_size=200)
        _revisions(moves, "undo-import", by)
        batch.undone_at, batch.undone_by = clock.now(), by
        batch.save(update_fields=["undone_at", "undone_by"])
        record("values.undo", batch, by=by, file=batch.file_name, reports=len(reports))
        if reports:
            _restamp_later(reports[0].form, {r.unit_id for r in reports}, min(r.period_end for r in reports))
        _tell(batch.undo["data_set"], reports)
    return len(reports)
