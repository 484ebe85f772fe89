"""Texts whose figures are tied to data: `[[bch.nu]]` stands for a figure and is shown as its number.

A text keeps its figures as they were when somebody last agreed to them; held against today's figures every sentence
either still says the truth or names what moved, from what to what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .cells import CellError, Number, parse_number

TOKEN: Final = re.compile(r"\[\[\s*([\w.-]{1,80})\s*\]\]")
_SPELLED: Final = re.compile(r"\[\[[^\[\]|]{0,80}\|\s*([\w.-]{1,80})\s*\]\]")
_STOP: Final = re.compile(r"(?<=[.!?…])\s+(?=[“\"(\[]*[A-ZĐÀ-Ỹ0-9])")
_NUMBER: Final = re.compile(
    r"(?<![\w.,/%\[-])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\w/])|(?<![\w.,/%\[-])\d+(?:,\d+)?(?![\w/]|\.\d)"
)
_BEFORE: Final = re.compile(r"(?:năm|ngày|tháng|quý|số|điều|khoản|mục|kỳ|giai đoạn)\s*$", re.IGNORECASE)
_FROM: Final = re.compile(r"(?:từ|trên|dưới|ít nhất|tối thiểu|không quá)\s*$", re.IGNORECASE)
LONGEST: Final = 6000


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: plain text, or (with `key`) a tied figure with what it said and what it is now.

    `now` is None where the figure does not exist any more.
    """

    text: str
    key: str = ""
    now: str | None = ""

    @property
    def moved(self) -> bool:
        """Whether this is a figure that is no longer what the text says."""
        return bool(self.key) and self.text != self.now


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in its parts; `line` counts the lines of the text from 0."""

    parts: tuple[Part, ...]
    line: int

    @property
    def moved(self) -> tuple[Part, ...]:
        """The figures in it that moved."""
        return tuple(part for part in self.parts if part.moved)

    @property
    def text(self) -> str:
        """The sentence as it reads with the agreed figures."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Loose:
    """A plain number typed in a text: what it says, where it stands, the words around it."""

    value: Number
    text: str
    start: int
    around: str


def keys_of(text: str) -> tuple[str, ...]:
    """The figures that a text names, each once, in order."""
    return tuple(dict.fromkeys(TOKEN.findall(text)))


def sentences(text: str, agreed: Mapping[str, str], now: Mapping[str, str]) -> list[Sentence]:
    """The sentences of a text with its figures: `agreed` are the texts they had, `now` those of today."""
    found = []
    for line, content in enumerate(text.split("\n")):
        for piece in _STOP.split(content):
            if piece.strip():
                found.append(Sentence(tuple(_parts(piece.strip(), agreed, now)), line))
    return found


def _parts(piece: str, agreed: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Part]:
    at = 0
    for match in TOKEN.finditer(piece):
        if match.start() > at:
            yield Part(piece[at : match.start()])
        key = match[1]
        yield Part(agreed.get(key, now.get(key, "–")), key, now.get(key))
        at = match.end()
    if at < len(piece):
        yield Part(piece[at:])


def filled(text: str, agreed: Mapping[str, str]) -> str:
    """The text as it reads, with its agreed figures in place of their names."""
    return TOKEN.sub(lambda match: agreed.get(match[1], "–"), text)


def spelled(text: str, agreed: Mapping[str, str]) -> str:
    """The text as it is edited: each figure with its number before its name, `[[28,7% | T1]]`."""
    return TOKEN.sub(lambda match: f"[[{agreed[match[1]]} | {match[1]}]]" if match[1] in agreed else match[0], text)


def unspelled(text: str) -> str:
    """The text as it is kept: what stands before the name of a figure is for the eye alone."""
    return _SPELLED.sub(r"[[\1]]", text)


def loose_numbers(text: str) -> list[Loose]:
    """The plain numbers of a text that are neither tied nor part of a date, a year, a threshold or a paper's number."""
    found = []
    for match in _NUMBER.finditer(text):
        before, after = text[: match.start()], text[match.end() : match.end() + 1]
        threshold = after == "%" and _FROM.search(before)
        if threshold or _BEFORE.search(before) or _inside_token(text, match.start()):
            continue
        try:
            value = parse_number(match[0])
        except CellError:
            continue
        start, end = max(match.start() - 30, 0), match.end() + 30
        found.append(Loose(value, match[0], match.start(), TOKEN.sub("…", text[start:end])))
    return found


def _inside_token(text: str, at: int) -> bool:
    return any(match.start() <= at < match.end() for match in TOKEN.finditer(text))


def tie(text: str, start: int, key: str) -> tuple[str, str]:
    """Put the figure `key` in the place of the plain number at `start`; returns the text and what stood there.

    Raises ValueError where no plain number begins at `start`.
    """
    for one in loose_numbers(text):
        if one.start == start:
            return f"{text[:start]}[[{key}]]{text[start + len(one.text) :]}", one.text
    raise ValueError("no plain number there")
