"""Reading of totals, always as fresh as the last committed change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from binhdang.calc.cells import NotApplicable, Value, unpack_list
from binhdang.calc.totals import Document, of_report
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame, frames
from binhdang.rollup.fresh import GROUPS, PROVISIONAL, SENT, Progress, above, freshen
from binhdang.rollup.models import Total


@dataclass(frozen=True, slots=True)
class Figure:
    """The document of one unit and period, and the cells it is laid out in.

    `alone` says that it rests on one report: a unit without others below it, or (`own`) the unit's own report apart
    from what is below; then `level_code` is the level it was asked at and `kad` are the cells answered "KAD".
    `unknown` counts silent units of which not even an earlier size is known; `progress` says by level how many reports
    are accepted, waiting, returned and not sent. `updated_at` is when a figure in it last changed, None if nothing was
    ever entered.
    """

    unit_id: int
    path: str
    period_key: str
    order: tuple[str, ...]
    document: Document
    updated_at: datetime | None
    form_id: int
    unknown: int
    progress: Progress
    own: bool = False
    alone: bool = False
    level_code: str = ""
    kad: frozenset[str] = frozenset()


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
    by: Person | None, unit_ids: Collection[int], data_set_id: int, periods: Sequence[str], basis: str
) -> dict[tuple[int, str], Figure]:
    """As `documents`, for several periods at once and with the cells' order, by unit and period (at most 5 queries)."""
    units, most = Q(unit__in=unit_ids), len(set(unit_ids)) * len(periods)
    return {(f.unit_id, f.period_key): f for f in _figures(by, units, data_set_id, periods, basis, most)}


def children(
    by: Person | None, paths: Sequence[str], data_set_id: int, period_key: str, basis: str
) -> dict[str, list[Figure]]:
    """What stands directly below each unit in this period: a figure for each child, then the unit's own report (`own`).

    Their documents add up to the unit's. `paths` are the units' paths as of the period's structure date (7 queries).
    """
    parts: dict[str, list[Figure]] = {path: [] for path in paths}
    for figure in _figures(by, Q(parent_path__in=paths), data_set_id, [period_key], basis):
        parts[above(figure.path)[0]].append(figure)
    for figure in own_figures(by, Q(path__in=paths), data_set_id, [period_key], basis):
        if parts[figure.path]:
            parts[figure.path].append(figure)
    return parts


def own_figures(by: Person | None, where: Q, data_set_id: int, periods: Sequence[str], basis: str) -> list[Figure]:
    """The units' own reports apart from what is below them; `where` says which units (`unit__in`, `path__in`)."""
    laid = frames(data_set_id, periods)
    return list(_of_reports(by, where, data_set_id, laid, basis, own=True)) if laid else []


def _figures(
    by: Person | None, where: Q, data_set_id: int, periods: Sequence[str], basis: str, most: int | None = None
) -> Iterator[Figure]:
    laid = frames(data_set_id, periods)
    if not laid:
        return
    freshen(data_set_id, periods, laid)
    totals = Total.objects.filter(where, sight(by), data_set=data_set_id, period_key__in=periods, basis=basis)
    with_total = set()
    for unit, path, period, sums, counts, carried, form, at, unknown, progress, *cover in totals.order_by().values_list(
        "unit", "path", "period_key", "sums", "counts", "carried", "form", "updated_at", "unknown", "progress",
        "reported", "expected", "members_reported", "members_expected",
    ):  # fmt: skip
        frame = laid[period]
        document = frame.document(sums, counts, carried, form, tuple(cover))
        with_total.add((unit, period))
        yield Figure(unit, path, period, frame.form.order, document, at, frame.form.id, unknown, progress)
    if len(with_total) == most:
        return
    for figure in _of_reports(by, where, data_set_id, laid, basis, own=False):
        if (figure.unit_id, figure.period_key) not in with_total:
            yield figure


def _of_reports(
    by: Person | None, where: Q, data_set_id: int, laid: dict[str, Frame], basis: str, *, own: bool
) -> Iterator[Figure]:
    reports = Report.objects.filter(where, sight(by), data_set=data_set_id, period_key__in=list(laid))
    for unit, path, period, form, state, level, values, accepted, last, at in reports.order_by().values_list(
        "unit", "path", "period_key", "form", "state", "level_code",
        "values", "accepted_values", "last_values", "updated_at",
    ):  # fmt: skip
        frame = laid[period]
        text = values if basis == PROVISIONAL and state in SENT else accepted
        cells = frame.align(unpack_list(text), form) if text else []
        progress = {level: [int(GROUPS[state] == group) for group in range(4)]}
        kad = _kad(frame, cells) if '"' in text else frozenset()
        yield Figure(
            unit, path, period, frame.form.order, _document(frame, cells, last, form), at if text else None,
            frame.form.id, int(not text and not last), progress, own, True, level, kad,
        )  # fmt: skip


def _document(frame: Frame, cells: list[Value | None], last: str, form_id: int) -> Document:
    before = frame.align(unpack_list(last), form_id) if last else []
    if not cells and not before:
        before = [None] * frame.form.width
    return of_report(cells, before, counts_in=bool(cells), expected=True, size_index=frame.form.size)


def _kad(frame: Frame, cells: list[Value | None]) -> frozenset[str]:
    pairs = zip(frame.form.order, cells, strict=True)
    return frozenset(code for code, cell in pairs if isinstance(cell, NotApplicable))
