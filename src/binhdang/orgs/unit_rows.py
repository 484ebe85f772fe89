"""Reading a list of units (`code,name,kind,parent_code,valid_from,valid_to`) into checked rows; writes nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binhdang.kit.errors import BadInput
from binhdang.orgs import names

COLUMNS = ("code", "name", "kind", "parent_code", "valid_from", "valid_to")
REQUIRED = ("code", "name", "kind")
SYNONYMS = {
    "ma": "code", "ma don vi": "code", "ma dv": "code",
    "ten": "name", "ten don vi": "name",
    "loai": "kind", "loai don vi": "kind", "loai hinh": "kind",
    "ma cap tren": "parent_code", "ma don vi cap tren": "parent_code", "truc thuoc": "parent_code",
    "cap tren": "parent_code", "parent": "parent_code", "ma cha": "parent_code",
    "tu ngay": "valid_from", "ngay bat dau": "valid_from", "hieu luc tu": "valid_from",
    "den ngay": "valid_to", "ngay ket thuc": "valid_to", "hieu luc den": "valid_to",
}  # fmt: skip
LIMITS = {"code": 40, "name": 255, "kind": 120}
MOST = 1000


@dataclass(slots=True)
class UnitRow:
    """One unit of a file, with the row it stands on; a `broken` one has an error noted and is checked no deeper."""

    line: int
    code: str
    name: str
    kind: str
    parent_code: str
    valid_from: date | None
    valid_to: date | None
    broken: bool = False


class Problems:
    """Collects what is wrong with its row; keeps the first thousand in full and counts the rest."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str]] = []
        self.more = 0

    def add(self, line: int, message: str) -> None:
        """One more problem on a row of the file."""
        if len(self.kept) < MOST:
            self.kept.append((f"dòng {line}", message))
        else:
            self.more += 1

    def stop_if_any(self) -> None:
        """Raise BadInput with everything found, in order of the rows."""
        if not self.kept:
            return
        found = sorted(self.kept, key=lambda problem: int(problem[0].removeprefix("dòng ")))
        if self.more:
            found.append(("", f"Và {self.more} lỗi khác; hãy sửa các lỗi trên rồi nhập lại."))
        raise BadInput(found)


def read_rows(table: Iterable[tuple[int, list[str]]], problems: Problems) -> list[UnitRow]:
    """The rows of a table with a header; wrong cells are noted. Raises BadInput when the header is unusable."""
    rows = iter(table)
    line, header = next(rows, (1, []))
    at = _columns(line, header)
    found: dict[str, UnitRow] = {}
    for line, cells in rows:
        row = _row(line, cells, at, problems)
        if row is None:
            continue
        if row.code in found:
            problems.add(line, f"Đơn vị {row.code} đã có ở dòng {found[row.code].line}; giữ lại một dòng.")
            continue
        found[row.code] = row
    if not found and not problems.kept:
        raise BadInput([("", "Tệp không có dòng đơn vị nào dưới dòng tiêu đề.")])
    return list(found.values())


def _columns(line: int, header: list[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for index, title in enumerate(header):
        plain = names.fold(title).replace("_", " ").strip(" *")
        column = SYNONYMS.get(plain) or plain.replace(" ", "_")
        if column in COLUMNS:
            at.setdefault(column, index)
    missing = [column for column in REQUIRED if column not in at]
    if missing:
        message = f"Thiếu cột {', '.join(missing)}; dòng tiêu đề phải là {','.join(COLUMNS)}."
        raise BadInput([(f"dòng {line}", message)])
    return at


def _row(line: int, cells: list[str], at: dict[str, int], problems: Problems) -> UnitRow | None:
    value = {column: cells[index].strip() if index < len(cells) else "" for column, index in at.items()}
    before = len(problems.kept) + problems.more
    for column in REQUIRED:
        if not value[column]:
            problems.add(line, f"Thiếu {WORDS[column]} (cột {column}).")
        elif len(value[column]) > LIMITS[column]:
            problems.add(line, f"Cột {column} dài hơn {LIMITS[column]} chữ.")
        elif value[column][0] in "=+@":
            problems.add(
                line, f"Cột {column} chứa công thức (“{value[column][:20]}”); hãy dán giá trị thay cho công thức."
            )
    days = {}
    for column in ("valid_from", "valid_to"):
        try:
            days[column] = _day(value.get(column, ""))
        except ValueError:
            text = value[column][:20]
            problems.add(line, f"Ngày “{text}” ở cột {column} không đọc được; dùng 2020-01-31 hoặc 31/01/2020.")
            days[column] = None
    start, end = days["valid_from"], days["valid_to"]
    if start and end and end < start:
        problems.add(line, f"Ngày kết thúc {end:%d/%m/%Y} trước ngày bắt đầu {start:%d/%m/%Y}.")
    if value.get("parent_code") and value["parent_code"] == value["code"]:
        problems.add(line, f"Đơn vị {value['code']} trực thuộc chính nó; sửa cột parent_code.")
        value["parent_code"] = ""
    if not value["code"]:
        return None
    broken = len(problems.kept) + problems.more > before
    return UnitRow(line, value["code"], value["name"], value["kind"], value.get("parent_code", ""), start, end, broken)


WORDS = {"code": "mã đơn vị", "name": "tên đơn vị", "kind": "loại đơn vị"}
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


def _day(text: str) -> date | None:
    """A day written 2020-01-31 or 31/01/2020; None when empty. Raises ValueError."""
    if not text:
        return None
    if found := _LOCAL.fullmatch(text):
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    return date.fromisoformat(text)
