"""Duties with a date: deadlines, reviews of the plan, reports to be given, and who is responsible for what."""

from __future__ import annotations

import re

from binhdang.calc.reader.dates import Found, day_month, first_date, month_or_quarter, quarter_in, stretch
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.sentences import sentences
from binhdang.calc.reader.shapes import Clause, Deadline, Period, Reporting, Responsible, Review, Span

_BEFORE = re.compile(
    r"\b(?:trước|chậm nhất|muộn nhất|hạn cuối|thời hạn|hoàn thành|xong|đến hết|không muộn hơn|hạn chót"
    r"|chậm nhất là|về trước)\b[^.;]{0,45}?(?=ngày|\d)"
)
_WITHIN = re.compile(r"\b(?:trong|vào|thời gian|từ|hoàn thành|dự kiến|đợt|bắt đầu|tháng cao điểm|diễn ra)\b")
_YEARLY = re.compile(r"\b(?:hàng|hằng|mỗi) năm\b")
_LEGAL = re.compile(
    r"\d[a-zđ]?\s?[/-]\s?[a-zđ][a-zđ-]*[^;.]{0,20}$|[/-]\s?$|\bso với (?:cuối )?$|\bgiai đoạn $|\bnhiệm kỳ $"
)
_REVIEW = re.compile(
    r"\b(?P<mid>(?:đánh giá |sơ kết |tổ chức đánh giá )?(?:giữa kỳ|giữa kì|giữa giai đoạn|giữa nhiệm kỳ)"
    r"|sơ kết(?: (?:0?3|ba|0?2|hai|2,5) năm)?)"
    r"|\b(?P<final>tổng kết(?: (?:cuối kỳ|giai đoạn|0?5 năm|năm năm|10 năm|việc thực hiện|thực hiện|kế hoạch"
    r"|đánh giá))?|đánh giá cuối (?:kỳ|giai đoạn|nhiệm kỳ)|cuối kỳ)\b"
)
_WHEN = re.compile(
    r"(?:quý\s(?:iv|i{1,3}|[1-4])\s?(?:/|năm|,\s?năm)?\s?)?(?:tháng\s\d{1,2}\s?(?:/|năm)\s?)?(?:cuối |đầu "
    r"|giữa )?(?:năm\s)?(?P<y>20\d\d)(?!\s?-\s?20\d\d)"
)
_FREQUENCY = [
    ("month", re.compile(r"\b(?:hàng|hằng|mỗi) tháng\b|\bbáo cáo tháng\b|\btháng,\s")),
    ("quarter", re.compile(r"\b(?:hàng|hằng|mỗi|định kỳ) quý\b|\bbáo cáo quý\b|\bquý,\s")),
    ("half", re.compile(r"\b(?:0?6|sáu) tháng\b|\bnửa năm\b")),
    ("year", re.compile(r"\b(?:hàng|hằng|mỗi|cuối|cả|và|một|,|01|1|báo cáo) năm\b|\bbáo cáo năm\b|\bnăm\)")),
]
_REPORT = re.compile(r"\bbáo cáo\b(?!\s(?:viên|số|chính trị|tổng kết chuyên đề|tài chính|tại hội nghị|trung tâm))")
_TO = re.compile(
    r"(?:\b(?:về|gửi|cho|lên|với|tới|gửi về|gửi cho)\s|báo cáo\s(?=(?:ban|lđlđ|liên đoàn|công đoàn|tổng|tlđ"
    r"|thường trực|uỷ ban|cấp uỷ|cđ)\b))"
    r"(?P<to>(?:ban|lđlđ|liên đoàn|công đoàn|cđ|tổng liên đoàn|tlđ|thường trực|uỷ ban|ubnd|cấp trên|cấp uỷ|sở"
    r"|hội|văn phòng|đoàn chủ tịch|cơ quan|btv)\b"
    r"(?:(?!\s(?:trước|chậm nhất|kết hợp|để|theo|khi|định kỳ|hằng|hàng|hoặc|vào|kết quả|tình hình|lồng ghép"
    r"|tổng hợp|qua|bằng|đúng|và báo cáo|xem xét|cùng với|thông qua|ngay|mỗi|việc|về|sau|gửi|có)\b|\s?[(;.:]"
    r"|,\s(?:trước|chậm|đồng thời|để|báo cáo)).){0,110})"
)
_VIA = re.compile(
    r"\((?:thông )?qua\s(?P<via>[^)]{2,70})\)|\b(?:thông )?qua\s(?P<via2>(?:ban|văn phòng|bộ phận"
    r"|cán bộ)\s[^,;.()]{2,50})"
)
_AD_HOC = re.compile(r"\bđột xuất\b|\bkhi có yêu cầu\b|\btheo yêu cầu\b")
_DUTY = re.compile(
    r"\b(?:gửi|định kỳ|hàng năm|hằng năm|6 tháng|quý|đột xuất|chế độ báo cáo|báo cáo kết quả|báo cáo tình hình"
    r"|về|báo cáo ban|báo cáo lđlđ|trước ngày|tổng hợp)\b"
)
_ASSIGN = re.compile(
    r"\b(?:giao(?: cho)?|phân công)\s(?P<a>(?:ban|văn phòng|uỷ ban|bộ phận|phòng|tổ|cán bộ"
    r"|đồng chí)\b[^.;:]{2,70}?)\s(?=là|chủ trì|tham mưu|phối hợp|hướng dẫn|theo dõi|có trách nhiệm"
    r"|chịu trách nhiệm|làm|tổng hợp|đôn đốc|giúp|thực hiện|triển khai|xây dựng|phụ trách)"
    r"|(?P<b>(?:ban|văn phòng|uỷ ban|phòng|công đoàn|lđlđ|liên đoàn)\b[^.;:,]{2,60}?)\s(?:chủ trì|là (?:cơ quan"
    r"|đơn vị|đầu mối)(?: thường trực| chủ trì| đầu mối)?|có trách nhiệm|chịu trách nhiệm)"
    r"|(?:đơn vị |cơ quan |ban )?chủ trì(?: thực hiện| tham mưu)?\s?:\s?(?P<c>[^.;\n]{3,90})"
)
_PARTNER = re.compile(
    r"(?:đơn vị |cơ quan )?phối hợp(?: thực hiện)?\s?:\s?(?P<p>[^.;\n]{3,120})"
    r"|phối hợp (?:chặt chẽ )?với\s(?P<q>(?:(?!\s(?:trong|để|tổ chức|thực hiện|tham mưu|triển khai|giới thiệu"
    r"|kiểm tra|xây dựng|tuyên truyền|có|hướng dẫn)\b)[^.;:]){3,90})"
)
_HEADING = re.compile(
    r"(?:trách nhiệm của |đối với )?(?P<u>(?:các )?(?:ban|văn phòng|lđlđ|liên đoàn|công đoàn|cđ|cđcs|uỷ ban"
    r"|nghiệp đoàn|cấp tỉnh|cấp huyện|cấp cơ sở|cấp trên|ban chấp hành)\b.{0,140})"
)


def read_duties(
    source: Source, clauses: list[Clause], period: Period
) -> tuple[list[Deadline], list[Review], list[Reporting]]:
    """Deadlines, reviews and reporting duties, in the order of the text."""
    deadlines: list[Deadline] = []
    reviews: list[Review] = []
    reporting: list[Reporting] = []
    by_id = {clause.id: clause for clause in clauses}
    year = int(period.start[:4]) if period.start and period.end and period.start[:4] == period.end[:4] else None
    for clause in clauses:
        if clause.topic in ("legal_basis", "situation"):
            continue
        for span in sentences(source.low, *clause.body):
            deadlines += _deadlines(source, clause, span, year)
            reviews += _reviews(source, clause, span)
            reporting += _reports(source, clause, span, by_id, year)
    return deadlines, _distinct(reviews), reporting


def _deadlines(source: Source, clause: Clause, span: Span, year: int | None) -> list[Deadline]:
    low = source.low
    text = source.text[span[0] : span[1]]
    yearly = bool(_YEARLY.search(low, *span))
    when = stretch(low, *span, year)
    if when and when.start != when.end:
        return [Deadline(clause.id, text, None, when.start, when.end, None, None, 0.9, when.span)]
    before = _BEFORE.search(low, *span)
    if before:
        found = _date_near(low, before.end(), min(span[1], before.end() + 45), year if not yearly else None)
        if found:
            due, month_day, place = found
            recurrence = "yearly" if yearly or (due is None and month_day) else None
            return [Deadline(clause.id, text, due, None, None, month_day, recurrence, 0.85, (before.start(), place[1]))]
    part = _named_stretch(low, span, year)
    if part and _WITHIN.search(low, max(span[0], part.span[0] - 30), part.span[1]):
        return [Deadline(clause.id, text, None, part.start, part.end, None, None, 0.75, part.span)]
    return []


def _named_stretch(low: str, span: Span, year: int | None) -> Found | None:
    part = month_or_quarter(low, *span, year)
    if part and _LEGAL.search(low[max(span[0], part.span[0] - 40) : part.span[0]]):
        return None
    return part


def _date_near(low: str, start: int, end: int, year: int | None) -> tuple[str | None, str | None, Span] | None:
    full = first_date(low, start, end)
    if full:
        return full[0], None, full[1]
    short = day_month(low, start, end)
    if short:
        month_day = f"{short[0]:02d}-{short[1]:02d}"
        return (f"{year}-{month_day}" if year else None), (None if year else month_day), short[2]
    part = month_or_quarter(low, start, end, year)
    return (part.end, None, part.span) if part else None


def _reviews(source: Source, clause: Clause, span: Span) -> list[Review]:
    out = []
    low = source.low
    for match in _REVIEW.finditer(low, *span):
        before = low[max(span[0], match.start() - 30) : match.start()]
        if re.search(
            r"(?:báo cáo|gắn với đánh giá|gắn với|kết hợp|hội nghị báo cáo|lồng ghép[^.;]{0,15}|dịp)\s$", before
        ):
            continue
        limit = min(span[1], match.end() + 130)
        following = _REVIEW.search(low, match.end(), limit)
        when = _WHEN.search(low, match.end(), following.start() if following else limit)
        kind = "midterm" if match["mid"] else "final"
        if when is None:
            earlier = list(_WHEN.finditer(low, max(span[0], match.start() - 40), match.start()))
            when = earlier[-1] if earlier and re.search(r"(?:năm|quý|tháng|cuối|vào)", earlier[-1][0]) else None
        if when is None or _LEGAL.search(low[max(span[0], when.start() - 30) : when.start()]):
            continue
        quarter = quarter_in(low, match.start(), when.end()) or quarter_in(low, when.start() - 2, when.end())
        text = source.text[span[0] : span[1]]
        out.append(Review(kind, int(when["y"]), quarter, clause.id, text, 0.85, (match.start(), when.end())))
    return out


def _distinct(reviews: list[Review]) -> list[Review]:
    kept: dict[tuple[str, int | None], Review] = {}
    for review in reviews:
        kept.setdefault((review.kind, review.year), review)
    return list(kept.values())


def _reports(source: Source, clause: Clause, span: Span, by_id: dict[str, Clause], year: int | None) -> list[Reporting]:
    low = source.low
    if not _REPORT.search(low, *span) or not _DUTY.search(low, *span):
        return []
    to = _TO.search(low, *span)
    frequencies: list[str | None] = [name for name, pattern in _FREQUENCY if pattern.search(low, *span)]
    ad_hoc = bool(_AD_HOC.search(low, *span))
    before = _BEFORE.search(low, *span)
    found = _date_near(low, before.end(), min(span[1], before.end() + 45), year) if before else None
    if not to and not ad_hoc and not found and not (frequencies and clause.topic == "reporting"):
        return []
    via = _VIA.search(low, *span)
    via_text = None
    if via:
        name = "via" if via["via"] else "via2"
        via_text = source.text[via.start(name) : via.end(name)].strip()
    who, sure = _who(source, clause, span, by_id)
    due = (found[0] or found[1]) if found else None
    target = source.text[to.start("to") : to.end("to")].strip(" ,;") if to else None
    text = source.text[span[0] : span[1]]
    confidence = round(0.6 + 0.15 * bool(to) + 0.1 * bool(frequencies or ad_hoc) + sure, 2)
    return [
        Reporting(clause.id, who, target, via_text, frequency, due, ad_hoc, text, confidence, span)
        for frequency in (frequencies or [None])
    ]


def _who(source: Source, clause: Clause, span: Span, by_id: dict[str, Clause]) -> tuple[str | None, float]:
    """Who reports: the subject of the sentence, else the unit the section is addressed to."""
    match = re.match(
        r"(?:đề nghị |yêu cầu )?(?P<w>(?:các )?(?:ban|lđlđ|liên đoàn|công đoàn|cđ|cđcs|đơn vị|uỷ ban|nghiệp đoàn"
        r"|tổ nữ công)\b[^.;:]{0,120}?)\s(?:có trách nhiệm|tổng hợp|báo cáo|gửi|định kỳ|hàng|hằng|thực hiện"
        r"|xây dựng|căn cứ|triển khai|chịu|phải|theo dõi|tham mưu|và báo cáo)\b",
        source.low[span[0] : span[1]],
    )
    if match:
        return source.text[span[0] + match.start("w") : span[0] + match.end("w")].strip(), 0.1
    assigned = _ASSIGN.search(source.low, clause.body[0], span[1])
    if assigned:
        name = next(k for k in "abc" if assigned[k])
        return source.text[assigned.start(name) : assigned.end(name)].strip(), 0.05
    parent: Clause | None = clause
    for _ in range(6):
        if parent is None:
            break
        heading = _HEADING.match(parent.text.lower()) if len(parent.text) < 200 else None
        if heading and (parent is not clause):
            return parent.text[heading.start("u") : heading.end("u")].strip(" :.,;"), 0.08
        parent = by_id.get(parent.parent)
    return None, 0.0


def read_responsible(source: Source, clauses: list[Clause]) -> list[Responsible]:
    """Units and boards with their part: lead, partner, or implement (a section addressed to them)."""
    out: list[Responsible] = []
    for clause in clauses:
        if clause.topic == "legal_basis":
            continue
        low = source.low
        for span in sentences(low, *clause.body):
            for match in _ASSIGN.finditer(low, *span):
                name = next(k for k in "abc" if match[k])
                out.append(_part(source, clause, match.span(name), "lead", 0.8))
            for match in _PARTNER.finditer(low, *span):
                name = "p" if match["p"] else "q"
                out.append(_part(source, clause, match.span(name), "partner", 0.65))
        if clause.topic == "organisation" and clause.kind == "heading":
            heading = _HEADING.match(low, *clause.body)
            if heading:
                out.append(_part(source, clause, heading.span("u"), "implement", 0.75))
    return out


def _part(source: Source, clause: Clause, span: Span, role: str, sure: float) -> Responsible:
    return Responsible(clause.id, source.text[span[0] : span[1]].strip(" ,;:."), role, sure, span)
