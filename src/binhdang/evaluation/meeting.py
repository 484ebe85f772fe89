"""How many of the units directly below each row of a matrix meet each target on their own.

Thousands of reports lie behind one page, so only the cells needed are read and no fraction is made of whole numbers.
The counts of a row are kept while its total stands (`Figure.edition`): after a change one row is counted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import Q

from binhdang.calc.aims import improves, reaches, threshold
from binhdang.calc.cells import Number
from binhdang.calc.layout import Layout
from binhdang.calc.periods import previous
from binhdang.evaluation.measure import asked as asked_at
from binhdang.evaluation.measure import value_of
from binhdang.evaluation.reader import Asked, Reader
from binhdang.rollup import queries as totals
from binhdang.rollup.kept import Kept
from binhdang.rollup.picked import Picked, cells_of
from binhdang.rollup.queries import Figure

Shares = tuple[tuple[int, int], ...]
Count = tuple[int, int]
_kept: Kept[Shares] = Kept(20_000)


def shares_of(reader: Reader, figures: Sequence[Figure]) -> dict[tuple[int, bool], Shares]:
    """For each row, by unit and whether it is the own report: (units that meet it, units judged) for each target.

    The units directly below are counted, with the row's own report; a row that rests on one report speaks for itself.
    """
    found = {_key(one): tuple(_one(reader, asked, one) for asked in reader.asked) for one in figures if one.alone}
    rows = [one for one in figures if not one.alone]
    if reader.standing is not None:
        return found | _of_figures(reader, rows)
    keys = {one.path: _kept_key(reader, one) for one in rows}
    known = {path: shares for path, key in keys.items() if (shares := _kept.peek(key)) is not None}
    missing = [one.path for one in rows if one.path not in known]
    layout = reader.layouts.get(rows[0].form_id) if rows else None
    for path, shares in (_counted(reader, missing, layout) if missing else {}).items():
        known[path] = _kept.put(keys[path], shares)
    return found | {_key(one): known[one.path] for one in rows}


def _key(figure: Figure) -> tuple[int, bool]:
    return figure.unit_id, figure.own


def _kept_key(reader: Reader, row: Figure) -> tuple[Any, ...]:
    trend = any(asked.aim.trend for asked in reader.asked)
    before = reader.editions.get(previous(reader.period).key) if trend else None
    return row.path, reader.period.key, reader.basis, reader.signature, row.form_id, row.edition, before


def _of_figures(reader: Reader, rows: Sequence[Figure]) -> dict[tuple[int, bool], Shares]:
    paths = [row.path for row in rows]
    below = totals.children(
        reader.by, paths, reader.data_sets[0], reader.period.key, reader.basis, reader.standing
    ) if paths else {}  # fmt: skip
    reader.load([f.unit_id for found in below.values() for f in found if not f.own], [previous(reader.period)])
    return {
        _key(row): tuple(_sum(_one(reader, asked, figure) for figure in below[row.path]) for asked in reader.asked)
        for row in rows
    }


def _one(reader: Reader, asked: Asked, figure: Figure) -> Count:
    met = reader.meets(asked, figure)
    return int(met is True), int(met is not None)


def _sum(counts: Iterable[Count]) -> Count:
    met = judged = 0
    for one in counts:
        met, judged = met + one[0], judged + one[1]
    return met, judged


def _counted(reader: Reader, paths: list[str], layout: Layout | None) -> dict[str, Shares]:
    """Count the rows at these paths from the few cells their units below gave."""
    meters = [_Meter(asked, layout, reader.period.end.year) for asked in reader.asked]
    cells = tuple(dict.fromkeys(cell for meter in meters for cell in meter.cells))
    data_set, where = reader.data_sets[0], Q(parent_path__in=paths)
    read = cells_of(reader.by, where, data_set, reader.period.key, reader.basis, cells, own=Q(path__in=paths))
    answers = list(read)
    before: dict[int, Picked] = {}
    if any(meter.asked.aim.trend for meter in meters):
        units = Q(unit__in=[one.unit for one in answers])
        earlier = cells_of(reader.by, units, data_set, previous(reader.period).key, reader.basis, cells)
        before = {one.unit: one for one in earlier}
    counts = {path: [[0, 0] for _ in meters] for path in paths}
    places = {cell: at for at, cell in enumerate(cells)}
    for one in answers:
        own = one.path in counts
        for meter, count in zip(meters, counts[one.path if own else one.parent], strict=True):
            met = meter.meets(one, None if own else before.get(one.unit), places)
            if met is not None:
                count[0] += met
                count[1] += 1
    return {path: tuple((met, judged) for met, judged in row) for path, row in counts.items()}


class _Meter:
    """One target, ready to be held against units by the thousand."""

    def __init__(self, asked: Asked, layout: Layout | None, year: int) -> None:
        self.asked, self._layout = asked, layout
        self.cells = asked.measure.cells if asked.measure else ()
        self._bar = threshold(asked.aim, year)
        self._levels = {"": True}

    def meets(self, one: Picked, before: Picked | None, places: dict[str, int]) -> bool | None:
        """Whether a unit meets the target; None where that cannot be said."""
        now = self._pair(one, places)
        if now is None:
            return None
        if self.asked.aim.trend:
            then = self._pair(before, places) if before else None
            return None if then is None else improves(self.asked.aim, _ratio(now), _ratio(then))
        return None if self._bar is None else reaches(self.asked.aim, self._bar, *now)

    def _pair(self, one: Picked, places: dict[str, int]) -> tuple[Number, Number] | None:
        measure = self.asked.measure
        if measure is None or not self._fills(one.level):
            return None
        given = [one.cells[places[cell]] for cell in self.cells]
        if "x" in given:
            return None
        below = measure.bottom if self.asked.aim.kind != "count" else None
        if measure.plain:
            top, bottom = given[0], given[-1] if below else 1
        else:
            values = {cell: value for cell, value in zip(self.cells, given, strict=True) if value is not None}
            top, bottom = value_of(measure.top, values), value_of(below, values) if below else 1
        return (top, bottom) if top is not None and bottom else None

    def _fills(self, level: str) -> bool:
        if level not in self._levels:
            layout = self._layout
            self._levels[level] = layout is None or all(asked_at(layout, cell, level) for cell in self.cells)
        return self._levels[level]


def _ratio(pair: tuple[Number, Number]) -> Fraction:
    return Fraction(pair[0]) / Fraction(pair[1])
