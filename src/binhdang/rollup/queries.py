"""Reading of totals, always as fresh as the last committed change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Q

from binhdang.calc.totals import Document
from binhdang.orgs.models import Person
from binhdang.rollup.elsewhere import Elsewhere
from binhdang.rollup.figures import Figure, of_reports, of_totals
from binhdang.rollup.frames import frames
from binhdang.rollup.fresh import freshen
from binhdang.rollup.structure import Held, Notes, Standing
from binhdang.rollup.work import APPROVED, above

__all__ = [
    "Figure", "Held", "Notes", "Standing", "children", "documents", "editions", "figures", "notes", "own_figures",
]  # fmt: skip


def documents(
    by: Person | None, unit_ids: Collection[int], data_set_id: int, period_key: str, basis: str
) -> dict[int, Document]:
    """The totals of the units for one period and basis (`approved` or `provisional`), laid out in the period's form.

    A unit without anything below it has the document of its report. Units that are not seen, or from which nothing
    was ever expected, are left out.
    """
    found = figures(by, unit_ids, data_set_id, [period_key], basis)
    return {unit: figure.document for (unit, _), figure in found.items()}


def figures(
    by: Person | None,
    unit_ids: Collection[int],
    data_set_id: int,
    periods: Sequence[str],
    basis: str,
    standing: Standing | None = None,
) -> dict[tuple[int, str], Figure]:
    """As `documents`, for several periods at once and with the cells' order, by unit and period (at most 5 queries).

    With `standing` the units' reports are summed as they stood on that day (some queries more for each period).
    """
    if standing is not None:
        seen = Elsewhere(by, data_set_id, periods, basis, standing)
        return {(f.unit_id, f.period_key): f for f in seen.of_units(unit_ids)}
    units, most = Q(unit__in=unit_ids), len(set(unit_ids)) * len(periods)
    return {(f.unit_id, f.period_key): f for f in _figures(by, units, data_set_id, periods, basis, most)}


def children(
    by: Person | None,
    paths: Sequence[str],
    data_set_id: int,
    period_key: str,
    basis: str,
    standing: Standing | None = None,
) -> dict[str, list[Figure]]:
    """What stands directly below each unit in this period: a figure for each child, then the unit's own report (`own`).

    Their documents add up to the unit's. `paths` are the units' paths as of the period's structure date (7 queries), or
    as of the day of `standing`.
    """
    parts: dict[str, list[Figure]] = {path: [] for path in paths}
    if standing is not None:
        seen = Elsewhere(by, data_set_id, [period_key], basis, standing)
        below, own = list(seen.below(paths)), list(seen.own(paths))
    else:
        below = list(_figures(by, Q(parent_path__in=paths), data_set_id, [period_key], basis))
        own = _own(by, Q(path__in=paths), data_set_id, [period_key], basis)
    for figure in below:
        parts[above(figure.path)[0]].append(figure)
    for figure in own:
        if parts[figure.path]:
            parts[figure.path].append(figure)
    return parts


def own_figures(
    by: Person | None,
    unit_id: int,
    data_set_id: int,
    periods: Sequence[str],
    basis: str,
    standing: Standing | None = None,
) -> list[Figure]:
    """A unit's own reports apart from what is below it; with `standing` what stands at its place that day."""
    if standing is None:
        return _own(by, Q(unit=unit_id), data_set_id, periods, basis)
    seen = Elsewhere(by, data_set_id, periods, basis, standing)
    return list(seen.own(list(seen.places([unit_id]).values())))


def editions(data_set_id: int, periods: Sequence[str]) -> dict[str, int]:
    """Make the totals of these periods fresh; the edition of each that was ever summed, and of the structure of units.

    What is worked out from totals holds while all of them stand (`rollup.models.Edition`).
    """
    return freshen(data_set_id, periods)


def notes(by: Person | None, data_set_id: int, period_key: str, standing: Standing) -> Notes:
    """What a page must say of a period under another day's structure."""
    made = Elsewhere(by, data_set_id, [period_key], APPROVED, standing).made.get(period_key)
    return Notes(made.held, made.hidden) if made else Notes()


def _own(by: Person | None, where: Q, data_set_id: int, periods: Sequence[str], basis: str) -> list[Figure]:
    laid = frames(data_set_id, periods)
    return list(of_reports(by, where, data_set_id, laid, basis, own=True)) if laid else []


def _figures(
    by: Person | None, where: Q, data_set_id: int, periods: Sequence[str], basis: str, most: int | None = None
) -> Iterator[Figure]:
    laid = frames(data_set_id, periods)
    if not laid:
        return
    freshen(data_set_id, periods, laid)
    with_total = set()
    for figure in of_totals(by, where, data_set_id, laid, basis):
        with_total.add((figure.unit_id, figure.period_key))
        yield figure
    if len(with_total) == most:
        return
    for figure in of_reports(by, where, data_set_id, laid, basis, own=False):
        if (figure.unit_id, figure.period_key) not in with_total:
            yield figure
