"""Reading totals for the targets of a plan: which data set, which periods, which units, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from binhdang.calc.layout import Layout
from binhdang.calc.periods import Period, label_vi, parse_period, previous
from binhdang.calc.verdicts import Aim, Figures, Verdict, band_of, judge
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.evaluation.measure import Measure, aim_for, figures_of, measure_of, nouns_of
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans.models import Plan, Target
from binhdang.reports.models import ReportRequest
from binhdang.rollup import queries as totals
from binhdang.rollup.queries import Figure

BEFORE = 5
"""How many periods before the present one are looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A target with what it takes to judge it; without a measure it is never judged."""

    target: Target
    aim: Aim
    measure: Measure | None
    data_set_id: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """A target in one period: exact value, the band's ends, both sides of the fraction and the coverage."""

    period: Period
    label: str
    numerator: int | Fraction | None
    denominator: int | Fraction | None
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    reported: int
    expected: int


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict of one target for one unit and period, with what it rests on; `history` ends with this period."""

    target: Target
    aim: Aim
    verdict: Verdict
    figures: Figures
    history: tuple[Point, ...]
    updated_at: datetime | None


@dataclass(slots=True)
class Reader:
    """The figures of one piece of reading, by data set, unit and period key."""

    by: Person | None
    period: Period
    basis: str
    asked: list[Asked]
    layouts: dict[int, Layout]
    figures: dict[tuple[int, int, str], Figure] = field(default_factory=dict)
    unknown: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def data_sets(self) -> list[int]:
        """The data sets the targets are read from."""
        return sorted({one.data_set_id for one in self.asked if one.data_set_id is not None})

    def periods(self) -> list[Period]:
        """The periods looked at, the oldest first, this one last."""
        line = [self.period]
        for _ in range(BEFORE):
            line.insert(0, previous(line[0]))
        return line

    def load(self, unit_ids: Iterable[int], periods: Sequence[Period]) -> None:
        """Read the figures of units in periods."""
        units, keys = list(unit_ids), [period.key for period in periods]
        for data_set in self.data_sets:
            found = totals.figures(self.by, units, data_set, keys, self.basis)
            self.figures |= {(data_set, unit, key): figure for (unit, key), figure in found.items()}

    def count_unknown(self, unit: OrgUnit) -> None:
        """Count the silent units at or below one unit of which no earlier size is known; nothing when none is silent."""
        for data_set in self.data_sets:
            figure = self.figures.get((data_set, unit.pk, self.period.key))
            if figure and figure.document.reported < figure.document.expected:
                paths = totals.unknown(self.by, figure.path, data_set, self.period.key, self.basis)
                self.unknown[data_set, unit.pk] = len(paths)

    def figure(self, asked: Asked, unit_id: int, period: Period | None = None) -> Figure | None:
        """The figure of a unit that a target is read from."""
        key = (period or self.period).key
        return None if asked.data_set_id is None else self.figures.get((asked.data_set_id, unit_id, key))

    def sums(self, asked: Asked, figure: Figure | None, unknown: int = 0) -> Figures:
        """What a figure says for a target."""
        if asked.measure is None:
            return figures_of(_NO_MEASURE, None, None)
        return figures_of(asked.measure, figure, self.layouts.get(figure.form_id) if figure else None, unknown)

    def result(self, asked: Asked, unit_id: int, *, figure: Figure | None = None, points: bool = False) -> Result:
        """The verdict for a unit against its own earlier periods; `figure` stands in for the unit's present one.

        `points` also works out the whole history for a chart.
        """
        now = figure or self.figure(asked, unit_id)
        unknown = self.unknown.get((asked.data_set_id or 0, unit_id), 0)
        sums = self.sums(asked, now, unknown)
        past = [] if figure is not None and figure.own else [
            (period, self.sums(asked, self.figure(asked, unit_id, period))) for period in self.periods()[:-1]
        ]  # fmt: skip
        history = [
            (period.end.year, then.numerator, then.denominator)
            for period, then in past
            if isinstance(then.numerator, _NUMBERS) and isinstance(then.denominator or 0, _NUMBERS)
        ]
        verdict = judge(asked.aim, sums, self.period.end.year, history)
        line = tuple(point_of(asked.aim, period, one) for period, one in [*past, (self.period, sums)]) if points else ()
        return Result(asked.target, asked.aim, verdict, sums, line, now.updated_at if now else None)


def point_of(aim: Aim, period: Period, sums: Figures) -> Point:
    """One period of a history: value and band as plain ratios (counts as they are)."""
    top = sums.numerator if isinstance(sums.numerator, _NUMBERS) else None
    bottom = sums.denominator if isinstance(sums.denominator, _NUMBERS) else None
    ends = band_of(aim, sums)
    low, high = (_share(aim, *end) for end in ends) if ends else (None, None)
    return Point(
        period, label_vi(period) if period.kind != "year" else str(period.end.year), top, bottom,
        _share(aim, top, bottom), low, high, sums.reported, sums.expected,
    )  # fmt: skip


def _share(aim: Aim, top: object, bottom: object) -> Fraction | None:
    if top is None:
        return None
    if aim.kind == "count":
        return Fraction(str(top))
    return Fraction(str(top)) / Fraction(str(bottom)) if bottom else None


def reader_of(
    by: Person | None, plan: Plan, targets: Sequence[Target], period: Period, basis: str
) -> Reader:
    """Make ready to judge targets of a plan in a period: find their data sets and the layouts of their forms."""
    measures = [measure_of(target.indicator) for target in targets]
    forms = list(FormVersion.objects.select_related("data_set").order_by("data_set", "version"))
    wanted = ReportRequest.objects.filter(period_key=period.key).order_by()
    in_use = set(wanted.values_list("data_set", flat=True).distinct())
    newest = sorted({form.data_set_id: form for form in forms}.values(), key=lambda f: (f.data_set_id not in in_use, f.pk))
    layouts = {form.pk: layout_of(form) for form in newest}
    asked = []
    for target, measure in zip(targets, measures, strict=True):
        form = next((f for f in newest if measure and set(measure.cells) <= set(f.cell_order)), None)
        nouns = nouns_of(layouts[form.pk]) if form else {}
        asked.append(Asked(target, aim_for(target, plan, nouns), measure, form.data_set_id if form else None))
    return Reader(by, period, basis, asked, layouts)
