"""Sheets that somebody else made: finding the table, naming its headings, and reading it by a mapping of them.

Two shapes are known. `tall`: a row of the form a row, with a column of contents ("Nội dung") and columns of figures.
`wide`: a unit a row, with a column of units and a column a cell. Headings are folded (no case, no diacritics, no
numbering); a heading that equals the name of a cell is understood at once, every other is mapped by a person, once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .collation import search_key
from .layout import Layout
from .questions import FILE, NUMBER
from .sheetcells import shown
from .sheetmap import Answers, Grid, Place, Taker, cell_at, value_columns

LOOK_IN: Final = 40
MOST_HEAD_ROWS: Final = 4
UNIT_CODE: Final = {"ma don vi", "ma dv", "ma cdcs", "ma so don vi", "ma"}
UNIT_NAME: Final = {
    "don vi", "ten don vi", "ten don vi bao cao", "don vi bao cao", "cong doan co so", "ten cong doan co so", "cdcs",
    "ten cdcs", "ten cong doan",
}  # fmt: skip
WHAT: Final = {
    "noi dung",
    "chi tieu",
    "noi dung bao cao",
    "noi dung chi tieu",
    "noi dung bao cao so lieu",
    "ten chi tieu",
}
NUMBERING: Final = {"tt", "stt", "so tt", "so thu tu"}
MEASURE: Final = {"don vi tinh", "dvt"}
NOTE: Final = {"ghi chu"}
TOTAL: Final = {"tong so", "so luong", "so luong tong so", "ket qua", "thuc hien", "so lieu", "tong"}
WOMEN: Final = {"trong do nu", "nu", "so luong trong do nu", "so nu", "ket qua trong do nu"}
WOMEN_ROW: Final = {"trong do nu", "nu"}
FIXED: Final = {"@unit", "@name", "@note", "@skip", "tong", "nu"}
"""What a heading can be besides a cell or row of the form."""
_LEAD = re.compile(r"^(?:[-+*•–—.\s]|\(?(?:[0-9]{1,3}|[ivxlc]{1,5}|[a-zđ])(?:\.[0-9]{1,3})*[.):]\s?)+")
_SIGNS = re.compile(r"[^\w%]+")
_UNIT = re.compile(r"(?:tên |mã )?(?:đơn vị|đv|cđcs|công đoàn cơ sở)(?: báo cáo)?\s*:\s*(.*)", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+((?:19|20|21)\d\d)\b", re.IGNORECASE)


def fold(text: str) -> str:
    """A heading or label for comparing: without numbering in front, case, diacritics and signs."""
    lead = _LEAD.sub("", text.strip().lower())
    return _SIGNS.sub(" ", search_key(lead or text)).strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet: `names` are the folded headings by column, `labels` those of rows when tall.

    `top` is the first heading row, `start` the first row of data, from 0; `key` the column of contents or units.
    """

    shape: str
    top: int
    start: int
    key: int
    names: Mapping[int, str]
    titles: Mapping[int, str]
    labels: Mapping[int, str]

    @property
    def fingerprint(self) -> str:
        """What makes the same table known again: its shape, headings and labels, whatever their order and figures."""
        parts = [self.shape, *sorted(set(self.names.values())), "\0", *sorted(set(self.labels.values()))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def asked(self) -> dict[str, str]:
        """Folded heading or label -> how it is written: what a mapping must answer, in the sheet's order."""
        found: dict[str, str] = {}
        for column, name in self.names.items():
            if column != self.key or self.shape == "wide":
                found.setdefault(name, self.titles[column])
        for name in self.labels.values():
            found.setdefault(f"row:{name}", name)
        return found


def find_table(rows: Grid) -> Table | None:
    """The first table of a sheet, or None when no heading row is found."""
    for at, row in enumerate(rows[:LOOK_IN]):
        folded = {n: fold(raw) for n, raw in enumerate(row) if isinstance(raw, str) and raw.strip()}
        if len(folded) < 2:
            continue
        units = [n for n, name in folded.items() if name in UNIT_CODE or name in UNIT_NAME]
        what = [n for n, name in folded.items() if name in WHAT]
        if what:
            return _table(rows, "tall", at, what[0])
        if units:
            return _table(rows, "wide", at, units[0])
    return None


def _table(rows: Grid, shape: str, top: int, key: int) -> Table:
    start = top + 1
    while start < min(len(rows), top + MOST_HEAD_ROWS) and _is_heading(rows[start], key):
        start += 1
    titles = _titles(rows[top:start])
    while start < len(rows) and _is_numbering(rows[start]):
        start += 1
    names = {column: fold(title) for column, title in titles.items()}
    labels = _labels(rows, start, key) if shape == "tall" else {}
    return Table(shape, top, start, key, names, titles, labels)


def _is_heading(row: Sequence[Any], key: int) -> bool:
    """Whether a row goes on with the headings: only texts, and nothing in the column that names the rows."""
    given = [raw for raw in row if raw != ""]
    return bool(given) and all(isinstance(raw, str) for raw in given) and (key >= len(row) or row[key] == "")


def _is_numbering(row: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns: 1 2 3, (1) (2), A B 1 2."""
    given = [str(raw).strip("() ") for raw in row if raw != ""]
    return (
        len(given) > 2
        and all(len(text) <= 2 for text in given)
        and given[-1].isdigit()
        and len(set(given)) == len(given)
    )


def _titles(rows: Grid) -> dict[int, str]:
    """Column -> its heading over all heading rows; an upper one reaches over columns without one of their own."""
    width = max(map(len, rows), default=0)
    titles: dict[int, str] = {}
    above: list[str] = [""] * width
    for depth, row in enumerate(rows):
        held = ""
        for column in range(width):
            raw = row[column] if column < len(row) else ""
            text = shown(raw) if raw != "" else ""
            below = any(column < len(later) and later[column] != "" for later in rows[depth + 1 :])
            if text:
                held = text
            elif not (held and below and (depth == 0 or not above[column])):
                held = "" if depth == 0 and not below else held
                continue
            above[column] = f"{above[column]} {text or held}".strip()
    for column, title in enumerate(above):
        if title:
            titles[column] = title
    return titles


def _labels(rows: Grid, start: int, key: int) -> dict[int, str]:
    """Row -> its folded label; a row "trong đó nữ" carries the label above it."""
    labels: dict[int, str] = {}
    before = ""
    for at in range(start, len(rows)):
        raw = rows[at][key] if key < len(rows[at]) else ""
        if not isinstance(raw, str) or not raw.strip():
            continue
        name = fold(raw)
        if name in WOMEN_ROW and before:
            labels[at] = f"{before} > nu"
        elif name:
            labels[at] = before = name
    return labels


def understood(table: Table, layout: Layout) -> dict[str, str]:
    """Heading or label -> what it surely is: a cell or row of the form, or one of `FIXED`."""
    columns, known = value_columns(layout), _known(layout, table.shape)
    found: dict[str, str] = {}
    for asked in table.asked:
        if asked.startswith("row:"):
            label, _sign, women = asked[4:].partition(" > ")
            row = known.get(label)
            if row:
                found[asked] = f"{row} > nu" if women else row
            continue
        if table.shape == "wide" and asked in known:
            found[asked] = known[asked]
        elif asked in UNIT_CODE | UNIT_NAME and table.shape == "wide":
            found[asked] = "@unit" if asked in UNIT_CODE else "@name"
        elif asked in NUMBERING | MEASURE | WHAT:
            found[asked] = "@skip"
        elif asked in NOTE:
            found[asked] = "@note"
        elif table.shape == "tall" and (asked in TOTAL or asked in WOMEN):
            found[asked] = columns[0] if asked in TOTAL else "nu"
    return found


def _known(layout: Layout, shape: str) -> dict[str, str]:
    """Folded name -> cell code (wide) or row code (tall); a name that two of them share is not known."""
    found: dict[str, str] = {}
    twice: set[str] = set()

    def add(name: str, code: str) -> None:
        folded = fold(name)
        if found.setdefault(folded, code) != code:
            twice.add(folded)

    for row in layout.rows:
        if row.kind == FILE:
            continue
        if shape == "tall" or row.kind != NUMBER:
            add(row.name, row.code)
            add(row.code, row.code)
            continue
        for cell in row.cells:
            add(cell.label, cell.code)
            add(cell.code, cell.code)
            if cell.column == "tong" or not cell.column:
                add(row.name, cell.code)
            if cell.column == "tong":
                add(f"{row.name} tổng số", cell.code)
            if cell.column == "nu":
                add(f"{row.name} nữ", cell.code)
    return {name: code for name, code in found.items() if name not in twice}


def unclear(table: Table, mapping: Mapping[str, str]) -> list[str]:
    """How the headings and labels are written that the mapping says nothing about."""
    return [title for asked, title in table.asked.items() if asked not in mapping]


def years_above(rows: Grid, table: Table) -> set[int]:
    """The years that the lines above the table name ("năm 2019")."""
    text = "\n".join(shown(raw) for row in rows[: table.top] for raw in row if isinstance(raw, str))
    return {int(year) for year in _YEAR.findall(text)}


def texts_above(rows: Grid, table: Table) -> list[str]:
    """The texts above the table, where a sheet of one unit says whose it is; after a colon comes the name alone too."""
    found: list[str] = []
    for row in rows[: table.top]:
        for raw in row:
            if isinstance(raw, str) and raw.strip():
                found += [raw.strip(), raw.rpartition(":")[2].strip()]
            elif isinstance(raw, int) and not isinstance(raw, bool):
                found.append(str(raw))
    return [text for text in dict.fromkeys(found) if text]


def unit_above(rows: Grid, table: Table) -> str:
    """The unit that a line above the table names after "Đơn vị:" (or in the cell beside it); "" for none."""
    for row in rows[: table.top]:
        for n, raw in enumerate(row):
            found = _UNIT.fullmatch(raw.strip()) if isinstance(raw, str) else None
            if found:
                beside = next((shown(other).strip() for other in row[n + 1 :] if other != ""), "")
                return found[1].strip() or beside
    return ""


def read_table(taker: Taker, table: Table, mapping: Mapping[str, str], layout: Layout) -> list[Answers]:
    """The answers of a foreign table by its mapping; units are named as the sheet names them (code or name)."""
    return (
        [_read_tall(taker, table, mapping, layout)]
        if table.shape == "tall"
        else _read_wide(taker, table, mapping, layout)
    )


def _read_tall(taker: Taker, table: Table, mapping: Mapping[str, str], layout: Layout) -> Answers:
    answers, known = Answers(""), {row.code: row for row in layout.rows}
    first = value_columns(layout)[0]
    columns = {n: mapping.get(name, "") for n, name in table.names.items() if n != table.key}
    values = {n: what for n, what in columns.items() if what and not what.startswith("@")}
    notes = [n for n, what in columns.items() if what == "@note"]
    for at in range(table.start, len(taker.rows)):
        label = table.labels.get(at, "")
        target, _sign, women = mapping.get(f"row:{label}", "").partition(" > ")
        row = known.get(target)
        if row is None:
            _left(taker, answers, at, [*values, *notes], "mapped_away" if label else "no_row", label)
            continue
        for column, token in values.items():
            cell = cell_at(row, "nu" if women else token, first) if row.kind == NUMBER else None
            if cell is not None:
                taker.take(answers, cell, at, column)
            elif row.kind not in (NUMBER, FILE) and token == first:
                taker.take_answer(answers, row, at, column)
            else:
                _left(taker, answers, at, [column], "no_cell", "")
        for column in notes:
            if taker.raw(at, column) != "":
                answers.remarks[row.code] = shown(taker.raw(at, column))
    _left_columns(taker, answers, table, columns)
    return answers


def _left(taker: Taker, answers: Answers, at: int, columns: Sequence[int], code: str, detail: str) -> None:
    for column in columns:
        raw = taker.raw(at, column)
        if raw != "":
            answers.unused.append(Place(at + 1, column + 1, shown(raw), code, detail))


def _left_columns(taker: Taker, answers: Answers, table: Table, columns: Mapping[int, str]) -> None:
    """List the columns that hold something and were mapped to nothing, and those without a heading."""
    for column, token in columns.items():
        if not token:
            answers.unused.append(Place(table.top + 1, column + 1, "", "mapped_away", table.titles[column]))
    width = max(map(len, taker.rows), default=0)
    for column in set(range(width)) - set(table.names):
        for at in range(table.start, len(taker.rows)):
            if taker.raw(at, column) != "":
                answers.unused.append(Place(at + 1, column + 1, shown(taker.raw(at, column)), "no_column"))
                break


def _read_wide(taker: Taker, table: Table, mapping: Mapping[str, str], layout: Layout) -> list[Answers]:
    columns = {n: mapping.get(name, "") for n, name in table.names.items()}
    asked = {row.code: row for row in layout.rows if row.kind != NUMBER}
    codes = [n for n, what in columns.items() if what == "@unit"]
    names = [n for n, what in columns.items() if what == "@name"]
    found: list[Answers] = []
    for at in range(table.start, len(taker.rows)):
        if all(raw == "" for raw in taker.rows[at]):
            continue
        code = next((shown(taker.raw(at, n)).strip() for n in codes if taker.raw(at, n) != ""), "")
        name = next((shown(taker.raw(at, n)).strip() for n in names if taker.raw(at, n) != ""), "")
        answers = Answers(code, name, at + 1)
        for column, token in columns.items():
            if token in asked:
                taker.take_answer(answers, asked[token], at, column)
            elif token in layout.by_code:
                taker.take(answers, layout.by_code[token], at, column)
        found.append(answers)
    if found:
        _left_columns(taker, found[0], table, columns)
    return found


def targets(layout: Layout, shape: str) -> list[tuple[str, str]]:
    """What a heading can be mapped to, as (token, name): cells or rows of the form in its order."""
    found: list[tuple[str, str]] = []
    for row in layout.rows:
        if row.kind == FILE:
            continue
        if shape == "tall" or row.kind != NUMBER:
            found.append((row.code, row.name))
            if shape == "tall" and "nu" in row.columns:
                found.append((f"{row.code} > nu", f"{row.name}, trong đó nữ"))
        else:
            found += [(cell.code, cell.label) for cell in row.cells]
    return found
