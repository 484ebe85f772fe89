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
from .definition import LayoutError, among_rules, code_of, flag, items, levels_of, limit, mapping, text, twice, under
from .formulas import evaluate, parse_formula
from .layout_checks import check_whole
from .questions import CHOICE, KINDS, NUMBER, YES_NO, Option, options_of
from .words import said

PERIOD_KINDS: Final = ("year", "half", "quarter", "month", "cutoff", "phase", "once")
COLUMN_NAMES: Final[dict[str, str]] = {"tong": "Tổng số", "nu": "Trong đó nữ"}
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
    """Check a form definition and build its `Layout`; raises `LayoutError` with the place."""
    place = said("Biểu")
    form = mapping(data, place, _FORM_KEYS)
    code = code_of(form.get("code"), under(place, said("mã (code)")))
    name = text(form.get("name"), under(place, said("tên (name)")))
    period = form.get("period")
    if period not in PERIOD_KINDS:
        raise LayoutError(said("Biểu: loại kỳ (period) phải là một trong %(kinds)s.", kinds=", ".join(PERIOD_KINDS)))
    parts = items(form.get("sections"), under(place, said("các phần (sections)")))
    sections = tuple(_section(s, n) for n, s in enumerate(parts, 1))
    with among_rules():
        computed = items(form.get("derived", []), under(place, said("ô tính (derived)")), 0)
        derived = tuple(_derived(d, n) for n, d in enumerate(computed, 1))
        ruled = items(form.get("rules", []), under(place, said("quy tắc (rules)")), 0)
        rules = tuple(_rule(r, n) for n, r in enumerate(ruled, 1))
    layout = Layout(
        code=code,
        name=name,
        period=str(period),
        sections=sections,
        derived=derived,
        rules=rules,
        warnings=_warnings(form.get("warnings", {})),
        size_cell=str(form.get("size_cell") or ""),
        note=text(form.get("note", ""), under(place, said("ghi chú (note)")), least=0),
    )
    check_whole(layout)
    return layout


def _section(data: Any, number: int) -> Section:
    place = said("Phần %(n)s", n=number)
    section = mapping(data, place, _SECTION_KEYS)
    title = text(section.get("title"), under(place, said("tên phần (title)")))
    place = f"{place} “{title}”"
    levels = levels_of(section.get("levels", []), place)
    rows = items(section.get("rows"), under(place, said("các dòng (rows)")))
    note = text(section.get("note", ""), under(place, said("ghi chú (note)")), least=0)
    found = tuple(row_of(row, said("%(place)s, dòng %(n)s", place=place, n=n), levels) for n, row in enumerate(rows, 1))
    return Section(title, found, note)


def row_of(data: Any, place: str, levels: tuple[str, ...] = ()) -> Row:
    """One row of a definition; `levels` are those of its section. Raises LayoutError at `place`."""
    row = mapping(data, place, _ROW_KEYS)
    code = code_of(row.get("code"), under(place, said("mã (code)")))
    place = f"{place} ({code})"
    name = text(row.get("name"), under(place, said("nội dung (name)")))
    levels = levels_of(row["levels"], place) if "levels" in row else levels
    kind = row.get("kind", NUMBER)
    if kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise LayoutError(said("%(place)s: loại câu hỏi (kind) phải là một trong %(kinds)s.", place=place, kinds=kinds))
    if foreign := sorted(key for key in row if key in _NUMBER_ONLY and kind != NUMBER):
        keys = ", ".join(foreign)
        raise LayoutError(said("%(place)s: khoá %(keys)s chỉ dùng cho dòng số liệu.", place=place, keys=keys))
    if "options" in row and kind != CHOICE:
        wrong = said("các lựa chọn (options) chỉ dùng cho câu hỏi chọn một (kind: choice).")
        raise LayoutError(f"{place}: {wrong}")
    shape = Row(
        code=code,
        name=name,
        unit=text(row.get("unit", ""), under(place, said("đơn vị tính (unit)")), least=0),
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
    here = under(place, said("cột (columns)"))
    columns = tuple(code_of(c, here) for c in items(row.get("columns") or [], here, 0))
    if code := twice(columns):
        raise LayoutError(said("%(place)s: cột %(code)s có hai lần.", place=place, code=code))
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
    place = said("Ô tính %(n)s", n=number)
    cell = mapping(data, place, _DERIVED_KEYS)
    code = code_of(cell.get("code"), under(place, said("mã (code)")))
    place = f"{place} ({code})"
    return Cell(
        code=code,
        row=code,
        column="",
        label=text(cell.get("name"), under(place, said("nội dung (name)"))),
        unit=text(cell.get("unit", ""), under(place, said("đơn vị tính (unit)")), least=0),
        formula=text(cell.get("formula"), under(place, said("công thức (formula)")), most=1000),
    )


def _rule(data: Any, number: int) -> Rule:
    place = said("Quy tắc %(n)s", n=number)
    rule = mapping(data, place, _RULE_KEYS)
    severity = rule.get("severity", "error")
    if severity not in {"error", "warning", "notice"}:
        raise LayoutError(said("%(place)s: severity phải là error, warning hoặc notice.", place=place))
    return Rule(
        code=code_of(rule.get("code"), under(place, said("mã (code)"))),
        formula=text(rule.get("formula"), under(place, said("công thức (formula)")), most=1000),
        message=text(rule.get("message"), under(place, said("lời báo (message)"))),
        severity=str(severity),
    )


def _warnings(data: Any) -> dict[str, Number | bool]:
    settings = mapping(data, under(said("Biểu"), said("cảnh báo (warnings)")), _WARNING_KEYS)
    result: dict[str, Number | bool] = {}
    for key, value in settings.items():
        if key == "zero":
            result[key] = flag(value, under(said("Biểu"), "warnings.zero"))
            continue
        number = limit(value, under(said("Biểu"), f"warnings.{key}"))
        if number is None or number < 0:
            raise LayoutError(said("Biểu: warnings.%(key)s phải là số không âm.", key=key))
        result[key] = number
    return result
