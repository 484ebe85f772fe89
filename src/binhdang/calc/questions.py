"""The kinds of rows of a form, and the options of a choice.

A number row holds counts. "Có/không" and "chọn một" are kept as cells of 1 and 0, so that they are counted by units
and sum up the tree like every number. Texts and files have no cells: they are listed by unit and never summed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .definition import LayoutError, code_of, items, mapping, text, twice, under
from .words import said

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
    for number, item in enumerate(items(data, under(place, said("các lựa chọn (options)")), 2), 1):
        here = said("%(place)s, lựa chọn %(number)s", place=place, number=number)
        option = mapping(item, here, {"code", "name"})
        found.append(
            Option(
                code_of(option.get("code"), under(here, said("mã (code)"))),
                text(option.get("name"), under(here, said("tên (name)"))),
            )
        )
    if len(found) > MOST_OPTIONS:
        n = len(found)
        raise LayoutError(
            said("%(place)s có %(n)s lựa chọn, nhiều nhất là %(most)s.", place=place, n=n, most=MOST_OPTIONS)
        )
    if name := twice([option.name.casefold() for option in found]):
        raise LayoutError(said("%(place)s: lựa chọn “%(name)s” có hai lần.", place=place, name=name[:60]))
    if code := twice([option.code for option in found]):
        raise LayoutError(said("%(place)s: mã lựa chọn %(code)s có hai lần.", place=place, code=code))
    if any(option.code == KAD for option in found):
        raise LayoutError(said("%(place)s: mã lựa chọn %(code)s dành cho “không áp dụng”.", place=place, code=KAD))
    return tuple(found)
