"""Column-wise sums of many reports at once: the fast path of `calc.totals`, judged by its `slow_totals`.

Works on the packed cells as JSON gives them: numbers, None for missing, "x" for not applicable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from binhdang.calc.cells import EXACT, Number
from binhdang.calc.totals import Document

Row = Sequence[Any]


@dataclass(slots=True)
class Heap:
    """The reports directly under one total, gathered before they are summed: cells given, cells only last known."""

    given: list[Row] = field(default_factory=list)
    carried: list[Row] = field(default_factory=list)
    reported: int = 0
    expected: int = 0
    members_reported: Number = 0
    members_expected: Number = 0

    def put(self, values: Row | None, last: Row | None, size: int | None) -> None:
        """Add one report: `values` if it counts (else None), `last` if known, `size` the place of the members cell.

        The same rules as `calc.totals.of_report` for a unit that is expected.
        """
        self.expected += 1
        members = _number(values, size) or _number(last, size)
        with localcontext(EXACT):
            self.members_expected += members
            if values is not None:
                self.members_reported += members
        if values is None:
            if last is not None:
                self.carried.append(last)
            return
        self.reported += 1
        self.given.append(values)
        if last is not None and None in values:
            self.carried.append([old if now is None else None for now, old in zip(values, last, strict=True)])

    def document(self, width: int) -> Document:
        """The sums of everything put in."""
        sums, counts = _columns(self.given, width)
        carried, _ = _columns(self.carried, width)
        return Document(
            sums, counts, carried, self.reported, self.expected, self.members_reported, self.members_expected
        )


def _number(row: Row | None, index: int | None) -> Number:
    value = row[index] if row is not None and index is not None else None
    return value if isinstance(value, int | Decimal) else 0


def _columns(rows: list[Row], width: int) -> tuple[list[Number | None], list[int]]:
    if not rows:
        return [None] * width, [0] * width
    sums: list[Number | None] = []
    counts: list[int] = []
    with localcontext(EXACT):
        for column in zip(*rows, strict=True):
            numbers: Iterable[Any] = column
            count = len(column)
            if None in column or "x" in column:
                numbers = [cell for cell in column if cell is not None and cell != "x"]
                count = len(numbers)
            sums.append(sum(numbers) if count else None)
            counts.append(count)
    if len(sums) != width:
        raise ValueError(f"a report does not have {width} cells")
    return sums, counts
