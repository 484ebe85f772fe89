"""Column-wise sums of many reports at once: the fast path of `calc.totals`, judged by its `slow_totals`.

Works on the packed cells as JSON gives them: numbers, None for missing, "x" for not applicable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from binhdang.calc.cells import EXACT, Number
from binhdang.calc.totals import Document

Row = Sequence[Any]


@dataclass(slots=True)
class Heap:
    """Reports directly under one total, gathered and then summed. `size` is the place of the cell with the members.

    The rules are those of `calc.totals.of_report` for units that are expected. Sums are exact: use it inside
    `localcontext(EXACT)`.
    """

    width: int
    size: int | None
    given: list[Row] = field(default_factory=list)
    silent: list[Row] = field(default_factory=list)
    gaps: dict[int, Number] = field(default_factory=dict)
    expected: int = 0
    members_reported: Number = 0
    members_expected: Number = 0

    def wants_last(self, values: Row) -> bool:
        """Whether the last known cells of a report that counts matter: it left a cell empty, or its own size."""
        return None in values or (self.size is not None and values[self.size] in (0, "x"))

    def put(self, values: Row, last: Sequence[str] | None) -> None:
        """Add a report that counts; `last` are its last known cells as `tokens`, needed only where `wants_last`."""
        self.expected += 1
        self.given.append(values)
        members = _number(values, self.size)
        if last:
            members = members or (_read(last[self.size]) if self.size is not None else 0) or 0
            place = -1
            for _ in range(values.count(None)):
                place = values.index(None, place + 1)
                if last[place] != "null" and (old := _read(last[place])) is not None:
                    self.gaps[place] = self.gaps.get(place, 0) + old
        self.members_reported += members
        self.members_expected += members

    def put_silent(self, last: Row | None) -> None:
        """Add a report that does not count (yet)."""
        self.expected += 1
        if last is not None:
            self.silent.append(last)
            self.members_expected += _number(last, self.size)

    def document(self) -> Document:
        """The sums of everything put in."""
        sums, counts, kads = _columns(self.given, self.width)
        carried, _, _ = _columns(self.silent, self.width)
        for place, number in self.gaps.items():
            carried[place] = number + (carried[place] or 0)
        return Document(
            sums,
            counts,
            carried,
            len(self.given),
            self.expected,
            self.members_reported,
            self.members_expected,
            kads,
        )


def tokens(text: str) -> list[str]:
    """Packed cells as pieces of text, "null" for missing: several times quicker than reading cells nobody looks at."""
    return text[1:-1].split(",") if text else []


def _read(piece: str) -> Number | None:
    """The number in one of the `tokens`; None for a missing or not applicable cell."""
    if piece == "null" or piece[0] == '"':
        return None
    return Decimal(piece) if "." in piece else int(piece)


def add_up(documents: Sequence[Document], width: int) -> Document:
    """The sum of documents, column by column: what `calc.totals.combine` gives, for many documents at once."""
    with localcontext(EXACT):
        sums, _, _ = _columns([document.sums for document in documents], width)
        carried, _, _ = _columns([document.carried for document in documents], width)
        return Document(
            sums,
            _added([document.counts for document in documents], width),
            carried,
            sum(document.reported for document in documents),
            sum(document.expected for document in documents),
            sum(document.members_reported for document in documents),
            sum(document.members_expected for document in documents),
            _added([document.kads for document in documents], width),
        )


def _added(counts: list[list[int]], width: int) -> list[int]:
    return [sum(column) for column in zip(*counts, strict=True)] or [0] * width


def _number(row: Row | None, index: int | None) -> Number:
    value = row[index] if row is not None and index is not None else None
    return value if isinstance(value, int | Decimal) else 0


def _columns(rows: list[Row], width: int) -> tuple[list[Number | None], list[int], list[int]]:
    """Sum, how many gave a number and how many answered that it does not apply, column by column."""
    if not rows:
        return [None] * width, [0] * width, [0] * width
    sums: list[Number | None] = []
    counts, kads = [], []
    for column in zip(*rows, strict=True):
        cells = [cell for cell in column if cell is not None]
        apart = 0
        try:
            total = sum(cells)
        except TypeError:  # "x" among them
            given = len(cells)
            cells = [cell for cell in cells if cell != "x"]
            apart, total = given - len(cells), sum(cells)
        sums.append(total if cells else None)
        counts.append(len(cells))
        kads.append(apart)
    if len(sums) != width:
        raise ValueError(f"a report does not have {width} cells")
    return sums, counts, kads
