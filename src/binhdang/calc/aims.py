"""What a target asks for, and when a value meets it: thresholds, milestones, margins, the straight line to the goal.

The conventions (a tenth beyond, within a tenth, within a twentieth) are the product's own; see `docs/verdicts.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from .cells import NotApplicable, Number, Value
from .numbers import number, percent
from .words import said

Kind = Literal["share", "ratio", "count"]

SCALES: Final[dict[str, int]] = {"percent": 100, "per_100": 100, "per_1000": 1000, "per_100000": 100000}
_KINDS: Final[dict[str, Kind]] = {
    "percent": "share", "ratio": "share", "times": "ratio", "per_100": "ratio",
    "per_1000": "share", "per_100000": "share", "count": "count", "none": "count",
}  # fmt: skip
# The product's own conventions (docs/verdicts.md): a tenth beyond is "Vượt", within a tenth is "within reach",
# "khoảng" is met within a twentieth.
MARGIN, REACH, ABOUT = Fraction(1, 10), Fraction(1, 10), Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target asks for. `milestones` are (year, threshold) ascending, thresholds as plain ratios (30% is 3/10).

    `scale` turns a ratio into the unit it is shown in (100 for percent, 1 for a count); `noun` is what a gap counts.
    """

    comparator: str
    kind: Kind
    milestones: tuple[tuple[int, Fraction], ...]
    scale: int
    start_year: int
    end_year: int
    yearly: bool = False
    lower_better: bool = False
    noun: str = "người"
    unit: str = "percent"

    @property
    def trend(self) -> bool:
        """Whether the target asks for a direction instead of a level."""
        return self.comparator in {"increase", "decrease"}


def aim_of(
    comparator: str,
    value: Number | None,
    unit: str,
    *,
    start_year: int,
    end_year: int,
    milestones: Iterable[Mapping[str, object]] = (),
    recurrence: str | None = None,
    kind: Kind | None = None,
    lower_better: bool = False,
    conditional: bool = False,
    noun: str = "người",
) -> Aim:
    """Make an `Aim` from a plan's target: `milestones` as `{"year", "value"}`, a bare value is due at the plan's end.

    `kind` is share (numerator is a part of the denominator), ratio (two different things, "1,7 lần") or count; without
    it the unit decides. `lower_better` matters for "=" and "~" only; other comparators say it themselves.
    A share with a condition and no number ("unions with 30% women strive to have a woman leader") asks 100%.
    """
    if conditional and comparator == "none" and unit == "percent":
        comparator, value, milestones = ">=", 100, ()
    scale = SCALES.get(unit, 1)
    full = [m for m in milestones if m.get("value") is not None and m.get("year") is not None]
    dated = {int(str(m["year"])): Fraction(str(m["value"])) / scale for m in full}
    if not dated and value is not None:
        dated = {end_year: Fraction(value) / scale}
    lower = comparator in {"<", "<=", "decrease"} or (lower_better and comparator in {"=", "~"})
    resolved = kind or _KINDS.get(unit, "count")
    return Aim(
        comparator, resolved, tuple(sorted(dated.items())), scale, start_year, end_year,
        yearly=recurrence == "yearly", lower_better=lower, noun=noun, unit=unit,
    )  # fmt: skip


def threshold(aim: Aim, year: int) -> Fraction | None:
    """The level asked for in `year`: of the next milestone, after the last one the last."""
    due = [value for at, value in aim.milestones if at >= year]
    return due[0] if due else aim.milestones[-1][1] if aim.milestones else None


def met(aim: Aim, value: Fraction, bar: Fraction) -> bool:
    """Whether a value meets the bar."""
    if aim.comparator in {">", "increase"}:
        return value > bar
    if aim.comparator in {"<", "decrease"}:
        return value < bar
    slack = bar * ABOUT if aim.comparator == "~" else 0
    return value <= bar + slack if aim.lower_better else value >= bar - slack


def reaches(aim: Aim, bar: Fraction, top: Number, bottom: Number) -> bool:
    """As `met` for the value top/bottom (`bottom` above zero), without dividing where both are whole: for thousands."""
    if not (type(top) is int and type(bottom) is int) or aim.comparator == "~":
        return met(aim, Fraction(top) / Fraction(bottom), bar)
    left, right = top * bar.denominator, bar.numerator * bottom
    if aim.comparator in {">", "increase"}:
        return left > right
    if aim.comparator in {"<", "decrease"}:
        return left < right
    return left <= right if aim.lower_better else left >= right


def improves(aim: Aim, now: Fraction, before: Fraction) -> bool:
    """Whether a trend goes the way the aim asks; nothing after nothing is as good as it can be."""
    return now == before == 0 or (now < before if aim.lower_better else now > before)


def beyond(aim: Aim, value: Fraction, bar: Fraction) -> bool:
    """Whether a value exceeds the bar by the margin: a tenth of it, for a share at most half the room left.

    A direction without a number, and "about", cannot be exceeded.
    """
    if aim.trend or aim.comparator == "~":
        return False
    margin = abs(bar) * MARGIN
    if aim.lower_better:
        return bar > 0 and value <= bar - margin
    if aim.kind == "share":
        margin = min(margin, (1 - bar) / 2)
    return margin > 0 and value >= bar + margin


def line_of(aim: Aim, year: int, past: Sequence[tuple[int, Fraction]]) -> Fraction | None:
    """Where the straight line to the next milestone stands in `year`; None without a baseline.

    It starts from the last milestone passed, else from the baseline: the last figure before the plan, else its first.
    """
    coming = [m for m in aim.milestones if m[0] >= year]
    passed = [m for m in aim.milestones if m[0] < year]
    before = [p for p in past if p[0] < aim.start_year]
    start = passed[-1] if passed else before[-1] if before else past[0] if past else None
    if not coming or start is None:
        return None
    (at, level), (due, aimed) = start, coming[0]
    line = level + (aimed - level) * Fraction(year - at, due - at)
    return max(line, aimed) if aim.lower_better else min(line, aimed)


def no_worse(aim: Aim, value: Fraction, than: Fraction) -> bool:
    """Whether a value is as good as another or better, in the direction of the aim."""
    return value <= than if aim.lower_better else value >= than


def units_meeting(aim: Aim, values: Iterable[Value | None], year: int) -> tuple[int, int]:
    """For a target each unit must meet itself ("mỗi đơn vị ít nhất 2 lớp"): (units that meet it, units that answered).

    Missing and KAD count on neither side. The share of the two is then judged against 100%.
    """
    bar = threshold(aim, year)
    numbers = [v for v in values if v is not None and not isinstance(v, NotApplicable)]
    if bar is None:
        return 0, len(numbers)
    return sum(met(aim, Fraction(v), bar) for v in numbers), len(numbers)


def shown(aim: Aim, value: Fraction, apart_from: Fraction | None = None) -> str:
    """A value in the target's unit: "28,7%", "109,4", "1,70 lần", "41"."""
    if aim.kind == "count":
        return number(value, 0 if value.denominator == 1 else 1)
    if aim.unit == "percent" or (aim.kind == "share" and aim.scale == 1):
        return percent(value, apart_from=apart_from)
    if aim.scale == 1:
        return said("%(number)s lần", number=number(value, 2)) if aim.unit == "times" else number(value, 2)
    return f"{number(value * aim.scale, 1)}/{number(aim.scale)}"
