"""What one corrected report does to the total of every unit above it, without summing anything again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import localcontext

from .cells import EXACT, Number
from .totals import Document


def shifted(total: Document, before: Document, after: Document) -> Document:
    """`total` with one contribution `before` taken out and `after` put in its place; all three in the same cells.

    Sums, counts and coverage come out as a recount would give them: a cell that nobody gives any more is missing, not
    zero. What is carried for silent cells is shifted by the same difference. Raises ValueError where widths differ.
    """
    if not len(total.sums) == len(before.sums) == len(after.sums):
        raise ValueError("documents of different widths")
    counts = [n - a + b for n, a, b in zip(total.counts, before.counts, after.counts, strict=True)]
    with localcontext(EXACT):
        moved = _moved(total.sums, before.sums, after.sums)
        sums = [value if count else None for value, count in zip(moved, counts, strict=True)]
        return Document(
            sums,
            counts,
            _moved(total.carried, before.carried, after.carried),
            total.reported - before.reported + after.reported,
            total.expected - before.expected + after.expected,
            total.members_reported - before.members_reported + after.members_reported,
            total.members_expected - before.members_expected + after.members_expected,
            [n - a + b for n, a, b in zip(total.kads, before.kads, after.kads, strict=True)],
        )


def _moved(
    total: Sequence[Number | None], before: Sequence[Number | None], after: Sequence[Number | None]
) -> list[Number | None]:
    return [
        whole if old is None and new is None else (whole or 0) - (old or 0) + (new or 0)
        for whole, old, new in zip(total, before, after, strict=True)
    ]
