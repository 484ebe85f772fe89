"""The award "Giỏi việc nước, đảm việc nhà" against each denominator, and beside it what the register says.

The counts of women workers, members and registrations come from the reports; which one a plan's target uses, the plan
says. Nothing is judged here: that is `queries.verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass

from binhdang.calc.cells import NotApplicable, Number
from binhdang.calc.periods import Period
from binhdang.datasets.models import FormVersion
from binhdang.evaluation.measure import figures_of, measure_of
from binhdang.indicators.models import Indicator
from binhdang.indicators.queries import catalogue
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans.models import Target
from binhdang.plans.queries import plan_in_force, targets_of
from binhdang.registers.awards.queries import Titles, titles_of
from binhdang.rollup import queries as totals
from binhdang.rollup.queries import Figure

SHARES = ("E01", "E01.DV", "E01.DK")
"""Against women workers, women members, those registered."""


@dataclass(frozen=True, slots=True)
class Share:
    """One reading: both sides, how many of the units asked have reported, and whether some gave only one side."""

    indicator: Indicator
    numerator: Number | None
    denominator: Number | None
    reported: int
    expected: int
    unpaired: bool


@dataclass(frozen=True, slots=True)
class AwardRow:
    """A unit with its three readings and its register."""

    unit: OrgUnit
    shares: tuple[Share, ...]
    titles: Titles

    @property
    def differs(self) -> bool:
        """Whether the register says another number of women than the reports."""
        said = self.shares[0].numerator if self.shares else None
        return None not in (said, self.titles.recognised) and said != self.titles.recognised


@dataclass(frozen=True, slots=True)
class AwardPage:
    """A unit and a page of those below it; `targets` are the plan's targets read against one of the denominators."""

    whole: AwardRow
    below: tuple[AwardRow, ...]
    count: int
    targets: tuple[Target, ...]


def award_page(
    by: Person | None, unit: OrgUnit, path: str, period: Period, basis: str, *, start: int = 0, most: int = 50
) -> AwardPage:
    """The award of a unit and of `most` units directly below it from `start`, in a fixed number of queries."""
    plan = plan_in_force(by, unit, period)
    asked = [t for t in targets_of(by, plan) if t.indicator and t.indicator.code in SHARES] if plan else []
    indicators = [one for code in SHARES for one in catalogue() if one.code == code]
    year, titles = period.end.year, {}
    form = FormVersion.objects.filter(data_set__code="BDG-NAM").order_by("-version").first()
    if form is None:
        return AwardPage(AwardRow(unit, (), titles_of(by, [path], year)[path]), (), 0, tuple(asked))
    whole = totals.figures(by, [unit.pk], form.data_set_id, [period.key], basis).get((unit.pk, period.key))
    parts = [one for one in totals.children(by, [path], form.data_set_id, period.key, basis)[path] if not one.own]
    units = OrgUnit.objects.in_bulk([one.unit_id for one in parts])
    parts.sort(key=lambda one: units[one.unit_id].sort_key)
    page = parts[start : start + most]
    titles = titles_of(by, [one.path for one in page], year)
    return AwardPage(
        AwardRow(unit, _shares(indicators, whole), titles_of(by, [path], year)[path]),
        tuple(AwardRow(units[one.unit_id], _shares(indicators, one), titles[one.path]) for one in page),
        len(parts),
        tuple(asked),
    )


def _shares(indicators: list[Indicator], figure: Figure | None) -> tuple[Share, ...]:
    return tuple(_share(one, figure) for one in indicators)


def _share(indicator: Indicator, figure: Figure | None) -> Share:
    measure = measure_of(indicator)
    if figure is None or measure is None or not set(measure.cells) <= set(figure.order):
        return Share(indicator, None, None, 0, 0, False)
    said = figures_of(measure, figure, None)
    return Share(
        indicator, _plain(said.numerator), _plain(said.denominator), said.reported, said.expected, said.unpaired
    )


def _plain(value: Number | NotApplicable | None) -> Number | None:
    return None if isinstance(value, NotApplicable) else value
