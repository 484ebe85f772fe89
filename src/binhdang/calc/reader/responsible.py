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
    r"(?:trách nhiệm của |đối với )?(?P<u>(?:các )?(?:ban|văn phòng|lđlđ|liên đoàn|công đoàn|cđ|cđcs|uỷ ban"
    r"|nghiệp đoàn|cấp tỉnh|cấp huyện|cấp cơ sở|cấp trên|ban chấp hành)\b.{0,140})"
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
                out.append(_part(source, clause, match.span(name), "partner", 0.65))
        if clause.topic == "organisation" and clause.kind == "heading":
            heading = ADDRESSED.match(low, *clause.body)
            if heading:
                out.append(_part(source, clause, heading.span("u"), "implement", 0.75))
    return out


def _part(source: Source, clause: Clause, span: Span, role: str, sure: float) -> Responsible:
    return Responsible(clause.id, source.text[span[0] : span[1]].strip(" ,;:."), role, sure, span)
