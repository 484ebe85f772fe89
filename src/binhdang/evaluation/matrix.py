"""The result matrix: units directly below by targets, in three modes, sorted, filtered and paged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from binhdang.calc.periods import Period, previous
from binhdang.calc.verdicts import RANKS
from binhdang.evaluation.measure import shares_meeting
from binhdang.evaluation.queries import units_below
from binhdang.evaluation.reader import Asked, Reader, Result, reader_of
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans.models import Plan
from binhdang.plans.queries import targets_of
from binhdang.rollup import queries as totals
from binhdang.rollup.queries import Figure

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
    shares: tuple[tuple[int, int], ...] = ()


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
) -> Matrix | None:
    """The matrix of a unit; None where nothing was asked for in the period.

    `mode` is `ratio` (sums of everything below), `units` (share of the units directly below each row that meet the
    target) or `change` (against the period before). `level` and `word` (a verdict) filter rows; `sort` is `unit`,
    `sent` or the place of a target from 1, with "-" for falling; rows without a value always come last.
    """
    reader = reader_of(by, plan, targets_of(by, plan), period, basis)
    reader.load([unit.pk], reader.periods())
    reader.count_unknown(unit)
    figure = next((f for d in reader.data_sets if (f := reader.figures.get((d, unit.pk, period.key)))), None)
    if figure is None:
        return None
    parts = units_below(reader, figure.path, reader.data_sets[0])
    levels = {one.kind.level.code: one.kind.level for one, part in parts if not part.own}
    if level:
        parts = [(one, part) for one, part in parts if one.kind.level.code == level and not part.own]
    rows = [_row(reader, one, part) for one, part in parts]
    if mode == "units":
        rows = _with_shares(reader, rows, {part.unit_id: part for _, part in parts if not part.own})
    if word:
        rows = [row for row in rows if any(result.verdict.word == word for result in row.results)]
    rows = _sorted(rows, sort, mode)
    total = _row(reader, unit, figure)
    if mode == "units":
        total = replace(total, shares=_summed(rows, len(reader.asked)))
    page = rows[start : start + most] if most is not None else rows
    return Matrix(
        plan, tuple(reader.asked), total, tuple(page), len(rows),
        tuple((one.code, one.name) for one in sorted(levels.values(), key=lambda one: one.rank)),
        previous(period), figure.updated_at,
    )  # fmt: skip


def _row(reader: Reader, unit: OrgUnit, figure: Figure) -> Row:
    results = tuple(reader.result(asked, unit.pk, figure=figure) for asked in reader.asked)
    document = figure.document
    return Row(unit, figure.own, figure.alone, document.reported, document.expected, results)


def _with_shares(reader: Reader, rows: list[Row], figures: dict[int, Figure]) -> list[Row]:
    """For each row the verdicts of the units directly below it; a unit with nothing below it speaks for itself."""
    data_set = reader.data_sets[0]
    paths = [figure.path for figure in figures.values() if not figure.alone]
    below = totals.children(reader.by, paths, data_set, reader.period.key, reader.basis) if paths else {}
    ids = [figure.unit_id for parts in below.values() for figure in parts if not figure.own]
    reader.load(ids, [previous(reader.period)])
    shared = []
    for row in rows:
        parts = [] if row.own or row.leaf else below.get(figures[row.unit.pk].path, [])
        shares = []
        for place, asked in enumerate(reader.asked):
            words: list[str] = [reader.result(asked, f.unit_id, figure=f).verdict.word for f in parts]
            shares.append(shares_meeting(words or [row.results[place].verdict.word]))
        shared.append(replace(row, shares=tuple(shares)))
    return shared


def _summed(rows: list[Row], width: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (sum(row.shares[at][0] for row in rows), sum(row.shares[at][1] for row in rows)) for at in range(width)
    )


def _sorted(rows: list[Row], sort: str, mode: str) -> list[Row]:
    falling, key = sort.startswith("-"), sort.lstrip("-")
    if key == "unit":
        return sorted(rows, key=lambda row: row.unit.sort_key, reverse=falling)
    if key == "sent":
        return sorted(rows, key=lambda row: (row.reported / max(row.expected, 1), row.expected), reverse=falling)
    if key.isdigit() and rows and 1 <= int(key) <= len(rows[0].results):
        place = int(key) - 1
        known = [row for row in rows if _worth(row, place, mode) is not None]
        return sorted(known, key=lambda row: _worth(row, place, mode), reverse=falling) + [
            row for row in rows if _worth(row, place, mode) is None
        ]
    return rows


def _worth(row: Row, place: int, mode: str):  # type: ignore[no-untyped-def]
    given = row.results[place].verdict
    if mode == "units":
        met, judged = row.shares[place]
        return met / judged if judged else None
    if mode == "change":
        return given.trend
    return given.value if given.word in RANKS else None
