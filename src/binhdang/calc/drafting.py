"""Building a form step by step: each verb takes a definition (as `calc.layout` reads it) and gives a changed one.

A draft may be unfit to be used for a while; `problems` says everything that is wrong with it, each with its place.
Nothing taken away is lost: `remove` gives what `put_back` needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from .collation import search_key
from .definition import LayoutError, items, mapping, text, under
from .layout import parse_layout, row_of
from .questions import CHOICE, NUMBER
from .words import said

Definition = dict[str, Any]

MOST_ROWS_A_SECTION: Final = 100
MOST_ROWS_SHOWN: Final = 300
"""A page of so many rows still posts fewer fields than the server takes."""
MOST_SECTIONS: Final = 40
MOST_REMOVED: Final = 30
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend before a form can be used. `part` is "head", "rules" or a section's number from 1."""

    part: str
    row: int | None
    message: str


def blank(code: str, name: str, period: str) -> Definition:
    """A new form with one empty section."""
    return {"code": code, "name": name, "period": period, "sections": [{"title": "I. ", "rows": []}]}


def slug(name: str, most: int = 30) -> str:
    """A code made from a name: small letters and digits without diacritics, words joined by "_"."""
    return re.sub(r"[^a-z0-9]+", "_", search_key(name)).strip("_")[:most].strip("_") or "muc"


def unused(code: str, taken: Iterable[str]) -> str:
    """The code, or the first of code_2, code_3 ... that is not taken."""
    used = set(taken)
    number, free = 1, code
    while free in used:
        number += 1
        free = f"{code}_{number}"
    return free


def codes_of(definition: Definition) -> list[str]:
    """The codes of all rows."""
    return [str(row.get("code", "")) for section in definition["sections"] for row in section["rows"]]


def new_row(kind: str, name: str, code: str, *, columns: bool = True) -> dict[str, Any]:
    """A row of a kind as it is first made; a number row has "tổng số" and "trong đó nữ" with `columns`."""
    row: dict[str, Any] = {"code": code, "name": name}
    if kind == NUMBER:
        return row | {"unit": "người", "integer": True, "min": 0} | ({"columns": ["tong", "nu"]} if columns else {})
    row["kind"] = kind
    if kind == CHOICE:
        row["options"] = [{"code": "a", "name": "Phương án 1"}, {"code": "b", "name": "Phương án 2"}]
    return row


def add_rows(definition: Definition, section: int, names: Iterable[str], kind: str, *, columns: bool) -> Definition:
    """Add a row for each name at the end of a section; those that no longer fit are left out."""
    made = deepcopy(definition)
    rows, taken = made["sections"][section]["rows"], codes_of(made)
    for name in names:
        if len(rows) >= MOST_ROWS_A_SECTION:
            break
        code = unused(slug(name), taken)
        taken.append(code)
        rows.append(new_row(kind, name, code, columns=columns))
    return made


def add_section(definition: Definition) -> Definition:
    """Add an empty section at the end, numbered as the unions do."""
    made = deepcopy(definition)
    if (count := len(made["sections"])) < MOST_SECTIONS:
        made["sections"].append({"title": f"{ROMAN[count] if count < len(ROMAN) else count + 1}. ", "rows": []})
    return made


def move(definition: Definition, section: int, row: int | None, step: int) -> Definition:
    """Move a row within its section, or with `row=None` the section itself, by `step` places (kept within the ends)."""
    made = deepcopy(definition)
    line = made["sections"] if row is None else made["sections"][section]["rows"]
    at = section if row is None else row
    line.insert(min(max(at + step, 0), len(line) - 1), line.pop(at))
    return made


def copy_row(definition: Definition, section: int, row: int) -> Definition:
    """Copy a row to the line below, under a code of its own."""
    made = deepcopy(definition)
    rows = made["sections"][section]["rows"]
    if len(rows) < MOST_ROWS_A_SECTION:
        twin = deepcopy(rows[row])
        twin["code"] = unused(str(twin.get("code", "")), codes_of(made))
        rows.insert(row + 1, twin)
    return made


def remove(definition: Definition, section: int, row: int | None) -> tuple[Definition, dict[str, Any]]:
    """Take a row, or with `row=None` a whole section, away; gives also what `put_back` needs."""
    made = deepcopy(definition)
    line = made["sections"] if row is None else made["sections"][section]["rows"]
    taken = line.pop(section if row is None else row)
    return made, {"section": section, "row": row, "data": taken}


def put_back(definition: Definition, removed: dict[str, Any]) -> Definition:
    """Put what `remove` took away back where it was, or as near as the form still allows; codes stay unique."""
    made = deepcopy(definition)
    taken, data = codes_of(made), deepcopy(removed["data"])
    for row in data["rows"] if removed["row"] is None else [data]:
        row["code"] = unused(str(row.get("code", "")), taken)
        taken.append(row["code"])
    if removed["row"] is None or not made["sections"]:
        whole = data if removed["row"] is None else {"title": "I. ", "rows": [data]}
        made["sections"].insert(min(removed["section"], len(made["sections"])), whole)
    else:
        section = made["sections"][min(removed["section"], len(made["sections"]) - 1)]
        section["rows"].insert(min(removed["row"], len(section["rows"])), data)
    return made


def renamed_rows(before: Definition, after: Definition, section: int) -> dict[str, str]:
    """Old code -> new code of the rows of a section whose code was changed in place."""
    pairs = zip(before["sections"][section]["rows"], after["sections"][section]["rows"], strict=True)
    return {old["code"]: new["code"] for old, new in pairs if old.get("code") != new.get("code")}


def follow(definition: Definition, renamed: dict[str, str]) -> Definition:
    """Let the parts of renamed rows point to the new codes."""
    made = deepcopy(definition)
    for section in made["sections"]:
        for row in section["rows"]:
            if row.get("part_of") in renamed:
                row["part_of"] = renamed[row["part_of"]]
    return made


def problems(definition: Definition) -> list[Problem]:
    """Everything that keeps the form from being used: row by row, then the form as a whole; empty when it is fit."""
    found: list[Problem] = []
    sections = definition.get("sections") or []
    if not any(section.get("rows") for section in sections):
        found.append(Problem("1" if sections else "head", None, said("Biểu chưa có câu hỏi nào; hãy thêm dòng.")))
    for number, section in enumerate(sections, 1):
        part, place = str(number), said("Phần %(n)s", n=number)
        _try(found, part, None, lambda s=section, p=place: text(s.get("title"), under(p, said("tên phần"))))  # type: ignore[misc]
        if not section.get("rows"):
            found.append(
                Problem(part, None, said("%(place)s chưa có dòng nào; thêm dòng hoặc xoá phần này.", place=place))
            )
        for at, row in enumerate(section.get("rows") or []):
            here = said("%(place)s, dòng %(n)s", place=place, n=at + 1)
            _try(found, part, at, lambda r=row, h=here: row_of(r, h))  # type: ignore[misc]
    if not found:
        try:
            parse_layout(definition)
        except LayoutError as error:
            found.append(_placed(definition, error))
    return found


def _try(found: list[Problem], part: str, row: int | None, read: Callable[[], Any]) -> None:
    try:
        read()
    except LayoutError as error:
        found.append(Problem(part, row, str(error)))


def _placed(definition: Definition, error: LayoutError) -> Problem:
    """A problem of the whole form with the part where it can be mended."""
    if error.part:
        return Problem(error.part, None, str(error))
    for number, section in enumerate(definition["sections"], 1):
        for at, row in enumerate(section["rows"]):
            if error.row and row["code"] in {error.row, error.row.rpartition(".")[0]}:
                return Problem(str(number), at, str(error))
    return Problem("head", None, str(error))


def shaped(data: Any) -> Definition:
    """A definition whose outer shape the builder can work on: a list of sections with lists of rows, not too long.

    Raises LayoutError for anything else.
    """
    definition: Definition = deepcopy(data)
    for number, section in enumerate(
        items(definition.get("sections"), under(said("Biểu"), said("các phần (sections)"))), 1
    ):
        place = said("Phần %(n)s", n=number)
        mapping(section, place, {"title", "rows", "levels", "note"})
        rows = items(section.get("rows"), under(place, said("các dòng (rows)")), 0)
        if len(rows) > MOST_ROWS_SHOWN:
            long = said(
                "%(place)s có %(n)s dòng, quá dài để sửa trên trang; hãy sửa tệp YAML.", place=place, n=len(rows)
            )
            raise LayoutError(long)
    return definition
