"""The kinds of rows of a form, and the options of a choice.

A number row holds counts. "Có/không" and "chọn một" are kept as cells of 1 and 0, so that they are counted by units
and sum up the tree like every number. Texts and files have no cells: they are listed by unit and never summed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .definition import LayoutError, code_of, items, mapping, text, twice

NUMBER, YES_NO, CHOICE, TEXT, FILE = "number", "yes_no", "choice", "text", "file"
KINDS: Final = (NUMBER, YES_NO, CHOICE, TEXT, FILE)
WITHOUT_CELLS: Final = (TEXT, FILE)
MOST_OPTIONS: Final = 30
KAD: Final = "KAD"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    code: str
    name: str


def options_of(data: Any, place: str) -> tuple[Option, ...]:
    """The options of a choice, two at least. Raises LayoutError at `place`."""
    found = []
    for number, item in enumerate(items(data, f"{place}: các lựa chọn (options)", 2), 1):
        here = f"{place}, lựa chọn {number}"
        option = mapping(item, here, {"code", "name"})
        found.append(
            Option(code_of(option.get("code"), f"{here}: mã (code)"), text(option.get("name"), f"{here}: tên (name)"))
        )
    if len(found) > MOST_OPTIONS:
        raise LayoutError(f"{place} có {len(found)} lựa chọn, nhiều nhất là {MOST_OPTIONS}.")
    if name := twice([option.name.casefold() for option in found]):
        raise LayoutError(f"{place}: lựa chọn “{name[:60]}” có hai lần.")
    if code := twice([option.code for option in found]):
        raise LayoutError(f"{place}: mã lựa chọn {code} có hai lần.")
    if any(option.code == KAD for option in found):
        raise LayoutError(f"{place}: mã lựa chọn {KAD} dành cho “không áp dụng”.")
    return tuple(found)
