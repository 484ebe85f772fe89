"""The sheets that the product hands out, and reading them back by what is inside them, wherever rows were moved.

A hidden first row carries the mark (a JSON text), a hidden second row what each column is, a hidden column what each
row is. So inserted, sorted and copied rows, columns and sheets still say what they are:

* one unit (`one`): the hidden column names the form's row; columns are `tong`, `nu` ..., `@note`
* many units (`many`): a column is a cell of the form, a row a unit; `@unit` and `@name` say which

What is found and not used is listed with its place: nothing is left out silently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from .answers import KAD, NO, YES, choose
from .cells import CellError, Value
from .collation import search_key
from .layout import Cell, Layout, Row
from .questions import FILE, NUMBER, TEXT
from .sheetcells import EMPTY, Unread, read_cell, shown

START: Final = '{"binhdang":'
LARGEST: Final = 10**18
LOOK_IN: Final = 4
"""The mark is looked for in so many first rows."""
Grid = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sheet was made for; `unit` is empty on a blank form, `shape` is one, many or reference."""

    form: str
    version: int
    unit: str
    period: str
    shape: str

    def text(self) -> str:
        """The mark as it stands in the hidden cell, with the fingerprint that shows a changed mark."""
        body = {"form": self.form, "version": self.version, "unit": self.unit, "period": self.period}
        whole = {"binhdang": 1, **body, "shape": self.shape, "check": self._check()}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))

    def _check(self) -> str:
        parts = (self.form, str(self.version), self.unit, self.period, self.shape)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Place:
    """Something at a cell (row and column from 1; 0 for a whole row or column): a code, the value, what is needed."""

    row: int
    column: int
    value: str
    code: str
    detail: str = ""


@dataclass(slots=True)
class Answers:
    """What one unit answers in a sheet: values (None empties), remarks and texts by row, every problem."""

    unit: str
    name: str = ""
    row: int = 0
    values: dict[str, Value | None] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Place] = field(default_factory=list)
    unused: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marked:
    """Where the mark stands: the sheet's first hidden row, its column, and what each column is."""

    mark: Mark
    row: int
    column: int
    columns: Mapping[int, str]


def find_mark(rows: Grid) -> Marked | None:
    """The mark of a sheet that the product made, or None; a mark that was tampered with is none."""
    for at, row in enumerate(rows[:LOOK_IN]):
        for column, raw in enumerate(row):
            if isinstance(raw, str) and raw.startswith(START):
                mark = _parse(raw)
                if mark is None:
                    return None
                tokens = rows[at + 1] if at + 1 < len(rows) else ()
                return Marked(mark, at, column, {n: str(token) for n, token in enumerate(tokens) if token != ""})
    return None


def _parse(text: str) -> Mark | None:
    try:
        data = json.loads(text)
        mark = Mark(str(data["form"]), int(data["version"]), str(data["unit"]), str(data["period"]), str(data["shape"]))
    except (ValueError, KeyError, TypeError):
        return None
    return mark if mark.text() == text else None


class Taker:
    """Takes answers out of one sheet: knows its formulas, errors and merged ranges."""

    def __init__(
        self, rows: Grid, *, formulas: Sequence[str] = (), errors: Sequence[str] = (), merged: Sequence[str] = ()
    ) -> None:
        self.rows = rows
        self._formulas = frozenset(formulas)
        self._errors = frozenset(errors)
        self._covered = _covered(merged) if merged else frozenset[tuple[int, int]]()
        self._special = bool(self._formulas or self._errors or self._covered)

    def raw(self, row: int, column: int) -> Any:
        """The raw cell at a row and column from 0; "" beyond the end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def take(self, answers: Answers, cell: Cell, row: int, column: int) -> None:
        """Take the cell at a row and column from 0 as an answer, or note what is wrong with it."""
        code = cell.code
        if not self._special and code not in answers.places:  # nearly every cell: nothing there, or a plain count
            cells = self.rows[row]
            raw = cells[column] if column < len(cells) else ""
            if raw == "":
                return
            if type(raw) is int and 0 <= raw < LARGEST:
                answers.places[code] = (row + 1, column + 1)
                answers.values[code] = raw
                return
        raw = self._given(answers, cell.code, cell.label, row, column)
        if raw == "":
            return
        try:
            answers.values[cell.code] = read_cell(raw, cell)
        except Unread as unread:
            answers.problems.append(Place(row + 1, column + 1, shown(raw), unread.code, unread.detail))

    def take_answer(self, answers: Answers, question: Row, row: int, column: int) -> None:
        """Take the cell as the answer to a question that is not a number: yes or no, one of several, a text."""
        raw = self._given(answers, question.code, question.name, row, column)
        if raw == "":
            return
        if question.kind == TEXT:
            answers.texts[question.code] = "" if raw in EMPTY else shown(raw)
            return
        try:
            answers.values.update(choose(question, _answer(question, raw)))
        except CellError:
            names = " · ".join(option.name for option in question.options) or "Có · Không"
            answers.problems.append(Place(row + 1, column + 1, shown(raw), "choice", names))

    def _given(self, answers: Answers, code: str, label: str, row: int, column: int) -> Any:
        """The raw cell, or "" for one that is empty or was noted as a problem; a place is given once."""
        raw = self.raw(row, column)
        why = self._why_special(row, column, raw) if self._special else ""
        if raw == "" and not why:
            return ""
        if code in answers.places:
            why = "twice"
        answers.places.setdefault(code, (row + 1, column + 1))
        if why:
            answers.problems.append(Place(row + 1, column + 1, shown(raw), why, label if why == "twice" else ""))
            return ""
        return raw

    def _why_special(self, row: int, column: int, raw: Any) -> str:
        at = f"{letters(column + 1)}{row + 1}"
        if at in self._formulas:
            return "formula"
        if at in self._errors:
            return "error"
        return "merged" if (row, column) in self._covered and raw == "" else ""


def _answer(question: Row, raw: Any) -> str:
    """What is written in a cell as the answer that `answers.choose` takes; an unknown one as it is."""
    if raw in EMPTY:
        return ""
    said = search_key(shown(raw))
    words = {"kad": KAD, "co": YES, "khong": NO, "1": YES, "0": NO, "true": YES, "false": NO, "x": YES}
    words |= {search_key(option.code): option.code for option in question.options}
    words |= {search_key(option.name): option.code for option in question.options}
    return words.get(said, said)


def letters(column: int) -> str:
    """The letters of a column from 1: 1 -> "A", 28 -> "AB"."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _covered(merged: Sequence[str]) -> frozenset[tuple[int, int]]:
    """The cells that a merged range hides (all but its first), for ranges of a sensible size."""
    found: set[tuple[int, int]] = set()
    for text in merged:
        first, _colon, last = text.partition(":")
        (top, left), (bottom, right) = _at(first), _at(last)
        if (bottom - top + 1) * (right - left + 1) <= 10_000:
            inside = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            found |= inside - {(top, left)}
    return frozenset(found)


def _at(address: str) -> tuple[int, int]:
    """Row and column from 0 of an address such as "B7"."""
    name = address.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return int(address[len(name) :]) - 1, column - 1


def cell_at(row: Row, column: str, first: str) -> Cell | None:
    """The cell of a form's row in a sheet's column; a row with one number has it in the `first` column."""
    for cell in row.cells:
        if cell.column == column or (not cell.column and column == first):
            return cell
    return None


def value_columns(layout: Layout) -> list[str]:
    """The columns that hold numbers on a sheet of one unit, in the form's order ("tong", "nu")."""
    found = dict.fromkeys(column for row in layout.rows for column in row.columns)
    return list(found) or ["tong"]


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in the columns of one row of a form on a sheet of one unit."""

    row: Row
    label: str
    cells: tuple[tuple[int, Cell], ...]
    answer: int | None
    nothing: tuple[int, ...]


class Plan:
    """Where the cells of a form are on sheets of one unit with these columns: the same for a thousand sheets."""

    def __init__(self, layout: Layout, columns: Mapping[int, str]) -> None:
        self.first = value_columns(layout)[0]
        self.numbers = tuple(n for n, token in columns.items() if not token.startswith("@"))
        self.at = {token: n for n, token in columns.items()}
        self.end = max(columns, default=0) + 1
        self.lines = {row.code: self._line(row, columns) for row in layout.rows}

    def _line(self, row: Row, columns: Mapping[int, str]) -> Line:
        found = {n: cell_at(row, columns[n], self.first) if row.kind == NUMBER else None for n in self.numbers}
        answer = self.at.get(self.first) if row.kind not in (NUMBER, FILE) else None
        cells = tuple((n, cell) for n, cell in found.items() if cell is not None)
        nothing = tuple(n for n, cell in found.items() if cell is None and n != answer)
        return Line(row, _label(row.name), cells, answer, nothing)


def _label(text: str) -> str:
    return " ".join(text.lstrip(" –-").split())


def read_marked(taker: Taker, marked: Marked, layout: Layout, plan: Plan | None = None) -> list[Answers]:
    """The answers of a sheet that the product made, for the version of the form that the mark names.

    Who reads many sheets makes the `plan` of the same columns once.
    """
    if marked.mark.shape == "reference":
        return []
    if marked.mark.shape == "one":
        return [_read_one(taker, marked, plan or Plan(layout, marked.columns))]
    return _read_many(taker, marked, layout)


def _read_one(taker: Taker, marked: Marked, plan: Plan) -> Answers:
    answers = Answers(marked.mark.unit)
    noted = [*plan.numbers, *([plan.at["@note"]] if "@note" in plan.at else [])]
    heads = True
    for n in range(marked.row + 2, len(taker.rows)):
        what = taker.raw(n, marked.column)
        line = plan.lines.get(what) if isinstance(what, str) else None
        if line is not None:
            heads = False
            _read_line(taker, answers, line, n, plan)
        elif what == "@unit":
            _read_unit(answers, marked, taker.raw(n, plan.at.get(plan.first, 0)), n)
        elif not heads and not (isinstance(what, str) and what.startswith("@")):
            _unused(taker, answers, n, noted, "no_row")
        if not heads and len(taker.rows[n]) > plan.end:
            _unused(taker, answers, n, range(plan.end, len(taker.rows[n])), "no_column")
    return answers


def _read_line(taker: Taker, answers: Answers, line: Line, n: int, plan: Plan) -> None:
    for column, cell in line.cells:
        taker.take(answers, cell, n, column)
    if line.answer is not None:
        taker.take_answer(answers, line.row, n, line.answer)
    if line.nothing:
        _unused(taker, answers, n, line.nothing, "no_cell")
    what, note = plan.at.get("@what"), plan.at.get("@note")
    label = taker.raw(n, what) if what is not None else ""
    if label not in {line.label, ""} and _label(str(label)) != line.label:
        answers.unused.append(Place(n + 1, (what or 0) + 1, shown(label), "label", line.row.name))
    remark = taker.raw(n, note) if note is not None else ""
    if remark != "":
        answers.remarks[line.row.code] = shown(remark)


def _read_unit(answers: Answers, marked: Marked, raw: Any, n: int) -> None:
    """The unit's code as it stands on the sheet: fills a blank form, must not differ on one made for a unit."""
    code = shown(raw).strip() if raw != "" else ""
    if not marked.mark.unit:
        answers.unit, answers.row = code, n + 1
    elif code != marked.mark.unit:
        answers.problems.append(Place(n + 1, 0, code, "other_unit", marked.mark.unit))


def _unused(taker: Taker, answers: Answers, n: int, columns: Sequence[int], code: str) -> None:
    for column in columns:
        raw = taker.raw(n, column)
        if raw != "":
            answers.unused.append(Place(n + 1, column + 1, shown(raw), code))


def _read_many(taker: Taker, marked: Marked, layout: Layout) -> list[Answers]:
    known = {row.code: row for row in layout.rows if row.kind != NUMBER}
    asked = {n: known[t] for n, t in marked.columns.items() if t in known}
    cells = {n: layout.by_code[t] for n, t in marked.columns.items() if t in layout.by_code and n not in asked}
    unit = next((n for n, what in marked.columns.items() if what == "@unit"), 0)
    name = next((n for n, what in marked.columns.items() if what == "@name"), unit)
    beyond = [n for n, t in marked.columns.items() if n not in cells and n not in asked and not t.startswith("@")]
    found: list[Answers] = []
    for n in range(marked.row + 2, len(taker.rows)):
        row = taker.rows[n]
        if taker.raw(n, marked.column) == "@head" or all(raw == "" for raw in row):
            continue
        answers = Answers(shown(taker.raw(n, unit)).strip(), shown(taker.raw(n, name)), n + 1)
        for column, cell in cells.items():
            taker.take(answers, cell, n, column)
        for column, question in asked.items():
            taker.take_answer(answers, question, n, column)
        _unused(taker, answers, n, beyond, "no_cell")
        _unused(taker, answers, n, range(max(marked.columns, default=0) + 1, len(row)), "no_column")
        if answers.values or answers.texts or answers.problems or answers.unused:
            found.append(answers)
    return found
