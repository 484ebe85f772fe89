"""What holds of a form as a whole: codes that stand once, parts within their rows, formulas over cells that exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from .definition import RULES, LayoutError, twice
from .formulas import FormulaError, cells_of, parse_formula
from .questions import CHOICE, FILE, NUMBER, TEXT
from .words import said

if TYPE_CHECKING:
    from .layout import Layout, Row

MAX_CELLS: Final = 2000


def check_whole(layout: Layout) -> None:
    """Raise `LayoutError`, with the code of the row at fault, for a form whose rows fit alone but not together."""
    n = len(layout.cells)
    if n > MAX_CELLS:
        raise LayoutError(said("Biểu có %(n)s ô, nhiều nhất là %(most)s.", n=n, most=MAX_CELLS))
    if code := twice([*layout.cells, *(row.code for row in layout.rows if row.kind in {TEXT, FILE, CHOICE})]):
        raise LayoutError(said("Biểu: mã ô %(code)s có hai lần.", code=code), row=code)
    if code := twice([row.code for row in layout.rows]):
        raise LayoutError(said("Biểu: mã dòng %(code)s có hai lần.", code=code), row=code)
    if code := twice([rule.code for rule in layout.rules]):
        raise LayoutError(said("Biểu: mã quy tắc %(code)s có hai lần.", code=code), part=RULES)
    rows = {row.code: row for row in layout.rows}
    for row in layout.rows:
        if row.part_of:
            _check_parent(row, rows)
    if layout.size_cell and layout.size_cell not in layout.cells:
        raise LayoutError(said("Biểu: size_cell là %(code)s, biểu không có ô này.", code=layout.size_cell))
    filled = set(layout.fills(None))
    for cell in layout.derived:
        _check_formula(cell.formula, filled, said("Ô tính %(n)s", n=cell.code))
    for rule in layout.rules:
        _check_formula(rule.formula, set(layout.cells), said("Quy tắc %(n)s", n=rule.code))


def _check_parent(row: Row, rows: Mapping[str, Row]) -> None:
    seen, at = {row.code}, row
    while at.part_of:
        parent = rows.get(at.part_of)
        if parent is None:
            message = said("Dòng %(row)s: part_of là %(code)s, biểu không có dòng này.", row=at.code, code=at.part_of)
            raise LayoutError(message, row=at.code)
        if parent.code in seen:
            message = said("Dòng %(row)s: part_of đi vòng tròn qua %(code)s.", row=row.code, code=parent.code)
            raise LayoutError(message, row=row.code)
        seen.add(parent.code)
        at = parent
    parent = rows[row.part_of]
    if parent.kind != NUMBER:
        message = said("Dòng %(row)s: dòng cha %(code)s không phải là dòng số liệu.", row=row.code, code=parent.code)
        raise LayoutError(message, row=row.code)
    if bool(row.columns) != bool(parent.columns) or (row.columns and not set(row.columns) & set(parent.columns)):
        message = said("Dòng %(row)s: không có cột chung với dòng cha %(code)s.", row=row.code, code=parent.code)
        raise LayoutError(message, row=row.code)


def _check_formula(text: str, cells: set[str], place: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        raise LayoutError(f"{place}: {error}", part=RULES) from error
    if unknown := sorted(cells_of(formula) - cells):
        codes = ", ".join(unknown)
        message = said("%(place)s: công thức dùng ô không có trong biểu: %(codes)s.", place=place, codes=codes)
        raise LayoutError(message, part=RULES)
