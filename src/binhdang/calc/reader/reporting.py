"""Reporting duties: who reports to whom, how often, by when, through which board."""

from __future__ import annotations

import re

from binhdang.calc.reader.duties import limits, single_year
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.responsible import ADDRESSED, ASSIGN
from binhdang.calc.reader.sentences import sentences
from binhdang.calc.reader.shapes import Clause, Period, Reporting, Span

_FREQUENCY = [
    ("monthly", re.compile(r"\b(?:hàng|hằng|mỗi) tháng\b|\bbáo cáo tháng\b|(?<!\d )\btháng, (?=quý|6|0?6)")),
    ("quarterly", re.compile(r"\b(?:hàng|hằng|mỗi|định kỳ|báo cáo) quý\b|\bquý,\s")),
    ("half_yearly", re.compile(r"\b(?:0?6|sáu) tháng\b|\bnửa năm\b")),
    (
        "yearly",
        re.compile(
            r"\b(?:hàng|hằng|mỗi|cuối|cả|và|một|0?1|báo cáo|định kỳ) năm\b|, năm\b|\bnăm\)|\bsơ kết, tổng kết năm\b"
        ),
    ),
]
_REPORT = re.compile(r"\bbáo cáo\b(?!\s(?:viên|số|chính trị|tổng kết chuyên đề|tài chính|tại hội nghị|trung tâm))")
_TO = re.compile(
    r"(?:\b(?:về|gửi|cho|lên|với|tới|gửi về|gửi cho)\s|báo cáo\s(?=(?:ban|bch|btv|lđlđ|liên đoàn|công đoàn|tổng|tlđ"
    r"|thường trực|uỷ ban|cấp uỷ|cđ)\b))"
    r"(?P<to>(?:ban|bch|lđlđ|liên đoàn|công đoàn|cđ|tổng liên đoàn|tlđ|thường trực|uỷ ban|ubnd|cấp trên|cấp uỷ|sở"
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
_SUBJECT = re.compile(
    r"(?:đề nghị |yêu cầu )?(?P<w>(?:các )?(?:ban|lđlđ|liên đoàn|công đoàn|cđ|cđcs|đơn vị|uỷ ban|nghiệp đoàn"
    r"|tổ nữ công)\b[^.;:]{0,120}?)"
    r"\s(?:có trách nhiệm|tổng hợp|báo cáo|gửi|định kỳ|hàng|hằng|thực hiện|xây dựng|căn cứ|triển khai|chịu|phải"
    r"|theo dõi|tham mưu|và báo cáo|phối hợp|tổ chức)\b"
)


def read_reporting(source: Source, clauses: list[Clause], period: Period) -> list[Reporting]:
    """Reporting duties in the order of the text, one for each rhythm."""
    by_id = {clause.id: clause for clause in clauses}
    year = single_year(period)
    out: list[Reporting] = []
    for clause in clauses:
        if clause.topic in ("legal_basis", "situation") or source.low.find("báo cáo", *clause.body) < 0:
            continue
        for span in sentences(source.low, *clause.body):
            if _REPORT.search(source.low, *span) and _DUTY.search(source.low, *span):
                out += _reports(source, clause, span, by_id, year)
    return out


def _reports(source: Source, clause: Clause, span: Span, by_id: dict[str, Clause], year: int | None) -> list[Reporting]:
    low = source.low
    word = _REPORT.search(low, *span)
    at = word.start() if word else span[0]
    to = _TO.search(low, at, span[1]) or _TO.search(low, *span)
    ad_hoc = bool(_AD_HOC.search(low, *span))
    rhythms = _rhythms(low, span, year)
    known = any(name or due for name, due in rhythms)
    if not to and not ad_hoc and not (known and (clause.topic == "reporting" or at - span[0] < 60)):
        return []
    via = _VIA.search(low, *span)
    who, sure = _who(source, clause, span, by_id)
    via_text = source.text[slice(*via.span("via" if via["via"] else "via2"))].strip() if via else None
    target = source.text[slice(*to.span("to"))].strip(" ,;") if to else None
    confidence = round(0.6 + 0.15 * bool(to) + 0.1 * (known or ad_hoc) + sure, 2)
    text = source.text[span[0] : span[1]]
    return [
        Reporting(clause.id, who, target, via_text, name, due, ad_hoc, text, confidence, span) for name, due in rhythms
    ]


def _rhythms(low: str, span: Span, year: int | None) -> list[tuple[str | None, str | None]]:
    """Each rhythm with its own date; one date alone holds for all of them."""
    marks = sorted((m.start(), name) for name, p in _FREQUENCY if (m := p.search(low, *span)))
    dues = [(place[0], due or month_day) for due, month_day, place in limits(low, span, year)]
    if not marks:
        return [(None, dues[0][1] if dues else None)]
    out: list[tuple[str | None, str | None]] = []
    for index, (at, name) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else span[1]
        own = [due for place, due in dues if at <= place < stop]
        if len(marks) == 1:
            own = [due for _, due in dues]
        shared = dues[0][1] if len(dues) == 1 else None
        out += [(name, due) for due in own] or [(name, shared)]
    return out


def _who(source: Source, clause: Clause, span: Span, by_id: dict[str, Clause]) -> tuple[str | None, float]:
    """Who reports: the subject of the sentence, else the unit the section is addressed to."""
    match = _SUBJECT.match(source.low, *span)
    if match:
        return source.text[match.start("w") : match.end("w")].strip(), 0.1
    assigned = ASSIGN.search(source.low, clause.body[0], span[1])
    if assigned:
        name = next(k for k in "abc" if assigned[k])
        return source.text[assigned.start(name) : assigned.end(name)].strip(), 0.05
    parent = by_id.get(clause.parent)
    for _ in range(6):
        if parent is None:
            break
        heading = ADDRESSED.match(parent.text.lower()) if len(parent.text) < 200 else None
        if heading:
            return parent.text[heading.start("u") : heading.end("u")].strip(" :.,;"), 0.08
        parent = by_id.get(parent.parent)
    return None, 0.0
