"""Totals up a tree of units: what one unit contributes, and how contributions add up.

A `Document` holds the sums of one unit and everything below it, in the order of the form's cells. Documents combine in
any order and any grouping to the same result, so a tree can be summed level by level. `slow_totals` recounts from
nothing with other code and is the judge of the fast path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import localcontext
from operator import add as plus
from typing import cast

from .cells import EXACT, NotApplicable, Number, Value, add


@dataclass(frozen=True, slots=True)
class Document:
    """Sums, counts and coverage of a unit and all below it; lists follow the form's cells.

    `sums[i]` is None where no unit gave the cell, and then `counts[i]` is 0. `carried[i]` sums the last known values of
    the cells nobody has answered yet (None where nothing is known): it makes the band of a verdict. `kads[i]` counts
    the units that answered KAD, the cell does not apply to them: neither a figure nor missing.
    """

    sums: list[Number | None]
    counts: list[int]
    carried: list[Number | None]
    reported: int
    expected: int
    members_reported: Number
    members_expected: Number
    kads: list[int]


@dataclass(frozen=True, slots=True)
class Report:
    """What the totals need to know of one unit: its cells, its last known cells, whether it counts and was expected."""

    values: Sequence[Value | None]
    last: Sequence[Value | None]
    counts_in: bool
    expected: bool


def of_report(
    values_list: Sequence[Value | None],
    last_list: Sequence[Value | None],
    *,
    counts_in: bool,
    expected: bool,
    size_index: int | None,
) -> Document:
    """Make one unit's contribution.

    With `counts_in` its values are summed and counted, and a cell it left empty carries its last known value; without,
    nothing is summed and all its last known values are carried. KAD is neither summed nor carried and counted apart.
    A unit that counts in is expected too, so `reported` never exceeds `expected`. `size_index` is the cell with the
    unit's members; where this report lacks it the last known size stands in. Empty lists stand for "no cells known".
    """
    width = len(values_list) or len(last_list)
    size: Number = 0
    if size_index is not None:
        size = _size(values_list, size_index) if counts_in else 0
        size = size or _size(last_list, size_index)
    nothing: list[Number | None] = [None] * width
    last = _numbers_or_none(last_list) or nothing
    if not counts_in:
        return Document(nothing, [0] * width, last, 0, int(expected), 0, size if expected else 0, [0] * width)
    sums = _numbers_or_none(values_list) or nothing
    carried = nothing
    if last_list and None in values_list:
        carried = [old if cell is None else None for cell, old in zip(values_list, last, strict=True)]
    counts = [0 if cell is None else 1 for cell in sums]
    kads = [int(isinstance(cell, NotApplicable)) for cell in values_list] or [0] * width
    return Document(sums, counts, carried, 1, 1, size, size, kads)


def _numbers_or_none(cells: Sequence[Value | None]) -> list[Number | None]:
    # Looking at the types runs in C and spares most reports the slow loop.
    if NotApplicable in set(map(type, cells)):
        return [None if isinstance(cell, NotApplicable) else cell for cell in cells]
    return cast("list[Number | None]", list(cells))


def _size(cells: Sequence[Value | None], index: int) -> Number:
    value = cells[index] if cells else None
    return 0 if value is None or isinstance(value, NotApplicable) else value


def combine(documents: Iterable[Document], width: int) -> Document:
    """Add documents up exactly; no documents give an empty one of `width` cells. Order and grouping do not matter."""
    nothing: list[Number | None] = [None] * width
    sums, carried = nothing, nothing
    counts, kads = [0] * width, [0] * width
    reported = expected = 0
    members_reported: Number = 0
    members_expected: Number = 0
    with localcontext(EXACT):
        for document in documents:
            sums = _joined(sums, document.sums)
            if document.carried != nothing:
                carried = _joined(carried, document.carried)
            counts = list(map(plus, counts, document.counts))
            kads = list(map(plus, kads, document.kads))
            reported += document.reported
            expected += document.expected
            members_reported += document.members_reported
            members_expected += document.members_expected
    if len(sums) != width or len(counts) != width:
        raise ValueError(f"a document does not have {width} cells")
    return Document(sums, counts, carried, reported, expected, members_reported, members_expected, kads)


def _joined(left: list[Number | None], right: list[Number | None]) -> list[Number | None]:
    return [b if a is None else a if b is None else a + b for a, b in zip(left, right, strict=True)]


def slow_totals(
    tree: Mapping[str, str | None], reports: Mapping[str, Report], width: int, size_index: int | None = None
) -> dict[str, Document]:
    """Recount every unit of a tree (unit to parent) from nothing, cell by cell: slow, plain, and the judge.

    Raises `ValueError` for a circle or an unknown parent.
    """
    below: dict[str, list[str]] = {unit: [] for unit in tree}
    for unit in tree:
        for above in _line(tree, unit):
            below[above].append(unit)
    return {
        unit: _recount([reports[u] for u in units if u in reports], width, size_index) for unit, units in below.items()
    }


def _line(tree: Mapping[str, str | None], unit: str) -> list[str]:
    line: list[str] = []
    at: str | None = unit
    while at is not None:
        if at in line or at not in tree:
            raise ValueError(f"{unit} hangs on a circle or on an unknown parent {at}")
        line.append(at)
        at = tree[at]
    return line


def _recount(reports: list[Report], width: int, size_index: int | None) -> Document:
    sums: list[Number | None] = []
    counts: list[int] = []
    carried: list[Number | None] = []
    kads: list[int] = []
    for cell in range(width):
        given = [r.values[cell] for r in reports if r.counts_in and r.values]
        open_ = [
            r.last[cell] for r in reports if r.last and (not r.counts_in or not r.values or r.values[cell] is None)
        ]
        numbers = _numbers(given)
        sums.append(_sum(numbers) if numbers else None)
        counts.append(len(numbers))
        kads.append(sum(isinstance(value, NotApplicable) for value in given))
        known = _numbers(open_)
        carried.append(_sum(known) if known else None)
    heard = [r for r in reports if r.counts_in]
    silent = [r for r in reports if r.expected and not r.counts_in]
    size_heard = _sum([_members(r, size_index) for r in heard])
    size_silent = _sum([_members(r, size_index) for r in silent])
    return Document(
        sums,
        counts,
        carried,
        len(heard),
        len(heard) + len(silent),
        size_heard,
        add(size_heard, size_silent),
        kads,
    )


def _numbers(cells: Iterable[Value | None]) -> list[Number]:
    return [cell for cell in cells if cell is not None and not isinstance(cell, NotApplicable)]


def _members(report: Report, size_index: int | None) -> Number:
    if size_index is None:
        return 0
    now = _size(report.values, size_index) if report.counts_in else 0
    return now if now else _size(report.last, size_index)


def _sum(numbers: Iterable[Number]) -> Number:
    total: Number = 0
    for number in numbers:
        total = add(total, number)
    return total
