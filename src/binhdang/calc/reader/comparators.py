"""Quantities with their comparison: "từ 30% trở lên", "không quá 2/3", "70 - 80%", "gấp 1,7 lần", "42/100.000".

:func:`quantities` lists them in one sentence; it does not know what they are about (``targets`` does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from binhdang.calc.reader.nouns import COUNTED
from binhdang.calc.reader.numbers import NUM, WORDS, number
from binhdang.calc.reader.shapes import Span

_SP = r"\s{0,2}"
_PCT = rf"{_SP}(?:%|phần trăm\b|o/o\b)"
_RANGE_PCT = re.compile(rf"(?<![\d/.,])(?P<a>{NUM})(?:{_PCT})?{_SP}(?:-|đến|tới){_SP}(?P<b>{NUM}){_PCT}")
_PER = re.compile(
    rf"(?<![\d/.,])(?P<a>{NUM})(?:\s[^\W\d_]{{1,9}}){{0,4}}{_SP}(?:/|trên){_SP}(?P<b>100\.000|100000|1\.000|1000"
    rf"|100)(?![\d.,]*\d|{_SP}%)"
    r"(?:\s(?:phụ nữ|trẻ (?:đẻ|sinh)(?: ra)? sống|bé gái(?: sinh ra sống)?|bé trai|người|dân|lao động)\b)?"
)
_PERMILLE = re.compile(rf"(?<![\d/.,])(?P<a>{NUM}){_SP}‰")
_PERCENT = re.compile(rf"(?<![\d/,.])(?P<a>{NUM}){_PCT}")
_WORD_PERCENT = re.compile(rf"\b(?P<a>{WORDS})\s(?:%|phần trăm\b)")
_FRACTION = re.compile(r"(?<![\d/.,-])(?P<a>\d)\s?/\s?(?P<b>[2-9]|10)(?![\d/]|[.,]\d|-\d)")
_ALL_OF = re.compile(
    r"(?<![\d/.,-])(?P<n>\d{1,4})\s?/\s?(?P=n)(?=\s(?:đơn vị|công đoàn|cđcs|chị em|đoàn viên|nữ|cán bộ|tổ|ban"
    r"|doanh nghiệp|trường))"
)
_WORD_FRACTION = re.compile(
    r"\b(?P<a>một|hai|ba|bốn) phần (?P<b>hai|ba|tư|bốn|năm|sáu|mười)\b|\b(?P<half>một nửa|nửa số|quá nửa|quá bán)\b"
)
_EACH = re.compile(
    rf"\b(?:cứ|trong(?: mỗi| cứ| số| tổng số)?)\s(?P<b>{NUM}|{WORDS})\s(?P<what>(?!năm|tháng|ngày"
    rf"|quý)[^.;,:\d]{{2,40}}?),?\s(?:thì\s)?(?:phải\s)?(?:có\s)?(?P<c>ít nhất"
    r"|tối thiểu|trên|không dưới)?\s?"
    rf"(?P<a>{NUM}|{WORDS})\s(?=người|nữ|là|uỷ|đồng|cán|đoàn|phụ)"
)
_TIMES = re.compile(rf"(?<![\d/])(?P<a>{NUM})\slần\b")
_FOLD = re.compile(r"\bgấp (?P<a>đôi|hai|ba|bốn)\b")
_WHOLE = re.compile(
    r"\b(?:toàn bộ|tất cả|toàn thể|mọi)\b(?=\s(?:các |số |những )?(?:cán bộ|nữ|đoàn viên|công đoàn|cđcs|đơn vị"
    r"|cnvclđ|người|lao động|doanh nghiệp|uỷ viên|uv))"
)
_VAGUE = re.compile(r"\b(?:hầu hết|đa số|phần lớn|đại đa số|đông đảo)\b")
_COUNT = re.compile(rf"(?<![\d/.,-])(?P<a>{NUM})(?:\s?\((?:{WORDS})\))?\s(?P<what>(?:nữ |lượt )?(?:{COUNTED}))\b")
_RANGE_COUNT = re.compile(
    rf"(?<![\d/.,-])(?P<a>{NUM}){_SP}(?:-|đến|tới){_SP}(?P<b>{NUM})\s(?P<what>(?:nữ |lượt )?(?:{COUNTED}))\b"
)
_WORD_COUNT = re.compile(rf"\b(?P<a>{WORDS})\s(?P<what>(?:nữ |lượt )?(?:{COUNTED}))\b")

_PREFIX: list[tuple[str, str]] = [
    (
        ">=",
        r"đạt và vượt|đạt hoặc vượt|bằng hoặc (?:cao|lớn) hơn|không dưới|không thấp hơn|không ít hơn|không nhỏ hơn"
        r"|không kém|tối thiểu|ít nhất|chí ít|>=|≥",
    ),
    (
        "<=",
        r"không quá|không vượt quá|không vượt|không cao hơn|không nhiều hơn|không lớn hơn|không trên|tối đa"
        r"|nhiều nhất|cao nhất|<=|≤",
    ),
    ("<", r"dưới|thấp hơn|ít hơn|nhỏ hơn|chưa đến|chưa tới|<"),
    (">", r"trên|hơn|vượt|cao hơn|lớn hơn|nhiều hơn|quá|>"),
    ("~", r"khoảng|xấp xỉ|chừng|gần|~|≈|độ chừng|ước|ước đạt|ước khoảng"),
    ("from", r"từ"),
]
_FILL = r"(?:\s(?:là|mức|đạt|có|được|tổ chức|mỗi|cũng|khoảng|phải|tỷ lệ|tỉ lệ|tới|đến|thêm|được|bằng|đủ|cho|số)){0,3}"
_BEFORE = [(name, re.compile(rf"(?:^|[\s(,:])(?:{words}){_FILL}\s?$")) for name, words in _PREFIX]
_AFTER = re.compile(r"[^,.;:\d]{0,45}?\b(?P<way>trở lên|trở xuống|hoặc hơn|hoặc cao hơn|và cao hơn)\b")
_PEOPLE_END = re.compile(
    r"(?:nữ|viên|clđ|nlđ|lao động|nhân|người|cán bộ|chức|lượt|lớp|buổi|cuộc|nghị|huấn|đơn vị|nghiệp|chị em|hộ"
    r"|gia đình)\s$"
)
_HOLIDAY = re.compile(
    r"(?:ngày|dịp|lễ|tết|quốc tế|kỷ niệm|mừng|phụ nữ|thiếu nhi|lao động|sự kiện|\d/\d{1,2},?|và)\s?\(?\s?$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with unit and comparator. ``span`` is the number itself, ``lead`` where its comparison words begin,
    ``tail`` where they end; ``sure`` is a factor of confidence; ``doubt`` marks "toàn bộ", "hầu hết"."""

    value: Decimal | None
    unit: str
    comparator: str
    span: Span
    lead: int
    tail: int
    sure: float = 1.0
    value_max: Decimal | None = None
    counted: str | None = None


def quantities(low: str, start: int, end: int) -> list[Quantity]:
    """All quantities of ``low[start:end]`` in order of place, none overlapping another."""
    segment = low[start:end]
    found: list[Quantity] = []
    taken: list[Span] = []
    for make in (_ranges, _each, _pers, _percents, _fractions, _times, _counts, _wholes):
        for item in make(segment):
            if not any(a < item.span[1] and item.span[0] < b for a, b in taken):
                taken.append(item.span)
                found.append(item)
    found.sort(key=lambda q: q.span)
    out: list[Quantity] = []
    floor = 0
    for item in found:
        compared = _compared(segment, item, floor)
        floor = compared.tail
        out.append(_shifted(compared, start))
    return out


def _plain(value: Decimal | None, unit: str, span: Span, sure: float = 1.0) -> Quantity:
    return Quantity(value, unit, "=", span, span[0], span[1], sure)


def _ranges(text: str) -> list[Quantity]:
    out = []
    for match in _RANGE_PCT.finditer(text):
        low, high = number(match["a"]), number(match["b"])
        if low is None or high is None or low >= high or high > 1000:
            continue
        if low > 1900 and low == low.to_integral_value():
            continue
        item = _plain(low, "percent", match.span(), 0.95)
        out.append(replace(item, comparator=">=", value_max=high))
    return out


def _each(text: str) -> list[Quantity]:
    out = []
    for match in _EACH.finditer(text):
        part, whole = number(match["a"]), number(match["b"])
        if part is None or not whole or part > whole:
            continue
        comparator = ">" if match["c"] == "trên" else ">=" if match["c"] else "="
        item = _plain(_ratio(part, whole), "ratio", match.span(), 0.9)
        out.append(replace(item, comparator=comparator, counted=match["what"].strip()))
    return out


def _pers(text: str) -> list[Quantity]:
    out = []
    for match in _PER.finditer(text):
        base = match["b"].replace(".", "")
        value = number(match["a"])
        plain_slash = match[0].replace(" ", "") == f"{match['a']}/{match['b']}"
        if value is None or (base == "100" and plain_slash and value <= 100 and "bé" not in text and "trẻ" not in text):
            continue
        out.append(_plain(value, f"per_{base}", match.span()))
    out += [_plain(number(m["a"]), "per_1000", m.span()) for m in _PERMILLE.finditer(text)]
    return out


def _percents(text: str) -> list[Quantity]:
    out = [_plain(number(m["a"]), "percent", m.span()) for m in _PERCENT.finditer(text)]
    for match in _WORD_PERCENT.finditer(text):
        value = number(match["a"])
        if value is not None and value <= 1000:
            out.append(_plain(value, "percent", match.span(), 0.9))
    return out


def _fractions(text: str) -> list[Quantity]:
    out = []
    for match in _FRACTION.finditer(text):
        part, whole = Decimal(match["a"]), Decimal(match["b"])
        if part >= whole or part == 0 or _HOLIDAY.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        out.append(_plain(_ratio(part, whole), "ratio", match.span(), 0.95))
    for match in _ALL_OF.finditer(text):
        out.append(_plain(Decimal(100), "percent", match.span(), 0.85))
    for match in _WORD_FRACTION.finditer(text):
        if match["half"]:
            over = match["half"].startswith("quá")
            item = _plain(Decimal("0.5"), "ratio", match.span(), 0.85)
            out.append(replace(item, comparator=">") if over else item)
            continue
        part, whole = number(match["a"]) or Decimal(0), number(match["b"]) or Decimal(0)
        if part < whole:
            out.append(_plain(_ratio(part, whole), "ratio", match.span(), 0.9))
    return out


def _times(text: str) -> list[Quantity]:
    out = []
    for match in _TIMES.finditer(text):
        value = number(match["a"])
        before = text[max(0, match.start() - 40) : match.start()]
        compared = bool(re.search(r"gấp|bằng|so với|còn|hệ số|chênh|cao hơn", before)) or "," in match["a"]
        after = text[match.end() : match.end() + 24]
        compared = compared or re.match(r"\s(?:so với|nam giới|của)", after) is not None
        item = _plain(value, "times" if compared else "count", match.span(), 0.9)
        out.append(item if compared else replace(item, counted="lần"))
    folds = {"đôi": 2, "hai": 2, "ba": 3, "bốn": 4}
    out += [_plain(Decimal(folds[m["a"]]), "times", m.span(), 0.85) for m in _FOLD.finditer(text)]
    return out


def _counts(text: str) -> list[Quantity]:
    out = []
    for match in _RANGE_COUNT.finditer(text):
        low, high = number(match["a"]), number(match["b"])
        if low is not None and high is not None and low < high and not 1900 < low < 2100:
            item = _plain(low, "count", match.span(), 0.9)
            out.append(replace(item, comparator=">=", value_max=high, counted=match["what"]))
    for match in _COUNT.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        value = number(match["a"])
        if re.search(r"(?:thứ|số|khoản|điều|mục|điểm|tháng|ngày|năm|quý|kỳ|khoá|lần thứ)\s?$", before) or value is None:
            continue
        out.append(replace(_plain(value, "count", match.span()), counted=match["what"]))
    for match in _WORD_COUNT.finditer(text):
        before = text[max(0, match.start() - 14) : match.start()]
        value = number(match["a"])
        if value is None or re.search(r"(?:thứ|mỗi|hàng|hằng|từng|trong|hết|cuối|đầu|cả)\s$", before):
            continue
        if match["a"] in ("một", "năm") and not re.search(r"(?:nhất|thiểu|dưới|có|trên)\s$", before):
            continue
        out.append(replace(_plain(value, "count", match.span(), 0.85), counted=match["what"]))
    return out


def _wholes(text: str) -> list[Quantity]:
    out = [_plain(Decimal(100), "percent", m.span(), 0.6) for m in _WHOLE.finditer(text)]
    for match in _VAGUE.finditer(text):
        out.append(replace(_plain(None, "none", match.span(), 0.42), comparator="none"))
    return out


def _ratio(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()


def _compared(text: str, item: Quantity, floor: int) -> Quantity:
    """The quantity with the comparison words before and after it taken in; ``floor`` is where the last one ended."""
    if item.comparator == "none":
        return item
    begin = max(floor, item.span[0] - 40)
    before = text[begin : item.span[0]]
    comparator, lead, sure = item.comparator, item.lead, item.sure
    for name, pattern in _BEFORE:
        match = pattern.search(before)
        if match:
            comparator, lead = name, begin + match.start() + (before[match.start()] in " (,:")
            break
    after = _AFTER.match(text, item.span[1], min(len(text), item.span[1] + 60))
    tail = item.span[1]
    if after is not None and not re.search(r"\bthứ\b", after[0]):
        near = len(after[0]) <= 10
        counted = near or _PEOPLE_END.search(after[0][: -len(after["way"])])
        if comparator == "from" or (comparator == "=" and counted) or near:
            comparator = "<=" if after["way"] == "trở xuống" else ">="
            tail = after.end() if near else tail
    if comparator == "from":
        comparator, sure = ">=", sure * 0.92
    if item.value_max is not None:
        comparator = item.comparator
    if item.comparator == ">" and comparator == "=":
        comparator = ">"
    return replace(item, comparator=comparator, lead=lead, tail=tail, sure=sure)


def _shifted(item: Quantity, by: int) -> Quantity:
    span = (item.span[0] + by, item.span[1] + by)
    return replace(item, span=span, lead=item.lead + by, tail=item.tail + by)
