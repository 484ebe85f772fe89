"""The figures a paper rests on: what moved since it was written, and how new text takes the place of the old."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from binhdang.documents.layout import PaperContent, Section
from binhdang.kit.errors import Refused

Figures = dict[str, dict[str, str]]
"""Figure id -> {"label": where it stands in words, "text": the figure as printed}."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure that is no longer what the paper says; empty means it was not there."""

    label: str
    old: str
    new: str


class FiguresMoved(Refused):
    """The paper cannot be issued: figures have changed since. `moved` names each with its old and new text."""

    def __init__(self, moved: list[Moved]) -> None:
        super().__init__(
            f"{len(moved)} số liệu trong dự thảo đã thay đổi so với số liệu hiện tại.",
            "Người soạn cập nhật số liệu vào dự thảo rồi trình ban hành lại.",
        )
        self.moved = moved


def moved(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> list[Moved]:
    """The figures that differ, in the order of the paper; a figure that came or went counts as well."""
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, {}), new.get(key, {})
        if was.get("text", "") != now.get("text", ""):
            found.append(Moved(now.get("label") or was.get("label", key), was.get("text", ""), now.get("text", "")))
    return found


def refreshed(content: PaperContent, fresh: PaperContent) -> PaperContent:
    """The content with the figures of `fresh`: tables and annexes are replaced, drafted lines take their new wording.

    A line that a person wrote or changed stays as it is; `by_hand` names those with figures in them.
    """
    by_key = {one.key: one for one in fresh.sections}
    sections = tuple(_merged(one, by_key[one.key]) if one.key in by_key else one for one in content.sections)
    return replace(content, sections=sections, annexes=fresh.annexes)


def _merged(old: Section, new: Section) -> Section:
    return replace(
        old,
        text=_lines(old.text, old.drafted, new.drafted),
        after=_lines(old.after, old.drafted_after, new.drafted_after),
        table=new.table,
        drafted=new.drafted,
        drafted_after=new.drafted_after,
    )


def _lines(text: str, drafted: str, fresh: str) -> str:
    if text == drafted:
        return fresh
    was, now = drafted.split("\n"), fresh.split("\n")
    if len(was) != len(now):
        return text
    renewed = dict(zip(was, now, strict=True))
    return "\n".join(renewed.get(line, line) for line in text.split("\n"))


def by_hand(content: PaperContent) -> list[tuple[str, str]]:
    """Lines with digits that a person wrote or changed, with their heading: nobody checks them but people."""
    found = []
    for one in content.sections:
        known = {*one.drafted.split("\n"), *one.drafted_after.split("\n")}
        for line in (*one.text.split("\n"), *one.after.split("\n")):
            if line not in known and re.search(r"\d", line):
                found.append((one.heading, line))
    return found
