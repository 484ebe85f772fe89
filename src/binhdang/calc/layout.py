"""A form as data: sections, rows and cells, read from the form's YAML (as a dict) and checked.

    code: BDG-NAM                      name, period: year|half|quarter|month|cutoff|phase|once
    sections:
      - title: I. Lao động, đoàn viên
        levels: [co_so]                who fills it (on section or row; none = every level)
        rows:
          - {code: A01, name: Tổng số lao động, unit: người, columns: [tong, nu], required: true, integer: true}
          - {code: A05, name: "- Lao động thiếu việc làm", unit: người, columns: [tong, nu], part_of: A01}
          - {code: C01, name: Có ban nữ công, unit: ban}
          - {code: H01, name: Có phòng vắt sữa, kind: yes_no}
          - {code: H02, name: Hình thức, kind: choice, options: [{code: a, name: Riêng}, {code: b, name: Chung}]}
          - {code: H03, name: Kiến nghị, kind: text}      or kind: file

A row with columns has one cell per column, coded `row.column`; a row without has one cell coded like the row.
A yes_no row has one cell of 1 or 0, a choice row one such cell per option; texts and files have none (`answers`).
Further keys: on rows `min`, `max`, `kad: false` (the answer "không áp dụng" is refused), `note`; on the form
`size_cell` (the cell with the unit's members), `derived` (cells computed at the reporting unit), `rules`, `warnings`
(see `calc.rules`), `note`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from .cells import NotApplicable, Number, Value
from .definition import LayoutError, code_of, flag, items, levels_of, limit, mapping, text, twice
from .formulas import FormulaError, cells_of, evaluate, parse_formula
from .questions import CHOICE, FILE, KINDS, NUMBER, TEXT, YES_NO, Option, options_of

PERIOD_KINDS: Final = ("year", "half", "quarter", "month", "cutoff", "phase", "once")
COLUMN_NAMES: Final[dict[str, str]] = {"tong": "Tổng số", "nu": "Trong đó nữ"}
MAX_CELLS: Final = 2000
_FORM_KEYS = {"code", "name", "period", "sections", "size_cell", "derived", "rules", "warnings", "note"}
_SECTION_KEYS = {"title", "rows", "levels", "note"}
_ROW_KEYS = {
    "code", "name", "unit", "columns", "levels", "part_of", "required", "integer", "min", "max", "kad", "note",
    "kind", "options",
}  # fmt: skip
_NUMBER_ONLY = {"columns", "part_of", "integer", "min", "max"}
_DERIVED_KEYS = {"code", "name", "unit", "formula", "note"}
_RULE_KEYS = {"code", "formula", "message", "severity"}
_WARNING_KEYS = {
    "jump_percent", "jump_floor", "outlier_mads", "outlier_floor", "outlier_peers", "zero",
    "past_periods", "past_mads", "past_percent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One place for a number. `column` is empty in a row without columns; a derived cell has a formula."""

    code: str
    row: str
    column: str
    label: str
    unit: str
    levels: tuple[str, ...] = ()
    required: bool = False
    integer: bool = False
    least: Number | None = None
    most: Number | None = None
    kad: bool = True
    formula: str = ""
    kind: str = NUMBER
    """`yes_no` and `choice` cells hold 1 or 0: they are answers, counted by units like any other number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form with its cells; `part_of` is the code of the row it is a part of."""

    code: str
    name: str
    unit: str
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    part_of: str
    levels: tuple[str, ...]
    note: str
    kind: str = NUMBER
    options: tuple[Option, ...] = ()
    required: bool = False
    kad: bool = True

    def asks(self, level: str | None) -> bool:
        """Whether a unit of this level answers the row. None = every level."""
        return level is None or not self.levels or level in self.levels


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the form."""

    title: str
    rows: tuple[Row, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of the form's own: `formula` must be 1; else `message` is an error, a warning or a notice."""

    code: str
    formula: str
    message: str
    severity: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked form. `cells` is every cell in packing order, the derived ones last.

    `women` and `parts` are pairs of cells (smaller, larger): "nữ" and its total, a part and its whole.
    """

    code: str
    name: str
    period: str
    sections: tuple[Section, ...]
    derived: tuple[Cell, ...]
    rules: tuple[Rule, ...]
    warnings: Mapping[str, Number | bool]
    size_cell: str
    note: str
    cells: tuple[str, ...] = field(init=False)
    by_code: Mapping[str, Cell] = field(init=False, repr=False, compare=False)
    women: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)
    parts: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)
    _filled: dict[str | None, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        every = [*(c for s in self.sections for r in s.rows for c in r.cells), *self.derived]
        object.__setattr__(self, "cells", tuple(c.code for c in every))
        object.__setattr__(self, "by_code", {c.code: c for c in every})
        both = [row for row in self.rows if {"tong", "nu"} <= set(row.columns)]
        object.__setattr__(self, "women", tuple((f"{row.code}.nu", f"{row.code}.tong") for row in both))
        inside = [
            (c.code, f"{row.part_of}.{c.column}".rstrip(".")) for row in self.rows if row.part_of for c in row.cells
        ]
        object.__setattr__(self, "parts", tuple(pair for pair in inside if pair[1] in self.by_code))

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in order."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def size_index(self) -> int | None:
        """Place of the size cell in packing order, for `totals.of_report`."""
        return self.cells.index(self.size_cell) if self.size_cell else None

    def is_derived(self, code: str) -> bool:
        """Whether the cell is computed instead of filled in."""
        cell = self.by_code.get(code)
        return cell is not None and bool(cell.formula)

    def fills(self, level: str | None) -> tuple[str, ...]:
        """The cells a unit of this level fills in, in order; derived cells are filled by nobody. None = every level."""
        if level not in self._filled:
            own = [cell for cell in self.by_code.values() if not cell.formula]
            self._filled[level] = tuple(c.code for c in own if level is None or not c.levels or level in c.levels)
        return self._filled[level]

    def asks(self, level: str | None) -> bool:
        """Whether the form asks a unit of this level anything: a number, an answer, a text or a file."""
        return any(row.asks(level) for row in self.rows)

    def row(self, code: str) -> Row | None:
        """The row of this code, if the form has it."""
        return next((row for row in self.rows if row.code == code), None)

    def with_derived(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The same values with every derived cell computed anew (one that came along is ignored).

        A missing input leaves the derived cell missing, a KAD input makes it KAD.
        """
        result = dict(values)
        for cell in self.derived:
            result.pop(cell.code, None)
        given = dict(result)
        for cell in self.derived:
            value = evaluate(parse_formula(cell.formula), given)
            if isinstance(value, int | Decimal | NotApplicable):
                result[cell.code] = value
        return result


def parse_layout(data: Any) -> Layout:
    """Check a form definition and build its `Layout`; raises `LayoutError` in Vietnamese with the place."""
    form = mapping(data, "Biểu", _FORM_KEYS)
    code, name = code_of(form.get("code"), "Biểu: mã (code)"), text(form.get("name"), "Biểu: tên (name)")
    period = form.get("period")
    if period not in PERIOD_KINDS:
        raise LayoutError(f"Biểu: loại kỳ (period) phải là một trong {', '.join(PERIOD_KINDS)}.")
    sections = tuple(_section(s, n) for n, s in enumerate(items(form.get("sections"), "Biểu: các phần (sections)"), 1))
    derived = tuple(
        _derived(d, n) for n, d in enumerate(items(form.get("derived", []), "Biểu: ô tính (derived)", 0), 1)
    )
    layout = Layout(
        code=code,
        name=name,
        period=str(period),
        sections=sections,
        derived=derived,
        rules=tuple(_rule(r, n) for n, r in enumerate(items(form.get("rules", []), "Biểu: quy tắc (rules)", 0), 1)),
        warnings=_warnings(form.get("warnings", {})),
        size_cell=str(form.get("size_cell") or ""),
        note=text(form.get("note", ""), "Biểu: ghi chú (note)", least=0),
    )
    _check_whole(layout)
    return layout


def _check_whole(layout: Layout) -> None:
    if len(layout.cells) > MAX_CELLS:
        raise LayoutError(f"Biểu có {len(layout.cells)} ô, nhiều nhất là {MAX_CELLS}.")
    if code := twice([*layout.cells, *(row.code for row in layout.rows if row.kind in {TEXT, FILE, CHOICE})]):
        raise LayoutError(f"Biểu: mã ô {code} có hai lần.")
    if code := twice([row.code for row in layout.rows]):
        raise LayoutError(f"Biểu: mã dòng {code} có hai lần.")
    if code := twice([rule.code for rule in layout.rules]):
        raise LayoutError(f"Biểu: mã quy tắc {code} có hai lần.")
    rows = {row.code: row for row in layout.rows}
    for row in layout.rows:
        if row.part_of:
            _check_parent(row, rows)
    if layout.size_cell and layout.size_cell not in layout.cells:
        raise LayoutError(f"Biểu: size_cell là {layout.size_cell}, biểu không có ô này.")
    filled = set(layout.fills(None))
    for cell in layout.derived:
        _check_formula(cell.formula, filled, f"Ô tính {cell.code}")
    for rule in layout.rules:
        _check_formula(rule.formula, set(layout.cells), f"Quy tắc {rule.code}")


def _check_parent(row: Row, rows: Mapping[str, Row]) -> None:
    seen, at = {row.code}, row
    while at.part_of:
        parent = rows.get(at.part_of)
        if parent is None:
            raise LayoutError(f"Dòng {at.code}: part_of là {at.part_of}, biểu không có dòng này.")
        if parent.code in seen:
            raise LayoutError(f"Dòng {row.code}: part_of đi vòng tròn qua {parent.code}.")
        seen.add(parent.code)
        at = parent
    parent = rows[row.part_of]
    if parent.kind != NUMBER:
        raise LayoutError(f"Dòng {row.code}: dòng cha {parent.code} không phải là dòng số liệu.")
    if bool(row.columns) != bool(parent.columns) or (row.columns and not set(row.columns) & set(parent.columns)):
        raise LayoutError(f"Dòng {row.code}: không có cột chung với dòng cha {parent.code}.")


def _check_formula(text: str, cells: set[str], place: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        raise LayoutError(f"{place}: {error}") from error
    if unknown := sorted(cells_of(formula) - cells):
        raise LayoutError(f"{place}: công thức dùng ô không có trong biểu: {', '.join(unknown)}.")


def _section(data: Any, number: int) -> Section:
    place = f"Phần {number}"
    section = mapping(data, place, _SECTION_KEYS)
    title = text(section.get("title"), f"{place}: tên phần (title)")
    place = f"Phần {number} “{title}”"
    levels = levels_of(section.get("levels", []), place)
    rows = items(section.get("rows"), f"{place}: các dòng (rows)")
    note = text(section.get("note", ""), f"{place}: ghi chú (note)", least=0)
    return Section(title, tuple(row_of(row, f"{place}, dòng {n}", levels) for n, row in enumerate(rows, 1)), note)


def row_of(data: Any, place: str, levels: tuple[str, ...] = ()) -> Row:
    """One row of a definition; `levels` are those of its section. Raises LayoutError at `place`."""
    row = mapping(data, place, _ROW_KEYS)
    code = code_of(row.get("code"), f"{place}: mã (code)")
    place = f"{place} ({code})"
    name = text(row.get("name"), f"{place}: nội dung (name)")
    levels = levels_of(row["levels"], place) if "levels" in row else levels
    kind = row.get("kind", NUMBER)
    if kind not in KINDS:
        raise LayoutError(f"{place}: loại câu hỏi (kind) phải là một trong {', '.join(KINDS)}.")
    if foreign := sorted(key for key in row if key in _NUMBER_ONLY and kind != NUMBER):
        raise LayoutError(f"{place}: khoá {', '.join(foreign)} chỉ dùng cho dòng số liệu.")
    if "options" in row and kind != CHOICE:
        raise LayoutError(f"{place}: các lựa chọn (options) chỉ dùng cho câu hỏi chọn một (kind: choice).")
    shape = Row(
        code=code,
        name=name,
        unit=text(row.get("unit", ""), f"{place}: đơn vị tính (unit)", least=0),
        columns=_columns(row, place),
        cells=(),
        part_of=code_of(row["part_of"], f"{place}: part_of") if row.get("part_of") else "",
        levels=levels,
        note=text(row.get("note", ""), f"{place}: note", least=0),
        kind=str(kind),
        options=options_of(row.get("options"), place) if kind == CHOICE else (),
        required=flag(row.get("required", False), f"{place}: required"),
        kad=flag(row.get("kad", True), f"{place}: kad"),
    )
    return replace(shape, cells=_number_cells(shape, row, place) if kind == NUMBER else _answer_cells(shape))


def _columns(row: Mapping[str, Any], place: str) -> tuple[str, ...]:
    columns = tuple(code_of(c, f"{place}: cột") for c in items(row.get("columns") or [], f"{place}: cột (columns)", 0))
    if code := twice(columns):
        raise LayoutError(f"{place}: cột {code} có hai lần.")
    return columns


def _number_cells(shape: Row, row: Mapping[str, Any], place: str) -> tuple[Cell, ...]:
    limits = {key: limit(row.get(key), f"{place}: {key}") for key in ("min", "max")}
    whole = flag(row.get("integer", False), f"{place}: integer")
    return tuple(
        Cell(
            code=f"{shape.code}.{column}" if column else shape.code,
            row=shape.code,
            column=column,
            label=f"{shape.name}, {COLUMN_NAMES.get(column, column).lower()}" if column else shape.name,
            unit=shape.unit,
            levels=shape.levels,
            required=shape.required,
            integer=whole,
            least=limits["min"],
            most=limits["max"],
            kad=shape.kad,
        )
        for column in shape.columns or ("",)
    )


def _answer_cells(row: Row) -> tuple[Cell, ...]:
    """A cell of 1 or 0 for "có", one for each option; none for texts and files. That it is required is the row's."""
    places = [("", row.name)] if row.kind == YES_NO else [(o.code, f"{row.name}: {o.name}") for o in row.options]
    return tuple(
        Cell(
            code=f"{row.code}.{column}" if column else row.code,
            row=row.code,
            column=column,
            label=label,
            unit=row.unit or "đơn vị",
            levels=row.levels,
            integer=True,
            least=0,
            most=1,
            kad=row.kad,
            kind=row.kind,
        )
        for column, label in places
        if row.kind in {YES_NO, CHOICE}
    )


def _derived(data: Any, number: int) -> Cell:
    place = f"Ô tính {number}"
    cell = mapping(data, place, _DERIVED_KEYS)
    code = code_of(cell.get("code"), f"{place}: mã (code)")
    return Cell(
        code=code,
        row=code,
        column="",
        label=text(cell.get("name"), f"{place} ({code}): nội dung (name)"),
        unit=text(cell.get("unit", ""), f"{place} ({code}): đơn vị tính (unit)", least=0),
        formula=text(cell.get("formula"), f"{place} ({code}): công thức (formula)", most=1000),
    )


def _rule(data: Any, number: int) -> Rule:
    place = f"Quy tắc {number}"
    rule = mapping(data, place, _RULE_KEYS)
    severity = rule.get("severity", "error")
    if severity not in {"error", "warning", "notice"}:
        raise LayoutError(f"{place}: severity phải là error, warning hoặc notice.")
    return Rule(
        code=code_of(rule.get("code"), f"{place}: mã (code)"),
        formula=text(rule.get("formula"), f"{place}: công thức (formula)", most=1000),
        message=text(rule.get("message"), f"{place}: lời báo (message)"),
        severity=str(severity),
    )


def _warnings(data: Any) -> dict[str, Number | bool]:
    settings = mapping(data, "Biểu: cảnh báo (warnings)", _WARNING_KEYS)
    result: dict[str, Number | bool] = {}
    for key, value in settings.items():
        if key == "zero":
            result[key] = flag(value, "Biểu: warnings.zero")
            continue
        number = limit(value, f"Biểu: warnings.{key}")
        if number is None or number < 0:
            raise LayoutError(f"Biểu: warnings.{key} phải là số không âm.")
        result[key] = number
    return result
