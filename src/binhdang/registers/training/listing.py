"""A list of participants as people hand it in: a sheet, or rows pasted from one; every problem with its place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.kit.sheets import read_table
from binhdang.orgs.models import OrgUnit
from binhdang.orgs.names import tidy
from binhdang.registers.training import catalogue

HEADS = {
    "name": ("ho va ten", "ho ten", "ho va ten nguoi du", "ten"),
    "sex": ("gioi tinh", "nam/nu", "nu/nam", "phai"),
    "birth_year": ("nam sinh", "ngay sinh", "ngay, thang, nam sinh", "ngay thang nam sinh"),
    "unit": ("ma don vi", "don vi", "don vi cong tac", "ten don vi"),
    "post": ("chuc danh", "chuc vu", "chuc danh khi du"),
}
ORDER = ("name", "sex", "birth_year", "unit", "post")
"""The columns of a list without a head, in this order."""
SEXES = {"nu": "nu", "female": "nu", "f": "nu", "nam": "nam", "male": "nam", "m": "nam"}
MOST_ROWS = 2000
YOUNGEST, OLDEST = 14, 100
Places = Callable[[set[str]], Mapping[str, tuple[OrgUnit, str]]]


@dataclass(frozen=True)
class Named:
    """Somebody who is to be on the list: the post is a code of the catalogue or empty."""

    name: str
    sex: str
    birth_year: int | None
    unit: OrgUnit
    path: str
    post: str = ""
    who_id: int | None = None
    """The person, where she is known already from another register."""

    @property
    def unit_id(self) -> int:
        """The id of the unit, as rows have it."""
        return self.unit.pk


@dataclass
class Listed:
    """What a list says: who is on it, and every problem with its place."""

    people: list[Named] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_list(data: bytes, *, places: Places) -> Listed:
    """Read a sheet or pasted rows; `places` finds units by the texts of their column.

    Raises BadInput for a file that cannot be read, is empty or too long, or has no column of names.
    """
    table = read_table(data)
    if not table:
        raise BadInput([("", _("Danh sách không có dòng nào."))])
    if len(table) > MOST_ROWS + 1:
        raise BadInput([("", _("Danh sách có hơn 2.000 dòng; hãy chia nhỏ."))])
    columns = _columns(table[0][1])
    rows = table[1:] if columns else table
    columns = columns or dict(enumerate(ORDER))
    given = [(number, {name: _cell(cells, at) for at, name in columns.items()}) for number, cells in rows]
    known = places({row.get("unit", "") for _number, row in given})
    listed = Listed()
    for number, row in given:
        _take(listed, number, row, known)
    return listed


def _columns(head: Sequence[str]) -> dict[int, str]:
    """Place -> column of a head; empty when the first row is no head. Raises BadInput for a head without names."""
    folded = [search_key(text) for text in head]
    found = {at: name for at, text in enumerate(folded) for name, words in HEADS.items() if text in words}
    if found and "name" not in found.values():
        raise BadInput([(_("dòng 1"), _("Thiếu cột: %(names)s.") % {"names": _("Họ và tên")})])
    return found


def _cell(cells: Sequence[str], at: int) -> str:
    return tidy(cells[at]) if at < len(cells) else ""


def _take(listed: Listed, number: int, row: dict[str, str], known: Mapping[str, tuple[OrgUnit, str]]) -> None:
    place = _("dòng %(n)s") % {"n": number}
    found = [(f"{place}, {_('cột')} {label}", text) for label, text in problems_of(row)]
    unit = known.get(row.get("unit", ""))
    if unit is None:
        text = _("không có đơn vị này ở đơn vị mở khoá và cấp dưới, hoặc có nhiều; hãy ghi mã đơn vị.")
        found.append((f"{place}, {_('cột')} {_('Đơn vị')}", text))
    listed.problems += found
    if not found and unit is not None:
        year = year_of(row.get("birth_year", ""))
        sex, post = SEXES[search_key(row["sex"])], post_of(row.get("post", ""))
        listed.people.append(Named(row["name"], sex, year, unit[0], unit[1], post))


def problems_of(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with the name, sex and year of birth of a row, as (column, message)."""
    found = []
    if len(row.get("name", "").split()) < 2 or len(row["name"]) > 120:
        found.append((_("Họ và tên"), _("ghi đủ họ và tên, không quá 120 ký tự.")))
    if search_key(row.get("sex", "")) not in SEXES:
        found.append((_("Giới tính"), _("ghi “Nữ” hoặc “Nam”.")))
    year = row.get("birth_year", "")
    now = clock.today().year
    if re.fullmatch(r"\d{4}", year) and year_of(year) is None:
        words = {"first": now - OLDEST, "last": now - YOUNGEST}
        found.append((_("Năm sinh"), _("Năm sinh phải từ %(first)s đến %(last)s.") % words))
    elif year and year_of(year) is None:
        found.append((_("Năm sinh"), _("ghi năm bằng bốn chữ số, ví dụ 1985.")))
    return found


def year_of(text: str) -> int | None:
    """The year of birth in a text such as "1985" or "12/03/1985"; None when it is none of a grown person."""
    years = re.findall(r"(?<!\d)(\d{4})(?!\d)", text)
    now = clock.today().year
    return next((int(year) for year in years if now - OLDEST <= int(year) <= now - YOUNGEST), None)


def post_of(text: str) -> str:
    """The code of a post from a code or the words of a list ("Chủ tịch CĐCS" -> chu_tich); "khac" for other words."""
    if not text:
        return ""
    choices, folded = catalogue.audience_choices(), search_key(text)
    if text in dict(choices):
        return text
    fitting = [(len(name), code) for code, name in choices if search_key(name) in folded]
    return max(fitting)[1] if fitting else "khac"


def named_rows(rows: Sequence[Mapping[str, str]], unit: OrgUnit) -> list[Named]:
    """The filled lines of a form by which a unit names its people. Raises BadInput with every problem's line."""
    problems, named = [], []
    for number, given in enumerate(rows, 1):
        row = {name: tidy(text) for name, text in given.items()}
        if not any(row[name] for name in ("name", "birth_year")):
            continue
        place = _("dòng %(n)s") % {"n": number}
        found = problems_of(row)
        problems += [(f"{place}, {_('cột')} {label}", text) for label, text in found]
        if not found:
            sex, year = SEXES[search_key(row["sex"])], year_of(row["birth_year"])
            named.append(Named(row["name"], sex, year, unit, "", post_of(row["post"])))
    if not named and not problems:
        problems.append(("", _("Ghi ít nhất một người.")))
    if problems:
        raise BadInput(problems)
    return named


def as_rows(data: bytes) -> str:
    """A sheet as rows of text between tabs, the form in which a checked list is handed in again."""
    return "\n".join("\t".join(cells) for _number, cells in read_table(data))
