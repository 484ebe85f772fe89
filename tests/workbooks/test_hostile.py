"""What people and worse send: each is harmless, says what is wrong, and the next file is read all the same."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest
import xlsxwriter

from binhdang.calc.layout import Cell
from binhdang.calc.sheetcells import Unread, read_cell
from binhdang.kit.archives import pieces
from binhdang.kit.books import Readers, read_book


def workbook(*cells, formulas=(), merged=(), **more) -> bytes:
    """A workbook with (row, column, value) cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, **more})
    sheet = book.add_worksheet("Trang 1")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, column, value in cells:
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value, day)
        else:
            sheet.write(row, column, value)
    for row, column, text, shown in formulas:
        sheet.write_formula(row, column, text, value=shown)
    for place in merged:
        sheet.merge_range(place, "gộp")
    book.close()
    return out.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """The same workbook with parts added or replaced (`__` is a slash, a last `_` a dot)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("__", "/").replace("_", "."): body for name, body in parts.items()}
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(info.filename, old.read(info))
        for name, body in names.items():
            new.writestr(name, body)
    return out.getvalue()


def rows_of(count: int) -> bytes:
    """A sheet of many empty rows with a height, as a swept format leaves behind, and one cell."""
    rows = "".join(f'<row r="{n}" ht="15" customHeight="1"/>' for n in range(2, count + 1))
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f'{head}<row r="1"><c r="A1"><v>5</v></c></row>{rows}</sheetData></worksheet>'.encode()


def test_cells_say_what_they_are_and_formulas_and_errors_are_named():
    data = workbook(
        (0, 0, "  Nữ "), (0, 1, 12), (0, 2, 0.1 + 0.2), (0, 3, True), (0, 4, datetime(2020, 1, 5)), (0, 5, "=1+1"),
        formulas=[(1, 0, "=SUM(B1:B1)", 12), (1, 1, "=1/0", "#DIV/0!")], merged=["A4:C4"],
    )  # fmt: skip
    (sheet,) = read_book(data).sheets
    assert sheet.rows[0] == ["Nữ", 12, Decimal("0.3"), True, {"d": "2020-01-05"}, "=1+1"]
    assert (sheet.formulas, sheet.errors, sheet.merged) == (["A2", "B2"], ["B2"], ["A4:C4"])


def test_hostile_and_foreign_files_are_refused_with_a_mend_and_the_readers_live_on():
    good = workbook((0, 0, 7))
    bomb = changed(good, xl__worksheets__sheet1_xml=b"<worksheet>" + b" " * 130_000_000)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    files = {
        "far": workbook((0, 0, 1), (1048575, 16383, 1)),
        "big": bomb,
        "xls": b"\xd0\xcf\x11\xe0" + bytes(600),
        "locked": b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "html": b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>",
        "broken": changed(good, xl__worksheets__sheet1_xml=entity),
        "xlsb": changed(good, xl__workbook_bin=b"x"),
        "other": b"%PDF-1.7 ...",
        "zip": zipped(a=b"1"),
    }
    with Readers(2) as readers:
        found = dict(readers.read_all([*files.items(), ("good", good)]))
    assert {name: book.error for name, book in found.items()} == {
        **{name: name for name in files}, "far": found["far"].error, "good": ""
    }  # fmt: skip
    assert found["far"].error in {"far", "died", "big"}
    assert found["good"].sheets[0].rows == [[7]]
    assert all(book.why for name, book in found.items() if name != "good")


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), body)
    return out.getvalue()


def test_a_million_empty_rows_macros_and_links_to_other_files_do_no_harm():
    data = changed(
        workbook((0, 0, 1)),
        xl__worksheets__sheet1_xml=rows_of(1_048_576),
        xl__vbaProject_bin=b"macro",
        xl__externalLinks__externalLink1_xml=b"<externalLink/>",
        xl__media__image1_png=b"png",
    )
    book = read_book(data)
    assert book.error == ""
    assert [row for row in book.sheets[0].rows if row] == [[5]]
    assert book.notes == ["macros", "links", "objects"]


def test_a_zip_is_opened_one_level_deep_within_bounds_and_every_entry_is_accounted_for():
    bomb = zipped(a_xlsx=bytes(25_000_000), b_xlsx=b"PK data", c_zip=zipped(d=b"1"), Thumbs_db=b"x")
    found = list(pieces([("a.zip", bomb), ("b.xlsx", b""), ("c.xlsx", b"PK\3\4 broken")]))
    said = {piece.source: (bool(piece.why), piece.stray) for piece in found}
    assert said == {
        "0/a.xlsx": (True, False), "0/b.xlsx": (False, False), "0/c.zip": (True, False), "0/Thumbs.db": (True, True),
        "1": (True, False), "2": (False, False),
    }  # fmt: skip
    claims = b"PK\x03\x04" + bytes(40) + b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + bytes(10)
    assert [piece.source for piece in pieces([("many.zip", claims)]) if piece.why] == ["0"]


@pytest.mark.parametrize(
    ("raw", "whole", "expected"),
    [
        (5, True, 5),
        ("5", True, 5),
        ("1.234", True, 1234),
        ("1.234,5", False, Decimal("1234.5")),
        ("12,5", False, Decimal("12.5")),
        ("–", True, None),
        (Decimal("2.5"), False, Decimal("2.5")),
        ("1.234", False, "ambiguous"),
        ("1,234", False, "ambiguous"),
        ("1,234", True, "number"),
        ("mười", True, "number"),
        (-1, True, "negative"),
        (True, True, "bool"),
        ({"d": "1900-01-05"}, True, "date"),
        (10**18, True, "long"),
        (Decimal("0.1234567"), False, "long"),
    ],
)
def test_a_cell_is_read_when_it_has_one_reading_only(raw, whole, expected):
    cell = Cell("a.tong", "a", "tong", "A, tổng số", "người", integer=whole)
    if isinstance(expected, str):
        with pytest.raises(Unread) as unread:
            read_cell(raw, cell)
        assert unread.value.code == expected
    else:
        assert read_cell(raw, cell) == expected
