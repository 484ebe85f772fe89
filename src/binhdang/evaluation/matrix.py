"""The result matrix: units directly below by targets, in three modes, sorted, filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from binhdang.calc.periods import Period, previous
from binhdang.evaluation.meeting import Shares, shares_of
from binhdang.evaluation.queries import units_below
from binhdang.evaluation.reader import Asked, Reader, Result, reader_of
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans.models import Plan
from binhdang.plans.queries import targets_of
from binhdang.rollup.queries import Figure, Notes, Standing

Part = tuple[OrgUnit, Figure]
MODES = ("ratio", "units", "change")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with its results in the order of the targets; `shares` are (units that meet it, units judged) below it.

    `leaf` says that nothing is below it, `own` that the row is the unit's own committee.
    """

    unit: OrgUnit
    own: bool
    leaf: bool
    reported: int
    expected: int
    results: tuple[Result, ...]
    shares: Shares = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the matrix with the total row, which is the sum of all rows, not of the page."""

    plan: Plan
    asked: tuple[Asked, ...]
    total: Row
    rows: tuple[Row, ...]
    count: int
    levels: tuple[tuple[str, str], ...]
    before: Period
    updated_at: datetime | None
    notes: Notes | None


def matrix(
    by: Person | None,
    unit: OrgUnit,
    plan: Plan,
    period: Period,
    basis: str,
    *,
    mode: str = "ratio",
    level: str = "",
    word: str = "",
    sort: str = "",
    start: int = 0,
    most: int | None = PAGE,
    standing: Standing | None = None,
) -> Matrix | None:
    """The matrix of a unit; None where nothing was asked for in the period.

    `mode` is `ratio` (sums of everything below), `units` (share of the units directly below each row that meet the
    target) or `change` (against the period before). `level` and `word` (a verdict) filter rows; `sort` is `unit`,
    `sent` or the place of a target from 1, with "-" for falling; rows without a value always come last.
    """
    reader = reader_of(by, plan, targets_of(by, plan), period, basis, standing)
    reader.open(unit.pk)
    figure = next((f for d in reader.data_sets if (f := reader.figures.get((d, unit.pk, period.key)))), None)
    if figure is None:
        return None
    parts = units_below(reader, figure.path, reader.data_sets[0])
    levels = {one.kind.level.code: one.kind.level for one, part in parts if not part.own}
    if level:
        parts = [(one, part) for one, part in parts if one.kind.level.code == level and not part.own]
    if word:
        parts = [(one, part) for one, part in parts if word in _words(reader, one, part)]
    shares = shares_of(reader, [part for _, part in parts]) if mode == "units" else {}
    parts = _sorted(reader, parts, sort, mode, shares)
    page = parts[start : start + most] if most is not None else parts
    total = _row(reader, unit, figure, tuple(map(_summed, zip(*shares.values(), strict=True))) if shares else ())
    rows = [_row(reader, one, part, shares.get(_key(part), ())) for one, part in page]
    return Matrix(
        plan, tuple(reader.asked), total, tuple(rows), len(parts),
        tuple((one.code, one.name) for one in sorted(levels.values(), key=lambda one: one.rank)),
        previous(period), figure.updated_at, reader.notes(),
    )  # fmt: skip


def _key(figure: Figure) -> tuple[int, bool]:
    return figure.unit_id, figure.own


def _row(reader: Reader, unit: OrgUnit, figure: Figure, shares: Shares) -> Row:
    results = tuple(reader.result(asked, unit.pk, figure=figure) for asked in reader.asked)
    document = figure.document
    return Row(unit, figure.own, figure.alone, document.reported, document.expected, results, shares)


def _words(reader: Reader, unit: OrgUnit, figure: Figure) -> set[str]:
    return {reader.result(asked, unit.pk, figure=figure).verdict.word for asked in reader.asked}


def _summed(shares: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    return sum(met for met, _ in shares), sum(judged for _, judged in shares)


def _sorted(
    reader: Reader, parts: list[Part], sort: str, mode: str, shares: dict[tuple[int, bool], Shares]
) -> list[Part]:
    falling, key = sort.startswith("-"), sort.lstrip("-")
    if key == "unit":
        return sorted(parts, key=lambda part: part[0].sort_key, reverse=falling)
    if key == "sent":
        return sorted(parts, key=lambda part: Fraction(part[1].document.reported, max(part[1].document.expected, 1)),
                      reverse=falling)  # fmt: skip
    if not key.isdigit() or not 1 <= int(key) <= len(reader.asked):
        return parts
    asked, place = reader.asked[int(key) - 1], int(key) - 1
    worth: dict[tuple[int, bool], Fraction | None] = {}
    for _, figure in parts:
        now = reader.value(asked, figure)
        if mode == "units":
            met, judged = shares[_key(figure)][place]
            now = Fraction(met, judged) if judged else None
        elif mode == "change":
            then = reader.before(asked, figure)
            now = now - then if now is not None and then is not None else None
        worth[_key(figure)] = now
    known = [part for part in parts if worth[_key(part[1])] is not None]
    unknown = [part for part in parts if worth[_key(part[1])] is None]
    return sorted(known, key=lambda part: worth[_key(part[1])] or 0, reverse=falling) + unknown
