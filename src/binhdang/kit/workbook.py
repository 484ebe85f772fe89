"""The first sheet of a workbook as JSON rows of text: bytes on standard input, rows on standard output.

Run as a process of its own with little memory and time, so that a workbook made to burst (one cell in the last
corner, a sheet of a few kB that unpacks to many GB) ends this process and not the server.
"""

import io
import json
import sys
import unicodedata
from datetime import date, datetime
from typing import Any

MEMORY = 1 << 30
SECONDS = 60
MOST_CHARS = 100_000_000


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def main() -> int:
    """Read, write, return the exit code: 0, or 1 when the rows hold too much text."""
    _limit()
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = [[_cell(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    if sum(len(cell) for row in rows for cell in row) > MOST_CHARS:
        return 1
    json.dump(rows, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
