"""The sheets that are handed out: one unit in the unions' columns, all units below with a row each, or blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from binhdang.calc import cells
from binhdang.calc.answers import chosen
from binhdang.calc.cells import Value
from binhdang.calc.layout import COLUMN_NAMES, Layout, Row
from binhdang.calc.periods import label_vi, parse_period
from binhdang.calc.questions import CHOICE, FILE, NUMBER, TEXT, YES_NO
from binhdang.calc.sheetmap import Mark, cell_at, value_columns
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.reports import checks
from binhdang.reports.models import Report
from binhdang.workbooks.drawing import Pen

FIRST_DATA = 9
HEAD_ROWS = 3
SAID_EVERY = 200
Say = Callable[[int, int], None]


@dataclass
class OneSheet:
    """What a sheet of one unit shows. `raws` are cells as somebody wrote them, `comments` what is wrong with them."""

    form: FormVersion
    period_key: str
    level: str | None = None
    unit_code: str = ""
    unit_name: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    last: Mapping[str, Value] = field(default_factory=dict)
    last_key: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    raws: Mapping[str, Any] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    """What is wrong with the sheet as a whole."""


def of_report(report: Report) -> OneSheet:
    """The sheet of a report as it stands, last period beside."""
    return OneSheet(
        report.form,
        report.period_key,
        report.level_code,
        report.unit.code,
        report.unit.name,
        checks.values_of(report),
        checks.last_of(report),
        report.last_period_key,
        report.notes,
        report.texts,
    )


def one_unit(sheets: Sequence[OneSheet]) -> bytes:
    """A workbook with a sheet for each of these units."""
    target = BytesIO()
    pen = Pen(target)
    names: set[str] = set()
    for sheet in sheets:
        draw_one(pen, pen.book.add_worksheet(sheet_name(sheet.unit_code or sheet.form.data_set.code, names)), sheet)
    pen.book.close()
    return target.getvalue()


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts, once."""
    base = "".join("_" if letter in "[]:*?/\\'" else letter for letter in text)[:27] or "1"
    name, number = base, 1
    while name.lower() in taken or name == "Danh mục":
        number += 1
        name = f"{base} {number}"
    taken.add(name.lower())
    return name


def draw_one(pen: Pen, sheet: Any, about: OneSheet) -> None:
    """Draw one unit's sheet: sections, the unions' columns, last period beside, the mark."""
    layout, columns = layout_of(about.form), value_columns(layout_of(about.form))
    note = 3 + 2 * len(columns)
    tokens = {0: "@no", 1: "@what", 2: "@measure", note: "@note", note + 1: "@row"}
    tokens |= {3 + n: token for n, token in enumerate(columns)}
    tokens |= {3 + len(columns) + n: f"@last.{token}" for n, token in enumerate(columns)}
    mark = Mark(about.form.data_set.code, about.form.version, about.unit_code, about.period_key, "one")
    pen.mark(sheet, mark, note + 1, tokens)
    _draw_top(pen, sheet, about, layout, note)
    _draw_heads(pen, sheet, about, columns, note)
    at, count = FIRST_DATA, 0
    for section in layout.sections:
        rows = [row for row in section.rows if row.asks(about.level)]
        if not rows:
            continue
        sheet.write_string(at, 0, "", pen.band)
        sheet.write_string(at, 1, section.title, pen.band)
        for column in range(2, note + 1):
            sheet.write_blank(at, column, None, pen.band)
        sheet.write_string(at, note + 1, "@section")
        at += 1
        for row in rows:
            count += 1
            _draw_row(pen, sheet, about, row, columns, at, count)
            at += 1
    sheet.freeze_panes(FIRST_DATA, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_DATA - 1)
    pen.protect(sheet)


def _draw_top(pen: Pen, sheet: Any, about: OneSheet, layout: Layout, note: int) -> None:
    sheet.write_string(2, 1, f"{layout.name}, {label_vi(parse_period(about.period_key)).lower()}", pen.title)
    sheet.write_string(3, 1, f"{_('Đơn vị')}: {about.unit_name}" if about.unit_name else _("Đơn vị"), pen.bold)
    sheet.write_string(4, 1, _("Mã đơn vị"), pen.bold)
    sheet.write_string(4, 3, about.unit_code, pen.label if about.unit_code else pen.words)
    sheet.write_string(4, note + 1, "@unit")
    sheet.write_string(5, 1, _("Nhập số vào các ô trắng. 0: số không; để trống: chưa có số liệu; KAD: không áp dụng."))
    sheet.write_string(6, 1, _("Nộp tệp này ở trang Excel của phần mềm; không cần đổi tên tệp."), pen.soft)
    if about.above:
        sheet.write_string(7, 1, " ".join(about.above)[:2000], pen.bad)


def _draw_heads(pen: Pen, sheet: Any, about: OneSheet, columns: Sequence[str], note: int) -> None:
    before = label_vi(parse_period(about.last_key)) if about.last_key else _("Kỳ trước")
    heads = [_("TT"), _("Nội dung"), _("Đơn vị tính"), *(COLUMN_NAMES.get(c, c) for c in columns)]
    heads += [f"{before}: {COLUMN_NAMES.get(c, c).lower()}" for c in columns]
    heads.append(_("Ghi chú"))
    for column, text in enumerate(heads):
        sheet.write_string(FIRST_DATA - 1, column, text, pen.head)
    sheet.write_string(FIRST_DATA - 1, note + 1, "@head")
    widths = [5, 58, 14, *[13] * (2 * len(columns)), 32]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _draw_row(pen: Pen, sheet: Any, about: OneSheet, row: Row, columns: Sequence[str], at: int, count: int) -> None:
    note = 3 + 2 * len(columns)
    sheet.write_number(at, 0, count, pen.label)
    sheet.write_string(at, 1, row.name, pen.child if row.part_of else pen.label)
    sheet.write_string(at, 2, row.unit, pen.label)
    for number, column in enumerate(columns):
        cell = cell_at(row, column, columns[0]) if row.kind == NUMBER else None
        if cell is not None:
            pen.value(sheet, at, 3 + number, about.values.get(cell.code), pen.shape(cell))
            pen.asks(sheet, (at, at), 3 + number, row, cell)
            pen.value(sheet, at, 3 + len(columns) + number, about.last.get(cell.code), pen.before)
        elif row.kind not in (NUMBER, FILE) and number == 0:
            _draw_answer(pen, sheet, about, row, at)
        else:
            sheet.write_blank(at, 3 + number, None, pen.label)
            sheet.write_blank(at, 3 + len(columns) + number, None, pen.before)
        _annotate(pen, sheet, about, cell.code if cell else row.code if number == 0 else "", at, 3 + number)
    remark = about.remarks.get(row.code, "")
    if row.kind == FILE:
        remark = _("Nộp tệp đính kèm trên biểu của phần mềm.")
    sheet.write_string(at, note, remark, pen.label if row.kind == FILE else pen.words)
    sheet.write_string(at, note + 1, row.code)


def _draw_answer(pen: Pen, sheet: Any, about: OneSheet, row: Row, at: int) -> None:
    text = about.texts.get(row.code, "") if row.kind == TEXT else answer_of(row, about.values)
    sheet.write_string(at, 3, text, pen.words)
    pen.asks(sheet, (at, at), 3, row, None)
    sheet.write_string(at, 3 + len(value_columns(layout_of(about.form))), answer_of(row, about.last), pen.before)


def answer_of(row: Row, values: Mapping[str, Value]) -> str:
    """The answer to a yes/no question or a choice in the words of the sheet."""
    if row.kind not in (YES_NO, CHOICE):
        return ""
    code = chosen(row, values)
    words = {"co": _("Có"), "khong": _("Không")} if row.kind == YES_NO else {o.code: o.name for o in row.options}
    return words.get(code, code)


def _annotate(pen: Pen, sheet: Any, about: OneSheet, code: str, at: int, column: int) -> None:
    if code in about.raws:
        pen.raw(sheet, at, column, about.raws[code], pen.bad)
    if code in about.comments:
        if about.raws.get(code, "") == "":
            sheet.write_blank(at, column, None, pen.bad)
        sheet.write_comment(at, column, about.comments[code][:1000], {"x_scale": 2})


def units_below(
    form: FormVersion, period_key: str, reports: Sequence[Report], say: Say = lambda done, total: None
) -> bytes:
    """One sheet with a row for each report (fetched with its unit), and a second sheet with the last period."""
    target = BytesIO()
    pen = Pen(target, constant_memory=True)
    total = 2 * len(reports)
    _draw_many(pen, form, period_key, reports, last=False, say=lambda done: say(done, total))
    _draw_many(pen, form, period_key, reports, last=True, say=lambda done: say(len(reports) + done, total))
    pen.book.close()
    return target.getvalue()


def _draw_many(
    pen: Pen, form: FormVersion, period_key: str, reports: Sequence[Report], *, last: bool, say: Callable[[int], None]
) -> None:
    layout = layout_of(form)
    sheet = pen.book.add_worksheet(_("Kỳ trước") if last else form.data_set.code[:31])
    asked = _asked(layout)
    end = 2 + len(asked)
    tokens = {0: "@unit", 1: "@name", end: "@code"} | {2 + n: token for n, (token, *_rest) in enumerate(asked)}
    mark = Mark(form.data_set.code, form.version, "", period_key, "reference" if last else "many")
    pen.mark(sheet, mark, end, tokens)
    _draw_many_heads(pen, sheet, asked, end)
    top = 2 + HEAD_ROWS
    for at, report in enumerate(reports, top):
        packed = report.last_values if last else report.values
        values = cells.unpack(packed, report.form.cell_order) if packed else {}
        _draw_unit(pen, sheet, report, values, asked, at, last=last)
        if at % SAID_EVERY == 0:
            say(at - top)
    if not last and reports:
        for number, (_token, row, cell, *_rest) in enumerate(asked):
            pen.asks(sheet, (top, top + len(reports) - 1), 2 + number, row, cell)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, end - 1, 12)
    sheet.freeze_panes(top, 2)
    pen.protect(sheet)


def _asked(layout: Layout) -> list[tuple[str, Row, Any, str]]:
    """(token, row, cell or None, section title) of every column of a sheet with a row a unit."""
    found: list[tuple[str, Row, Any, str]] = []
    for section in layout.sections:
        for row in section.rows:
            if row.kind == NUMBER:
                found += [(cell.code, row, cell, section.title) for cell in row.cells if not cell.formula]
            elif row.kind != FILE:
                found.append((row.code, row, None, section.title))
    return found


def _draw_many_heads(pen: Pen, sheet: Any, asked: list[tuple[str, Row, Any, str]], end: int) -> None:
    """The three rows of the head, from top to bottom (the book keeps one row in memory)."""
    sheet.set_row(3, 75)
    sections = [title for _token, _row, _cell, title in asked]
    fresh = [title if at == 0 or title != sections[at - 1] else "" for at, title in enumerate(sections)]
    names = [row.name + (f" ({row.unit})" if row.unit else "") for _token, row, _cell, _title in asked]
    labels = [_column_name(cell) for _token, _row, cell, _title in asked]
    starts = [("", ""), ("", ""), (_("Mã đơn vị"), _("Tên đơn vị"))]
    for line, (start, texts) in enumerate(zip(starts, (fresh, names, labels), strict=True)):
        for column, text in enumerate([*start, *texts]):
            sheet.write_string(2 + line, column, text, pen.head)
        sheet.write_string(2 + line, end, "@head")


def _column_name(cell: Any) -> str:
    if cell is None:
        return _("Trả lời")
    return COLUMN_NAMES.get(cell.column, cell.column) if cell.column else _("Số lượng")


def _draw_unit(
    pen: Pen, sheet: Any, report: Report, values: Mapping[str, Value], asked: Sequence[Any], at: int, *, last: bool
) -> None:
    sheet.write_string(at, 0, report.unit.code, pen.label)
    sheet.write_string(at, 1, report.unit.name, pen.label)
    for number, (_token, row, cell, _title) in enumerate(asked):
        column = 2 + number
        if not row.asks(report.level_code) or (cell is not None and not _fills(cell, report.level_code)):
            sheet.write_blank(at, column, None, pen.label)
        elif cell is not None:
            pen.value(sheet, at, column, values.get(cell.code), pen.before if last else pen.shape(cell))
        else:
            text = report.texts.get(row.code, "") if row.kind == TEXT and not last else answer_of(row, values)
            sheet.write_string(at, column, text, pen.before if last else pen.words)


def _fills(cell: Any, level: str) -> bool:
    return not cell.levels or level in cell.levels
