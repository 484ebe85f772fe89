"""How a verdict is said and drawn on the result pages: exact values in, words and chart specifications out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _

from binhdang.calc.numbers import number, percent, points
from binhdang.calc.verdicts import Aim, Verdict, shown, unknown_of
from binhdang.evaluation.reader import Point, Reading, Result
from binhdang.ui.charts import Bullet, Spark, Trend
from binhdang.ui.charts import Point as ChartPoint

CODES = {
    "vuot": "exceeded", "dat": "met", "dung": "on_track", "cham": "slow",
    "chua": "not_met", "trong": "no_data", "kad": "not_applicable",
}  # fmt: skip
WORDS = {code: word for word, code in CODES.items()}
"""Verdict words of `calc.verdicts` and the codes the components use."""


@dataclass(frozen=True)
class Card:
    """One target on the overview."""

    result: Result
    code: str
    amount: str
    unit: str
    under: str
    bullet: Bullet | None
    spark: Spark
    strong: str
    rest: str


def card(result: Result) -> Card:
    """What a card of the overview shows."""
    amount, unit = figure(result)
    strong, rest = sentence(result)
    return Card(
        result, CODES[result.verdict.word], amount, unit, under(result), bullet(result), spark(result), strong, rest
    )


def figure(result: Result) -> tuple[str, str]:
    """The value and its unit apart, for large type: ("28,7", "%")."""
    given = result.verdict
    if given.value is None:
        return ("KAD" if given.word == "kad" else "–"), ""
    text = shown(result.aim, given.value, given.threshold)
    if text.endswith("%"):
        return text[:-1], "%"
    return text, f" {_(result.aim.noun)}" if result.aim.kind == "count" else ""


def amount(aim: Aim, given: Verdict) -> str:
    """The value in one piece, as in a table: "28,7%", "41", "KAD", "–"."""
    if given.value is None:
        return "KAD" if given.word == "kad" else "–"
    return shown(aim, given.value, given.threshold)


def fraction(result: Result) -> str:
    """Both sides: "312/1.087"; empty for a count or where nothing is known."""
    given = result.verdict
    if result.aim.kind == "count" or given.numerator is None or given.denominator is None:
        return ""
    return f"{number(given.numerator)}/{number(given.denominator)}"


def under(result: Result) -> str:
    """What stands beside the large figure: the fraction with what it counts, or last year's figure of a trend."""
    if result.aim.kind == "count":
        before = earlier(result)
        if before is None or result.verdict.value is None:
            return ""
        return f"{before.label}: {number(before.value, 0)} ({change(result)})"
    if not fraction(result):
        return ""
    noun = result.aim.noun.removeprefix("nữ ").removeprefix("nữ") or "người"
    return f"{fraction(result)} {_(noun)}" + (" " + _("thuộc điều kiện") if result.target.condition else "")


def earlier(result: Result) -> Point | None:
    """The nearest earlier period with a value."""
    return next((point for point in reversed(result.history[:-1]) if point.value is not None), None)


def change(result: Result) -> str:
    """The change against the period before in words: "tăng 0,8 điểm %", "giảm 6", "không đổi"."""
    moved = result.verdict.trend
    if moved is None:
        return _("chưa có số liệu kỳ trước")
    if moved == 0:
        return _("không đổi")
    size = points(abs(moved)).lstrip("+") if result.aim.unit == "percent" else number(abs(moved), _places(moved))
    return f"{_('tăng') if moved > 0 else _('giảm')} {size}"


def _places(value: Fraction) -> int:
    return 0 if value.denominator == 1 else 1


def coverage(result: Result) -> str:
    """How many units and members the figure rests on: "98/112 đơn vị, 91% đoàn viên"."""
    sums = result.figures
    text = _("%(got)s/%(all)s đơn vị") % {"got": number(sums.reported), "all": number(sums.expected)}
    if sums.members_expected:
        share = Fraction(sums.members_reported) / Fraction(sums.members_expected)
        text += ", " + _("%(share)s đoàn viên") % {"share": percent(share)}
    return text


def gap(result: Result) -> str:
    """The gap as a sentence: "Còn thiếu 15 nữ uỷ viên.", "Vượt ngưỡng 47 cán bộ." """
    people, noun = result.verdict.gap_people, _(result.aim.noun)
    if people is None or result.aim.trend:
        return ""
    if people > 0:
        return _("Còn thiếu %(count)s %(noun)s.") % {"count": number(people), "noun": noun}
    if people == 0:
        return _("Vừa đủ ngưỡng.")
    if result.aim.lower_better:
        return _("Dưới ngưỡng %(count)s %(noun)s.") % {"count": number(-people), "noun": noun}
    return _("Vượt ngưỡng %(count)s %(noun)s.") % {"count": number(-people), "noun": noun}


def sentence(result: Result) -> tuple[str, str]:
    """One sentence for a card: the part in bold, and the rest with coverage and how sure it is."""
    given, strong = result.verdict, gap(result)
    rest = coverage(result)
    if result.aim.trend:
        watch = [reading(one) for one in result.readings if one.denominator is not None]
        rest += ". " + _("Theo dõi thêm: %(what)s") % {"what": "; ".join(watch)} if watch else ""
    elif result.outside:
        strong = strong or _("%(count)s không thuộc điều kiện (KAD).") % {"count": number(result.outside)}
        rest += "; " + _("%(count)s không thuộc điều kiện (KAD)") % {"count": number(result.outside)}
    if given.word in {"trong", "kad"}:
        return "", (
            _("Không đơn vị nào thuộc diện tính") if given.word == "kad" else _("Chưa có số liệu")
        ) + f": {rest}."
    if unknown := unknown_of(result.aim, result.figures):
        rest += "; " + _("chưa rõ cỡ %(count)s đơn vị chưa báo cáo, kết luận tạm thời") % {"count": number(unknown)}
    elif given.provisional:
        rest += "; " + _("biên phủ còn cắt ngưỡng, kết luận tạm thời")
    return strong, rest + "."


def reading(one: Reading) -> str:
    """A watched figure: "Tỷ số giới tính khi sinh 109,4 bé trai/100 bé gái (525/480)"."""
    unit = one.indicator.unit
    text = number(one.value, 1 if one.denominator is not None else 0)
    text += unit if unit == "%" else f" {unit}"
    return text + (f" ({number(one.numerator)}/{number(one.denominator)})" if one.denominator is not None else "")


def _scaled(result: Result, value: Fraction | None) -> Fraction | None:
    return None if value is None else value * result.aim.scale


def band(result: Result) -> tuple[Fraction, Fraction] | None:
    """The band's ends in the unit shown, where both are known."""
    ends = result.verdict.band
    if not ends or (result.aim.kind != "count" and not all(bottom for _top, bottom in ends)):
        return None
    bottom = result.aim.kind == "count"
    low, high = (Fraction(top) / (1 if bottom else Fraction(under)) * result.aim.scale for top, under in ends)
    return low, high


def bar(result: Result) -> Fraction | None:
    """The threshold in the unit shown; for a trend the value before."""
    if result.aim.trend:
        before = earlier(result)
        return _scaled(result, before.value) if before else None
    return _scaled(result, result.verdict.threshold)


def bar_name(result: Result) -> str:
    """What the threshold is called."""
    return _("kỳ trước") if result.aim.trend else _("ngưỡng")


def bullet(result: Result) -> Bullet | None:
    """The value on a scale with threshold and band; None where there is nothing to draw."""
    value, ends = _scaled(result, result.verdict.value), band(result)
    if value is None:
        return None
    low, high = _window([value, *_given(bar(result)), *(ends or ())], _most(result))
    return _bullet(result, low, high, ends)


def bullets(results: Sequence[Result]) -> list[Bullet | None]:
    """Small bars of several units on one common scale, so that their thresholds stand in line."""
    marks = [mark for one in results for mark in _given(_scaled(one, one.verdict.value)) + _given(bar(one))]
    if not marks:
        return [None] * len(results)
    low, high = _window(marks, _most(results[0]))
    return [None if one.verdict.value is None else _bullet(one, low, high, None, small=True) for one in results]


def _bullet(
    result: Result, low: int, high: int, ends: tuple[Fraction, Fraction] | None, *, small: bool = False
) -> Bullet:
    value = _scaled(result, result.verdict.value)
    places = 1 if result.aim.scale != 1 else 0
    return Bullet(
        value, low, high, result.target.name, bar(result), bar_name(result), ends, _unit(result), places, small
    )


def _given(value: Fraction | None) -> list[Fraction]:
    return [] if value is None else [value]


def _most(result: Result) -> Fraction | None:
    return Fraction(100) if result.aim.kind == "share" else None


def _window(marks: list[Fraction], most: Fraction | None) -> tuple[int, int]:
    """A calm scale around the marks in steps of ten (or five, where they lie close)."""
    low, high = min(marks), max(marks)
    step = 5 if high - low <= 10 else 10
    start = max(0, (floor(low / step) - 1) * step)
    end = (ceil(high / step) + 1) * step
    return start, end if most is None else int(min(Fraction(end), most))


def _unit(result: Result) -> str:
    return "%" if result.aim.unit == "percent" and result.aim.kind != "count" else ""


def spark(result: Result) -> Spark:
    """The last years as a small line."""
    line = [(point.label, _scaled(result, point.value)) for point in _known(result)]
    return Spark(line, _("Diễn biến"), None if result.aim.trend else bar(result))


def _known(result: Result) -> tuple[Point, ...]:
    """The history from the first period that has a value."""
    first = next((at for at, point in enumerate(result.history) if point.value is not None), len(result.history) - 1)
    return result.history[first:]


def trend(result: Result) -> Trend:
    """The chart of the one-target page, with coverage under each period."""
    line = [
        ChartPoint(
            point.label, _scaled(result, point.value), _scaled(result, point.low), _scaled(result, point.high),
            _("%(got)s/%(all)s đơn vị") % {"got": number(point.reported), "all": number(point.expected)}
            if point.expected else "",
        )
        for point in _known(result)
    ]  # fmt: skip
    return Trend(
        line, result.target.name, None if result.aim.trend else bar(result), _("Ngưỡng"), _("cao nhất"), _("thấp nhất"),
        _unit(result), 1 if result.aim.scale != 1 else 0,
    )  # fmt: skip


def unbounded(result: Result) -> str:
    """The periods that have no band since nobody knows the size of some silent units: "2016, 2017"."""
    return ", ".join(point.label for point in _known(result) if point.unknown)


def point_rows(result: Result) -> list[tuple[Point, str]]:
    """The table the chart stands on: each period with its value as text."""
    return [(p, shown(result.aim, p.value) if p.value is not None else "–") for p in _known(result)]


def facts(result: Result) -> list[tuple[str, str, str]]:
    """The facts beside the large figure: gap, band, change, pace."""
    given = result.verdict
    rows: list[tuple[str, str, str]] = []
    if given.gap_people is not None and not result.aim.trend and given.threshold is not None:
        asked = level(result.aim, given.threshold)
        rows.append((_("Để đạt %(level)s") % {"level": asked}, gap(result).rstrip("."), ""))
    if ends := band(result):
        text = "–".join(number(end, 1 if result.aim.scale != 1 else 0) for end in ends) + _unit(result)
        pairs = given.band or ()
        made = (
            " – ".join(f"{number(top)}/{number(bottom)}" for top, bottom in pairs) if result.aim.kind != "count" else ""
        )
        rows.append((_("Khi đủ %(count)s đơn vị") % {"count": number(result.figures.expected)}, text, made))
    elif unknown := unknown_of(result.aim, result.figures):
        what = _("chưa rõ cỡ %(count)s đơn vị chưa báo cáo") % {"count": number(unknown)}
        rows.append((_("Khi đủ %(count)s đơn vị") % {"count": number(result.figures.expected)}, _("chưa biết"), what))
    if before := earlier(result):
        was = shown(result.aim, before.value or Fraction(0))
        if before.denominator is not None:
            was += f" ({number(before.numerator)}/{number(before.denominator)})"
        rows.append((_("So với %(period)s") % {"period": before.label}, change(result), _("từ %(was)s") % {"was": was}))
    if given.pace is not None:
        size = points(given.pace) if result.aim.unit == "percent" else number(given.pace, 1)
        rows.append(
            (
                _("Mỗi năm còn phải tăng thêm"),
                size,
                _("để đạt vào năm %(year)s") % {"year": result.aim.milestones[-1][0]},
            )
        )
    return rows


def level(aim: Aim, value: Fraction) -> str:
    """A threshold as a plan writes it: "30%", "1,70 lần"."""
    if aim.unit == "percent" and (value * 100).denominator == 1:
        return f"{int(value * 100)}%"
    return shown(aim, value)


def threshold_text(aim: Aim) -> str:
    """What a target asks for, short: "≥ 30%", "100%", "ít hơn năm trước"."""
    if aim.comparator == "decrease":
        return _("ít hơn kỳ trước")
    if aim.comparator == "increase":
        return _("nhiều hơn kỳ trước")
    if not aim.milestones:
        return _("không nêu mức")
    sign = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "~": "≈ "}.get(aim.comparator, "")
    asked = level(aim, aim.milestones[-1][1])
    return asked if asked == "100%" else sign + asked


def excel_number(value: Fraction | None) -> Decimal | int | None:
    """An exact value as Excel takes it, to six places."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(Decimal(value.numerator) / Decimal(value.denominator), 6)
