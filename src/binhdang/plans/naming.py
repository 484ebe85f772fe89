"""What a target is called: its sign in the plan (T1, T2, T5a, T5b) and a short name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from binhdang.plans.intake import Found

_LETTERS = "abcdeghiklmnopqrstuvxy"
_APART = re.compile(r"[;.\n]")
SHORT = 110


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target stands in the text, and the sign a person gave it, if any."""

    clause: str
    start: int
    end: int
    code: str = ""


def codes(places: Sequence[Place], text: str) -> list[str]:
    """A sign for each target, in order: T1, T2 ...; promises that share one sentence part get letters (T5a, T5b).

    Two targets share when they stand in one clause with neither a stop nor a semicolon between them. A sign that a
    person gave is kept; the rest never repeat it.
    """
    groups: list[list[int]] = []
    for index, place in enumerate(places):
        if index and _together(places[index - 1], place, text):
            groups[-1].append(index)
        else:
            groups.append([index])
    taken = {place.code for place in places if place.code}
    out = [""] * len(places)
    for number, group in enumerate(groups, start=1):
        for letter, index in zip(_LETTERS, group, strict=False):
            sign = places[index].code or (f"T{number}{letter}" if len(group) > 1 else f"T{number}")
            while not places[index].code and sign in taken:
                sign += "'"
            taken.add(sign)
            out[index] = sign
    return [sign or f"T{len(groups) + index + 1}" for index, sign in enumerate(out)]


def share_predicates(targets: Sequence[Found], text: str) -> None:
    """Give a target whose predicate follows only after the next one ("100% A, 100% B được tập huấn") those words too.

    They are kept in the data as `shared` and help to find the indicator.
    """
    for this, following in reversed(list(pairwise(targets))):
        said, who = following.data.get("text") or "", following.data.get("population") or ""
        places = [Place(found.clause, found.start, found.end) for found in (this, following)]
        if who and who in said and _together(places[0], places[1], text):
            tail = said.split(who, 1)[1].strip() or following.data.get("shared")
            if tail:
                this.data["shared"] = tail


def _together(before: Place, after: Place, text: str) -> bool:
    between = text[before.end : after.start] if after.start > before.end else ""
    return before.clause == after.clause and not _APART.search(between)


def short_name(text: str) -> str:
    """The text on one line, cut at a word when it is longer than a heading may be."""
    line = " ".join(text.split()).strip(" -+*;:.,")
    if len(line) <= SHORT:
        return line
    return line[:SHORT].rsplit(" ", 1)[0] + "…"
