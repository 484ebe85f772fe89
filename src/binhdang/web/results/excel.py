"""The matrix as an Excel workbook: texts stay texts, figures stay figures, nothing is a formula."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from binhdang.calc.verdicts import WORDS
from binhdang.evaluation.matrix import Matrix, Row
from binhdang.ui.numbers import day
from binhdang.web.context import WorkContext
from binhdang.web.frame import period_label
from binhdang.web.results.shown import excel_number, threshold_text

FIRST = 6


def workbook(work: WorkContext, found: Matrix, basis_name: str) -> bytes:
    """One sheet: for each target the percentage, both sides of the fraction and the verdict; the total row first."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Kết quả"))
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    title = book.add_format({"bold": True, "font_size": 14})
    formats = {"share": book.add_format({"num_format": "0.0%"}), "plain": book.add_format({"num_format": "#,##0.##"})}
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 200, 12)
    sheet.freeze_panes(FIRST + 1, 1)
    sheet.write_string(0, 0, _("Kết quả chỉ tiêu theo đơn vị"), title)
    sheet.write_string(1, 0, found.plan.title)
    said = f"{work.unit.name}; {period_label(work.period)}; {basis_name}"
    if work.standing:
        said += "; " + _("theo cơ cấu ngày %(day)s") % {"day": day(work.as_of)}
    sheet.write_string(2, 0, said)
    sheet.write_string(3, 0, _("Cập nhật %(at)s") % {"at": day(found.updated_at)})
    sheet.write_string(4, 0, _("Ô trống: chưa có số liệu. KAD: không áp dụng. Hàng đầu cộng tử số và mẫu số."))
    heads = [_("Đơn vị"), _("Đã nộp"), _("Phải nộp")]
    for asked in found.asked:
        name = f"{asked.target.code} {asked.target.name} ({threshold_text(asked.aim)})"
        heads += [name, _("Tử số"), _("Mẫu số"), _("Kết luận")]
    for column, text in enumerate(heads):
        sheet.write_string(FIRST, column, text, head)
    for number, row in enumerate((found.total, *found.rows), FIRST + 1):
        _write(sheet, number, row, bold if row is found.total else None, formats)
    book.close()
    return out.getvalue()


def _write(sheet, at: int, row: Row, bold, formats: dict) -> None:  # type: ignore[no-untyped-def]
    name = f"{row.unit.name} ({_('cơ quan cấp này')})" if row.own else row.unit.name
    sheet.write_string(at, 0, name, bold)
    sheet.write_number(at, 1, row.reported)
    sheet.write_number(at, 2, row.expected)
    for place, result in enumerate(row.results):
        column, given = 3 + 4 * place, result.verdict
        shape = formats["share" if result.aim.unit == "percent" and result.aim.kind != "count" else "plain"]
        value = excel_number(given.value)
        if given.word == "kad":
            sheet.write_string(at, column, "KAD")
        elif value is not None:
            sheet.write_number(at, column, value, shape)
        if given.numerator is not None:
            sheet.write_number(at, column + 1, given.numerator)
        if given.denominator is not None and result.aim.kind != "count":
            sheet.write_number(at, column + 2, given.denominator)
        sheet.write_string(at, column + 3, _(WORDS[given.word]) + (f" ({_('tạm thời')})" if given.provisional else ""))
