"""Tables of targets laid flat: a heading row ("TT, Chỉ tiêu, Đơn vị tính, 2025, 2030") and a row for each target."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from binhdang.calc.reader.build import Place
from binhdang.calc.reader.comparators import Quantity, quantities
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.nouns import levels_in
from binhdang.calc.reader.shapes import Clause, Milestone, Span, Target

_LABEL = re.compile(r"(?:ten )?(?:chi tieu|noi dung|muc tieu|tieu chi|ten|danh muc)")
_UNIT = re.compile(r"(?:don vi tinh|dvt|don vi$|dv tinh)")
_ASIDE = re.compile(
    r"(?:ghi chu|don vi (?:chu tri|thuc hien|phoi hop)|co quan|thoi gian|nguon|chu tri|phoi hop|tt$|stt$|so tt)"
)
_PAST = re.compile(r"(?:thuc hien|hien trang|ket qua|thuc te|uoc|th )")
_YEAR = re.compile(r"(20\d\d)")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which cell of a row is what; ``values`` are (index, year or None)."""

    label: int
    unit: int | None
    values: tuple[tuple[int, int | None], ...]
    size: int


def cells_of(source: Source, span: Span) -> list[Span]:
    """Spans of the cells of a row, empty ones kept."""
    out, begin = [], span[0]
    while True:
        tab = source.text.find("\t", begin, span[1])
        end = tab if tab >= 0 else span[1]
        out.append((begin, end))
        if tab < 0:
            return out
        begin = tab + 1


def columns_of(source: Source, span: Span) -> Columns | None:
    """The columns a heading row fixes, None when the row is no heading of a table of targets."""
    cells = cells_of(source, span)
    if len(cells) < 2:
        return None
    names = [source.flat[a:b].strip() for a, b in cells]
    label = next((i for i, n in enumerate(names) if _LABEL.match(n)), None)
    if label is None:
        return None
    unit = next((i for i, n in enumerate(names) if _UNIT.match(n)), None)
    values = []
    for index, name in enumerate(names):
        if index in (label, unit) or index < label or _ASIDE.match(name) or _PAST.match(name):
            continue
        year = _YEAR.search(name)
        values.append((index, int(year[1]) if year else None))
    return Columns(label, unit, tuple(values), len(cells)) if values else None


def row_target(source: Source, columns: Columns, clause: Clause, place: Place) -> Target | None:
    """The target of one row, None when no cell holds a value."""
    cells = cells_of(source, clause.span)
    if len(cells) < columns.size - 1 or len(cells) > columns.size + 1:
        return None
    numbered = source.text[slice(*cells[0])].strip(" .").isdigit()
    shift = -1 if len(cells) < columns.size and columns.label > 0 and not numbered else 0
    label = cells[max(0, columns.label + shift)]
    unit = source.low[slice(*cells[columns.unit])].strip() if columns.unit is not None else ""
    found: list[tuple[int | None, Quantity]] = []
    for index, year in columns.values:
        if 0 <= index + shift < len(cells):
            item = _value(source.low[slice(*cells[index + shift])].strip(), unit)
            if item:
                found.append((year, item))
    if not found:
        return None
    last = found[-1][1]
    name = source.text[slice(*label)].strip(" .;")
    who = re.sub(r"^(?i:tỷ lệ|tỉ lệ|số lượng|số)\s", "", name)
    years = tuple(Milestone(year, item.comparator, item.value) for year, item in found if year)
    return Target(
        clause_id=clause.id,
        text=source.text[slice(*clause.span)],
        population=who or None,
        comparator=last.comparator,
        value=last.value,
        unit=last.unit,
        milestones=years,
        recurrence="once" if years else None,
        condition=None,
        levels=levels_in(source.low, *label),
        confidence=round(min(0.9, place.base) * last.sure, 2),
        span=clause.span,
        value_max=last.value_max,
        counted=last.counted,
    )


def _value(cell: str, unit: str) -> Quantity | None:
    """The quantity of a value cell, its unit taken from the unit cell when the cell itself has none."""
    if not re.search(r"\d", cell):
        return None
    direct = quantities(cell, 0, len(cell))
    if direct and direct[0].unit != "count":
        return direct[0]
    percent = "%" in unit or "phần trăm" in unit or "tỷ lệ" in unit
    text = re.sub(r"(\d[\d.,]*)(?!.*\d)", r"\1%" if percent else r"\1 lượt", cell)
    items = quantities(text, 0, len(text))
    if not items:
        return None
    return items[0] if percent else replace(items[0], counted=unit or None)
