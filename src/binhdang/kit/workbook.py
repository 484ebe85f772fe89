"""Reads workbooks in a process of its own with little memory and time; knows nothing of the product.

Frames on standard input (four bytes of length, then the bytes of a file) are answered by frames on standard output
(four bytes of length, then JSON): `{"sheets": [...], "notes": [...]}` or `{"error": code}`. A workbook made to burst
(one cell in the last corner, a sheet of a few kB that unpacks to many GB) ends this process and not the server.

A sheet is `{"name", "hidden", "rows", "formulas", "errors", "merged"}`: rows of cells from A1 on, trailing empty cells
left out; a cell is a text, a number, true, false, `{"d": "2020-01-31"}` for a date, or "". What a formula last showed
is in the rows too: who must not trust it looks into `formulas`, the addresses of the cells that hold one.

Called with the name of a sheet it answers a file with that sheet alone (without one of that name, the first), in
frames that end with an empty one: `{"formulas": [...], "width": 12}` or `{"error": code}`, then some rows each as
`[[number, cells], ...]`, those without any cell left out.
"""

import io
import json
import re
import struct
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.parsers import expat

MEMORY = 1 << 30
SECONDS = 60
MOST_UNPACKED = 120_000_000
MOST_PARTS = 2000
MOST_SHEETS = 300
MOST_CELLS = 3_000_000
MOST_CHARS = 100_000_000
MOST_PLACES = 2000
ROWS = 500
_HINTS = re.compile(rb"f[\s/>]"), re.compile(rb"e[\"']")
"""What the cells of a sheet with a formula or an error must contain somewhere; far cheaper than reading every tag."""
FEW_CELLS = 2000
_clean: dict[str, str] = {}
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Unfit(Exception):
    """A file that is not read; the argument is the code of the reason."""


def _limit(seconds_more: int | None = None) -> None:
    """Bound memory once; bound processor time to `SECONDS` from now on before every file."""
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    if seconds_more is None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds_more, hard))


def _cell(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value and (_clean.get(value) or _text(value))
    if kind is float:
        return int(value) if value.is_integer() else float(format(value, ".15g"))
    if kind is bool or kind is int:
        return value
    if isinstance(value, datetime):
        return {"d": value.date().isoformat()}
    return {"d": value.isoformat() if isinstance(value, date) else str(value)}


def _text(value: str) -> str:
    """A text composed and with single spaces; the labels of a form come again in every file, so they are kept."""
    clean = " ".join(unicodedata.normalize("NFC", value).split())
    if len(value) < 300 and len(_clean) < 20_000:
        _clean[value] = clean
    return clean


def _row(row: list[Any]) -> list[Any]:
    cells = [_cell(cell) for cell in row]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _parts(book: zipfile.ZipFile) -> list[str]:
    """The names inside the file, after checking that it is an Excel workbook and does not burst."""
    infos = book.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise Unfit("big")
    if any(info.flag_bits & 1 for info in infos):
        raise Unfit("locked")
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise Unfit("broken")
    if "xl/workbook.bin" in names:
        raise Unfit("xlsb")
    if "xl/workbook.xml" not in names:
        raise Unfit("ods" if "mimetype" in names else "word" if "word/document.xml" in names else "zip")
    return names


def _unpack(book: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more than allowed whatever its heading says; no part may declare entities."""
    with book.open(name) as part:
        data = part.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED:
        raise Unfit("big")
    if _ENTITY.search(data[:4096]):
        raise Unfit("broken")
    return data


def _sheet_parts(book: zipfile.ZipFile, names: list[str]) -> dict[str, str]:
    """Sheet name -> the part of the file that holds it."""
    relations: dict[bytes, str] = {}
    if "xl/_rels/workbook.xml.rels" in names:
        for found in _RELATION.findall(_unpack(book, "xl/_rels/workbook.xml.rels")):
            given = dict(_ATTRIBUTE.findall(found))
            target = given.get(b"Target", b"").decode("utf-8", "replace")
            relations[given.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts: dict[str, str] = {}
    for found in _SHEET.findall(_unpack(book, "xl/workbook.xml")):
        given = dict(_ATTRIBUTE.findall(found))
        relation = next((value for key, value in given.items() if key.endswith(b":id")), b"")
        name = given.get(b"name", b"").decode("utf-8", "replace")
        for escaped, plain in (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            name = name.replace(escaped, plain)
        parts[name] = relations.get(relation, "")
    return parts


def _marked(data: bytes) -> tuple[list[str], list[str]]:
    """Addresses of the cells that hold a formula, and of those that show an error (#DIV/0! and the like)."""
    formulas: list[str] = []
    errors: list[str] = []
    end = data.rfind(b"sheetData>")
    if not any(hint.search(data, 0, end if end > 0 else len(data)) for hint in _HINTS):
        return formulas, errors
    row, column, at = 0, 0, ""

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal row, column, at
        local = name.rpartition(":")[2]
        if local == "row":
            row, column = int(given.get("r") or row + 1), 0
        elif local == "c":
            at = given.get("r", "")
            column = number_of(at.rstrip("0123456789")) if at else column + 1
            at = at or f"{letters_of(column)}{row}"
            if given.get("t") == "e" and len(errors) < MOST_PLACES:
                errors.append(at)
        elif local == "f" and len(formulas) < MOST_PLACES:
            formulas.append(at)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return formulas, errors


def letters_of(column: int) -> str:
    """The letters of a column: 1 -> "A", 28 -> "AB"."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number_of(letters: str) -> int:
    """The number of a column: "A" -> 1, "AB" -> 28; 0 for no letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _notes(names: list[str]) -> list[str]:
    """Codes of what the file holds besides cells and what is never run, followed or read."""
    found = []
    if any(name.endswith("vbaProject.bin") for name in names):
        found.append("macros")
    if any(name.startswith("xl/externalLinks/") for name in names):
        found.append("links")
    if any(name.startswith(("xl/media/", "xl/charts/", "xl/embeddings/", "xl/activeX/")) for name in names):
        found.append("objects")
    return found


def _kind_of(data: bytes) -> None:
    """Raise `Unfit` for what is no .xlsx, told by its first bytes."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit("locked" if _ENCRYPTED in data else "xls")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version")):
        raise Unfit("html")
    if not data.startswith(b"PK"):
        raise Unfit("other")


@contextmanager
def _opened(data: bytes) -> Iterator[tuple[zipfile.ZipFile, list[str], dict[str, str], Any]]:
    """A workbook for as long as the block: unpacked, its names, its sheets' parts, and as the library reads it."""
    import python_calamine as calamine

    _kind_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = _parts(packed)
        parts = _sheet_parts(packed, names)
        yield packed, names, parts, calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))


def read(data: bytes) -> dict[str, Any]:
    """The sheets of a workbook, or the code of the reason why it is not read."""
    import python_calamine as calamine

    try:
        with _opened(data) as (packed, names, parts, book):
            if len(book.sheets_metadata) > MOST_SHEETS:
                raise Unfit("big")
            sheets, chars = [], 0
            for about in book.sheets_metadata:
                part = parts.get(about.name, "")
                if about.typ != calamine.SheetTypeEnum.WorkSheet or part not in names:
                    sheets.append({"name": about.name, "hidden": False, "rows": [], "drawn": True})
                    continue
                sheet = _sheet(book.get_sheet_by_name(about.name), _unpack(packed, part))
                sheet["hidden"] = about.visible != calamine.SheetVisibleEnum.Visible
                chars += _chars(sheet["rows"])
                if chars > MOST_CHARS:
                    raise Unfit("big")
                sheets.append(sheet)
            return {"sheets": sheets, "notes": _notes(names)}
    except Exception as error:  # a broken workbook fails in many ways; this process may do nothing else but read
        return {"error": _reason(error)}


def _reason(error: Exception) -> str:
    if isinstance(error, Unfit):
        return str(error.args[0])
    if isinstance(error, MemoryError):
        return "big"
    return "locked" if type(error).__name__ == "PasswordError" else "broken"


def table(data: bytes, name: str) -> Iterator[Any]:
    """One sheet row part by row part, after a head with its formulas and width; or the code of the reason why not."""
    try:
        with _opened(data) as (packed, names, parts, book):
            known = [about.name for about in book.sheets_metadata if parts.get(about.name, "") in names]
            name = name if name in known else known[0]
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                raise Unfit("far")
            formulas, _errors = _marked(_unpack(packed, parts[name]))
        yield {"formulas": formulas, "width": (sheet.end or (0, -1))[1] + 1}
        yield from _some_rows(sheet)
    except Exception as error:  # as in `read`
        yield {"error": _reason(error)}


def _some_rows(sheet: Any) -> Iterator[list[tuple[int, list[Any]]]]:
    rows, chars, before = [], 0, [""] * (sheet.start or (0, 0))[1]
    for number, row in enumerate(sheet.iter_rows(), 1):
        if cells := _row([*before, *row]):
            rows.append((number, cells))
        if len(rows) == ROWS:
            chars += _chars([cells for _number, cells in rows])
            if chars > MOST_CHARS:
                raise Unfit("big")
            yield rows
            rows = []
    if rows:
        yield rows


def _chars(rows: list[list[Any]]) -> int:
    """How much text the rows hold; not counted where few cells cannot hold much (a cell has at most 32,767)."""
    if sum(map(len, rows)) <= FEW_CELLS:
        return 0
    return sum(len(cell) for row in rows for cell in row if isinstance(cell, str))


def _sheet(sheet: Any, xml: bytes) -> dict[str, Any]:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise Unfit("far")
    formulas, errors = _marked(xml)
    merged = [
        f"{letters_of(left + 1)}{top + 1}:{letters_of(right + 1)}{bottom + 1}"
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MOST_PLACES]
    ]
    rows = [_row(row) for row in sheet.to_python(skip_empty_area=False)]
    return {"name": sheet.name, "rows": rows, "formulas": formulas, "errors": errors, "merged": merged}


def main(source: BinaryIO, target: BinaryIO, wanted: list[str]) -> int:
    """Answer frames until the input ends; returns the exit code 0."""
    _limit()
    while head := source.read(4):
        data = source.read(struct.unpack(">I", head)[0])
        _limit(SECONDS)
        for one in table(data, wanted[0]) if wanted else [read(data)]:
            answer = json.dumps(one, ensure_ascii=False).encode("utf-8", "replace")
            target.write(struct.pack(">I", len(answer)) + answer)
        if wanted:
            target.write(struct.pack(">I", 0))
        target.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1:]))
