"""The names of awards, which are data (`names.yaml`): emulation titles with the sectors' own, and commendations."""

from functools import cache
from importlib.resources import files
from typing import cast

import yaml

OTHER = ("gv_khac", "khen_khac")
"""Codes whose name is written by hand."""


@cache
def _names() -> dict[str, dict[str, str]]:
    text = files("binhdang.registers.awards").joinpath("names.yaml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, str]]", yaml.safe_load(text))


def emulation() -> list[tuple[str, str]]:
    """The titles of "Giỏi việc nước, đảm việc nhà" as (code, name)."""
    return list(_names()["emulation"].items())


def commendations() -> list[tuple[str, str]]:
    """The commendations as (code, name)."""
    return list(_names()["commendation"].items())


def every() -> list[tuple[str, str]]:
    """Titles, then commendations."""
    return emulation() + commendations()


def is_title(code: str) -> bool:
    """Whether a code is a title of "Giỏi việc nước, đảm việc nhà"."""
    return code in _names()["emulation"]
