"""Reading a file of values (`unit,period,cell,value`) and checking every row before anything is written.

Pure of writing: it turns text into `Incoming` answers, or into a list of problems with the row of each.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from binhdang.calc import cells, periods
from binhdang.calc.cells import NOT_APPLICABLE, Value
from binhdang.calc.periods import Period
from binhdang.kit.errors import BadInput

HEADER = ("unit", "period", "cell", "value")
MOST_PROBLEMS = 1000
_GIVEN_EMPTY = object()


@dataclass
class Incoming:
    """The answers of a file: (unit code, period key) -> one slot per cell of the form, None where nothing came."""

    width: int
    periods: dict[str, Period] = field(default_factory=dict)
    answers: dict[tuple[str, str], list[Value | None]] = field(default_factory=dict)
    rows: int = 0


class _Problems:
    """Collects problems; keeps the first thousand in full and counts the rest."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str]] = []
        self.more = 0

    def add(self, line: int, message: str) -> None:
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append((f"dòng {line}", message))
        else:
            self.more += 1

    def stop_if_any(self, rows: int) -> None:
        if not rows and not self.kept:
            self.kept.append(("", "tệp không có dòng số liệu nào dưới dòng tiêu đề."))
        if self.more:
            self.kept.append(("", f"và {self.more} lỗi khác; sửa các lỗi trên rồi nhập lại."))
        if self.kept:
            raise BadInput(self.kept)


def read_values(
    lines: Iterable[str], *, order: list[str], kind: str, units: Mapping[str, object], form_name: str
) -> Incoming:
    """Read the rows of a values file for a form with cells `order` and period kind `kind`.

    `units` maps the codes of all units that may be named. An empty value is missing, `KAD` is not applicable, numbers
    are plain decimals. Raises `BadInput` with every problem (row, what is wrong, how to mend it).
    """
    incoming, problems = Incoming(width=len(order)), _Problems()
    rows = _rows(lines, problems)
    index = {code: i for i, code in enumerate(order)}
    answers, seen_periods = incoming.answers, dict[str, str]()
    last_key: tuple[str, str] | None = None
    slots: list[Any] = []
    for line, row in rows:
        if len(row) != 4:
            if any(part.strip() for part in row):
                problems.add(line, f"có {len(row)} cột, cần đủ 4 cột unit,period,cell,value.")
            continue
        unit, period, cell, text = row
        key = (unit, period)
        if key != last_key:
            known = _known_key(line, key, incoming, units, kind, seen_periods, problems)
            last_key = key
            slots = answers.setdefault(known, [None] * len(order)) if known else []
        if not slots:
            continue
        at = index.get(cell)
        if at is None:
            at = index.get(cell.strip())
            if at is None:
                problems.add(line, f"biểu {form_name} không có ô “{cell[:60]}”. Xem mã ô trong tệp biểu.")
                continue
        if slots[at] is not None:
            problems.add(line, f"ô {cell} của đơn vị {unit}, kỳ {period} đã có ở dòng trước. Giữ lại một dòng.")
            continue
        slots[at] = (
            int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else _value(line, text, problems)
        )
        incoming.rows += 1
    problems.stop_if_any(incoming.rows)
    for slots in answers.values():
        for at, value in enumerate(slots):
            if value is _GIVEN_EMPTY:
                slots[at] = None
    return incoming


def _rows(lines: Iterable[str], problems: _Problems) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows after the header; a broken row is a problem with its number, and reading goes on."""
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip().lower().lstrip("\ufeff") for name in next(reader, [])]
    except csv.Error as error:
        raise BadInput([("dòng 1", f"không đọc được dòng tiêu đề ({error}).")]) from error
    if tuple(header) != HEADER:
        raise BadInput([("dòng 1", "tiêu đề phải là unit,period,cell,value.")])
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(reader.line_num, f"dòng hỏng, không tách được cột ({error}).")
            continue
        yield reader.line_num, row


def _known_key(
    line: int,
    key: tuple[str, str],
    incoming: Incoming,
    units: Mapping[str, object],
    kind: str,
    seen: dict[str, str],
    problems: _Problems,
) -> tuple[str, str] | None:
    """The cleaned (unit, period) of a row, or None after noting what is wrong with it."""
    unit, text = key[0].strip(), key[1]
    if unit not in units:
        problems.add(line, f"không có đơn vị mã “{unit[:60]}”. Nhập đơn vị trước, hoặc sửa mã.")
        return None
    if text not in seen:
        try:
            period = periods.parse_period(text)
        except periods.PeriodError as error:
            problems.add(line, str(error))
            return None
        if period.kind != kind:
            problems.add(line, f"kỳ {period.key} không hợp với biểu này (biểu theo kỳ {KIND_NAMES[kind]}).")
            return None
        seen[text] = period.key
        incoming.periods[period.key] = period
    return unit, seen[text]


KIND_NAMES = {
    "month": "tháng",
    "quarter": "quý",
    "half": "sáu tháng",
    "year": "năm",
    "cutoff": "mốc 31/5, 30/11",
    "phase": "giai đoạn",
    "once": "một lần",
}


def _value(line: int, text: str, problems: _Problems) -> object:
    """One value; `_GIVEN_EMPTY` marks an empty one so that a second row for the cell is still noticed."""
    body = text.strip()
    if not body:
        return _GIVEN_EMPTY
    if body == "KAD":
        return NOT_APPLICABLE
    try:
        number: int | Decimal = cells.parse_exact(body)
    except cells.CellError as error:
        problems.add(line, str(error))
        return _GIVEN_EMPTY
    return number
