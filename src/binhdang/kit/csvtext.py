"""Opening text files of machines line by line, in the encodings that spreadsheets write."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from binhdang.kit.errors import BadInput

LONGEST_LINE = 64 * 1024
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def csv_lines(path: Path) -> Iterator[str]:
    """The lines of a text file: UTF-8 with or without mark, or UTF-16 with mark.

    Raises BadInput naming the line that is in another encoding, holds a NUL or is longer than 64 kB.
    """
    try:
        with path.open("rb") as probe:
            start = probe.read(4)
    except OSError as error:
        raise BadInput([("", "không mở được tệp; kiểm tra đường dẫn và quyền đọc.")]) from error
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as source:
            while line := source.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE and not line.endswith("\n"):
                    raise BadInput([(f"dòng {number}", "dài hơn 64 kB; đây không phải tệp CSV đúng dạng.")])
                if "\0" in line:
                    raise BadInput([(f"dòng {number}", "có ký tự rỗng (NUL); tệp hỏng hoặc không phải tệp văn bản.")])
                yield line
    except UnicodeError as error:
        raise BadInput(
            [(f"sau dòng {number}", "chữ không thuộc bảng mã UTF-8; hãy lưu lại tệp ở dạng “CSV UTF-8”.")]
        ) from error
