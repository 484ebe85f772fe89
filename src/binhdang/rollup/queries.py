"""Reading of totals, always as fresh as the last committed change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from binhdang.calc.cells import unpack_list
from binhdang.calc.totals import Document, of_report
from binhdang.kit.fields import end_of
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.choices import State
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame, frames
from binhdang.rollup.fresh import PROVISIONAL, SENT, freshen
from binhdang.rollup.models import Total


@dataclass(frozen=True, slots=True)
class Figure:
    """The document of one unit and period, and the cells it is laid out in.

    `own` says that it is the unit's own report without what is below it; `updated_at` is when a figure in it last
    changed, None if nothing was ever entered.
    """

    unit_id: int
    path: str
    period_key: str
    order: tuple[str, ...]
    document: Document
    updated_at: datetime | None
    own: bool = False


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
    """As `documents`, for several periods at once and with the cells' order; keyed by unit and period (5 queries)."""
    units = Q(unit__in=unit_ids)
    return {(f.unit_id, f.period_key): f for f in _figures(by, units, data_set_id, periods, basis)}


def children(by: Person | None, path: str, data_set_id: int, period_key: str, basis: str) -> list[Figure]:
    """What stands directly below a unit in this period: a figure for each child, and the unit's own report (`own`).

    Their documents add up to the unit's. `path` is the unit's path as of the period's structure date.
    """
    below = Q(parent_path=path)
    found = list(_figures(by, below, data_set_id, [period_key], basis))
    return found + list(own_figures(by, Q(path=path), data_set_id, [period_key], basis))


def own_figures(by: Person | None, where: Q, data_set_id: int, periods: Sequence[str], basis: str) -> Iterator[Figure]:
    """The units' own reports alone, whatever is below them; `where` filters reports."""
    laid = frames(data_set_id, periods)
    if laid:
        yield from _of_reports(by, where, data_set_id, laid, basis, own=True)


def _figures(by: Person | None, where: Q, data_set_id: int, periods: Sequence[str], basis: str) -> Iterator[Figure]:
    freshen(data_set_id, periods)
    laid = frames(data_set_id, periods)
    if not laid:
        return
    totals = Total.objects.filter(where, sight(by), data_set=data_set_id, period_key__in=periods, basis=basis)
    with_total = set()
    for unit, path, period, sums, counts, carried, form_id, at, *coverage in totals.order_by().values_list(
        "unit", "path", "period_key", "sums", "counts", "carried", "form", "updated_at",
        "reported", "expected", "members_reported", "members_expected",
    ):  # fmt: skip
        frame = laid[period]
        document = frame.document(sums, counts, carried, form_id, tuple(coverage))
        with_total.add((unit, period))
        yield Figure(unit, path, period, frame.form.order, document, at)
    for figure in _of_reports(by, where, data_set_id, laid, basis, own=False):
        if (figure.unit_id, figure.period_key) not in with_total:
            yield figure


def _of_reports(
    by: Person | None, where: Q, data_set_id: int, laid: dict[str, Frame], basis: str, *, own: bool
) -> Iterator[Figure]:
    reports = Report.objects.filter(where, sight(by), data_set=data_set_id, period_key__in=list(laid))
    for unit, path, period, form, state, values, accepted, last, at in reports.order_by().values_list(
        "unit", "path", "period_key", "form", "state", "values", "accepted_values", "last_values", "updated_at"
    ):
        frame = laid[period]
        text = values if basis == PROVISIONAL and state in SENT else accepted
        document = _document(frame, text, last, form)
        yield Figure(unit, path, period, frame.form.order, document, at if text else None, own)


def _document(frame: Frame, text: str, last: str, form_id: int) -> Document:
    cells = frame.align(unpack_list(text), form_id) if text else []
    before = frame.align(unpack_list(last), form_id) if last else []
    if not cells and not before:
        before = [None] * frame.form.width
    return of_report(cells, before, counts_in=bool(text), expected=True, size_index=frame.form.size)


def _below(by: Person | None, path: str, data_set_id: int, period_key: str) -> QuerySet[Report]:
    return Report.objects.filter(
        sight(by), data_set=data_set_id, period_key=period_key, path__gte=path, path__lt=end_of(path)
    ).order_by()


def updated_at(by: Person | None, path: str, data_set_id: int, period_key: str) -> datetime | None:
    """When an answer at or below the path last changed; None if nobody has answered yet."""
    answered = _below(by, path, data_set_id, period_key).exclude(state=State.EXPECTED)
    at: datetime | None = answered.aggregate(at=Max("updated_at"))["at"]
    return at


def progress(by: Person | None, path: str, data_set_id: int, period_key: str) -> dict[str, dict[str, int]]:
    """How many reports at or below the path stand in each state, by level: `{level_code: {state: count}}`."""
    counted: dict[str, dict[str, int]] = {}
    rows = _below(by, path, data_set_id, period_key).values_list("level_code", "state").annotate(n=Count("pk"))
    for level, state, count in rows:
        counted.setdefault(level, {})[state] = count
    return counted
