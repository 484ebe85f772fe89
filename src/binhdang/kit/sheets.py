"""Tables as people send them: CSV in the encodings that spreadsheets write, or an Excel workbook's first sheet."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import islice
from types import TracebackType
from typing import Any

from binhdang.kit.books import WHY, Book, Sheet, Unread, read_rows
from binhdang.kit.errors import BadInput
from binhdang.kit.spool import Spool

MAX_BYTES = 40 * 1024 * 1024
MAX_FIELD = 64 * 1024
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NO_TABLE = (b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


Row = tuple[int, list[str]]
"""A row of a file: its number there, and its cells as composed text."""
PART = 500


def read_table(data: bytes, name: str = "") -> list[Row]:
    """The non-empty rows of a file as (row number in the file, cells as composed text); of a workbook the sheet called
    `name`, else its first.

    Dates of a workbook become ISO days, whole numbers lose their ".0". Raises BadInput naming the place.
    """
    return [row for part in table_parts(data, name) for row in part]


def table_parts(data: bytes, name: str = "") -> Iterator[list[Row]]:
    """The same rows some hundred at a time, for files of which not all rows should be in memory. Raises BadInput."""
    if not data.strip():
        raise BadInput([("", "Tệp trống.")])
    if len(data) > MAX_BYTES:
        raise BadInput([("", "Tệp lớn hơn 40 MB; hãy chia nhỏ.")])
    if data.startswith(EXCEL):
        yield from _excel(data, name)
        return
    if data.startswith(NO_TABLE):
        raise BadInput([("", str(WHY["other"]))])
    rows = _csv(data)
    while part := list(islice(rows, PART)):
        yield [(number, cells) for number, cells in part if any(cells)]


class Table:
    """The non-empty rows of a file on disk, sealed: its first row, how many follow, and these part by part, as often
    as wanted. Memory does not grow with the rows. Raises BadInput for a file that is not read."""

    def __init__(self, data: bytes, name: str = "", *, purpose: str) -> None:
        self.head: list[str] = []
        self.rows = -1
        self._parts: Spool[list[Row]] = Spool(purpose)
        try:
            for part in table_parts(data, name):
                if part and self.rows < 0:
                    self.head = part[0][1]
                self._parts.add(part[1:] if self.rows < 0 else part)
                self.rows += len(part)
        except BaseException:
            self._parts.close()
            raise

    def parts(self) -> Iterator[list[Row]]:
        """The rows below the first."""
        return iter(self._parts)

    def __enter__(self) -> "Table":
        """Serve the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Forget the rows."""
        self._parts.close()


def encoding_of(data: bytes) -> str:
    """The encoding of a text file: UTF-8, UTF-16 with mark or Windows-1258. Raises BadInput for anything else."""
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
        return name
    raise BadInput([(f"dòng {line}", "Chữ sai bảng mã; hãy lưu lại tệp ở dạng “CSV UTF-8”.")])


def csv_rows(data: bytes) -> list[Row]:
    """Every row of a text table as (row number, cells): comma, semicolon or tab. Raises BadInput naming the place."""
    return list(_csv(data))


def _csv(data: bytes) -> Iterator[Row]:
    encoding = encoding_of(data)
    head = data[: 4 * MAX_FIELD].decode(encoding, "ignore")
    first = head.split("\n", 1)[0]
    if len(first) > MAX_FIELD:
        raise BadInput([("dòng 1", "Dòng dài hơn 64 kB; đây không phải tệp CSV đúng dạng.")])
    delimiter = "\t" if "\t" in head[:4000] else max(",;", key=first.count)
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    reader = csv.reader((unicodedata.normalize("NFC", line) for line in lines), delimiter=delimiter, strict=True)
    before = csv.field_size_limit(MAX_FIELD)
    try:
        start = 1
        for row in reader:
            yield start, [" ".join(cell.split()) for cell in row]
            start = reader.line_num + 1
    except csv.Error:
        message = "Dòng hỏng, không tách được cột: kiểm tra dấu ngoặc kép, hoặc ô dài hơn 64 kB."
        raise BadInput([(f"dòng {reader.line_num}", message)])
    finally:
        csv.field_size_limit(before)


def text_of(cell: Any) -> str:
    """A workbook's cell as text: numbers plainly, dates as ISO days."""
    if isinstance(cell, dict):
        return str(cell["d"])
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _excel(data: bytes, name: str) -> Iterator[list[Row]]:
    with closing(read_rows(data, name)) as parts:
        try:
            width = 0
            for part in parts:
                if isinstance(part, dict):
                    width = _width(part)
                    continue
                yield [(number, [*map(text_of, cells), *[""] * (width - len(cells))]) for number, cells in part]
        except Unread as unread:
            raise BadInput([("", str(unread))]) from unread


def _width(head: dict[str, Any]) -> int:
    """How many columns a sheet has. Raises BadInput for one with formulas, whose values nobody vouches for."""
    if head["formulas"]:
        message = "Ô có công thức; chép rồi dán giá trị (Paste Values) vào chính ô đó, lưu lại rồi tải lên."
        raise BadInput([(f"ô {place}", message) for place in head["formulas"]])
    return int(head["width"])


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
