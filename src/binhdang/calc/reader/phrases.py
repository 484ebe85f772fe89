"""Noun phrases around a quantity: who or what it is about, and the years that belong to it."""

from __future__ import annotations

import re

from binhdang.calc.reader.comparators import Quantity
from binhdang.calc.reader.nouns import UNIT
from binhdang.calc.reader.shapes import Span

_LEAD = re.compile(
    r"(?:[-+*,;:.()\"\s]+|(?:phấn đấu|đảm bảo|bảo đảm|quyết tâm|cố gắng|tiếp tục|nhằm|để|và|trong đó|từng bước"
    r"|vận động để|chỉ tiêu(?: \d[\d.]*)?[.:]?"
    r"|(?:từ nay )?(?:đến|tới|vào|trong|hết|cuối|đầu|từ|của)? ?(?:hết |cuối |trước )?(?:năm|giai đoạn"
    r"|nhiệm kỳ)(?: 20\d\d(?: ?- ?20\d\d)?)"
    r"|đến (?:cuối|hết) (?:nhiệm kỳ|giai đoạn)|(?:hàng|hằng|mỗi|từng|trong|trên) năm|hàng quý|hằng quý|mỗi quý"
    r"|hằng tháng|hàng tháng"
    r"|có|đạt|đưa|giữ vững|giữ|duy trì|nâng cao|nâng|tăng dần|tăng|giảm dần|giảm thiểu|giảm|kéo giảm"
    r"|tỷ lệ|tỉ lệ"
    r"|số lượng|tổng số|số|tổ chức|xây dựng|phát triển|được"
    r"|thành lập(?: mới)?|về|các|những|mỗi|mức|cho|ít nhất|tối thiểu|chiếm)(?=[\s,:;.]|$))+"
)
_TRAIL = re.compile(
    r"(?:[-,;:(\"\s]+|\b(?:đạt|chiếm|là|bằng|có|được|từ|lên|xuống|còn|tăng|giảm|giữ|duy trì|ở mức|mức|tỷ lệ"
    r"|tỉ lệ|phấn đấu|với|đến|tới|thêm|không"
    r"|(?:hàng|hằng|mỗi|trong|từng) năm|(?:đến|vào|trong|tới|hết|cuối)? ?(?:hết |cuối )?năm 20\d\d|phải|cần"
    r"|tổ chức|khoảng|để|và|trung bình|bình quân|sẽ|trong đó|ít nhất|duy trì ở))$"
)
_PREDICATE = re.compile(
    r"\b(?:được(?! quy hoạch| giới thiệu| bầu)|đạt|tham gia|tham dự|biết|đăng ký"
    r"|tổ chức(?= [^,;]{0,30}(?:hoạt động|hội nghị|lớp|buổi|truyền|tuyên|sinh hoạt|ngày|toạ|khám))"
    r"|triển khai|xây dựng|thành lập|ký(?: kết)?|thực hiện|hoàn thành|nắm|không|phải|tiếp cận|hiểu|cam kết"
    r"|duy trì|bố trí|đưa|lồng ghép|ban hành|quan tâm"
    r"|hưởng|thụ hưởng|đảm bảo|bảo đảm|(?<!chưa )(?<!không )có(?! nhu cầu| đủ điều kiện| đông| nhiều| từ \d"
    r"| thai| con nhỏ| con | vốn| công đoàn)|là|mỗi năm|hàng năm|hằng năm|vào năm|đến năm|trong năm"
    r"|(?<!thứ \d )(?<!thứ ba )trở lên|đều|phấn đấu|từ \d|khám|đi|học|sử dụng(?! nhiều| từ| đông| lao động"
    r"| trên)|trong giai đoạn|theo quy định"
    r"|trong nhiệm kỳ|tăng|giảm)(?![\w])"
)
_KEEP = re.compile(
    r"(?:số )?(?:cán bộ |uỷ viên |đoàn viên |lao động )?(?:là )?nữ (?:\w+ ){0,3}(?:tham gia|được (?:quy hoạch"
    r"|đưa|giới thiệu|bầu|bố trí|bổ nhiệm|đề bạt)|là)\b"
    r"|(?:\S+ ){0,8}trong tổng số|(?:\S+ ){0,6}trên tổng số"
)
_NO_NOUN = re.compile(
    r"(?:trở lên|trở xuống|so với|tổng số|trong tổng|trên tổng|vào|đến|tới|trong|và|hoặc|mỗi|hàng|hằng|năm|của"
    r"|theo|kế hoạch|giai đoạn|được|đạt|là|để|nhằm|khi|tại|ở|với|có|trở|cho|thì|phải|số với|thực hiện"
    r"|hoàn thành|tham gia|/)(?![\w])"
)
_YEAR_BEFORE = re.compile(
    r"(?<!so với )(?<!so với cuối )(?:đến|vào|trong|tới|hết|cuối|trước)?\s?(?:hết |cuối "
    r"|trước )?năm\s(20\d\d)(?!\s?-\s?20)|(?:^|[\s(;,])(20\d\d):"
)
_YEAR_AFTER = re.compile(
    r"[^;%\d]{0,130}?(?<!so với )\b(?:vào|đến|trong|tới|cho đến)\s(?:cuối\s|hết\s"
    r"|trước\s)?(?:năm\s)?(20\d\d)(?!\s?-)|\s?\(?\s?(?:đến\s|vào\s|trong\s)?(?:năm\s)?(20\d\d)\)"
    r"|\s?năm\s(20\d\d)(?!\s?-\s?20)"
)
_FILLER = re.compile(
    r"\b(?:đến|vào|trong|hết|cuối|năm|20\d\d|và|chỉ tiêu|đạt|phấn đấu|là|lên|tăng|nâng|duy trì|giữ vững|tỷ lệ này"
    r"|tỉ lệ này|con số này|chỉ tiêu này|tương ứng|trên|có|mức|giai đoạn|từ|được|tỷ lệ|tiếp tục|trở lên|ít nhất"
    r"|còn|xuống|giảm|khoảng|ở mức|tối thiểu|các|này|so với(?: nam giới| nam)?|bé gái|bé trai|trẻ đẻ sống"
    r"|sinh ra sống|ca)\b|[^\w]"
)
_PEOPLE = re.compile(r"nữ|cán bộ|đoàn viên|lao động|uỷ viên|công đoàn|đơn vị|tỷ lệ|đại biểu|chủ tịch|phụ nữ")
_YEAR_ASIDE = re.compile(
    r"\s?(?:\((?:năm |đến năm |vào năm )?20\d\d\)|(?:vào|đến|trong) (?:cuối |hết )?năm 20\d\d(?!\s?[,;.)]))"
)
_NOUN_END = re.compile(
    r"[;:.()]|,(?!\s(?:nữ|viên chức|công chức|lao động|người lao động|phó|nhân viên|giáo viên|công nhân|uỷ viên"
    r"|đoàn viên)\b)"
)
_QUOTED = re.compile(r"\"[^\"]{0,120}\"|giỏi việc \w+, đảm việc nhà")


def masked(low: str) -> str:
    """The text with the commas inside quotations taken out, same length."""
    return _QUOTED.sub(lambda m: re.sub(r"[,;:.]", "_", m[0]), low)


def residual_words(text: str) -> int:
    """How many words carry meaning besides years, comparisons and connectives."""
    return len(_FILLER.sub(" ", text).split())


def years_before(low: str, start: int, end: int) -> list[int]:
    """Years named before a quantity, in order."""
    found = _YEAR_BEFORE.finditer(low, start, end)
    return [int(m[1] or m[2]) for m in found if not low[start : m.start()].rstrip().endswith(("so với", "so với cuối"))]


def year_after(low: str, start: int, end: int) -> int | None:
    """The year named right after a quantity."""
    match = _YEAR_AFTER.match(low, start, end)
    return int(match[1] or match[2] or match[3]) if match else None


def subject(low: str, start: int, end: int) -> Span | None:
    """The noun phrase that stands before a quantity in ``low[start:end]``, without opening and closing words."""
    lead = _LEAD.match(low, start, end)
    begin = lead.end() if lead else start
    while end > begin:
        trail = _TRAIL.search(low[max(begin, end - 40) : end])
        if not trail or trail.start() == trail.end():
            break
        end -= trail.end() - trail.start()
    while begin < end and not low[begin].isalnum():
        begin += 1
    colon = low.rfind(":", begin, end)
    if colon > 0:
        begin = colon + 1
        lead = _LEAD.match(low, begin, end)
        begin = lead.end() if lead else begin
    while begin < end and not low[begin].isalnum():
        begin += 1
    words = low[begin:end].split()
    if words == ["hoàn", "thành"] or (len(words) < 2 and words not in (["nữ"], ["cđcs"])):
        return None
    return begin, end


def object_phrase(low: str, start: int, end: int) -> Span | None:
    """The noun phrase right after a quantity, up to its predicate."""
    aside = _YEAR_ASIDE.match(low, start, end)
    start = aside.end() if aside else start
    start += 4 if low.startswith(" là ", start) and not low.startswith("nữ", start + 4) else 0
    rhythm = re.compile(r"/(?:năm|tháng|quý|nhiệm kỳ)\b").match(low, start, end)
    start = rhythm.end() if rhythm else start
    while start < end and low[start] in " ,":
        if low[start] == ",":
            return None
        start += 1
    lead = re.compile(
        r"(?:trở lên )?(?:trong (?=tổng số|số ))?(?:(?:mỗi|hàng|hằng) năm )?(?:tổng )?(?:số )?(?:các )?"
    ).match(low, start, end)
    if lead and not low[start:end].startswith(("tổng số", "trong tổng", "trên tổng")):
        start = lead.end()
    if start >= end or _NO_NOUN.match(low, start, end):
        return None
    keep = _KEEP.match(low, start, end)
    stop = _NOUN_END.search(low, start, end)
    limit = stop.start() if stop else end
    if not (keep and keep.end() <= limit):
        cut = _PREDICATE.search(low, start, limit)
        if cut and cut.start() <= start:
            cut = _PREDICATE.search(low, cut.end(), limit)
        limit = cut.start() if cut else limit
    elif "tổng số" not in keep[0]:
        cut = _PREDICATE.search(low, keep.end(), limit)
        limit = cut.start() if cut else limit
    while limit > start and not (low[limit - 1].isalnum() or low[limit - 1] in '")'):
        limit -= 1
    return (start, limit) if limit > start else None


def population(low: str, start: int, end: int, quantity: Quantity) -> Span | None:
    """Whom or what the quantity is about, given the part ``[start, end)`` of the sentence that is its own."""
    before = subject(low, start, quantity.lead)
    if quantity.unit == "count" and quantity.counted:
        if (
            before
            and re.match(rf"(?:(?:mỗi|các|từng|toàn bộ) )?{UNIT}", low[before[0] : before[1]])
            and before[1] - before[0] < 90
        ):
            return before
        noun = low.index(quantity.counted, quantity.span[0])
        after = object_phrase(low, noun, end)
        return after or (noun, noun + len(quantity.counted))
    if quantity.unit == "ratio" and quantity.counted:
        noun = low.index(quantity.counted, quantity.span[0])
        return noun, noun + len(quantity.counted)
    after = object_phrase(low, quantity.tail, end)
    if after is None and before and not _PEOPLE.search(low, *before):
        whole = re.compile(r"\s(?:trong |trên )?tổng số\s").match(low, quantity.tail, end)
        stop = re.compile(r"[,;:.()]").search(low, whole.end(), end) if whole else None
        after = (whole.end(), stop.start() if stop else end) if whole else None
    if before and low[max(0, quantity.lead - 14) : quantity.lead].rstrip().endswith(("chiếm", "chiếm tỷ lệ")):
        return before
    if before and (quantity.unit == "times" or quantity.unit.startswith("per_")):
        return before
    return after or before
