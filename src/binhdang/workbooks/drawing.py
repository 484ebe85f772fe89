"""The parts of a sheet that is handed out: formats, typed cells, the hidden mark. Text is typed as text, always."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from binhdang.calc.cells import NotApplicable, Value, plain
from binhdang.calc.layout import Cell, Row
from binhdang.calc.questions import CHOICE, NUMBER, TEXT, YES_NO
from binhdang.calc.sheetcells import shown
from binhdang.calc.sheetmap import Mark, letters

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
EXACT_DIGITS = 15
LONGEST_LIST = 250
FLAG = [0, 1]


class Pen:
    """A workbook being drawn: its formats, and the hidden sheet of long lists of choices."""

    def __init__(self, target: Any, *, constant_memory: bool = False) -> None:
        self.book = xlsxwriter.Workbook(target, {**OPTIONS, "constant_memory": constant_memory})
        box = {"border": 1, "border_color": "#C9C7BE", "valign": "vcenter"}
        locked = {**box, "bg_color": "#F1F0EA"}
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.bold = self.book.add_format({"bold": True})
        self.soft = self.book.add_format({"font_color": "#5B5B54", "text_wrap": False})
        self.head = self.book.add_format({**locked, "bold": True, "text_wrap": True, "align": "center"})
        self.band = self.book.add_format({**locked, "bold": True})
        self.label = self.book.add_format({**locked, "text_wrap": True})
        self.child = self.book.add_format({**locked, "text_wrap": True, "indent": 2})
        self.before = self.book.add_format({**locked, "align": "right", "font_color": "#5B5B54"})
        self.entry = self.book.add_format({**box, "locked": False, "align": "right"})
        self.whole = self.book.add_format({**box, "locked": False, "align": "right", "num_format": "#,##0"})
        self.words = self.book.add_format({**box, "locked": False, "text_wrap": True, "num_format": "@"})
        self.bad = self.book.add_format({**box, "locked": False, "align": "right", "bg_color": "#FBE3E0"})
        self._lists: Any = None
        self._listed: dict[tuple[str, ...], str] = {}

    def mark(self, sheet: Any, mark: Mark, column: int, tokens: dict[int, str]) -> None:
        """Write the mark and what each column is into the first two rows, hidden."""
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.write_string(0, column, mark.text())
        for at, token in tokens.items():
            sheet.write_string(1, at, token)
        sheet.set_column(column, column, 2, None, {"hidden": True})
        self.book.set_custom_property("binhdang", mark.text()[:255])

    def value(self, sheet: Any, row: int, column: int, value: Value | None, shape: Any) -> None:
        """Write a value so that it is read back exactly; nothing for a missing one."""
        if value is None:
            sheet.write_blank(row, column, None, shape)
        elif isinstance(value, NotApplicable):
            sheet.write_string(row, column, "KAD", shape)
        elif sum(map(str.isdigit, plain(value))) > EXACT_DIGITS:
            sheet.write_string(row, column, plain(value).replace(".", ","), shape)
        else:
            sheet.write_number(row, column, value, shape)

    def raw(self, sheet: Any, row: int, column: int, raw: Any, shape: Any = None) -> None:
        """Write a cell as it was read from somebody's sheet."""
        if isinstance(raw, bool):
            sheet.write_boolean(row, column, raw, shape)
        elif isinstance(raw, int | Decimal):
            self.value(sheet, row, column, raw, shape)
        elif raw != "":
            sheet.write_string(row, column, shown(raw) if isinstance(raw, dict) else raw[:32000], shape)

    def shape(self, cell: Cell) -> Any:
        """The format of a cell for numbers."""
        return self.whole if cell.integer else self.entry

    def asks(self, sheet: Any, rows: tuple[int, int], column: int, row: Row, cell: Cell | None) -> None:
        """Let cells take what the form takes there only: whole numbers from 0 on, one of a list."""
        first, last = rows
        where = (first, column, last, column)
        if row.kind == TEXT:
            return
        if row.kind in (YES_NO, CHOICE):
            names = [option.name for option in row.options] or [_("Có"), _("Không")]
            sheet.data_validation(*where, self._list(names + ["KAD"] * row.kad))
        elif cell is not None and cell.integer and cell.least == 0 and cell.most == 1:
            sheet.data_validation(*where, self._list(["1", "0"] + ["KAD"] * cell.kad))
        elif cell is not None and row.kind == NUMBER:
            sheet.data_validation(*where, _number_rule(cell, f"{letters(column + 1)}{first + 1}"))

    def _list(self, names: list[str]) -> dict[str, Any]:
        words = {"error_title": _("Chọn trong danh sách"), "error_message": _("Chọn một trong các câu trả lời có sẵn.")}
        if len(",".join(names)) <= LONGEST_LIST and not any("," in name for name in names):
            return {"validate": "list", "source": names, **words}
        return {"validate": "list", "source": self._place(tuple(names)), **words}

    def _place(self, names: tuple[str, ...]) -> str:
        """Where a long list stands on the hidden sheet of lists."""
        if names not in self._listed:
            if self._lists is None:
                self._lists = self.book.add_worksheet("Danh mục")
                self._lists.write_string(0, 0, Mark("", 0, "", "", "reference").text())
                self._lists.very_hidden()
            column = len(self._listed) + 1
            for at, name in enumerate(names):
                self._lists.write_string(at + 1, column, name)
            letter = letters(column + 1)
            self._listed[names] = f"='Danh mục'!${letter}$2:${letter}${len(names) + 1}"
        return self._listed[names]

    def protect(self, sheet: Any) -> None:
        """Lock the labels, without a password: it saves from slips, it keeps nobody out."""
        allowed = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
        sheet.protect("", allowed)


def _number_rule(cell: Cell, at: str) -> dict[str, Any]:
    least = cell.least if cell.least is not None else 0
    kind = _("số nguyên") if cell.integer else _("số")
    said = _("Nhập %(kind)s từ %(least)s trở lên.") % {"kind": kind, "least": plain(least)}
    words = {"error_title": _("Không nhận giá trị này"), "error_message": said + (" KAD." if cell.kad else "")}
    if not cell.kad:
        value = int(least) if cell.integer else float(least)
        return {"validate": "integer" if cell.integer else "decimal", "criteria": ">=", "value": value, **words}
    whole = f",{at}=INT({at})" if cell.integer else ""
    rule = f'=OR(UPPER({at})="KAD",{at}="–",AND(ISNUMBER({at}),{at}>={plain(least)}{whole}))'
    return {"validate": "custom", "value": rule, **words}
