"""What a correction does before anybody confirms it: every total above it, the verdicts that turn, what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from binhdang.calc.cells import NotApplicable, Number, Value, unpack_list
from binhdang.calc.periods import parse_period
from binhdang.calc.ripple import shifted
from binhdang.calc.totals import Document, of_report
from binhdang.calc.verdicts import WORDS
from binhdang.consolidation.choices import Stage
from binhdang.consolidation.models import Consolidated
from binhdang.consolidation.snapshot import text_of
from binhdang.datasets.queries import layout_of
from binhdang.documents.choices import PaperState
from binhdang.documents.models import Paper
from binhdang.documents.queries import label
from binhdang.evaluation.reader import reader_of
from binhdang.orgs.models import OrgUnit
from binhdang.orgs.queries import units_of_path
from binhdang.plans.models import Plan
from binhdang.plans.queries import plan_in_force, targets_of
from binhdang.reports.models import Report
from binhdang.rollup import queries as totals
from binhdang.rollup.frames import Frame, frames
from binhdang.rollup.queries import Figure


@dataclass(frozen=True, slots=True)
class CellMove:
    """One cell that changes: code, label, old and new value (None is missing)."""

    code: str
    label: str
    old: Value | None
    new: Value | None

    @property
    def difference(self) -> Number | None:
        """New minus old where at least one is a number; "not applicable" counts as nothing."""
        old, new = _number(self.old), _number(self.new)
        return None if old is None and new is None else (new or 0) - (old or 0)


@dataclass(frozen=True, slots=True)
class VerdictMove:
    """A target whose verdict turns: code, name, old and new word (with "tạm thời" where silent units could turn it)."""

    code: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LevelMove:
    """What changes at one unit above: totals cell by cell, verdicts, and the signed things that said the old figures.

    `signed` names consolidated reports as ("consolidated", id, words) and issued papers as ("paper", id, words).
    """

    unit_id: int
    name: str
    path: str
    cells: tuple[CellMove, ...]
    verdicts: tuple[VerdictMove, ...]
    signed: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Ripple:
    """A correction: its own cells, then the units above from the nearest up to the nation."""

    cells: tuple[CellMove, ...]
    levels: tuple[LevelMove, ...]


def ripple_of(report: Report) -> Ripple:
    """What accepting `report.values` in place of the accepted values does, up to the nation.

    Computed over everything, whoever asks; what of it a person is shown is decided where it is shown.
    """
    frame = frames(report.data_set_id, [report.period_key])[report.period_key]
    old = _row(frame, report, report.accepted_values)
    new = _row(frame, report, report.values)
    labels = _labels(report)
    cells = tuple(
        CellMove(code, labels.get(code, code), was, now)
        for code, was, now in zip(frame.form.order, old or [None] * frame.form.width, new or [], strict=True)
        if was != now
    )
    contributions = _document(frame, report, old), _document(frame, report, new)
    levels = _levels(report, frame, cells, contributions, labels) if cells else ()
    return Ripple(cells, levels)


def _row(frame: Frame, report: Report, text: str) -> list[Value | None]:
    return frame.align(unpack_list(text), report.form_id) if text else []


def _labels(report: Report) -> dict[str, str]:
    layout = layout_of(report.form)
    return {code: cell.label for code, cell in layout.by_code.items()}


def _document(frame: Frame, report: Report, row: list[Value | None]) -> Document:
    last = _row(frame, report, report.last_values)
    if not row and not last:
        last = [None] * frame.form.width
    return of_report(row, last, counts_in=bool(row), expected=True, size_index=frame.form.size)


def _levels(
    report: Report,
    frame: Frame,
    cells: Sequence[CellMove],
    contributions: tuple[Document, Document],
    labels: dict[str, str],
) -> tuple[LevelMove, ...]:
    units = units_of_path(report.path)
    found = totals.figures(
        None, [unit.pk for unit in units], report.data_set_id, [report.period_key], "approved"
    )  # fmt: skip
    signed = _signed(report)
    plans: dict[int, list[tuple[OrgUnit, Figure, Figure]]] = {}
    levels: dict[int, LevelMove] = {}
    bound: dict[int, Plan] = {}
    period = parse_period(report.period_key)
    path = ""
    for unit in units:
        path += f"{unit.pk}/"
        figure = found.get((unit.pk, report.period_key))
        if figure is None or figure.alone:
            continue
        after = replace(figure, document=shifted(figure.document, *contributions))
        moves = _moves(frame, cells, figure.document, after.document, labels)
        levels[unit.pk] = LevelMove(unit.pk, unit.name, path, moves, (), tuple(signed.get(unit.pk, ())))
        plan = plan_in_force(None, unit, period)
        if plan is not None:
            bound[plan.pk] = plan
            plans.setdefault(plan.pk, []).append((unit, figure, after))
    for pk, pairs in plans.items():
        for unit_id, verdicts in _verdicts(bound[pk], report, {c.code for c in cells}, pairs).items():
            levels[unit_id] = replace(levels[unit_id], verdicts=verdicts)
    return tuple(reversed(levels.values()))


def _moves(
    frame: Frame, cells: Sequence[CellMove], before: Document, after: Document, labels: dict[str, str]
) -> tuple[CellMove, ...]:
    places = [(cell.code, frame.form.order.index(cell.code)) for cell in cells]
    moves = (CellMove(code, labels.get(code, code), before.sums[at], after.sums[at]) for code, at in places)
    return tuple(one for one in moves if one.old != one.new)


def _verdicts(
    plan: Plan, report: Report, codes: set[str], pairs: list[tuple[OrgUnit, Figure, Figure]]
) -> dict[int, tuple[VerdictMove, ...]]:
    """The verdicts that turn, by unit; targets that do not read any of the cells are not looked at."""
    reader = reader_of(None, plan, targets_of(None, plan), parse_period(report.period_key), "approved")
    asked = [
        one for one in reader.asked
        if one.measure and one.data_set_id == report.data_set_id and codes & set(one.measure.cells)
    ]  # fmt: skip
    if not asked:
        return {}
    reader.load([unit.pk for unit, _before, _after in pairs], reader.periods())
    found: dict[int, tuple[VerdictMove, ...]] = {}
    for unit, before, after in pairs:
        moves = []
        for one in asked:
            old, new = (reader.result(one, unit.pk, figure=figure).verdict for figure in (before, after))
            said = tuple(WORDS[v.word] + (" (tạm thời)" if v.provisional else "") for v in (old, new))
            if said[0] != said[1]:
                moves.append(VerdictMove(one.target.code, one.target.name, *said))
        found[unit.pk] = tuple(moves)
    return found


def _signed(report: Report) -> dict[int, list[tuple[str, int, str]]]:
    """Unit -> the signed consolidated reports and issued papers at and above the report that said the old figures."""
    line = [int(part) for part in report.path.strip("/").split("/")]
    touched: dict[int, list[tuple[str, int, str]]] = {}
    consolidated = Consolidated.objects.filter(
        unit__in=line, stage=Stage.SIGNED, request__data_set=report.data_set_id, request__period_key=report.period_key
    )
    for pk, unit in consolidated.order_by("pk").values_list("pk", "unit"):
        touched.setdefault(unit, []).append(("consolidated", pk, "Báo cáo tổng hợp đã ký"))
    for paper in papers_over(line, report.period_key):
        touched.setdefault(paper.unit_id, []).append(("paper", paper.pk, f"Báo cáo số {label(paper)}"))
    return touched


def papers_over(units: Sequence[int], period_key: str) -> list[Paper]:
    """The issued papers of these units that rest on the figures of a period, oldest first, without their files."""
    found = Paper.objects.filter(
        unit__in=units, state=PaperState.ISSUED, subject_kind="plan-year", subject_key__contains=f"|{period_key}|"
    )
    return list(found.defer("file", "pdf", "content", "figures").order_by("pk"))


def as_json(ripple: Ripple) -> list[dict[str, Any]]:
    """The levels of a ripple as a slip keeps them; numbers as exact text, "" for missing."""
    return [
        {
            "unit": one.unit_id,
            "name": one.name,
            "path": one.path,
            "cells": [[c.code, c.label, text_of(c.old), text_of(c.new)] for c in one.cells],
            "verdicts": [[v.code, v.name, v.old, v.new] for v in one.verdicts],
            "signed": [list(thing) for thing in one.signed],
        }
        for one in ripple.levels
    ]


def _number(value: Value | None) -> Number | None:
    return None if isinstance(value, NotApplicable) else value
