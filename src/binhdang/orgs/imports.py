"""Importing a list of units: check everything, say what would happen, write all or nothing, undo the whole.

New units are created and placed; names and kinds of units that exist are corrected. A row that says another place or an
end for a unit that exists is a dated change (`import_moves`), told in the dry run and undone with the import.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import ProtectedError

from binhdang.kit import bulk, clock, log, sheets
from binhdang.kit.errors import BadInput
from binhdang.kit.models import ImportBatch
from binhdang.orgs import actions, events, import_moves, names, queries, rules
from binhdang.orgs.import_moves import Shift, shifts_of
from binhdang.orgs.models import Kind, Level, OrgUnit, Person, Placement
from binhdang.orgs.unit_rows import Problems, UnitRow, read_rows

EARLIEST = date(1900, 1, 1)
"""The start of a unit whose file gives none and which has no unit above."""
T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Span:
    """A stretch of days with the path a unit has in it."""

    path: str
    start: date
    end: date | None


@dataclass
class Plan:
    """What an import would do."""

    create: list[UnitRow] = field(default_factory=list)
    """In order from the top down."""
    change: list[tuple[UnitRow, OrgUnit]] = field(default_factory=list)
    shift: list[Shift] = field(default_factory=list)
    """Dated changes of place of units that exist."""
    unchanged: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)
    """What the file or the database calls a kind -> the kind."""
    new_kinds: list[Kind] = field(default_factory=list)
    """Kinds that were not known, with the level deduced from where they first stand."""
    batch: ImportBatch | None = None


def import_units(
    data: bytes, *, file_name: str, by: Person | None, dry_run: bool = False, progress: Progress | None = None
) -> Plan:
    """Import a CSV or Excel list of units; with `dry_run` only say what would happen.

    Raises BadInput with every problem and its row (nothing is written then) and Refused for units out of reach.
    """
    problems = Problems()
    rows = read_rows(sheets.read_table(data), problems)
    plan = _plan(rows, by, problems)
    if dry_run and plan.shift:
        _rehearse(plan, file_name, by)
    elif not dry_run and (plan.create or plan.change or plan.shift):
        with transaction.atomic():
            _write(plan, file_name, by, progress or (lambda done, total: None))
    return plan


def _rehearse(plan: Plan, file_name: str, by: Person | None) -> None:
    """Write and take back at once: whether the structure allows a move shows only when it is made."""
    before = [(unit, unit.name, unit.kind) for _row, unit in plan.change]
    with transaction.atomic():
        _write(plan, file_name, by, lambda done, total: None)
        transaction.set_rollback(True)
    plan.batch = None
    for unit, name, kind in before:
        unit.name, unit.kind = name, kind


@transaction.atomic
def undo_import(batch: ImportBatch, *, by: Person | None) -> int:
    """Take a whole import of units back; returns how many units went. Raises BadInput when units are in use."""
    rules.check(by, "units.manage", batch.path)
    if batch.kind != "units" or batch.undone_at:
        raise BadInput([("", "Lần nhập này đã được huỷ hoặc không phải nhập đơn vị.")])
    gone = [pk for first, last in batch.undo["created"] for pk in range(first, last + 1)]
    shifts = batch.undo.get("shifts")
    moved = import_moves.take_back(shifts) if shifts else []
    try:
        if Placement.objects.filter(parent__in=_children_outside(gone)).exists():
            raise BadInput([("", "Đã có đơn vị khác đặt dưới các đơn vị này; hãy chuyển các đơn vị đó trước.")])
        for part in _parts(gone, 500):
            Placement.objects.filter(unit__in=part).delete()
        for part in _parts(gone, 500):
            OrgUnit.objects.filter(pk__in=part).delete()
        Kind.objects.filter(pk__in=batch.undo["kinds"]).delete()
    except ProtectedError:
        raise BadInput([("", "Không huỷ được: các đơn vị này đã có vai trò, báo cáo hoặc kế hoạch.")])
    for pk, name, kind in batch.undo["changed"]:
        unit = OrgUnit.objects.get(pk=pk)
        unit.name, unit.kind_id = name, kind
        actions.set_keys(unit)
        unit.save()
    batch.undone_at, batch.undone_by = clock.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    log.record("units.import_undone", batch, by=by, path=batch.path, file=batch.file_name, units=len(gone))
    events.structure_changed.tell(unit_ids=[*gone, *moved], on=EARLIEST, by=by)
    return len(gone) + len(shifts["units"] if shifts else ())


def _children_outside(gone: list[int]) -> list[int]:
    """Of the units to go those that have children which do not go with them."""
    inside = set(gone)
    found: set[int] = set()
    for part in _parts(gone, 500):
        pairs = Placement.objects.filter(parent__in=part).values_list("parent", "unit")
        found |= {parent for parent, unit in pairs if unit not in inside}
    return sorted(found)


def _plan(rows: list[UnitRow], by: Person | None, problems: Problems) -> Plan:
    known = {unit.code: unit for unit in OrgUnit.objects.select_related("kind")} if rows else {}
    spans = _known_spans(rows, known)
    parents = dict(Placement.objects.order_by("valid_from").values_list("unit", "parent__code"))
    ordered = _in_order(rows, known, problems)
    plan = Plan()
    depths: dict[str, int] = {}
    for row in ordered:
        depths[row.code] = depths.get(row.parent_code, _depth(spans.get(row.parent_code))) + 1
        unit = known.get(row.code)
        row_spans = spans[row.code] if unit else _spans_of(row, spans, problems)
        spans[row.code] = row_spans
        kind = _kind(row, plan, depths[row.code])
        if unit is None:
            plan.create.append(row)
        elif (shifts := shifts_of(row, unit, row_spans, parents.get(unit.pk) or "", problems)) is not None:
            plan.shift += shifts
            if shifts and (unit.name, unit.kind_id) == (names.tidy(row.name), kind.pk):
                continue
            if (unit.name, unit.kind_id) == (names.tidy(row.name), kind.pk):
                plan.unchanged += 1
            else:
                plan.change.append((row, unit))
    _check_reach(plan, known, by)
    problems.stop_if_any()
    return plan


def _known_spans(rows: list[UnitRow], known: dict[str, OrgUnit]) -> dict[str, list[Span]]:
    """The spans of the units in the database that the file names, themselves or as parents."""
    named = {row.code for row in rows} | {row.parent_code for row in rows}
    by_id = {unit.pk: code for code, unit in known.items() if code in named}
    spans: dict[str, list[Span]] = {}
    if by_id:
        for pk, path, start, end in Placement.objects.order_by("valid_from").values_list(
            "unit", "path", "valid_from", "valid_to"
        ):
            if pk in by_id:
                spans.setdefault(by_id[pk], []).append(Span(path, start, end))
    return spans


def _in_order(rows: list[UnitRow], known: dict[str, OrgUnit], problems: Problems) -> list[UnitRow]:
    """The rows with every parent before its children; unknown parents and circles are noted, broken rows left out."""
    here = {row.code: row for row in rows}
    state: dict[str, int] = {}
    ordered: list[UnitRow] = []
    for row in rows:
        chain: list[UnitRow] = []
        current: UnitRow | None = row
        while current is not None and current.code not in state:
            state[current.code] = 1
            chain.append(current)
            current = here.get(current.parent_code)
        if current is not None and state[current.code] == 1:
            circle = [r.code for r in chain[chain.index(current) :]] if current in chain else [current.code]
            problems.add(current.line, f"Vòng lặp cấp trên: {' → '.join([*circle, circle[0]][:12])}; sửa parent_code.")
            state.update(dict.fromkeys((r.code for r in chain), 3))
            continue
        lost = current is not None and state[current.code] == 3
        for item in reversed(chain):
            missing = item.parent_code and item.parent_code not in here and item.parent_code not in known
            if missing:
                problems.add(
                    item.line, f"Không có đơn vị cấp trên mang mã “{item.parent_code[:40]}” trong tệp và hệ thống."
                )
            lost = lost or bool(missing) or item.broken
            state[item.code] = 3 if lost else 2
            if not lost:
                ordered.append(item)
    return ordered


def _spans_of(row: UnitRow, spans: dict[str, list[Span]], problems: Problems) -> list[Span]:
    """Where a new unit stands: one span for each place its parent has in its days; the path still lacks its own id."""
    above = spans.get(row.parent_code, [])
    if not row.parent_code:
        return [Span("", row.valid_from or EARLIEST, row.valid_to)]
    if not above:
        return []
    start = row.valid_from or above[0].start
    row.valid_from = start
    last = above[-1].end
    if start < above[0].start:
        problems.add(
            row.line,
            f"Bắt đầu {start:%d/%m/%Y}, trước đơn vị cấp trên {row.parent_code} ({above[0].start:%d/%m/%Y}).",
        )
    elif last and (row.valid_to is None or row.valid_to > last):
        problems.add(
            row.line,
            f"Kéo dài hơn đơn vị cấp trên {row.parent_code} (kết thúc {last:%d/%m/%Y}); ghi valid_to.",
        )
    found = []
    for span in above:
        first, end = max(start, span.start), min((d for d in (row.valid_to, span.end) if d), default=None)
        if end is None or first <= end:
            found.append(Span(span.path, first, end))
    return found


def _depth(spans: list[Span] | None) -> int:
    return spans[-1].path.count("/") - 1 if spans else -1


def _kind(row: UnitRow, plan: Plan, depth: int) -> Kind:
    """The kind named by a row, by code or name; a new one gets the level of the depth where it first stands."""
    if not plan.kinds:
        for kind in Kind.objects.select_related("level").order_by("-pk"):
            plan.kinds[names.fold(kind.name)] = plan.kinds[names.fold(kind.code)] = kind
    key = names.fold(row.kind)
    if key not in plan.kinds:
        ranks = list(Level.objects.order_by("rank"))
        level = ranks[min(depth, len(ranks) - 1)]
        code = "".join(c if c.isalnum() else "_" for c in key).upper()[:30]
        plan.kinds[key] = Kind(code=code, name=names.tidy(row.kind), level=level)
        plan.new_kinds.append(plan.kinds[key])
    return plan.kinds[key]


def _check_reach(plan: Plan, known: dict[str, OrgUnit], by: Person | None) -> None:
    if by is None:
        return
    tops = {row.parent_code for row in plan.create if row.parent_code in known or not row.parent_code}
    touched = {known[code].pk for code in tops if code} | {unit.pk for _row, unit in plan.change}
    paths = dict(Placement.objects.filter(unit__in=touched).order_by("valid_from").values_list("unit", "path"))
    for path in paths.values():
        rules.check(by, "units.manage", path)
    if "" in tops:
        raise BadInput(
            [("", "Chỉ người cài đặt hệ thống được nhập đơn vị cao nhất; hãy ghi parent_code cho mọi dòng.")]
        )


def _write(plan: Plan, file_name: str, by: Person | None, progress: Progress) -> None:
    for kind in plan.new_kinds:
        kind.save()
    total = len(plan.create) + len(plan.change) + len(plan.shift)
    made: dict[str, OrgUnit] = {}
    for part in _parts(plan.create, 5000):
        units = [_unit(row, plan) for row in part]
        made |= {unit.code: unit for unit in OrgUnit.objects.bulk_create(units)}
        progress(len(made) // 2, total)
    paths = _place(plan, made, lambda done: progress((len(made) + done) // 2, total))
    undo: dict[str, Any] = {"created": _ranges(unit.pk for unit in made.values()), "changed": []}
    undo["kinds"] = [kind.pk for kind in plan.new_kinds]
    changed = []
    for row, unit in plan.change:
        undo["changed"].append([unit.pk, unit.name, unit.kind_id])
        unit.name, unit.kind = names.tidy(row.name), plan.kinds[names.fold(row.kind)]
        actions.set_keys(unit)
        changed.append(unit)
    OrgUnit.objects.bulk_update(changed, ["name", "kind", "sort_key", "search_key"], batch_size=200)
    if plan.shift:
        carried = len(plan.create) + len(plan.change)
        undo["shifts"] = import_moves.carry_out(
            plan.shift, decision=file_name[:255], by=by, progress=lambda done: progress(carried + done, total)
        )
        undo["shifts"]["units"] = sorted({shift.unit.pk for shift in plan.shift})
        paths = paths | {shift.row.code: queries.path_of(shift.unit) for shift in plan.shift}
    plan.batch = ImportBatch.objects.create(
        kind="units", file_name=file_name[:255], by=by, path=_common(paths.values()), rows=total, undo=undo
    )
    log.record_many("unit.imported", ((unit, paths[code]) for code, unit in made.items()), by=by, why=file_name)
    log.record_many("unit.edited", ((unit, "") for unit in changed), by=by, why=file_name)
    log.record("units.imported", plan.batch, by=by, path=plan.batch.path, file=file_name, rows=total)
    events.structure_changed.tell(unit_ids=[unit.pk for unit in made.values()], on=EARLIEST, by=by)
    progress(total, total)


def _unit(row: UnitRow, plan: Plan) -> OrgUnit:
    unit = OrgUnit(code=row.code, name=names.tidy(row.name), kind=plan.kinds[names.fold(row.kind)])
    actions.set_keys(unit)
    return unit


def _place(plan: Plan, made: dict[str, OrgUnit], progress: Callable[[int], None]) -> dict[str, str]:
    """Create the placements of the new units, parents first; returns the latest path of each code."""
    codes = {row.parent_code for row in plan.create} - made.keys() - {""}
    above = {unit.code: unit for part in _parts(sorted(codes), 500) for unit in OrgUnit.objects.filter(code__in=part)}
    spans: dict[str, list[Span]] = {}
    for part in _parts([unit.pk for unit in above.values()], 500):
        for code, path, start, end in (
            Placement.objects.filter(unit__in=part)
            .order_by("valid_from")
            .values_list("unit__code", "path", "valid_from", "valid_to")
        ):
            spans.setdefault(code, []).append(Span(path, start, end))
    parents = above | made

    def rows() -> Iterator[tuple[Any, ...]]:
        for done, row in enumerate(plan.create, 1):
            pk, parent = made[row.code].pk, parents.get(row.parent_code)
            own = [Span(f"{span.path}{pk}/", span.start, span.end) for span in _spans_of(row, spans, Problems())]
            spans[row.code] = own
            for s in own:
                yield pk, parent and parent.pk, s.path, s.path.count("/") - 1, s.start, s.end, ""
            if done % 5000 == 0:
                progress(done)

    bulk.insert(Placement, ["unit", "parent", "path", "depth", "valid_from", "valid_to", "decision"], rows())
    return {row.code: spans[row.code][-1].path for row in plan.create}


def _common(paths: Any) -> str:
    """The longest path that all paths share; it stands for the reach of an import."""
    found: str | None = None
    for path in paths:
        while found and not path.startswith(found):
            found = found[:-1].rpartition("/")[0] + "/" if "/" in found[:-1] else ""
        found = path if found is None else found
    return found or ""


def _parts(items: list[T], size: int) -> Any:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _ranges(ids: Any) -> list[list[int]]:
    """Ascending ids as [first, last] pairs."""
    found: list[list[int]] = []
    for pk in sorted(ids):
        if found and pk == found[-1][1] + 1:
            found[-1][1] = pk
        else:
            found.append([pk, pk])
    return found
