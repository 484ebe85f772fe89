"""Tables as people send them: a workbook made to burst harms nobody."""

import io

import pytest
import xlsxwriter

from binhdang.kit import sheets
from binhdang.kit.errors import BadInput


def workbook(cells: dict[str, str]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for place, text in cells.items():
        sheet.write_string(place, text)
    book.close()
    return out.getvalue()


def test_a_workbook_gives_its_rows_with_their_numbers():
    assert sheets.read_table(workbook({"A1": "code", "A3": "K1", "B3": "Đơn vị"})) == [
        (1, ["code", ""]),
        (3, ["K1", "Đơn vị"]),
    ]


def test_a_workbook_with_a_cell_in_the_last_corner_is_refused_and_does_not_end_the_server():
    with pytest.raises(BadInput) as bad:
        sheets.read_table(workbook({"A1": "code", "XFD1048576": "x"}))
    assert "Excel" in bad.value.problems[0][1]


def test_what_only_looks_like_a_workbook_is_refused():
    with pytest.raises(BadInput):
        sheets.read_table(b"PK\x03\x04 nothing more")
