"""From a figure down to the reports behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import localcontext

from django.db.models import F, Q, QuerySet

from binhdang.calc.cells import EXACT, NotApplicable, Number, Value, unpack_list
from binhdang.kit.fields import end_of
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report
from binhdang.rollup.elsewhere import Elsewhere
from binhdang.rollup.frames import frames
from binhdang.rollup.structure import Standing
from binhdang.rollup.work import PROVISIONAL, SENT

ADDED_UP = 5000
"""Up to so many reports their cells are added up by level on the spot; above it one goes down unit by unit."""


@dataclass(frozen=True, slots=True)
class Contributor:
    """One report behind a figure: the cells asked for (None where missing), its state, who sent it and when."""

    report_id: int
    unit_id: int
    unit_name: str
    level_code: str
    state: str
    cells: tuple[Value | None, ...]
    at: datetime | None
    by_name: str


@dataclass(frozen=True, slots=True)
class LevelPart:
    """What the reports of one level give: the sum of each cell asked for, how many gave any, and the first of them."""

    level_code: str
    sums: tuple[Number | None, ...]
    reports: int
    first: tuple[Contributor, ...]


def contributors(
    by: Person | None,
    path: str,
    data_set_id: int,
    period_key: str,
    basis: str,
    cells: Sequence[str],
    *,
    level: str = "",
    start: int = 0,
    most: int = 50,
    standing: Standing | None = None,
) -> tuple[int, list[Contributor]]:
    """The reports at or below `path` that count on this basis, in Vietnamese order of their units, one page of them.

    Returns how many there are (of one level, if `level` is given) and the page from `start`, each with the `cells`
    asked for, by code. Reports that left all of them empty are among them: a gap is part of the answer.
    """
    found = _counting(by, path, data_set_id, period_key, basis, standing)
    if level:
        found = found.filter(level_code=level)
    rows = found.order_by("unit__sort_key", "unit_id")[start : start + most]
    return found.count(), list(_read(rows, data_set_id, period_key, basis, cells))


def levels(
    by: Person | None,
    path: str,
    data_set_id: int,
    period_key: str,
    basis: str,
    cells: Sequence[str],
    *,
    first: int = 3,
    standing: Standing | None = None,
) -> list[LevelPart]:
    """The same reports added up by level, the fullest level first; meant for at most `ADDED_UP` reports."""
    found = _counting(by, path, data_set_id, period_key, basis, standing)
    heaps: dict[str, list[Contributor]] = {}
    for row in _read(found.order_by("unit__sort_key", "unit_id"), data_set_id, period_key, basis, cells):
        if any(cell is not None for cell in row.cells):
            heaps.setdefault(row.level_code, []).append(row)
    parts = [
        LevelPart(code, tuple(_sum([row.cells[at] for row in rows]) for at in range(len(cells))), len(rows),
                  tuple(rows[:first]))
        for code, rows in heaps.items()
    ]  # fmt: skip
    return sorted(parts, key=lambda part: -part.reports)


def _counting(
    by: Person | None, path: str, data_set_id: int, period_key: str, basis: str, standing: Standing | None
) -> QuerySet[Report]:
    counts = ~Q(accepted_values="")
    if basis == PROVISIONAL:
        counts |= Q(state__in=SENT)
    if standing is not None:
        return Elsewhere(by, data_set_id, [period_key], basis, standing).reports(period_key, path).filter(counts)
    return Report.objects.filter(
        counts, sight(by), data_set=data_set_id, period_key=period_key, path__gte=path, path__lt=end_of(path)
    )


def _read(
    rows: QuerySet[Report], data_set_id: int, period_key: str, basis: str, cells: Sequence[str]
) -> Iterator[Contributor]:
    frame = frames(data_set_id, [period_key])[period_key]
    places = [frame.form.order.index(cell) for cell in cells]
    sent = rows.annotate(unit_name=F("unit__name"), by_name=F("submitted_by__name")).values_list(
        "pk", "unit_id", "unit_name", "level_code", "state", "form",
        "values", "accepted_values", "submitted_at", "by_name",
    )  # fmt: skip
    for pk, unit, name, level, state, form, values, accepted, at, by_name in sent:
        text = values if basis == PROVISIONAL and state in SENT else accepted
        row = frame.align(unpack_list(text), form)
        yield Contributor(pk, unit, name, level, state, tuple(row[i] for i in places), at, by_name or "")


def _sum(values: Sequence[Value | None]) -> Number | None:
    numbers = [value for value in values if value is not None and not isinstance(value, NotApplicable)]
    with localcontext(EXACT):
        return sum(numbers[1:], numbers[0]) if numbers else None
