"""Moves, ends and new starts that an import of units asks for: dated, told first, undone with the import.

A row of a unit that exists says where it stands from `valid_from` on, and when it ends. What was before stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Q

from binhdang.kit.errors import BadInput
from binhdang.kit.fields import end_of
from binhdang.orgs import actions, queries
from binhdang.orgs.models import OrgUnit, Person, Placement, Succession
from binhdang.orgs.unit_rows import Problems, UnitRow

FIELDS = ("unit", "parent", "path", "depth", "valid_from", "valid_to", "decision")
PART = 5000


class Span(Protocol):
    """A stretch of days a unit has a place in."""

    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date | None: ...


@dataclass(frozen=True)
class Shift:
    """One change of place: `kind` is `move` (to `row.parent_code`), `start` (after an end) or `end`; `was` the old."""

    row: UnitRow
    unit: OrgUnit
    kind: str
    on: date
    was: str


def shifts_of(
    row: UnitRow, unit: OrgUnit, spans: Sequence[Span], parent: str, problems: Problems
) -> list[Shift] | None:
    """What a row changes about the place of a unit that exists (spans and parent as they are); None for an error."""
    if not spans or spans[-1].end is not None:
        return _after_an_end(row, unit, spans, parent, problems)
    found, start = [], spans[-1].start
    if row.parent_code != parent:
        wrong = _no_move(row, parent, start)
        if wrong or row.valid_from is None:
            problems.add(row.line, wrong)
            return None
        start = row.valid_from
        found.append(Shift(row, unit, "move", start, parent))
    elif row.valid_from and row.valid_from not in (spans[0].start, start):
        problems.add(row.line, f"Đơn vị {row.code} đã có từ {spans[0].start:%d/%m/%Y}; ngày bắt đầu khác.")
        return None
    if row.valid_to and row.valid_to < start:
        problems.add(row.line, f"Ngày kết thúc {row.valid_to:%d/%m/%Y} trước ngày bắt đầu {start:%d/%m/%Y}.")
        return None
    if row.valid_to:
        found.append(Shift(row, unit, "end", row.valid_to, row.parent_code))
    return found


def _no_move(row: UnitRow, parent: str, start: date) -> str:
    """Why a row with another parent is no move; empty when it is one."""
    if not row.parent_code:
        return f"Đơn vị {row.code} đang trực thuộc {parent}; không thể thành đơn vị cao nhất bằng tệp."
    if row.valid_from is None:
        return f"Đơn vị {row.code} đang trực thuộc {parent or 'không đơn vị nào'}; ghi valid_from là ngày chuyển."
    if row.valid_from <= start:
        return (
            f"Đơn vị {row.code} đang trực thuộc {parent or 'không đơn vị nào'} từ {start:%d/%m/%Y}; "
            "ngày chuyển (valid_from) phải sau ngày đó."
        )
    return ""


def _after_an_end(
    row: UnitRow, unit: OrgUnit, spans: Sequence[Span], parent: str, problems: Problems
) -> list[Shift] | None:
    end = spans[-1].end if spans else None
    if row.valid_from and (end is None or row.valid_from > end):
        return [Shift(row, unit, "start", row.valid_from, parent)]
    starts = (spans[0].start, spans[-1].start) if spans else ()
    if row.valid_to == end and row.parent_code == parent and (row.valid_from is None or row.valid_from in starts):
        return []
    said = f"đã kết thúc ngày {end:%d/%m/%Y}" if end else "không có vị trí nào"
    problems.add(row.line, f"Đơn vị {row.code} {said}; ghi valid_from sau ngày đó để hoạt động lại.")
    return None


def carry_out(
    shifts: Sequence[Shift], *, decision: str, by: Person | None, progress: Callable[[int], None]
) -> dict[str, Any]:
    """Do the changes in the order of their days; returns what `take_back` needs.

    Raises BadInput with the row of every change that the structure does not allow, and Refused.
    """
    problems = Problems()
    touched = _touched(shifts)
    before, last = _rows(touched), Succession.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    codes = {shift.row.parent_code for shift in shifts}
    parents = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=codes)}
    for done, shift in enumerate(sorted(shifts, key=lambda one: (one.on, one.kind == "end")), 1):
        try:
            _do(shift, parents.get(shift.row.parent_code), decision, by)
        except BadInput as bad:
            for _field, message in bad.problems:
                problems.add(shift.row.line, f"{shift.row.code}: {message}")
        progress(done)
    problems.stop_if_any()
    made = Succession.objects.filter(pk__gt=last, old__in=[shift.unit.pk for shift in shifts])
    return {"before": before, "after": _rows(touched), "successions": list(made.values_list("pk", flat=True))}


def _do(shift: Shift, parent: OrgUnit | None, decision: str, by: Person | None) -> None:
    row, unit = shift.row, shift.unit
    if shift.kind == "move" and parent is not None:
        actions.move_unit(unit, to=parent, on=shift.on, by=by, decision=decision)
    elif shift.kind == "start":
        actions.place_unit(unit, parent=parent, valid_from=shift.on, valid_to=row.valid_to, decision=decision, by=by)
    else:
        actions.end_unit(unit, on=shift.on, by=by, decision=decision)


def take_back(undo: dict[str, Any]) -> list[int]:
    """Put the places back as they were; returns the units touched. Raises BadInput when they have changed since."""
    touched = sorted({row[0] for row in undo["before"]})
    if _rows(touched) != undo["after"]:
        raise BadInput([("", "Cơ cấu của các đơn vị này đã thay đổi sau lần nhập; không huỷ được cả lần nhập.")])
    for start in range(0, len(touched), PART):
        Placement.objects.filter(unit__in=touched[start : start + PART]).delete()
    Succession.objects.filter(pk__in=undo["successions"]).delete()
    Placement.objects.bulk_create(
        [
            Placement(
                unit_id=unit, parent_id=parent, path=path, depth=depth, valid_from=date.fromisoformat(start),
                valid_to=date.fromisoformat(end) if end else None, decision=decision,
            )
            for unit, parent, path, depth, start, end, decision in undo["before"]
        ],
        batch_size=1000,
    )  # fmt: skip
    return touched


def _touched(shifts: Sequence[Shift]) -> list[int]:
    """The units whose places change: those that shift, and all below those that move."""
    near = Q(unit__in=[shift.unit.pk for shift in shifts])
    for shift in shifts:
        if shift.kind == "move":
            path = queries.path_of(shift.unit)
            near |= Q(path__gte=path, path__lt=end_of(path))
    return sorted(set(Placement.objects.filter(near).values_list("unit", flat=True)))


def _rows(units: list[int]) -> list[list[Any]]:
    found = []
    for start in range(0, len(units), PART):
        rows = Placement.objects.filter(unit__in=units[start : start + PART]).order_by("unit", "valid_from")
        for *kept, first, last, decision in rows.values_list(*FIELDS):
            found.append([*kept, first.isoformat(), last.isoformat() if last else None, decision])
    return found
