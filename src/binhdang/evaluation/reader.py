"""Reading totals for the targets of a plan: data set, periods and units, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import cast

from django.utils.translation import get_language

from binhdang.calc.aims import improves
from binhdang.calc.cells import NotApplicable, Number, Value
from binhdang.calc.layout import Layout
from binhdang.calc.periods import Period, label_en, label_vi, previous
from binhdang.calc.verdicts import Aim, Figures, Verdict, band_of, judge, units_meeting, unknown_of
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.evaluation.measure import NOTHING, Measure, aim_for, figures_of, measure_of, nouns_of, quick_value
from binhdang.evaluation.store import Store, signature_of, store_of
from binhdang.indicators.models import Indicator
from binhdang.indicators.queries import catalogue
from binhdang.orgs.models import Person
from binhdang.plans.models import Plan, Target
from binhdang.reports.models import ReportRequest
from binhdang.rollup import queries as totals
from binhdang.rollup.queries import Figure, Notes, Standing

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
    """A target in one period: exact value, the band's ends, both sides of the fraction and the coverage.

    `unknown` counts silent units of which not even a size is known; there is no band then.
    """

    period: Period
    label: str
    numerator: Number | None
    denominator: Number | None
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    reported: int
    expected: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Another indicator of the same family (code before the dot), read from the same figures and never judged.

    So a target stands beside what has to be watched with it (the sex ratio at birth) or may be read otherwise (who
    counts as a key leader). `value` is already times the indicator's `per`.
    """

    indicator: Indicator
    numerator: Number | None
    denominator: Number | None
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict of one target for one unit and period, with what it rests on; `history` ends with this period.

    `outside` counts, for a target with a condition, the units that answered and do not fall under it.
    """

    target: Target
    aim: Aim
    verdict: Verdict
    figures: Figures
    history: tuple[Point, ...]
    readings: tuple[Reading, ...]
    outside: int | None
    updated_at: datetime | None


@dataclass(slots=True)
class Reader:
    """The figures of one piece of reading, by data set, unit and period key."""

    by: Person | None
    period: Period
    basis: str
    asked: list[Asked]
    layouts: dict[int, Layout]
    families: dict[str, list[Indicator]]
    line: list[Period]
    standing: Standing | None = None
    signature: tuple[int, ...] = ()
    store: Store = field(default_factory=Store)
    editions: dict[str, int] = field(default_factory=dict)

    @property
    def figures(self) -> dict[tuple[int, int, str], Figure]:
        """What has been read, by data set, unit and period key."""
        return self.store.figures

    def open(self, unit_id: int) -> None:
        """Take up what is kept for a unit, and read the unit's own line of periods."""
        self.store = store_of(self, unit_id)
        self.load([unit_id], self.periods())

    @property
    def data_sets(self) -> list[int]:
        """The data sets the targets are read from."""
        return sorted({one.data_set_id for one in self.asked if one.data_set_id is not None})

    def periods(self) -> list[Period]:
        """The periods looked at, the oldest first, this one last."""
        return self.line

    def load(self, unit_ids: Iterable[int], periods: Sequence[Period]) -> None:
        """Read the figures of units in periods, as far as they are not there yet."""
        keys = [period.key for period in periods]
        units = [unit for unit in unit_ids if any((unit, key) not in self.store.loaded for key in keys)]
        for data_set in self.data_sets if units else ():
            found = totals.figures(self.by, units, data_set, keys, self.basis, self.standing)
            self.store.figures.update({(data_set, unit, key): figure for (unit, key), figure in found.items()})
        self.store.loaded.update((unit, key) for unit in units for key in keys)

    def below(self, path: str, data_set_id: int) -> list[Figure]:
        """What stands directly below a path, the unit's own report last; their earlier figures are read as well."""
        if (data_set_id, path) not in self.store.below:
            self.store.below[data_set_id, path] = self._read_below(path, data_set_id)
        return self.store.below[data_set_id, path]

    def _read_below(self, path: str, data_set_id: int) -> list[Figure]:
        found = totals.children(self.by, [path], data_set_id, self.period.key, self.basis, self.standing)[path]
        self.load([figure.unit_id for figure in found if not figure.own], self.periods()[:-1])
        earlier = [period.key for period in self.periods()[:-1]]
        for figure in found:
            if not figure.own:
                self.store.figures[data_set_id, figure.unit_id, self.period.key] = figure
                continue
            own = totals.own_figures(self.by, figure.unit_id, data_set_id, earlier, self.basis, self.standing)
            self.store.own.update({(data_set_id, figure.unit_id, one.period_key): one for one in own})
        return found

    def notes(self) -> Notes | None:
        """What must be said of figures summed under another day's structure; None under the reports' own."""
        if self.standing is None:
            return None
        found = [totals.notes(self.by, data_set, self.period.key, self.standing) for data_set in self.data_sets]
        return Notes(tuple(one for notes in found for one in notes.held), sum(notes.hidden for notes in found))

    def figure(self, asked: Asked, unit_id: int, period: Period | None = None) -> Figure | None:
        """The figure of a unit that a target is read from."""
        key = (period or self.period).key
        return None if asked.data_set_id is None else self.figures.get((asked.data_set_id, unit_id, key))

    def sums(self, asked: Asked, figure: Figure | None) -> Figures:
        """What a figure says for a target."""
        if asked.measure is None:
            return NOTHING
        return figures_of(asked.measure, figure, self.layouts.get(figure.form_id) if figure else None)

    def result(self, asked: Asked, unit_id: int, *, figure: Figure | None = None, points: bool = False) -> Result:
        """The verdict for a unit against its own earlier periods; `figure` stands in for the unit's present one.

        `points` also works out the whole history for a chart. What was judged of a figure of the store is kept there.
        """
        now = figure or self.figure(asked, unit_id)
        if now is None:
            return self._judged(asked, unit_id, None, points)
        key = (asked.target.pk, unit_id, id(now), points)
        if key not in self.store.judged:
            self.store.judged[key] = now, self._judged(asked, unit_id, now, points)
        return cast(Result, self.store.judged[key][1])

    def _judged(self, asked: Asked, unit_id: int, now: Figure | None, points: bool) -> Result:
        store = self.store.own if now and now.own else self.figures
        sums = self.sums(asked, now)
        past = [
            (period, self.sums(asked, store.get((asked.data_set_id or 0, unit_id, period.key))))
            for period in self.periods()[:-1]
        ]
        history = [
            (period.end.year, then.numerator, None if then.denominator is None else _plain(then.denominator))
            for period, then in past
            if not isinstance(then.numerator, NotApplicable) and then.numerator is not None
        ]
        verdict = judge(asked.aim, sums, self.period.end.year, history, explain=points)
        line = tuple(point_of(asked.aim, period, one) for period, one in [*past, (self.period, sums)]) if points else ()
        readings = tuple(self._readings(asked, now)) if points else ()
        outside = _outside(asked, now, sums)
        return Result(asked.target, asked.aim, verdict, sums, line, readings, outside, now.updated_at if now else None)

    def value(self, asked: Asked, figure: Figure | None) -> Fraction | None:
        """The plain value a figure gives a target (a ratio or a count); None where there is none."""
        if figure is None or asked.measure is None:
            return None
        if asked.measure.plain and not figure.alone:
            return quick_value(asked.measure, figure)
        sums = self.sums(asked, figure)
        return _share(asked.aim, _plain(sums.numerator), _plain(sums.denominator))

    def before(self, asked: Asked, figure: Figure) -> Fraction | None:
        """The value of the same unit in the period before, if it was loaded."""
        store = self.store.own if figure.own else self.figures
        return self.value(asked, store.get((asked.data_set_id or 0, figure.unit_id, self.line[-2].key)))

    def meets(self, asked: Asked, figure: Figure) -> bool | None:
        """Whether a unit meets a target on its own; None where that cannot be said. Quicker than a full verdict."""
        now = self.value(asked, figure)
        if now is None:
            return None
        if asked.aim.trend:
            then = self.before(asked, figure)
            if then is None:
                return None
            return improves(asked.aim, now, then)
        exact = cast(Number, now)  # a fraction compares as exactly as the numbers a cell may hold
        return bool(units_meeting(asked.aim, [exact], self.period.end.year)[0]) if asked.aim.milestones else None

    def _readings(self, asked: Asked, figure: Figure | None) -> Iterator[Reading]:
        own = asked.target.indicator
        for other in self.families.get(_family(own.code), []) if own else []:
            if other != own and (found := self.read(other, figure)):
                yield found

    def read(self, indicator: Indicator, figure: Figure | None) -> Reading | None:
        """An indicator read from a figure; None where the form lacks its cells or nothing was given."""
        measure = measure_of(indicator)
        if figure is None or measure is None or not set(measure.cells) <= set(figure.order):
            return None
        sums = figures_of(measure, figure, self.layouts.get(figure.form_id))
        top, bottom = _plain(sums.numerator), _plain(sums.denominator)
        if top is None or (measure.bottom is not None and not bottom):
            return None
        value = Fraction(top) / Fraction(bottom) * indicator.per if bottom else Fraction(top)
        return Reading(indicator, top, bottom, value)

    def indicator(self, code: str) -> Indicator | None:
        """A current indicator of the catalogue by its code."""
        return next((one for one in self.families.get(_family(code), []) if one.code == code), None)


def point_of(aim: Aim, period: Period, sums: Figures) -> Point:
    """One period of a history: value and band as plain ratios (counts as they are)."""
    top, bottom = _plain(sums.numerator), _plain(sums.denominator)
    ends = band_of(aim, sums)
    low, high = (_share(aim, *end) for end in ends) if ends else (None, None)
    return Point(
        period, _label(period), top, bottom,
        _share(aim, top, bottom), low, high, sums.reported, sums.expected, unknown_of(aim, sums),
    )  # fmt: skip


def _label(period: Period) -> str:
    if period.kind == "year":
        return str(period.end.year)
    return label_en(period) if get_language() == "en" else label_vi(period)


def _outside(asked: Asked, figure: Figure | None, sums: Figures) -> int | None:
    cells = asked.measure.bottom_cells if asked.measure else ()
    if figure is None or not asked.target.condition or len(cells) != 1:
        return None
    answered, under = figure.document.counts[figure.order.index(cells[0])], _plain(sums.denominator)
    return answered - int(under) if under is not None else None


def _family(code: str) -> str:
    return code.partition(".")[0]


def _line(period: Period) -> list[Period]:
    line = [period]
    for _ in range(BEFORE):
        line.insert(0, previous(line[0]))
    return line


def _plain(value: Value | None) -> Number | None:
    return None if isinstance(value, NotApplicable) else value


def _share(aim: Aim, top: object, bottom: object) -> Fraction | None:
    if top is None:
        return None
    if aim.kind == "count":
        return Fraction(str(top))
    return Fraction(str(top)) / Fraction(str(bottom)) if bottom else None


def reader_of(
    by: Person | None,
    plan: Plan,
    targets: Sequence[Target],
    period: Period,
    basis: str,
    standing: Standing | None = None,
) -> Reader:
    """Make ready to judge targets of a plan in a period: find their data sets and the layouts of their forms."""
    measures = [measure_of(target.indicator) for target in targets]
    forms = list(FormVersion.objects.defer("layout").order_by("data_set", "version"))
    wanted = ReportRequest.objects.filter(period_key=period.key).order_by()
    in_use = set(wanted.values_list("data_set", flat=True).distinct())
    latest = {form.data_set_id: form for form in forms}
    newest = sorted(latest.values(), key=lambda form: (form.data_set_id not in in_use, form.pk))
    read = [next((f for f in newest if one and set(one.cells) <= set(f.cell_order)), None) for one in measures]
    used = {form.data_set_id for form in read if form}
    layouts = {form.pk: layout_of(form) for form in forms if form.data_set_id in used}
    asked = []
    for target, measure, form in zip(targets, measures, read, strict=True):
        nouns = nouns_of(layouts[form.pk]) if form else {}
        asked.append(Asked(target, aim_for(target, plan, nouns), measure, form.data_set_id if form else None))
    indicators = catalogue()
    families: dict[str, list[Indicator]] = {}
    for one in indicators:
        families.setdefault(_family(one.code), []).append(one)
    signature = (
        hash((plan.pk, plan.period_start, plan.period_end, *layouts)),
        signature_of(targets), signature_of(target.indicator for target in targets), signature_of(indicators),
    )  # fmt: skip
    return Reader(by, period, basis, asked, layouts, families, _line(period), standing, signature)
