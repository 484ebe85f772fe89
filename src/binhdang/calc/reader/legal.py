"""Legal bases: references to other documents with kind, number, date, issuer and subject."""

from __future__ import annotations

import re

from binhdang.calc.reader.dates import DATE, date_of
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.shapes import LegalBasis, Span

_KINDS = {
    "bộ luật": "Bộ luật",
    "luật": "Luật",
    "pháp lệnh": "Pháp lệnh",
    "nghị định": "Nghị định",
    "nghị quyết": "Nghị quyết",
    "quyết định": "Quyết định",
    "chỉ thị": "Chỉ thị",
    "kết luận": "Kết luận",
    "thông tư liên tịch": "Thông tư",
    "thông tư": "Thông tư",
    "thông tri": "Thông tri",
    "kế hoạch": "Kế hoạch",
    "chương trình": "Chương trình",
    "hướng dẫn": "Hướng dẫn",
    "công văn": "Công văn",
    "đề án": "Đề án",
    "điều lệ": "Điều lệ",
    "quy định": "Quy định",
    "thông báo": "Thông báo",
    "chiến lược": "Chiến lược",
    "nghị quyết liên tịch": "Nghị quyết",
    "quy chế": "Quy chế",
    "báo cáo": "Báo cáo",
    "tờ trình": "Tờ trình",
    "hiến pháp": "Hiến pháp",
}
_NAMES = "|".join(sorted(_KINDS, key=len, reverse=True))
_SYMBOL = (
    r"\d{1,5}[a-zđ]?(?:\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?[a-zđ][a-zđưăâêôơ0-9]*(?:\s?-\s?[a-zđưăâêôơ0-9]+){0,4}"
    r"|\s?-\s?(?:nq|ct|kl|qđ|qd|hd|kh|ctr|cttt|tt)\s?/\s?[a-zđ]{1,6})"
)
_REFERENCE = re.compile(
    rf"\b(?P<kind>{_NAMES})\b(?P<between>(?:,?\s(?!số\b|ngày\b|về\b"
    rf"|của\b|căn cứ\b|(?:{_NAMES})\b)[^\s,;.:()\d]{{1,14}}){{0,9}})\s?(?:\(?số\s?[:.]?\s?|,\s?số\s?)?"
    rf"(?P<number>{_SYMBOL}|(?<=số )\d{{1,5}}[a-zđ]?(?!\d))"
    rf"(?:\s?,?\s?\(?(?:ban hành |ký )?(?:{DATE.format('x')})\)?)?"
)
_NAMED = re.compile(
    r"\b(?P<kind>bộ luật|luật|chiến lược|điều lệ|hiến pháp|nghị quyết|kế hoạch|chương trình|chỉ thị|đề án"
    r"|hướng dẫn|quyết định)\s(?P<subject>(?!số\b|này\b|như sau|sau đây|với các|với nội|cụ thể|gồm)[^;.\n]{3,160})"
)
_OPENING = re.compile(
    r"[-+*•\s]*(?:căn cứ|thực hiện|xét|theo|trên cơ sở|triển khai(?: thực hiện)?|chấp hành|tiếp tục thực hiện"
    r"|thi hành|quán triệt)\b"
)
_ISSUER = re.compile(
    r"\s?,?\s?(?:của|do)\s(?P<issuer>(?:(?!\s(?:về|v/v|ban hành|quy định|gắn|đối với|và (?:kế hoạch|chỉ thị"
    r"|nghị quyết|quyết định|kết luận|hướng dẫn|chương trình)|trên địa bàn|giai đoạn|năm 20|khoá|khóa|hướng dẫn"
    r"|phê duyệt|triển khai|thực hiện|trong|\()\b|\s?[,;.()]|\scùng\s(?:kế hoạch|chương trình|nghị quyết)).){3,110})"
)
_SUBJECT = re.compile(
    r"\s?,?\s?(?:\([^)]{0,60}\)\s?,?\s?)?(?:khoá \w+,?\s)?(?:(?:ban hành|phê duyệt|quy định chi tiết|quy định"
    r"|hướng dẫn|triển khai|thực hiện|về việc|v/v|về|đối với)\s)(?P<subject>[^;\n]{3,260})"
)
_ABOUT = re.compile(r"\s?,?\s?(?:về việc|về|v/v)\s(?P<subject>[^;\n]{3,260})")
_SUBJECT_END = re.compile(
    r"\.(?:\s|$)|;|\s(?:gắn với|gắn việc)\b|,?\s(?:và|cùng)\s(?:kế hoạch|chỉ thị|nghị quyết|quyết định|kết luận"
    r"|hướng dẫn|chương trình|công văn)\b[^,;]{0,60}\d|,\s(?:ban thường vụ|ban chấp hành|liên đoàn|công đoàn"
    r"|căn cứ|kế hoạch số|chỉ thị số|nghị quyết số|quyết định số)\b"
)
_SYMBOL_ISSUERS = [
    ("tlđ", "Tổng Liên đoàn Lao động Việt Nam"),
    ("ttg", "Thủ tướng Chính phủ"),
    ("cp", "Chính phủ"),
    ("tld", "Tổng Liên đoàn Lao động Việt Nam"),
]


def read_legal_bases(source: Source, head: list[Span], body: list[Span], own_number: Span | None) -> list[LegalBasis]:
    """Numbered references of the whole text, and unnumbered ones of the opening ("Căn cứ Luật ..."), each once.

    ``own_number`` is where the document's own number stands, which is no basis.
    """
    found: list[LegalBasis] = []
    for span in head:
        opening = bool(_OPENING.match(source.low, *span))
        numbered = _numbered(source, span, own_number, 0.95 if opening else 0.75)
        found += numbered
        if opening:
            found += _named(source, span, numbered)
    for span in body:
        found += _numbered(source, span, own_number, 0.82)
    return _once(found)


def _numbered(source: Source, span: Span, own_number: Span | None, sure: float) -> list[LegalBasis]:
    out = []
    matches = list(_REFERENCE.finditer(source.low, *span))
    for index, match in enumerate(matches):
        if own_number and match.start("number") < own_number[1] and own_number[0] < match.end("number"):
            continue
        limit = matches[index + 1].start() if index + 1 < len(matches) else span[1]
        out.append(_basis(source, match, span, limit, sure))
    return out


def _basis(source: Source, match: re.Match[str], span: Span, limit: int, sure: float) -> LegalBasis:
    text, low = source.text, source.low
    at = match.end()
    issuer_match = _ISSUER.match(low, at, limit)
    issuer = text[issuer_match.start("issuer") : issuer_match.end("issuer")].strip() if issuer_match else None
    at = issuer_match.end() if issuer_match else at
    subject_match = _SUBJECT.match(low, at, limit)
    subject = None
    end = at
    if subject_match:
        stop = _SUBJECT_END.search(low, subject_match.start("subject"), subject_match.end("subject"))
        end = stop.start() if stop else subject_match.end("subject")
        subject = re.sub(r"\s(?:và|cùng|với)$", "", text[subject_match.start("subject") : end].strip(" ,;.")) or None
        if subject and re.search(r"(?:thực hiện|triển khai|quán triệt)$", subject) and end <= limit:
            following = _REFERENCE.match(low, limit, span[1])
            end = following.end("number") if following else end
            subject = text[subject_match.start("subject") : end].strip()
    number = re.sub(r"\s", "", text[match.start("number") : match.end("number")])
    day = date_of(match, "x")
    between = text[match.start("between") : match.end("between")].strip()
    if subject is None and between:
        subject = between
    elif subject is None:
        subject = _carried(source, span, match.start())
    if issuer is None:
        issuer = _issuer_of(number)
    confidence = sure * (1.0 if day else 0.85) * (1.0 if "/" in number or day else 0.8)
    return LegalBasis(
        _KINDS[match["kind"]],
        number,
        day,
        issuer,
        subject,
        text[match.start() : end].strip(" ,;"),
        round(confidence, 2),
        (match.start(), end),
    )


def _carried(source: Source, span: Span, at: int) -> str | None:
    """The name before "ban hành tại Quyết định số ...": what that decision put into force."""
    before = source.low[max(span[0], at - 200) : at]
    match = re.search(
        r"\b((?:chương trình|chiến lược|kế hoạch|đề án|quy chế)\b[^;.]{5,150}?),?\s(?:được )?ban hành (?:tại"
        r"|kèm theo|theo)\s$",
        before,
    )
    if not match:
        return None
    begin = at - len(before) + match.start(1)
    return source.text[begin : begin + len(match[1])]


def _issuer_of(number: str) -> str | None:
    tail = re.split(r"[-/]", number.lower())[-1]
    return next((name for symbol, name in _SYMBOL_ISSUERS if tail == symbol), None)


def _named(source: Source, span: Span, numbered: list[LegalBasis]) -> list[LegalBasis]:
    """References without a number in an opening paragraph."""
    out = []
    for part in re.finditer(r"[^;]+", source.low[span[0] : span[1]]):
        begin, end = span[0] + part.start(), span[0] + part.end()
        if any(begin <= b.span[0] < end for b in numbered):
            continue
        match = _NAMED.search(source.low, begin, end)
        if not match:
            continue
        stop = re.compile(
            r",?\sngày\s\d|,?\scủa\s(?=thủ tướng|chính phủ|ban|tổng|uỷ ban|quốc hội|bộ|liên đoàn|lđlđ|công đoàn"
            r"|tlđ)|,\s(?:ban|liên đoàn|công đoàn)\b"
        ).search(source.low, *match.span("subject"))
        last = stop.start() if stop else match.end("subject")
        issuer = _ISSUER.match(source.low, last, end)
        told = _ABOUT.match(source.low, issuer.end(), end) if issuer else None
        at = told.span("subject") if told else (match.start("subject"), last)
        subject = re.sub(r"^(?:về việc|về)\s", "", source.text[slice(*at)].strip(" ,;.:"))
        from binhdang.calc.reader.dates import first_date

        day = first_date(source.low, last, end)
        out.append(
            LegalBasis(
                _KINDS[match["kind"]],
                None,
                day[0] if day else None,
                source.text[issuer.start("issuer") : issuer.end("issuer")].strip() if issuer else None,
                subject or None,
                source.text[match.start() : end].strip(" ,;."),
                0.7,
                (match.start(), end),
            )
        )
    return out


def _once(found: list[LegalBasis]) -> list[LegalBasis]:
    """Each reference once, the fullest mention kept at the place of the first."""
    kept: dict[tuple[str, str], LegalBasis] = {}
    for item in found:
        key = (item.kind, (item.number or "~" + (item.subject or item.text)).lower())
        old = kept.get(key)
        if old is None or _fullness(item) > _fullness(old):
            kept[key] = item
    return sorted(kept.values(), key=lambda b: b.span)


def _fullness(item: LegalBasis) -> int:
    return sum(x is not None for x in (item.date, item.issuer, item.subject)) * 2 + (item.confidence > 0.9)
