"""The verdict of one target for one unit and period; the rules with worked examples are in `docs/verdicts.md`.

Everything is exact (`Fraction`); nothing is rounded before it is shown. A verdict rests on sums alone: numerator and
denominator of the units heard, and the last known sizes of the silent ones, which make the band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Final, Literal, TypeAlias

from .aims import ABOUT, REACH, Aim, aim_of, beyond, line_of, met, no_worse, shown, threshold, units_meeting
from .cells import NotApplicable, Number, Value, add
from .numbers import gap as gap_text
from .numbers import number, points
from .words import said

__all__ = ["Aim", "Figures", "Verdict", "aim_of", "band_of", "judge", "units_meeting", "unknown_of"]

Word = Literal["vuot", "dat", "dung", "cham", "chua", "trong", "kad"]
Pair: TypeAlias = tuple[Number, Number]
History: TypeAlias = Sequence[tuple[int, Number, Number | None]]

WORDS: Final[dict[Word, str]] = {
    "vuot": "Vượt",
    "dat": "Đạt",
    "dung": "Đúng tiến độ",
    "cham": "Chậm",
    "chua": "Chưa đạt",
    "trong": "Chưa có số liệu",
    "kad": "Không áp dụng",
}
RANKS: Final[dict[Word, int]] = {"chua": 0, "cham": 1, "dung": 2, "dat": 3, "vuot": 4}


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums behind one verdict.

    `silent_numerator` and `silent_denominator` are the last known figures of the units that are silent (None: nothing
    known). `unpaired` says that some unit gave one side of the ratio only; `unknown_silent` counts silent units of
    which not even a size is known (None: not counted; then all silent ones count as unknown where nothing is carried).
    """

    numerator: Value | None
    denominator: Value | None
    silent_numerator: Number | None
    silent_denominator: Number | None
    reported: int
    expected: int
    members_reported: Number = 0
    members_expected: Number = 0
    unpaired: bool = False
    unknown_silent: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `band` is (lowest, highest) as (numerator, denominator), numerically; None where it is not known.

    `gap_people` counts what is missing to the threshold with the present denominator; below zero is more than needed.
    `trend` is the change against the period before and `pace` the change a year still needed, both in the target's
    unit (percentage points, cases).
    """

    word: Word
    value: Fraction | None
    numerator: Number | None
    denominator: Number | None
    threshold: Fraction | None
    gap_people: int | None
    band: tuple[Pair, Pair] | None
    provisional: bool
    trend: Fraction | None
    pace: Fraction | None
    reason: str

    @property
    def word_vi(self) -> str:
        """The word on screen."""
        return WORDS[self.word]


def judge(aim: Aim, figures: Figures, year: int, history: History = (), *, explain: bool = True) -> Verdict:
    """Give the verdict of a target in `year`; `history` has (year, numerator, denominator) of other years.

    Without `explain` the reason stays empty: hundreds of cells of a matrix do not show it, and it costs half the time.
    """
    known = _known(aim, figures)
    asked = threshold(aim, year)
    if isinstance(known, str):
        return _unjudged(aim, figures, known, asked)
    value, numerator, denominator = known
    past = _past(aim, history, year)
    before = past[-1] if past else None
    bar = before[1] if aim.trend and before else asked
    band = band_of(aim, figures)
    word = _word(aim, value, bar, year, past)
    provisional = figures.unpaired or bool(unknown_of(aim, figures))
    if band and RANKS.get(word) is not None:
        ends = {_word(aim, _ratio(aim, end), bar, year, past) for end in band if aim.kind == "count" or end[1]}
        provisional = provisional or ends != {word}
    verdict = Verdict(
        word=word,
        value=value,
        numerator=numerator,
        denominator=denominator,
        threshold=asked,
        gap_people=None if bar is None else _gap(aim, numerator, denominator, bar),
        band=band,
        provisional=provisional,
        trend=(value - before[1]) * aim.scale if before else None,
        pace=_pace(aim, value, year),
        reason="",
    )
    return _with_reason(aim, verdict, figures, year, past) if explain else verdict


def band_of(aim: Aim, figures: Figures) -> tuple[Pair, Pair] | None:
    """The lowest and highest pair possible once every silent unit answers, each with its last known size.

    A share: all their people on one side or the other. A ratio of two things: all their cases in the one or the other.
    A count: nothing, or what they last had. None where neither a figure nor a size is known, and where a silent unit
    has no known size: nobody can say how far it would move the result.
    """
    if unknown_of(aim, figures):
        return None
    numerator, denominator = _plain(figures.numerator), _plain(figures.denominator)
    if aim.kind == "count":
        if numerator is None and figures.silent_numerator is None:
            return None
        low = numerator or 0
        return (low, 1), (add(low, figures.silent_numerator or 0), 1)
    size = figures.silent_denominator or 0
    if denominator is None:
        if numerator is not None or figures.silent_denominator is None:
            return None
        denominator = 0
    if numerator is None:
        numerator, denominator, size = 0, 0, add(denominator, size)
    if aim.kind == "ratio":
        size = add(size, figures.silent_numerator or 0)
        return (numerator, add(denominator, size)), (add(numerator, size), denominator)
    whole = add(denominator, size)
    return (numerator, whole), (add(numerator, size), whole)


def _plain(value: Value | None) -> Number | None:
    return None if isinstance(value, NotApplicable) else value


def _known(aim: Aim, figures: Figures) -> tuple[Fraction, Number, Number] | Word:
    top, bottom = figures.numerator, 1 if aim.kind == "count" else figures.denominator
    if isinstance(top, NotApplicable) or isinstance(bottom, NotApplicable):
        return "kad"
    if top is None or bottom is None:
        return "trong"
    if bottom == 0:
        return "kad" if top == 0 else "trong"
    return Fraction(top) / Fraction(bottom), top, bottom


def _ratio(aim: Aim, pair: Pair) -> Fraction:
    return Fraction(pair[0]) if aim.kind == "count" else Fraction(pair[0]) / Fraction(pair[1])


def _past(aim: Aim, history: History, year: int) -> list[tuple[int, Fraction]]:
    past = []
    for at, top, bottom in sorted(history, key=lambda row: row[0]):
        if at < year and (aim.kind == "count" or bottom):
            past.append((at, _ratio(aim, (top, bottom or 1))))
    return past


def unknown_of(aim: Aim, figures: Figures) -> int:
    """How many silent units there are of which not even a size is known."""
    if figures.unknown_silent is not None:
        return figures.unknown_silent
    known = figures.silent_numerator if aim.kind == "count" else figures.silent_denominator
    return figures.expected - figures.reported if known is None else 0


def _word(aim: Aim, value: Fraction, bar: Fraction | None, year: int, past: Sequence[tuple[int, Fraction]]) -> Word:
    if aim.comparator == "none" or (bar is None and not aim.trend):
        return "kad"
    if bar is None:
        return "trong"
    if aim.comparator == "decrease" and value == bar == 0:
        return "dat"
    if met(aim, value, bar):
        return "vuot" if beyond(aim, value, bar) else "dat"
    if aim.trend:
        return "cham" if value == bar else "chua"
    due = next((at for at, _ in aim.milestones if at >= year), year)
    if aim.yearly or due <= year:
        return "chua"
    line = line_of(aim, year, past)
    if line is not None and no_worse(aim, value, line):
        return "dung"
    improving = bool(past) and value != past[-1][1] and no_worse(aim, value, past[-1][1])
    reach = bar * (1 + REACH) if aim.lower_better else bar * (1 - REACH)
    return "cham" if improving or no_worse(aim, value, reach) else "chua"


def _gap(aim: Aim, numerator: Number, denominator: Number, bar: Fraction) -> int | None:
    if aim.comparator == "none":
        return None
    slack = bar * ABOUT if aim.comparator == "~" else Fraction(0)
    bottom = Fraction(denominator)
    strict = aim.comparator in {"<", ">", "increase", "decrease"}
    if aim.lower_better:
        edge = (bar + slack) * bottom
        return ceil(Fraction(numerator) - (ceil(edge) - 1 if strict else floor(edge)))
    edge = (bar - slack) * bottom
    return ceil((floor(edge) + 1 if strict else ceil(edge)) - Fraction(numerator))


def _pace(aim: Aim, value: Fraction, year: int) -> Fraction | None:
    if aim.trend or aim.yearly or aim.comparator == "none" or not aim.milestones:
        return None
    at, aimed = aim.milestones[-1]
    if at <= year or met(aim, value, aimed):
        return None
    return (aimed - value) * aim.scale / (at - year)


def _unjudged(aim: Aim, figures: Figures, word: Word, asked: Fraction | None) -> Verdict:
    silent = figures.expected - figures.reported
    if word == "kad":
        reason = said("Không áp dụng: không có đơn vị hoặc người nào thuộc diện tính chỉ tiêu này.")
    elif figures.denominator == 0 and aim.kind != "count":
        reason = said("Chưa kết luận được: mẫu số bằng 0 mà tử số khác 0; cần kiểm tra lại báo cáo.")
    else:
        got, every = figures.reported, figures.expected
        reason = said("Chưa có số liệu: %(got)s/%(all)s đơn vị đã báo cáo.", got=got, all=every)
    return Verdict(
        word=word,
        value=None,
        numerator=_plain(figures.numerator),
        denominator=_plain(figures.denominator),
        threshold=asked,
        gap_people=None,
        band=band_of(aim, figures),
        provisional=word == "kad" and silent > 0,
        trend=None,
        pace=None,
        reason=reason,
    )


def _with_reason(
    aim: Aim, verdict: Verdict, figures: Figures, year: int, past: Sequence[tuple[int, Fraction]]
) -> Verdict:
    assert verdict.value is not None
    bar = past[-1][1] if aim.trend and past else verdict.threshold
    value = shown(aim, verdict.value, bar)
    if aim.kind != "count" and verdict.numerator is not None and verdict.denominator is not None:
        value += f" ({number(verdict.numerator)}/{number(verdict.denominator)})"
    parts = [_against(aim, value, verdict, bar, past)]
    if not aim.trend and verdict.trend is not None:
        change = points(verdict.trend) if aim.unit == "percent" else number(verdict.trend, 1)
        parts.append(said("so với năm %(year)s: %(change)s", year=past[-1][0], change=change))
    line = line_of(aim, year, past)
    if verdict.word in {"dung", "cham", "chua"} and line is not None and not aim.yearly and not aim.trend:
        level = shown(aim, line, verdict.value)
        parts.append(said("mức theo lộ trình năm %(year)s là %(level)s", year=year, level=level))
    if verdict.provisional:
        parts.append(_why_provisional(aim, verdict, figures))
    return replace(verdict, reason="; ".join(parts) + ".")


def _against(aim: Aim, value: str, verdict: Verdict, bar: Fraction | None, past: Sequence[tuple[int, Fraction]]) -> str:
    if aim.comparator == "none":
        return said("%(value)s; chỉ tiêu không nêu mức để so", value=value)
    if aim.trend:
        return _against_past(aim, value, verdict, past)
    if bar is None:
        return said("%(value)s; chỉ tiêu chưa có mức để so", value=value)
    asked = _asked("=" if aim.kind == "share" and bar == 1 else aim.comparator, shown(aim, bar).replace(",0%", "%"))
    gap = gap_text(verdict.gap_people or 0, aim.noun)
    return said("%(value)s, chỉ tiêu đặt %(asked)s: %(gap)s", value=value, asked=asked, gap=gap)


def _against_past(aim: Aim, value: str, verdict: Verdict, past: Sequence[tuple[int, Fraction]]) -> str:
    if not past:
        return said("%(value)s; chưa có số liệu năm trước để so", value=value)
    change = shown(aim, abs(verdict.trend or Fraction(0)) / aim.scale)
    way = said("tăng %(change)s", change=change) if (verdict.trend or 0) > 0 else said("giảm %(change)s", change=change)
    if not verdict.trend:
        way = said("không đổi")
    year, before = past[-1]
    return said(
        "%(value)s, năm %(year)s là %(before)s: %(way)s", value=value, year=year, before=shown(aim, before), way=way
    )


def _asked(comparator: str, level: str) -> str:
    match comparator:
        case ">=":
            return said("mức từ %(level)s trở lên", level=level)
        case ">":
            return said("mức trên %(level)s", level=level)
        case "<=":
            return said("mức không quá %(level)s", level=level)
        case "<":
            return said("mức dưới %(level)s", level=level)
        case "~":
            return said("mức khoảng %(level)s", level=level)
    return said("mức %(level)s", level=level)


def _why_provisional(aim: Aim, verdict: Verdict, figures: Figures) -> str:
    if unknown := unknown_of(aim, figures):
        return said("kết luận tạm thời vì %(count)s đơn vị chưa báo cáo và chưa biết quy mô", count=unknown)
    if figures.unpaired:
        return said("kết luận tạm thời vì có đơn vị mới cho một vế của tỷ lệ")
    ends = [shown(aim, _ratio(aim, end)) if aim.kind == "count" or end[1] else "∞" for end in verdict.band or ()]
    return said(
        "kết luận tạm thời: khi đủ %(count)s đơn vị, kết quả trong khoảng %(low)s đến %(high)s",
        count=figures.expected, low=ends[0] if ends else "", high=ends[-1] if ends else "",
    )  # fmt: skip
