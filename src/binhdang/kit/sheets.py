"""Tables as people send them: CSV in the encodings that spreadsheets write, or an Excel workbook's first sheet."""

import codecs
import csv
import io
import unicodedata
from decimal import Decimal
from typing import Any

from binhdang.kit.books import Book, Sheet, read_book
from binhdang.kit.errors import BadInput

MAX_BYTES = 40 * 1024 * 1024
MAX_FIELD = 64 * 1024
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def read_table(data: bytes, name: str = "") -> list[tuple[int, list[str]]]:
    """The non-empty rows of a file as (row number in the file, cells as composed text); of a workbook the sheet called
    `name`, else its first.

    Dates of a workbook become ISO days, whole numbers lose their ".0". Raises BadInput naming the place.
    """
    if not data.strip():
        raise BadInput([("", "Tệp trống.")])
    if len(data) > MAX_BYTES:
        raise BadInput([("", "Tệp lớn hơn 40 MB; hãy chia nhỏ.")])
    rows = _excel(data, name) if data.startswith(EXCEL) else csv_rows(data)
    return [(number, cells) for number, cells in rows if any(cells)]


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with mark or Windows-1258. Raises BadInput for anything else."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in [encoding] if encoding else ["utf-8", "cp1258"]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            continue
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise BadInput([(f"dòng {line}", "Có ký tự rỗng (NUL); tệp hỏng hoặc không phải tệp văn bản.")])
        return unicodedata.normalize("NFC", text)
    raise BadInput([(f"dòng {line}", "Chữ sai bảng mã; hãy lưu lại tệp ở dạng “CSV UTF-8”.")])


def csv_rows(data: bytes) -> list[tuple[int, list[str]]]:
    """Every row of a text table as (row number, cells): comma, semicolon or tab. Raises BadInput naming the place."""
    text = decode(data)
    first = text.split("\n", 1)[0]
    if len(first) > MAX_FIELD:
        raise BadInput([("dòng 1", "Dòng dài hơn 64 kB; đây không phải tệp CSV đúng dạng.")])
    delimiter = "\t" if "\t" in text[:4000] else max(",;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    before = csv.field_size_limit(MAX_FIELD)
    try:
        start = 1
        for row in reader:
            rows.append((start, [" ".join(cell.split()) for cell in row]))
            start = reader.line_num + 1
    except csv.Error:
        message = "Dòng hỏng, không tách được cột: kiểm tra dấu ngoặc kép, hoặc ô dài hơn 64 kB."
        raise BadInput([(f"dòng {reader.line_num}", message)])
    finally:
        csv.field_size_limit(before)
    return rows


def text_of(cell: Any) -> str:
    """A workbook's cell as text: numbers plainly, dates as ISO days."""
    if isinstance(cell, dict):
        return str(cell["d"])
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _excel(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    book = read_book(data)
    if book.error:
        raise BadInput([("", book.why)])
    sheet = next((one for one in book.sheets if one.name == name), book.sheets[0])
    if sheet.formulas:
        message = "Ô có công thức; chép rồi dán giá trị (Paste Values) vào chính ô đó, lưu lại rồi tải lên."
        raise BadInput([(f"ô {place}", message) for place in sheet.formulas])
    width = max(map(len, sheet.rows), default=0)
    rows = [[text_of(cell) for cell in row] for row in sheet.rows]
    return [(number, row + [""] * (width - len(row))) for number, row in enumerate(rows, 1)]


def is_text(data: bytes) -> bool:
    """Whether a file is a table as text (CSV, or what was pasted) and no workbook, page or picture."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    binary = data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")) or head.startswith(b"<")
    return not binary and (b"\0" not in head or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))


def book_of_text(data: bytes) -> Book:
    """A table as text (comma, semicolon or tab) as a book of one sheet; one that cannot be read says where."""
    try:
        rows = csv_rows(data)
    except BadInput as bad:
        place, message = bad.problems[0]
        return Book(error=f"{place}: {message}" if place else message)
    grid: list[list[Any]] = [[] for _n in range(max((number for number, _cells in rows), default=0))]
    for number, cells in rows:
        grid[number - 1] = list(cells)
    return Book([Sheet("", grid)])
