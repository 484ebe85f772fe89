"""Tables that came out of a PDF with every cell on a line of its own, put back into rows."""

from __future__ import annotations

import re

_FIRST = re.compile(r"(?:s?tt|số tt|số thứ tự)\.?$", re.I)
_NEXT = re.compile(r"(?:[IVX]{1,5}|[A-HĐ])\s?[./)-]\s|\d{1,2}[.)]\s|phần |chương |điều |nơi nhận|phụ lục|[-+]\s", re.I)
MAX_COLUMNS = 9
MAX_WRAP = 6


def rows_of(lines: list[str]) -> list[str]:
    """The lines with such tables as rows, a tab between cells; other lines as they are."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        width = _columns(lines, at) if _FIRST.match(lines[at]) else 0
        if not width:
            out.append(lines[at])
            at += 1
            continue
        out.append("\t".join(line for line in lines[at : at + width]))
        at, rows = _body(lines, at + width, width)
        out.extend(rows)
    return out


def _columns(lines: list[str], at: int) -> int:
    """How many cells the heading row has: lines up to the lone "1"; 0 when this is no table."""
    for width in range(3, MAX_COLUMNS + 1):
        if at + width < len(lines) and lines[at + width] == "1":
            cells = lines[at : at + width]
            return width if all(cell and len(cell) < 60 for cell in cells) else 0
    return 0


def _body(lines: list[str], at: int, width: int) -> tuple[int, list[str]]:
    rows: list[str] = []
    number = 1
    while at < len(lines) and lines[at] == str(number):
        end = at + 1
        while end < len(lines) and end - at < width + MAX_WRAP and not _ends(lines, end, number, end - at >= width):
            end += 1
        cells = lines[at:end]
        extra = max(0, len(cells) - width)
        label = " ".join(cells[1 : 2 + extra])
        rows.append("\t".join([cells[0], label, *cells[2 + extra :]]))
        at, number = end, number + 1
    return at, rows


def _ends(lines: list[str], at: int, number: int, full: bool) -> bool:
    """A row ends before the next number, and the last one when it is full and something else begins."""
    line = lines[at]
    if line == str(number + 1) and full:
        return True
    if not line or _NEXT.match(line):
        return True
    return full and str(number + 1) not in lines[at : at + MAX_WRAP]
