"""What a target is called: its sign in the plan (T1, T2, T5a, T5b) and a short name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
        before = places[index - 1] if index else None
        together = before is not None and before.clause == place.clause and not _APART.search(_between(before, place, text))
        if together:
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


def _between(before: Place, after: Place, text: str) -> str:
    return text[before.end : after.start] if after.start > before.end else ""


def short_name(text: str) -> str:
    """The text on one line, cut at a word when it is longer than a heading may be."""
    line = " ".join(text.split()).strip(" -+*;:.,")
    if len(line) <= SHORT:
        return line
    return line[:SHORT].rsplit(" ", 1)[0] + "…"
