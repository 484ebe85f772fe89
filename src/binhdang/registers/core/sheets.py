"""Excel out: records as a sheet whose columns are the fields of the register's form, ready to come back."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django import forms
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.registers.core.register import Register

UNIT = "Mã đơn vị"
DAY = {"num_format": "dd/mm/yyyy", "align": "left"}
YES, NO = {"co", "x", "1", "dung", "yes", "true"}, {"", "khong", "0", "sai", "no", "false"}


def columns_of(register: Register) -> dict[str, forms.Field]:
    """Name -> field, of what a sheet of the register carries (files and links to other records stay on the page)."""
    every = register.form.base_fields
    return {name: f for name, f in every.items() if not isinstance(f, forms.FileField | forms.ModelChoiceField)}


def workbook(
    register: Register,
    records: Iterator[Any],
    *,
    hidden: Callable[[Any], bool],
    more: Callable[[Any], None] = lambda book: None,
) -> bytes:
    """The records as .xlsx, one a row, to change and bring back; `hidden` blanks what is sensitive and says so, `more`
    adds further sheets."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet(str(register.name)[:31])
    columns = columns_of(register)
    head, day = book.add_format({"bold": True, "text_wrap": True, "bottom": 1}), book.add_format(DAY)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(columns), 18)
    for at, title in enumerate([UNIT, *(str(f.label) for f in columns.values())]):
        sheet.write_string(0, at, title, head)
    closed: set[str] = set()
    for row, record in enumerate(records, 1):
        sheet.write_string(row, 0, record.unit.code)
        blank = register.sensitive if hidden(record) else frozenset()
        closed |= blank
        for at, (name, one) in enumerate(columns.items(), 1):
            if name not in blank:
                put(sheet, (row, at), one, getattr(record, name), day)
    for at, (name, one) in enumerate(columns.items(), 1):
        if name in closed:
            sheet.write_comment(
                0, at, _("Ô trống ở hồ sơ mà bạn không có quyền xem; nhập lại không làm mất số đang lưu.")
            )
        choices = [str(label) for value, label in getattr(one, "choices", []) if value != ""]
        if choices and len(", ".join(choices)) < 250:
            sheet.data_validation(1, at, 10_000, at, {"validate": "list", "source": choices, "ignore_blank": True})
    more(book)
    book.close()
    return out.getvalue()


def put(sheet: Any, place: tuple[int, int], one: forms.Field, value: Any, day: Any) -> None:
    """Write the value of a field into a cell (row, column): whole numbers and days as such, all else as its text."""
    if isinstance(one, forms.DateField) and isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    elif type(one) is forms.IntegerField and isinstance(value, int):
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, text_of(one, value))


def text_of(one: forms.Field, value: Any) -> str:
    """The value of a field as a sheet carries it."""
    if hasattr(one, "as_text"):
        return str(one.as_text(value))
    if isinstance(one, forms.BooleanField):
        return _("Có") if value else _("Không")
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(dict(getattr(one, "choices", [])).get(value, value))


def choices_of(one: forms.Field) -> dict[str, Any]:
    """The choices of a field by their labels, as a sheet names them."""
    return {search_key(str(label)): value for value, label in getattr(one, "choices", []) if value != ""}


def plain_of(one: forms.Field, text: str, choices: Mapping[str, Any]) -> Any:
    """The text of a cell as the form takes it: a label becomes its value (`choices_of`), "có" becomes yes."""
    if isinstance(one, forms.BooleanField):
        folded = search_key(text)
        return True if folded in YES else False if folded in NO else text
    if choices:
        return choices.get(search_key(text), text)
    if isinstance(one, forms.DateField) and len(text) == 10 and text[4] == "-":
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    return text
