"""One figure as the pages take it, made from a stored total, from one report, or from totals summed for another day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from binhdang.calc.cells import NotApplicable, Value, unpack_list
from binhdang.calc.totals import Document, of_report
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame
from binhdang.rollup.fresh import CELLS
from binhdang.rollup.models import Total
from binhdang.rollup.work import APPROVED, EXPECTED, GROUPS, PROVISIONAL, SENT, Heard, Pair, Progress, unit_of


@dataclass(frozen=True, slots=True)
class Figure:
    """The document of one unit and period, and the cells it is laid out in.

    `alone` says that it rests on one report: a unit without others below it, or (`own`) the unit's own report apart
    from what is below; then `level_code` is the level it was asked at and `kad` are the cells answered "KAD".
    `unknown` counts silent units of which not even an earlier size is known; `progress` says by level how many reports
    are accepted, waiting, returned and not sent, `heard` how many of them count. `updated_at` is when a figure in it
    last changed, None if nothing was ever entered. `edition` names the writing of a stored total (`models.Edition`).
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
    heard: Heard
    own: bool = False
    alone: bool = False
    level_code: str = ""
    kad: frozenset[str] = frozenset()
    edition: int = 0


def of_totals(by: Person | None, where: Q, data_set_id: int, laid: Mapping[str, Frame], basis: str) -> Iterator[Figure]:
    """The stored totals that `where` names, of the periods of `laid`; they must be fresh."""
    totals = Total.objects.filter(where, sight(by), data_set=data_set_id, period_key__in=list(laid), basis=basis)
    for unit, path, period, at, edition, unknown, progress, heard, *cells in totals.order_by().values_list(
        "unit", "path", "period_key", "updated_at", "edition", "unknown", "progress", "heard", *CELLS
    ):
        frame = laid[period]
        document = frame.document(*cells)
        yield Figure(
            unit, path, period, frame.form.order, document, at, frame.form.id, unknown, progress, heard, edition=edition
        )


def of_pair(path: str, period: str, frame: Frame, pair: Pair, basis: str, at: datetime | None, *, own: bool) -> Figure:
    """A figure from parts summed on the spot."""
    part = pair[0] if basis == APPROVED else pair[1]
    return Figure(
        unit_of(path),
        path,
        period,
        frame.form.order,
        part.document,
        at,
        frame.form.id,
        part.unknown,
        part.progress,
        part.heard,
        own,
    )


def of_reports(
    by: Person | None, where: Q, data_set_id: int, laid: Mapping[str, Frame], basis: str, *, own: bool
) -> Iterator[Figure]:
    """The reports that `where` names as figures of their own."""
    reports = Report.objects.filter(where, EXPECTED, sight(by), data_set=data_set_id, period_key__in=list(laid))
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
            frame.form.id, int(not text and not last), progress, {level: int(bool(text))}, own, True, level, kad,
        )  # fmt: skip


def _document(frame: Frame, cells: list[Value | None], last: str, form_id: int) -> Document:
    before = frame.align(unpack_list(last), form_id) if last else []
    if not cells and not before:
        before = [None] * frame.form.width
    return of_report(cells, before, counts_in=bool(cells), expected=True, size_index=frame.form.size)


def _kad(frame: Frame, cells: list[Value | None]) -> frozenset[str]:
    pairs = zip(frame.form.order, cells, strict=True)
    return frozenset(code for code, cell in pairs if isinstance(cell, NotApplicable))
