"""Brings a pasted or extracted text into one form: NFC, one paragraph a line, columns kept apart by a tab.

The reader's spans point into the text returned by :func:`normalise`. :class:`Source` adds two shadows of the
same length, so that an offset found in one of them is an offset in all of them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from binhdang.calc.reader.flat_tables import rows_of

_DROP = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_GAP = re.compile(r" {4,}|[ ]*\t[ \t]*")
_SPACES = re.compile(r" {2,}")
_PAGE = re.compile(r"^(?:-\s*\d{1,3}\s*-|trang\s+\d{1,3}(?:\s*/\s*\d{1,3})?|page\s+\d{1,3})$", re.I)
_RULE = re.compile(r"^[-_=*.~\u2013\u2014\u2500 ]{3,}$")
_DIGITS = re.compile(r"^\d{1,3}$")
_MARK = re.compile(
    r"^(?:[-+*•·●○▪■◦–—✓➢\uf0b7\uf0d8\uf0fc]\s*\S"
    r"|(?:phần|chương|mục|điều|phụ lục|nơi nhận|căn cứ)\b"
    r"|\(?[ivx]{1,5}[.)/-]\s|\(?[a-zđ][.)/]\s|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)/]\s|\d{1,2}(?:\.\d{1,2}){1,3}\s"
    r"|\d{1,2}\.[^\W\d_])",
    re.I,
)
_END = re.compile(r"[.;:!?…]\W{0,2}$")
_SIGN = re.compile(
    r"^(?:TM|T/M|KT|TL|TUQ|Q|K/T)\s?\.?\s+[A-ZĐ]|^\((?:đã ký|đã kí)|^(?:CHỦ TỊCH|PHÓ CHỦ TỊCH|TRƯỞNG BAN)$", re.I
)
_INLINE = re.compile(
    r"(?<=[;.:]) (?=(?:[-+] (?=[^\W\d_])|\d{1,2}\. (?=[^\W\d_])|[IVX]{1,4}\. (?=[^\W\d_])|[a-hđ]\) (?=[^\W\d_])))"
)
_FOOT = re.compile(r"(?<=[.;/:]) (?=(?:Nơi nhận|NƠI NHẬN)\s?:)")
_GLUED = re.compile(
    r"(?<=\bnăm)(?=20\d\d\b)|(?<=\bvào)(?=năm\b)|(?<=\bđến)(?=năm\b)|(?<=\b[Cc]hỉ)(?=tiêu\b)|(?<=\b[Mm]ục)(?=tiêu\b)"
)
_DASHES = {ord(c): "-" for c in "‐‑‒–—―−"}
_QUOTES = {ord("“"): '"', ord("”"): '"', ord("„"): '"', ord("‘"): "'", ord("’"): "'"}
_OCR_ZERO = re.compile(r"(?<=\d)o(?=[\d]|\s?%)")
_OCR_ONE = re.compile(r"(?<=\d)l(?=[\s\d]|$)|(?<![^\W])l(?=\.\s)|(?<!\w)l(?=\d)")
_TONE_PAIRS = [("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ")]
_TONE_PAIRS += [("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ")]
_TONE_PAIRS += [("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ")]


@dataclass(frozen=True, slots=True)
class Source:
    """A normalised text with its shadows: ``low`` in lower case with one tone placement, ``flat`` without marks."""

    text: str
    low: str
    flat: str

    @classmethod
    def of(cls, text: str) -> Source:
        """The source of an already normalised text."""
        low = lowered(text)
        return cls(text=text, low=low, flat=flattened(low))


def lowered(text: str) -> str:
    """Lower case of the same length, dashes and quotes made plain, "hòa" written "hoà"."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = low.translate(_DASHES | _QUOTES)
    for new, old in _TONE_PAIRS:
        low = low.replace(new, old)
    low = _OCR_ZERO.sub("0", low)
    return _OCR_ONE.sub("1", low)


def flattened(text: str) -> str:
    """The text without Vietnamese marks, of the same length: "Đề án" gives "De an"."""
    table: dict[int, str] = {}
    for char in set(text):
        if ord(char) > 127:
            base = unicodedata.normalize("NFD", char)[0]
            table[ord(char)] = {"đ": "d", "Đ": "D"}.get(base, base)
    return text.translate(table)


def normalise(raw: str) -> str:
    """One form for every input: NFC, plain spaces, one paragraph a line, page numbers and rules left out."""
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x0b", "\n").replace("\x0c", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = rows_of(_without_furniture([_clean(line) for line in text.split("\n")]))
    return "\n".join(_split_inline(_joined(lines)))


def _clean(line: str) -> str:
    line = _DROP.sub("", _SPACE.sub(" ", line)).strip()
    if " | " in line or line.endswith("|"):
        line = re.sub(r"\s*\|\s*", "\t", line).strip()
    line = _GLUED.sub(" ", line)
    if "  " in line or "\t" in line:
        line = _SPACES.sub(" ", _GAP.sub("\t", line))
    return line


def _without_furniture(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for index, line in enumerate(lines):
        if _PAGE.match(line) or _RULE.match(line):
            continue
        if _DIGITS.match(line) and _is_page_number(lines, index):
            continue
        kept.append(line)
    return kept


def _is_page_number(lines: list[str], index: int) -> bool:
    """A lone number between two halves of one sentence is a page number."""
    before = next((x for x in reversed(lines[max(0, index - 4) : index]) if x), "")
    after = next((x for x in lines[index + 1 : index + 5] if x), "")
    return bool(before) and bool(after) and not _END.search(before) and after[:1].islower()


def _wrap_width(lines: list[str]) -> int:
    """Width at which a text was broken into lines, 0 when paragraphs are whole."""
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < 12:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    lower = sum(1 for line in lines if line[:1].islower() and not _MARK.match(line))
    return width if 35 <= width <= 140 and lower >= len(lengths) * 0.15 else 0


def _joined(lines: list[str]) -> list[str]:
    width = _wrap_width(lines)
    out: list[list[str]] = []
    size = blank = 0
    for line in lines:
        if not line:
            blank += 1
            continue
        if out and _continues(out[-1][-1], size, line, blank, width):
            out[-1].append(line)
        else:
            out.append([line])
        size, blank = len(line), 0
    return [" ".join(parts) for parts in out]


def _continues(before: str, size: int, line: str, blank: int, width: int) -> bool:
    if _MARK.match(line) or _SIGN.match(line) or "\t" in before or "\t" in line or blank > 1:
        return False
    ended = bool(_END.search(before))
    if line[0].islower():
        return not ended
    if not width or blank or ended:
        return False
    if before.isupper() or line.isupper():
        return before.isupper() and line.isupper() and size >= width * 0.75
    return size >= width * 0.72


def _split_inline(paragraphs: list[str]) -> list[str]:
    """Clauses that were pasted one after another on one line get a line each."""
    out: list[str] = []
    for paragraph in (part for whole in paragraphs for part in _FOOT.split(whole)):
        if len(paragraph) > 60 and not paragraph.startswith(("Nơi nhận", "NƠI NHẬN")):
            out.extend(part for part in _INLINE.sub("\n", paragraph).split("\n") if part)
        else:
            out.append(paragraph)
    return out
