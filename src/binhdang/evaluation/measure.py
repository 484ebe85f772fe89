"""From a total to the figures of a verdict: which cells a target is read from, and what they say for one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from binhdang.calc.cells import NOT_APPLICABLE, NotApplicable, Number, Value
from binhdang.calc.formulas import Formula, cells_of, evaluate, parse_formula
from binhdang.calc.layout import Layout
from binhdang.calc.verdicts import Aim, Figures, aim_of
from binhdang.indicators.models import Indicator
from binhdang.plans.models import Plan, Target
from binhdang.rollup.queries import Figure

PEOPLE = {"uỷ viên", "cán bộ", "đoàn viên", "đảng viên"}
NOTHING = Figures(None, None, None, None, 0, 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator ready to be read from totals; a plain sum has no denominator."""

    top: Formula
    bottom: Formula | None
    top_cells: tuple[str, ...]
    bottom_cells: tuple[str, ...]
    plain: bool
    """Both sides are single cells."""

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells it is read from, those of the numerator first."""
        return tuple(dict.fromkeys((*self.top_cells, *self.bottom_cells)))


@lru_cache(maxsize=512)
def _measure(numerator: str, denominator: str) -> Measure:
    top = parse_formula(numerator)
    bottom = parse_formula(denominator) if denominator else None
    sides = tuple(sorted(cells_of(top))), tuple(sorted(cells_of(bottom))) if bottom else ()
    plain = sides[0] == (numerator,) and sides[1] in {(), (denominator,)}
    return Measure(top, bottom, *sides, plain)


def measure_of(indicator: Indicator | None) -> Measure | None:
    """How an indicator is read; None where a target has no indicator or the indicator no formula."""
    return _measure(indicator.numerator, indicator.denominator) if indicator and indicator.numerator else None


def aim_for(target: Target, plan: Plan, nouns: Mapping[str, str]) -> Aim:
    """What a target of a plan asks for, in the form the verdict takes. A target without a unit takes its indicator's.

    `nouns` names what the cells of a form count ("nữ uỷ viên"), for the sentence about the gap.
    """
    indicator = target.indicator
    measure = measure_of(indicator)
    unit = target.unit
    if unit == "none" and measure and measure.bottom:
        unit = {100: "percent", 1000: "per_1000", 100000: "per_100000"}.get(
            indicator.per if indicator else 100, "ratio"
        )
    noun = next((nouns[cell] for cell in measure.top_cells if cell in nouns), "người") if measure else "người"
    return aim_of(
        target.comparator, target.value, unit,
        start_year=plan.period_start.year if plan.period_start else 0,
        end_year=plan.period_end.year if plan.period_end else 9999,
        milestones=target.milestones, recurrence=target.recurrence or None,
        kind="count" if measure and not measure.bottom else None,
        lower_better=bool(indicator and indicator.direction == "lower"), conditional=bool(target.condition), noun=noun,
    )  # fmt: skip


def figures_of(measure: Measure, figure: Figure | None, layout: Layout | None) -> Figures:
    """The figures of a unit: sums of those who answered, last known sums of the silent ones, coverage.

    A cell makes the target not applicable where it is asked of nobody here, and where all who answered it said "KAD"
    and nobody who was heard left it empty.
    """
    if figure is None:
        return NOTHING
    document, place = figure.document, _places(figure.order)
    here = [cell for cell in measure.cells if cell in place]
    values: dict[str, Value] = {c: v for c in here if (v := document.sums[place[c]]) is not None}
    carried: dict[str, Value] = {c: v for c in here if (v := document.carried[place[c]]) is not None}
    outside = [cell for cell in here if layout is not None and cell not in values and not _asked(layout, cell, figure)]
    apart = [cell for cell in here if cell not in values and all_kad(figure, layout, cell, place[cell])]
    values |= dict.fromkeys([*outside, *apart], NOT_APPLICABLE)
    if outside:
        carried = {}
    counts = {document.counts[place[c]] for c in here}
    bottom = measure.bottom
    return Figures(
        numerator=value_of(measure.top, values),
        denominator=value_of(bottom, values) if bottom else None,
        silent_numerator=_number(measure.top, carried),
        silent_denominator=_number(bottom, carried) if bottom else None,
        reported=document.reported,
        expected=document.expected,
        members_reported=document.members_reported,
        members_expected=document.members_expected,
        unpaired=len(counts) > 1,
        unknown_silent=figure.unknown,
    )


def _asked(layout: Layout, cell: str, figure: Figure) -> bool:
    """Whether anybody at or below is asked for a cell."""
    return any(asked(layout, cell, level) for level in figure.progress)


def all_kad(figure: Figure, layout: Layout | None, cell: str, place: int) -> bool:
    """Whether all who answered a cell said "KAD" and nobody who was heard left it empty."""
    if figure.alone:
        return cell in figure.kad
    kads = figure.document.kads[place]
    if not kads or figure.document.counts[place]:
        return False
    levels = figure.heard.items()
    return kads == sum(n for level, n in levels if layout is None or asked(layout, cell, level))


def quick_value(measure: Measure, figure: Figure) -> Fraction | None:
    """The value of a total where both sides are single cells; None where it has none. For rows by the thousand."""
    place, sums = _places(figure.order), figure.document.sums
    top = sums[place[measure.top_cells[0]]]
    if top is None or measure.bottom is None:
        return None if top is None else Fraction(top)
    bottom = sums[place[measure.bottom_cells[0]]]
    return Fraction(top) / Fraction(bottom) if bottom else None


@lru_cache(maxsize=64)
def _places(order: tuple[str, ...]) -> dict[str, int]:
    return {code: at for at, code in enumerate(order)}


def asked(layout: Layout, code: str, level: str) -> bool:
    """Whether a unit of this level fills the cell; a computed cell is filled where all its inputs are."""
    cell = layout.by_code.get(code)
    if cell is None:
        return False
    if cell.formula:
        return all(asked(layout, one, level) for one in cells_of(parse_formula(cell.formula)))
    return not cell.levels or level in cell.levels


def value_of(formula: Formula, values: Mapping[str, Value]) -> Value | None:
    """A side of an indicator; None where a cell it needs is missing. Raises ValueError for a ratio."""
    result = evaluate(formula, values)
    if isinstance(result, Fraction):
        raise ValueError("the numerator and denominator of an indicator must be sums, not ratios")
    return result


def _number(formula: Formula, values: Mapping[str, Value]) -> Number | None:
    result = value_of(formula, values)
    return None if isinstance(result, NotApplicable) else result


def nouns_of(layout: Layout | None) -> dict[str, str]:
    """What each cell of a form counts, as in "còn thiếu 12 nữ uỷ viên": from the row's name, unit and column."""
    if layout is None:
        return {}
    return {code: _noun(cell.label, cell.unit, cell.column) for code, cell in layout.by_code.items()}


def _noun(label: str, unit: str, column: str) -> str:
    if unit.startswith("1 "):
        return "đơn vị"
    if unit != "người":
        return unit or "người"
    who = " ".join(label.split()[:2]).lower()
    women = column == "nu"
    if who in PEOPLE:
        return f"nữ {who}" if women else who
    return "nữ" if women else unit
