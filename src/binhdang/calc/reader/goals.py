"""Which quantities of a sentence are goals, which are conditions, baselines or mere facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from binhdang.calc.reader.comparators import Quantity
from binhdang.calc.reader.nouns import UNIT
from binhdang.calc.reader.shapes import Span

_CONDITION_BEFORE = re.compile(
    rf"\b{UNIT}\b[^,;:%]{{0,70}}?(?:\bcó|\bsử dụng|\bvới|\bđông|\bmà)(?:\s[^,;:%]{{0,40}})?$"
)
_WOMEN_BEFORE = re.compile(r"(?:nữ|lao động|đoàn viên|cnvclđ)[^,;:%]{0,25}(?:chiếm|từ|đạt|trên)?\s?$")
_PEOPLE = re.compile(
    r"\s?%?\s?(?:trở lên )?(?:số |tổng số )?(?:là )?(?:nữ|lao động|lđ|đoàn viên|cnvclđ|công nhân|người lao động"
    r"|cán bộ nữ|uỷ viên|phụ nữ|đảng viên nữ)"
)
_THEN = re.compile(
    r":|\bthì\b|\bphải\b|\bphấn đấu\b|\bcần\b|\bđều\b|\bnhất thiết\b|,\s?(?:có|bố trí|thành lập|cố gắng|ban"
    r"|tổ chức|cơ cấu)\b|\btrở lên[^,;%]{0,60}?(?:,\s?)?\b(?:có|thành lập|bố trí|cơ cấu|được|ký|xây dựng|lắp"
    r"|đạt)\b"
)
_NOW = re.compile(
    r"(?:hiện nay|hiện tại|hiện có|hiện|đã đạt|(?<!khoá )mới đạt|chỉ đạt|đã có|so với|năm trước|trước đó|trước đây"
    r"|kỳ trước|nhiệm kỳ trước|tính đến (?:cuối )?năm 20\d\d)[^,;:.%]{0,40}$"
)
_PER_PIECE = re.compile(r"\bmỗi (?:lớp|cuộc|buổi|đợt|khoá|suất|ngôi nhà)\s?(?:có|từ|khoảng|gồm)?\s?$")
_ASIDE = re.compile(r"\s(?:so với )?(?:kế hoạch|chỉ tiêu)(?: năm| được giao| đề ra| giao)?\s?\)")
_IF = re.compile(r"\b(?:nơi nào|đơn vị nào|cơ sở nào|doanh nghiệp nào|nếu|trường hợp)\b[^;:%]{0,70}$")
_FROM = re.compile(r"\btừ (?:mức )?$")
_ONWARD = re.compile(r"[^.;%]{0,45}?\b(?:(?<!trở )lên|(?<!trở )xuống|còn)\b")
_DOWN = re.compile(r"\b(?:giảm|kéo giảm|hạ|bớt|rút)(?! nghèo)\b")
_UP = re.compile(r"\b(?:tăng(?! cường)|nâng(?! cao))\b")
_TO_LOW = re.compile(r"\b(?:còn|xuống)\b")
_TO_HIGH = re.compile(r"\b(?:lên|đạt|đến|tới|chiếm|thành)\b")


@dataclass(frozen=True, slots=True)
class Goal:
    """A quantity that is aimed at, with the condition and baseline found beside it."""

    quantity: Quantity
    condition: Span | None = None
    baseline: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Sorted:
    """The quantities of a sentence sorted by part; ``alone`` is a condition whose consequence has no number."""

    goals: list[Goal]
    alone: Span | None
    facts: list[Quantity]


def sort_quantities(low: str, start: int, end: int, found: list[Quantity]) -> Sorted:
    """Sorts the quantities of the sentence ``low[start:end]``."""
    goals: list[Goal] = []
    facts: list[Quantity] = []
    condition: Span | None = None
    baseline: Quantity | None = None
    previous = start
    for item in found:
        span = _condition(low, (start, end), item, goals, previous)
        if span:
            if goals and goals[-1].condition is None and ";" not in low[goals[-1].quantity.tail : span[0]]:
                goals[-1] = replace(goals[-1], condition=span)
            else:
                condition = span
        elif _absorbed(low, goals, item) or _PER_PIECE.search(low[max(start, item.span[0] - 24) : item.lead]):
            pass
        elif _FROM.search(low[max(start, item.span[0] - 10) : item.span[0]]) and _ONWARD.match(low, item.span[1], end):
            baseline = item
        elif _ASIDE.match(low, item.span[1], end) or _NOW.search(low[max(previous, item.span[0] - 60) : item.span[0]]):
            facts.append(item)
        else:
            begin = max(start, baseline.lead - 90) if baseline else previous
            goals.append(Goal(_directed(low, begin, item), condition, baseline))
            condition, baseline = None, None
        previous = item.span[1]
    return Sorted(goals, condition, facts)


def _condition(low: str, within: Span, item: Quantity, goals: list[Goal], previous: int) -> Span | None:
    """The span of the condition the quantity belongs to ("CĐCS có từ 30% nữ trở lên"), if it is one."""
    if item.unit not in ("percent", "count", "ratio"):
        return None
    start, end = within
    before = low[max(start, previous, item.span[0] - 140) : item.span[0]]
    match = _CONDITION_BEFORE.search(before)
    people = _PEOPLE.match(low, item.span[1], end)
    if item.unit == "count":
        people = people or re.match(r"(?:nữ|lao động|đoàn viên|cnvclđ|nữ cnvclđ|người|cán bộ nữ)", item.counted or "")
    asked = _IF.search(before)
    match = match or asked
    if not match or not (people or asked or (item.unit != "count" and _WOMEN_BEFORE.search(before))):
        return None
    then = _THEN.search(low, item.span[1], min(end, item.span[1] + 160))
    inside = bool(goals) and goals[-1].quantity.unit == "percent" and item.lead - goals[-1].quantity.tail < 80
    if not then and not inside:
        return None
    if inside and item.comparator not in (">=", ">") and not then:
        return None
    begin = item.span[0] - len(before) + match.start()
    until = _ends(low, item, end)
    return begin, until


def _ends(low: str, item: Quantity, end: int) -> int:
    """Where the condition ends: before its consequence."""
    stop = re.compile(
        r"\s?:|,?\s?\b(?:thì|phải|phấn đấu|cần|đều|thành lập|bố trí|cơ cấu|cố gắng|nhất thiết|được|ký|xây dựng"
        r"|lắp|đạt|có)\b|;"
    ).search(low, item.tail, end)
    return stop.start() if stop else min(end, item.tail + 60)


def _absorbed(low: str, goals: list[Goal], item: Quantity) -> bool:
    """ "100% CĐCS có ít nhất 01 hoạt động": the count is what the share of units is measured by, no second goal."""
    if not goals or item.unit != "count" or goals[-1].quantity.unit != "percent":
        return False
    between = low[goals[-1].quantity.tail : item.lead]
    return len(between) < 120 and not re.search(r"[;,.:]|\bvà\s?$", between)


def _directed(low: str, previous: int, item: Quantity) -> Quantity:
    """ "giảm 5%" is a decrease by 5, "giảm còn 20%" is at most 20, "tăng 10%" is an increase by 10."""
    window = low[max(previous, item.lead - 140) : item.span[0]]
    down, up = list(_DOWN.finditer(window)), list(_UP.finditer(window))
    if down and (not up or down[-1].start() > up[-1].start()):
        rest = window[down[-1].end() :]
        if re.search(r"[;.](?!\d)", rest):
            return item
        if _TO_LOW.search(rest) or item.comparator in ("<", "<="):
            return item if item.comparator in ("<", "<=", "~") else replace(item, comparator="<=")
        return replace(item, comparator="decrease", sure=item.sure * 0.9)
    if re.search(r"\bcòn\s(?:dưới\s|khoảng\s)?$", window) and item.comparator == "=":
        return replace(item, comparator="<=")
    if up:
        rest = window[up[-1].end() :]
        if re.search(r"[;.,](?!\d)", rest) or _TO_HIGH.search(rest):
            return item
        return replace(item, comparator="increase", sure=item.sure * 0.9)
    return item
