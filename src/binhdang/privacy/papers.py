"""What is held about a person, as files for the person: a machine's (JSON) and a sheet (.xlsx)."""

import json
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.log import record as log
from binhdang.orgs.models import Person
from binhdang.privacy import rules
from binhdang.privacy.models import PersonRequest
from binhdang.registers.core.about import Entry, Place, handed_out


def held_for(asked: PersonRequest, *, by: Person | None, how: str) -> tuple[list[Entry], list[Place]]:
    """What is held about the person of a request, and which units hold what else; reading it is logged.

    Raises Refused unless `by` reads who asked and answers for the unit. Nothing while the person is not known.
    """
    rules.check_answer(by, asked.path)
    rules.check_reads_name(by, asked)
    if asked.who is None:
        return [], []
    log("privacy.hand_out", asked, by=by, path=asked.path, how=how)
    return handed_out(by, asked.who)


def as_json(asked: PersonRequest, entries: list[Entry], elsewhere: list[Place]) -> bytes:
    """The entries for a machine, UTF-8."""
    told: dict[str, Any] = {
        "made_on": clock.today().isoformat(),
        "unit": asked.unit.name,
        "rows_elsewhere": sum(one.rows for one in elsewhere),
        "elsewhere": [{"unit": one.unit, "register": one.register, "rows": one.rows} for one in elsewhere],
        "entries": [
            {
                "register": one.register,
                "record": one.where,
                "unit": one.unit,
                "facts": [{"label": label, "text": text} for label, text in one.facts],
                "lines": [
                    {"name": name, "rows": [[{"label": a, "text": b} for a, b in row] for row in rows]}
                    for name, rows in one.lines
                ],
            }
            for one in entries
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_sheet(entries: list[Entry], elsewhere: list[Place]) -> bytes:
    """The entries as .xlsx, one fact a row, and which units hold what else; every text stays text."""
    out = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    sheet = book.add_worksheet(_("Dữ liệu của tôi")[:31])
    sheet.write_row(0, 0, [_("Sổ"), _("Hồ sơ"), _("Đơn vị"), _("Mục"), _("Nội dung")], book.add_format({"bold": True}))
    sheet.set_column(0, 4, 28)
    rows = [row for one in entries for row in _rows(one)]
    rows += [[one.register, "", one.unit, _("Số dòng do đơn vị này giữ"), str(one.rows)] for one in elsewhere]
    for at, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text)
    book.close()
    return out.getvalue()


def _rows(one: Entry) -> list[list[str]]:
    head = [one.register, one.where, one.unit]
    rows = [[*head, label, text] for label, text in one.facts]
    for name, lines in one.lines:
        rows += [[*head, name, "; ".join(f"{label}: {text}" for label, text in line if text)] for line in lines]
    return rows
