"""The outline: which paragraphs are clauses, how they hang together and what each section is about.

Markers are ranked from Phần down to bullets, but the order a document itself uses wins: a marker style that is
already open continues at its own depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.shapes import Clause, Span
from binhdang.calc.reader.topics import topic_of

LETTERS = "abcdđeghiklmnopqrstuvxy"
ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}

_WORD = re.compile(
    r"(?P<word>phần|chương|mục|điều|phụ lục)\s+(?:thứ\s+)?(?P<n>nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|[ivxl]{1,6}"
    r"|\d{1,3}|[a-h])"
    r"(?=[\s.:)-]|$)\s*(?P<stop>[.:)-]*)\s*"
)
_DOTTED = re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,4})(?:[.)/:-]\s*|\s+)(?=\D)")
_ARABIC = re.compile(r"\(?(?P<n>\d{1,2})(?:\s?[.)](?!\d)|/(?=\s)|\s?-(?=\s)|:(?=\s))\s*")
_ROMAN = re.compile(r"(?P<n>[ivxl]{1,6})(?:\s?[.)]|/(?!v\b)|\s?-(?=\s)|:|\s-)\s*")
_UPPER = re.compile(r"(?P<n>[A-HĐ])(?:[.)]|/|\s?-(?=\s)|:)\s*")
_LOWER = re.compile(r"\(?(?P<n>[a-zđ])(?:\s?\)|\.(?=\s)|/(?=\s))\s*")
_LOWER_ROMAN = re.compile(r"\(?(?P<n>ii|iii|iv|vi{1,3}|v|ix|x|i)\)\s*")
_BULLET = re.compile(r"(?P<n>[-+*•·●○▪■◦–—✓➢\uf0b7\uf0d8\uf0fc])\s*(?=[^\s\d-]|\d|\s)")
_STEP = re.compile(r"(?:mục tiêu|chỉ tiêu|nhiệm vụ|giải pháp)\s+\d{1,2}(?:\.\d{1,2})?(?=\s*[.:])")

RANK = {"phần": 1, "phụ lục": 1, "chương": 2, "mục": 3, "upper": 4, "roman": 5, "điều": 6, "arabic": 7, "dotted": 8}
RANK |= {"lower": 13, "paren": 12, "loweroman": 14, "*": 15, "-": 16, "+": 17}
_BULLETS = {"*", "-", "+", "•", "·", "●", "○", "▪", "■", "◦", "✓", "➢"}


@dataclass(frozen=True, slots=True)
class Marker:
    """A clause marker: its style, its number in the row (0 for bullets), how it is printed, where the body begins."""

    style: str
    number: int
    label: str
    body: int


def roman(text: str) -> int:
    """Value of a Roman numeral, 0 when it is none."""
    values = [_ROMAN_DIGITS.get(c, 0) for c in text]
    if not values or 0 in values:
        return 0
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def marker_at(source: Source, start: int, end: int) -> Marker | None:
    """The marker with which the paragraph ``[start, end)`` opens, if any."""
    text, low = source.text, source.low
    word = _WORD.match(low, start, end)
    if word and (word["stop"] or text[start:end].isupper() or word.end() >= end or word["word"] in ("điều", "chương")):
        raw = word["n"]
        letter = LETTERS.find(raw) + 1 if len(raw) == 1 and raw not in "ivx" else 0
        number = ORDINALS.get(raw) or roman(raw) or (int(raw) if raw.isdigit() else letter)
        return Marker(word["word"], number, text[start : word.end()].strip(), word.end())
    if (match := _DOTTED.match(low, start, end)) and not low.startswith(("%", "tỷ đồng", "triệu"), match.end()):
        depth = match["n"].count(".")
        return Marker(f"dotted{depth}", int(match["n"].rsplit(".", 1)[1]), match["n"], match.end())
    if match := _ARABIC.match(low, start, end):
        style = "paren" if low[start] == "(" else "arabic"
        return Marker(style, int(match["n"]), text[start : match.end()].strip(), match.end())
    return _letter_marker(source, start, end)


def _letter_marker(source: Source, start: int, end: int) -> Marker | None:
    text, low = source.text, source.low
    if text[start].isupper():
        match = _ROMAN.match(low, start, end)
        if match and text[start : start + len(match["n"])].isupper() and roman(match["n"]):
            return Marker("roman", roman(match["n"]), text[start : match.end()].strip(), match.end())
        match = _UPPER.match(text, start, end)
        if match:
            number = LETTERS.index(match["n"].lower()) + 1
            return Marker("upper", number, text[start : match.end()].strip(), match.end())
        return None
    match = _LOWER_ROMAN.match(low, start, end)
    if match and (len(match["n"]) > 1 or match["n"] == "i"):
        return Marker("loweroman", roman(match["n"]), text[start : match.end()].strip(), match.end())
    match = _LOWER.match(low, start, end)
    if match and match["n"] in LETTERS:
        return Marker("lower", LETTERS.index(match["n"]) + 1, text[start : match.end()].strip(), match.end())
    match = _BULLET.match(low, start, end)
    if match:
        return Marker(text[start] if text[start] in _BULLETS else "-", 0, text[start], match.end())
    if low.startswith("o ", start) and text[start] == "o":
        return Marker("○", 0, "o", start + 2)
    return None


def is_strong(marker: Marker) -> bool:
    """Whether the marker alone makes a document outlined (bullets do not)."""
    return marker.number > 0


@dataclass(slots=True)
class _Open:
    style: str
    number: int
    clause: Clause
    children: int = 0
    paragraphs: int = 0


class Outline:
    """Builds the clause list paragraph by paragraph."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.clauses: list[Clause] = []
        self._stack: list[_Open] = []
        self._root = _Open("", 0, Clause("", "", 0, "", "", (0, 0)))
        self._ids: dict[str, int] = {}

    def add(self, span: Span) -> None:
        """Takes the next paragraph of the body."""
        marker = marker_at(self.source, *span)
        if marker and not self._plausible(marker):
            marker = None
        if marker is None:
            self._plain(span)
            return
        marker = self._settled(marker)
        parent = self._parent(marker)
        parent.children += 1
        name = self._name(marker, parent)
        clause = self._make(name, marker.label, parent, span, marker.body)
        self._stack.append(_Open(marker.style, marker.number, clause))

    def _plausible(self, marker: Marker) -> bool:
        """A number far from its row ("30. ...") is text that broke there, not a marker."""
        if marker.style not in ("arabic", "roman", "upper"):
            return True
        last = next((o.number for o in reversed(self._stack) if o.style == marker.style), 0)
        return marker.number <= last + 4 or marker.number <= 5

    def _settled(self, marker: Marker) -> Marker:
        """Settles what is ambiguous: "C." after "B." is a letter, "i)" after "h)" is a letter."""
        styles = {o.style: o.number for o in self._stack}
        letter = marker.label.strip("().:/- ").lower()
        if marker.style == "roman" and len(letter) == 1 and "upper" in styles and letter in LETTERS:
            number = LETTERS.index(letter) + 1
            if number == styles["upper"] + 1 and marker.number != styles.get("roman", 0) + 1:
                return Marker("upper", number, marker.label, marker.body)
        if marker.style == "loweroman" and len(letter) == 1 and styles.get("lower", 0) == LETTERS.index(letter):
            return Marker("lower", LETTERS.index(letter) + 1, marker.label, marker.body)
        if marker.style == "lower" and letter in "vx" and styles.get("loweroman") == roman(letter) - 1:
            return Marker("loweroman", roman(letter), marker.label, marker.body)
        return marker

    def _parent(self, marker: Marker) -> _Open:
        styles = [o.style for o in self._stack]
        if marker.style in styles and not self._restarts(marker, styles):
            del self._stack[styles.index(marker.style) :]
        elif not self._opens_below(marker):
            rank = _rank(marker.style)
            while self._stack and _rank(self._stack[-1].style) >= rank:
                self._stack.pop()
        return self._stack[-1] if self._stack else self._root

    def _restarts(self, marker: Marker, styles: list[str]) -> bool:
        """ "1." below "1.1" whose row is open above means a new row inside, as "I. 1. a) 1." sometimes does."""
        index = styles.index(marker.style)
        if marker.style not in ("arabic", "lower") or marker.number != 1 or index == len(styles) - 1:
            return False
        top = self._stack[-1].clause.text
        return self._stack[index].number > 0 and top.endswith(":") and _rank(styles[-1]) < 15

    def _opens_below(self, marker: Marker) -> bool:
        """A bullet of another kind after a line that ends with ":" opens a row below that line."""
        if not self._stack or marker.style not in _BULLETS:
            return False
        top = self._stack[-1]
        return top.style in _BULLETS and top.style != marker.style and top.clause.text.endswith(":")

    def _name(self, marker: Marker, parent: _Open) -> str:
        if marker.style in ("phần", "chương", "mục", "điều", "phụ lục"):
            own = marker.style.capitalize().replace(" ", "") + str(marker.number)
        elif marker.style.startswith("dotted"):
            number = marker.label.strip(".")
            base = parent.clause.id
            own = number if not base else number.split(".")[-1]
            if base and parent.style != "arabic" and not parent.style.startswith("dotted"):
                own = number
        elif marker.number:
            own = marker.label.strip("().:/- ")
        else:
            own = _letter(parent.children)
        return self._unique(f"{parent.clause.id}.{own}" if parent.clause.id else own)

    def _unique(self, name: str) -> str:
        count = self._ids.get(name, 0) + 1
        self._ids[name] = count
        return name if count == 1 else f"{name}~{count}"

    def _plain(self, span: Span) -> None:
        """A paragraph without a marker: an unnumbered heading opens a section, other text joins the open one."""
        heading = self._bare_heading(span)
        if self._completes(span):
            return
        if heading:
            while self._stack and _rank(self._stack[-1].style) >= heading:
                self._stack.pop()
        else:
            while self._stack and self._stack[-1].style in ("¶", *_BULLETS):
                self._stack.pop()
        parent = self._stack[-1] if self._stack else self._root
        parent.paragraphs += 1
        own = f"p{parent.paragraphs}"
        name = self._unique(f"{parent.clause.id}.{own}" if parent.clause.id else own)
        clause = self._make(name, "", parent, span, span[0])
        if heading:
            self._stack.append(_Open(f"heading{heading}", 0, clause))

    def _completes(self, span: Span) -> bool:
        """ "Chương I" alone on its line takes the next line as its heading."""
        if not self._stack or self._stack[-1].style not in ("phần", "chương", "mục", "phụ lục"):
            return False
        top = self._stack[-1]
        text = self.source.text[span[0] : span[1]]
        if top.clause is not self.clauses[-1] or top.clause.text or len(text) > 200 or text.endswith((".", ";")):
            return False
        topic = topic_of(self.source.flat[span[0] : span[1]]) or top.clause.topic
        whole = (top.clause.span[0], span[1])
        top.clause = self.clauses[-1] = replace(top.clause, text=text, span=whole, topic=topic, body=span)
        return True

    def _bare_heading(self, span: Span) -> int:
        """Rank of an unnumbered heading: capitals stand high, a short line that names a topic stands low."""
        text = self.source.text[span[0] : span[1]]
        if len(text) > 130 or text[-1] in ".;,!?" or not text[0].isupper():
            return 0
        step = _STEP.match(self.source.low, *span)
        if step:
            return 0
        if text.isupper() and len(text) > 8 and len(text.split()) > 1:
            return 5
        if topic_of(self.source.flat[span[0] : span[1]]) and len(text) < 90 and not any(c.isdigit() for c in text):
            numbered = any(o.style in ("arabic", "roman") for o in self._stack)
            return 11 if numbered else 7
        return 0

    def _make(self, name: str, label: str, parent: _Open, span: Span, body: int) -> Clause:
        text = self.source.text[body : span[1]].strip()
        own = topic_of(self.source.flat[body : span[1]]) if body < span[1] else ""
        topic = own or parent.clause.topic
        clause = Clause(
            name, label, parent.clause.level + 1, text, "text", span, parent.clause.id, topic, (body, span[1])
        )
        self.clauses.append(clause)
        return clause


def _rank(style: str) -> int:
    if style.startswith("dotted"):
        return 8 + int(style[6:])
    if style.startswith("heading"):
        return int(style[7:])
    return RANK.get(style, 18)


def _letter(n: int) -> str:
    return LETTERS[n - 1] if n <= len(LETTERS) else f"b{n}"


def read_outline(source: Source, paragraphs: list[Span]) -> list[Clause]:
    """The clauses of the body, in order, each with the kind its section gives it."""
    outline = Outline(source)
    for span in paragraphs:
        outline.add(span)
    parents = {clause.parent for clause in outline.clauses}
    return [replace(c, kind=_kind(c, c.id in parents)) for c in outline.clauses]


def _kind(clause: Clause, has_children: bool) -> str:
    if has_children and len(clause.text) < 220 and not clause.text.endswith((".", ";")):
        return "heading"
    return clause.topic or "text"
