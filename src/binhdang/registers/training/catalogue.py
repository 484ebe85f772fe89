"""The catalogue of topics and audiences, read from `catalogue.yaml`: a new topic is a line of data."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from binhdang.registers.core.choices import PostKind

FILE = Path(__file__).with_name("catalogue.yaml")
MARK = ";"
"""A choice of several codes is kept as text, each code between marks: ";bdg;long_ghep;"."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `counts` when a course on it counts for the target of trained cadres."""

    code: str
    name: str
    about: str
    group: str
    counts: bool


@cache
def _read() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the catalogue; `group` is the name of its group."""
    groups = {one["code"]: one["name"] for one in _read()["groups"]}
    return tuple(
        Topic(one["code"], one["name"], one["about"], groups[one["group"]], one["counts"]) for one in _read()["topics"]
    )


def topic_choices() -> list[tuple[str, str]]:
    """The topics as choices of a field."""
    return [(one.code, one.name) for one in topics()]


def audience_choices() -> list[tuple[str, str]]:
    """The posts that every register knows and the other groups that a course may be for, as choices of a field."""
    posts = [(str(value), str(label)) for value, label in PostKind.choices]
    return [*posts, *((one["code"], one["name"]) for one in _read()["audiences"])]


def counting() -> tuple[str, ...]:
    """The codes of the topics that count for the target of trained cadres."""
    return tuple(one.code for one in topics() if one.counts)


def packed(codes: Iterable[str]) -> str:
    """Several codes as the text that a column keeps; "" for none."""
    kept = MARK.join(codes)
    return f"{MARK}{kept}{MARK}" if kept else ""


def codes_of(text: str) -> list[str]:
    """The codes that a column keeps."""
    return [code for code in text.split(MARK) if code]


def names_of(text: str, choices: list[tuple[str, str]]) -> str:
    """The codes that a column keeps in words, "; " between them."""
    names = dict(choices)
    return "; ".join(names.get(code, code) for code in codes_of(text))
