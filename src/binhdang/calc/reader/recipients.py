"""The foot of the document: recipients and signature."""

from __future__ import annotations

import re

from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.shapes import Recipient, Signature, Span

_START = re.compile(r"noi nhan(?![a-z])")
_AUTHORITY = re.compile(r"(?:tm|t/m|t\.m|kt|tl|tuq|k/t|tml)\s?\.?\s+(?=\S)")
_POSITION = re.compile(
    r"(?:q\.\s?|quyen )?(?:pho )?(?:chu tich|truong ban(?: nu cong| tuyen giao[a-z -]{0,20})?|bi thu|giam doc"
    r"|chanh van phong|to truong"
    r"|hieu truong)(?: thuong truc)?(?: (?:phu trach|kiem|lien doan|cong doan|hoi|ldld)[^,;]{0,40})?$"
    r"|uy vien(?: ban)? (?:thuong vu|thuong truc|bch|btv)[^,;]{0,30}$"
)
_SIGNED = re.compile(r"\(?(?:da ky|da ki|ky ten|ky, dong dau|ky ten, dong dau|da ky va dong dau)\)?[.;]?")
_NAME = re.compile(r"(?:(?:ths|ts|ts|bs)\.?\s)?[^\W\d_][^\W\d_]*(?:\s[^\W\d_][^\W\d_]*){1,4}")
_BULLET = re.compile(r"^\s*[-+*•·–—]\s*")
_SIGNATURE_CUT = re.compile(r"(?<=[;:,])\s+(?=(?:TM|T/M|KT|TL|TUQ)\.\s?[A-ZĐ]|(?:PHÓ )?CHỦ TỊCH|TRƯỞNG BAN)")
_PURPOSE = re.compile(
    r"\(\s*((?:để|de|báo cáo|b/c|bc|thực hiện|t/h|th|phối hợp|p/h|ph|chỉ đạo|theo dõi)[^)]{0,60})\)", re.I
)
_ARCHIVE = re.compile(r"luu(?![a-z])")
_LIST_LIKE = re.compile(
    r"(?:nhu tren|nhu kinh gui|luu|cac |ban |bch |ldld|cd|cdcs|ubnd|thuong truc|website|trang |tld"
    r"|tong lien doan|so |hoi |van phong|vp|lien doan|cong doan|doan |ubkt|uy ban|mttq|tinh uy|phong )"
)


def tail_start(source: Source, paragraphs: list[Span]) -> int:
    """Index of the first paragraph of the foot; the number of paragraphs when there is none."""
    count = len(paragraphs)
    for index in range(count - 1, -1, -1):
        span = paragraphs[index]
        if _START.match(source.flat, *span) or "\tnoi nhan" in source.flat[span[0] : min(span[1], span[0] + 200)]:
            return _up(source, paragraphs, index)
        if count - index > 400:
            break
    for index in range(max(0, count - 40), count):
        span = paragraphs[index]
        if _AUTHORITY.match(source.flat, *span) and source.text[span[0] : span[1]].isupper():
            return index
    return count


def _up(source: Source, paragraphs: list[Span], index: int) -> int:
    """Signature lines that stand above "Nơi nhận" belong to the foot."""
    while index:
        span = paragraphs[index - 1]
        flat = source.flat[slice(*_cells(source, span)[0])]
        if len(flat) > 80 or not (_AUTHORITY.match(flat) or _POSITION.match(flat) or _SIGNED.match(flat)):
            break
        index -= 1
    return index


def read_foot(source: Source, foot: list[Span]) -> tuple[list[Recipient], Signature | None, int]:
    """Recipients, signature and how many paragraphs of ``foot`` belong to it (an annex may follow)."""
    recipients: list[Recipient] = []
    authority: list[str] = []
    positions: list[str] = []
    name: str | None = None
    listing = False
    spans: list[Span] = []
    used = 0
    for span in foot:
        if re.match(r"(?:phu luc|bieu|mau so)(?![a-z])", source.flat[span[0] : span[1]]) and used:
            break
        used += 1
        for cell in _cells(source, span):
            kind = _cell_kind(source, cell, name is None and bool(positions or authority))
            text = source.text[cell[0] : cell[1]].strip()
            listing = listing or bool(_START.match(source.flat, *cell))
            if kind == "authority":
                authority.append(text)
            elif kind == "position":
                positions.append(text)
            elif kind == "name":
                name = text
            elif kind == "recipient" and (listing or _BULLET.match(text)):
                recipients.extend(_recipients(source, cell))
            if kind in ("authority", "position", "name"):
                spans.append(cell)
    if not (authority or positions or name):
        return recipients, None, used
    span = (min(s[0] for s in spans), max(s[1] for s in spans))
    signature = Signature(authority[0] if authority else None, positions[0] if positions else None, name, span)
    return recipients, signature, used


def _cells(source: Source, span: Span) -> list[Span]:
    out, begin = [], span[0]
    while begin < span[1]:
        tab = source.text.find("\t", begin, span[1])
        end = tab if tab >= 0 else span[1]
        for match in _SIGNATURE_CUT.finditer(source.text, begin, end):
            out.append((begin, match.start()))
            begin = match.end()
        if end > begin:
            out.append((begin, end))
        begin = end + 1
    return out


def _cell_kind(source: Source, cell: Span, name_expected: bool) -> str:
    flat = source.flat[cell[0] : cell[1]].strip()
    text = source.text[cell[0] : cell[1]].strip()
    if _START.match(flat):
        return "recipient" if len(flat) > 12 else "label"
    if _SIGNED.fullmatch(flat):
        return "signed"
    if _AUTHORITY.match(flat) and len(flat) < 80:
        return "authority"
    if _POSITION.match(flat) and not _BULLET.match(text):
        return "position"
    if (
        name_expected
        and _NAME.fullmatch(text)
        and not _LIST_LIKE.match(flat)
        and all(w[:1].isupper() for w in text.split())
    ):
        return "name"
    if _BULLET.match(text) or _LIST_LIKE.match(flat) or text.endswith((";", ",")):
        return "recipient"
    return "other"


def _recipients(source: Source, cell: Span) -> list[Recipient]:
    """One line may hold several recipients: "Nơi nhận: - A; - B; - Lưu: VT"."""
    out = []
    label = re.match(r"\s*n[oơ]i nh[aậ]n\s*:?\s*", source.low[cell[0] : cell[1]])
    begin = cell[0] + (label.end() if label else 0)
    bulleted = bool(_BULLET.match(source.text[begin : cell[1]]))
    pieces = r"(?:[^;]|;(?!\s*[-+*•–]))+" if bulleted else r"[^;]+"
    for part in re.finditer(pieces, source.text[begin : cell[1]]):
        start, end = begin + part.start(), begin + part.end()
        raw = source.text[start:end]
        text = _BULLET.sub("", raw).strip(" .,;\t")
        if not text:
            continue
        purpose = _PURPOSE.search(text)
        plain = _PURPOSE.sub("", text).strip(" .,;")
        archive = bool(_ARCHIVE.match(source.flat, start + raw.find(text)))
        out.append(
            Recipient(
                plain if purpose else text, purpose[1] if purpose else None, archive, (start + raw.find(text), end)
            )
        )
    return out
