"""The list of whom to call as an Excel workbook: everything is text or a date, nothing is a formula or a link."""

from collections.abc import Callable, Container, Iterable
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.reports import progress
from binhdang.ui.numbers import day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 20_000
PART = 2_000
FIRST = 4


def workbook(unit: str, title: str, reports: Any, near: Callable[[Iterable[int]], Container[int]]) -> tuple[bytes, int]:
    """The workbook and its number of rows; `near` says of which units the telephone may be read.

    Raises BadInput for more than 20,000 units.
    """
    count = reports.count()
    if count > MOST:
        raise BadInput([("", _("Danh sách có %(n)s đơn vị, quá 20.000; hãy chọn một đơn vị thấp hơn.") % {"n": count})])
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Gọi điện"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    dates = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    for column, width in enumerate((10, 44, 20, 30, 18, 14, 18, 40)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(FIRST + 1, 2)
    sheet.write_string(0, 0, _("Danh sách gọi điện"), book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, unit)
    sheet.write_string(2, 0, f"{title}; {_('lập ngày')} {day(clock.today())}")
    heads = [
        _("Mã đơn vị"), _("Đơn vị"), _("Cấp"), _("Người lập báo cáo"), _("Điện thoại"), _("Hạn nộp"), _("Tình trạng"),
        _("Ghi chú"),
    ]  # fmt: skip
    for column, text in enumerate(heads):
        sheet.write_string(FIRST, column, text, head)
    for start in range(0, count, PART):
        part = list(reports[start : start + PART])
        units = [report.unit_id for report in part]
        people = progress.contacts(units, phones=near(units))
        for at, report in enumerate(part, FIRST + 1 + start):
            _write(sheet, at, report, people.get(report.unit_id), dates)
    book.close()
    return out.getvalue(), count


def _write(sheet: Any, at: int, report: Any, contact: progress.Contact | None, dates: Any) -> None:
    person = contact or progress.Contact()
    texts = [
        report.unit.code, report.unit.name, report.unit.kind.level.name, person.name or _("chưa có tài khoản"),
        person.phone, "", report.get_state_display(),
    ]  # fmt: skip
    for column, text in enumerate(texts):
        sheet.write_string(at, column, str(text))
    if report.due_on:
        sheet.write_datetime(at, 5, report.due_on, dates)
        if report.due_on < clock.today():
            late = _("quá hạn %(n)s ngày") % {"n": (clock.today() - report.due_on).days}
            sheet.write_string(at, 7, late)
