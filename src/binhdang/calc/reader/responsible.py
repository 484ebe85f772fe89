"""Who does what: the lead and partner units a clause names, and the units a section is addressed to."""

from __future__ import annotations

import re

from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.sentences import sentences
from binhdang.calc.reader.shapes import Clause, Responsible, Span

ASSIGN = re.compile(
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
ADDRESSED = re.compile(
    r"(?:trách nhiệm của |đối với )?(?P<u>(?:các )?(?:ban|văn phòng|lđlđ|liên đoàn thể|đoàn|công đoàn|cđ|cđcs|uỷ ban"
    r"|nghiệp đoàn|cấp tỉnh|cấp huyện|cấp cơ sở|cấp trên|ban chấp hành)\b.{0,140})"
)

_SOMEBODY = re.compile(
    r"\s*(?:và |cùng |với |các )?(?:ban|sở|phòng|hội|đoàn thể|đoàn|công đoàn|cđ|cđcs|cđn|lđlđ|liên đoàn|uỷ ban|ubnd"
    r"|hđnd|mặt trận|cơ quan|chính quyền|đơn vị|ngành|tổ chức|người sử dụng|chuyên môn|doanh nghiệp|trung tâm"
    r"|trường|đài|báo|bộ|cấp|tổ|văn phòng|đảng|chi bộ|chi đoàn|công an|viện|bệnh viện|trạm|nhà|huyện|tỉnh"
    r"|thành phố|xã|phường|nữ công|khu)\b"
)
_HINT = re.compile(r"giao|phân công|chủ trì|phối hợp|trách nhiệm|đầu mối|là cơ quan|là đơn vị")


def read_responsible(source: Source, clauses: list[Clause]) -> list[Responsible]:
    """Units and boards with their part: lead, partner, or implement (a section addressed to them)."""
    out: list[Responsible] = []
    for clause in clauses:
        if clause.topic == "legal_basis":
            continue
        low = source.low
        for span in sentences(low, *clause.body) if _HINT.search(low, *clause.body) else ():
            for match in ASSIGN.finditer(low, *span):
                name = next(k for k in "abc" if match[k])
                out.append(_part(source, clause, match.span(name), "lead", 0.8))
            for match in _PARTNER.finditer(low, *span):
                name = "p" if match["p"] else "q"
                out.append(_part(source, clause, _named(low, match.span(name)), "partner", 0.65))
        if clause.topic == "organisation" and clause.kind == "heading":
            heading = ADDRESSED.match(low, *clause.body)
            if heading:
                out.append(_part(source, clause, heading.span("u"), "implement", 0.75))
    return out


def _named(low: str, span: Span) -> Span:
    """A run of partners up to the first piece after a comma that names nobody ("..., thiết thực và có kết quả")."""
    end = at = span[0]
    for piece in low[span[0] : span[1]].split(","):
        if at > span[0] and not _SOMEBODY.match(piece):
            break
        end = at + len(piece)
        at = end + 1
    return span[0], end


def _part(source: Source, clause: Clause, span: Span, role: str, sure: float) -> Responsible:
    return Responsible(clause.id, source.text[span[0] : span[1]].strip(" ,;:."), role, sure, span)
