"""Judging targets: one verdict, the overview of a unit, and the page of one target.

Every figure comes from `rollup`; nothing here averages a percentage. Each function runs a fixed number of queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from binhdang.calc.periods import Period
from binhdang.calc.verdicts import RANKS
from binhdang.evaluation.reader import Asked, Reader, Reading, Result, reader_of
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.queries import levels as all_levels
from binhdang.plans.models import Plan, Target
from binhdang.plans.queries import targets_of
from binhdang.rollup import sources
from binhdang.rollup.queries import Figure, Notes, Standing

WORST = 3
"""How many units an overview names for each target that is behind."""
BOARDS = "C02"
"""The indicator of women's-affairs boards where ten women members make one possible."""
GOOD = {"vuot", "dat", "dung"}


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """How far the reports of one level have come; `sent` are those accepted or waiting for a decision."""

    code: str
    name: str
    accepted: int
    waiting: int
    returned: int
    rest: int

    @property
    def expected(self) -> int:
        """All reports asked for."""
        return self.accepted + self.waiting + self.returned + self.rest

    @property
    def sent(self) -> int:
        """Reports accepted or waiting for a decision."""
        return self.accepted + self.waiting


@dataclass(frozen=True, slots=True)
class Behind:
    """A unit directly below that is furthest behind on a target that is behind as a whole."""

    unit: OrgUnit
    result: Result
    own: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan's targets for one unit and period, how reports come in, and what needs attention.

    `silent` are units directly below from which nothing has come; `boards` says how many grassroots unions that must
    have a women's-affairs board have one.
    """

    unit: OrgUnit
    plan: Plan
    period: Period
    basis: str
    results: tuple[Result, ...]
    levels: tuple[LevelProgress, ...]
    behind: tuple[Behind, ...]
    silent: tuple[OrgUnit, ...]
    boards: Reading | None
    coverage: Figure | None
    updated_at: datetime | None
    notes: Notes | None

    @property
    def good(self) -> int:
        """How many targets are met, exceeded or on track."""
        return sum(result.verdict.word in GOOD for result in self.results)


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A target for a unit directly below (or the unit's own committee, `own`)."""

    unit: OrgUnit
    result: Result
    own: bool


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target for one unit: verdict with history, units below ranked by the people missing, sources by level.

    `levels` is None where there are too many reports to add up by level. `met` and `missing` count units below that
    meet the target and the people the others lack in sum.
    """

    result: Result
    units: tuple[UnitResult, ...]
    met: int
    judged: int
    missing: int
    levels: tuple[sources.LevelPart, ...] | None
    cells: tuple[str, ...]
    data_set_id: int | None
    path: str
    before: Target | None
    after: Target | None
    notes: Notes | None


def verdict(
    by: Person | None, target: Target, unit: OrgUnit, period: Period, basis: str, standing: Standing | None = None
) -> Result:
    """The verdict of one target of a plan for one unit and period, with its history."""
    reader = reader_of(by, target.plan, [target], period, basis, standing)
    reader.open(unit.pk)
    return reader.result(reader.asked[0], unit.pk, points=True)


def overview(
    by: Person | None, unit: OrgUnit, plan: Plan, period: Period, basis: str, standing: Standing | None = None
) -> Overview:
    """All targets of a plan for a unit and period, how the reports come in, and what needs attention."""
    reader = reader_of(by, plan, targets_of(by, plan), period, basis, standing)
    reader.open(unit.pk)
    results = tuple(reader.result(asked, unit.pk, points=True) for asked in reader.asked)
    coverage = _coverage(reader, unit.pk)
    progress: tuple[LevelProgress, ...] = ()
    behind: tuple[Behind, ...] = ()
    silent: list[OrgUnit] = []
    if coverage is not None:
        data_set = reader.data_sets[0]
        progress = _progress(coverage.progress)
        parts = units_below(reader, coverage.path, data_set)
        late = [asked for asked, one in zip(reader.asked, results, strict=True) if RANKS.get(one.verdict.word, 9) < 2]
        behind = tuple(one for asked in late for one in _behind(reader, asked, parts))
        silent = [one for one, figure in parts if not figure.document.reported and not figure.own]
    must_have = reader.indicator(BOARDS)
    boards = reader.read(must_have, coverage) if must_have else None
    return Overview(
        unit, plan, period, basis, results, progress, behind, tuple(silent), boards, coverage,
        max((one.updated_at for one in results if one.updated_at), default=None),
        reader.notes(),
    )  # fmt: skip


def target_page(
    by: Person | None,
    target: Target,
    unit: OrgUnit,
    period: Period,
    basis: str,
    *,
    most: int = 8,
    standing: Standing | None = None,
) -> TargetPage:
    """One target for one unit; `most` is how many units below are listed, those that lack most people first."""
    plan_targets = targets_of(by, target.plan)
    reader = reader_of(by, target.plan, [target], period, basis, standing)
    asked = reader.asked[0]
    reader.open(unit.pk)
    result = reader.result(asked, unit.pk, points=True)
    coverage = reader.figure(asked, unit.pk)
    ranked: list[UnitResult] = []
    parts: list[sources.LevelPart] | None = [] if coverage is None else None
    cells = asked.measure.cells if asked.measure else ()
    if coverage is not None and asked.data_set_id is not None:
        below = units_below(reader, coverage.path, asked.data_set_id)
        ranked = sorted(_ranked(reader, asked, below), key=_lack, reverse=True)
        if coverage.document.reported <= sources.ADDED_UP:
            parts = sources.levels(by, coverage.path, asked.data_set_id, period.key, basis, cells, standing=standing)
    words = [one.result.verdict.word for one in ranked]
    place = next((at for at, one in enumerate(plan_targets) if one.pk == target.pk), 0)
    return TargetPage(
        result=result,
        units=tuple(ranked[:most]),
        met=sum(word in {"dat", "vuot"} for word in words),
        judged=sum(word in RANKS for word in words),
        missing=sum(max(one.result.verdict.gap_people or 0, 0) for one in ranked),
        levels=None if parts is None else tuple(parts),
        cells=cells,
        data_set_id=asked.data_set_id,
        path=coverage.path if coverage else "",
        before=plan_targets[place - 1] if place > 0 else None,
        after=plan_targets[place + 1] if place + 1 < len(plan_targets) else None,
        notes=reader.notes(),
    )


def units_below(reader: Reader, path: str, data_set_id: int) -> list[tuple[OrgUnit, Figure]]:
    """The units directly below with their figures, in Vietnamese order, the unit's own report last.

    Their earlier figures are loaded into the reader as well.
    """
    figures = reader.below(path, data_set_id)
    ids = [figure.unit_id for figure in figures]
    units = OrgUnit.objects.select_related("kind__level").in_bulk(ids)
    pairs = [(units[figure.unit_id], figure) for figure in figures]
    return sorted(pairs, key=lambda pair: (pair[1].own, pair[0].sort_key, pair[0].pk))


def _coverage(reader: Reader, unit_id: int) -> Figure | None:
    found = (reader.figures.get((data_set, unit_id, reader.period.key)) for data_set in reader.data_sets)
    return next((figure for figure in found if figure), None)


def _ranked(reader: Reader, asked: Asked, parts: list[tuple[OrgUnit, Figure]]) -> list[UnitResult]:
    return [UnitResult(unit, reader.result(asked, unit.pk, figure=figure), figure.own) for unit, figure in parts]


def _lack(one: UnitResult) -> tuple[int, Fraction]:
    """Most people missing first; of equals the one furthest from its threshold."""
    given = one.result.verdict
    bar = given.threshold or Fraction(0)
    short = bar - given.value if given.value is not None else Fraction(0)
    return (
        given.gap_people if given.gap_people is not None else -(10**9),
        -short if one.result.aim.lower_better else short,
    )


def _behind(reader: Reader, asked: Asked, parts: list[tuple[OrgUnit, Figure]]) -> list[Behind]:
    ranked = [one for one in _ranked(reader, asked, parts) if RANKS.get(one.result.verdict.word, 9) < 2]
    ranked.sort(key=_lack, reverse=True)
    return [Behind(one.unit, one.result, one.own) for one in ranked[:WORST]]


def _progress(counted: dict[str, list[int]]) -> tuple[LevelProgress, ...]:
    return tuple(LevelProgress(one.code, one.name, *counted[one.code]) for one in all_levels() if one.code in counted)
