"""Text of a Word document with its automatic numbering written out and its tables laid flat."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

MAX_ROWS = 20_000
MAX_BLOCKS = 30_000


def docx_text(data: bytes) -> str:
    """Paragraphs one a line, "1." and "a)" written out, a row of a table as cells with a tab between them.

    A table whose cells hold several lines (the head, the signature) is read column by column. Raises OverflowError for
    more than 30,000 paragraphs and tables: no plan is that long, and reading would take minutes.
    """
    document = Document(io.BytesIO(data))
    if len(document.element.body) > MAX_BLOCKS:
        raise OverflowError("too many blocks")
    numbering = _Numbering(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.extend(_lines(block, numbering))
        else:
            lines.extend(_table(block, numbering))
    return "\n".join(lines)


def _lines(paragraph: Paragraph, numbering: _Numbering) -> list[str]:
    label = numbering.label(paragraph)
    text = paragraph.text
    if label and text.strip():
        text = f"{label} {text.lstrip()}"
    return text.split("\n")


def _table(table: Table, numbering: _Numbering) -> list[str]:
    lines: list[str] = []
    for row in table.rows[:MAX_ROWS]:
        cells: list[list[str]] = []
        seen: set[int] = set()
        for cell in row.cells:
            if id(cell._tc) in seen:
                continue
            seen.add(id(cell._tc))
            content: list[str] = []
            for block in cell.iter_inner_content():
                content += _lines(block, numbering) if isinstance(block, Paragraph) else _table(block, numbering)
            cells.append([line for line in content if line.strip()])
        if any(len(cell) > 1 for cell in cells) and len(cells) <= 3:
            for lines_of in cells:
                lines.extend([*lines_of, ""])
        else:
            lines.append("\t".join(" ".join(cell) for cell in cells))
    return [*lines, ""]


class _Numbering:
    """The counters behind Word's automatic numbering."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[int, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[int, int] = {}
        self._counts: dict[int, dict[int, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            key = int(abstract.get(qn("w:abstractNumId")))
            self._levels[key] = {int(x.get(qn("w:ilvl"))): _level(x) for x in abstract.findall(qn("w:lvl"))}
        for num in root.findall(qn("w:num")):
            target = num.find(qn("w:abstractNumId"))
            if target is not None:
                self._abstract[int(num.get(qn("w:numId")))] = int(target.get(qn("w:val")))

    def label(self, paragraph: Paragraph) -> str:
        """The marker Word prints before the paragraph, "" when it prints none; counts it."""
        found = _num_pr(paragraph)
        if not found or not paragraph.text.strip():
            return ""
        num_id, depth = found
        abstract = self._abstract.get(num_id)
        level = self._levels.get(abstract, {}).get(depth) if abstract is not None else None
        if abstract is None or level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, level[2] - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if level[0] == "bullet":
            return "-" if depth == 0 else "+"
        text = level[1]
        for index in range(depth + 1):
            other = self._levels[abstract].get(index, level)
            text = text.replace(f"%{index + 1}", _figure(counts.get(index, other[2]), other[0]))
        return text.strip()


def _level(element: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        child = element.find(qn(name))
        return child.get(qn("w:val"), default) if child is not None else default

    start = value("w:start", "1")
    return value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdigit() else 1


def _num_pr(paragraph: Paragraph) -> tuple[int, int] | None:
    properties: list[Any] = [paragraph._p.pPr]
    style = paragraph.style
    for _ in range(5):
        if style is None:
            break
        properties.append(style.element.pPr)
        style = style.base_style
    for item in properties:
        numbers = item.numPr if item is not None else None
        if numbers is None or numbers.numId is None:
            continue
        if numbers.numId.val == 0:
            return None
        return numbers.numId.val, numbers.ilvl.val if numbers.ilvl is not None else 0
    return None


def _figure(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26]
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        figure, rest = "", count
        for value, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            figure += sign * (rest // value)
            rest %= value
        return figure if form == "lowerRoman" else figure.upper()
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "none":
        return ""
    return str(count)
