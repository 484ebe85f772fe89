"""The names of awards, which are data (`names.yaml`): emulation titles with the sectors' own, and commendations."""

from functools import cache
from importlib.resources import files
from typing import cast

import yaml
from django.utils.translation import get_language

OTHER = ("gv_khac", "khen_khac")
"""Codes whose name is written by hand."""


@cache
def _names() -> dict[str, dict[str, dict[str, str]]]:
    """Group -> code -> language -> name."""
    text = files("binhdang.registers.awards").joinpath("names.yaml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, dict[str, str]]]", yaml.safe_load(text))


def _said(group: str) -> list[tuple[str, str]]:
    """The names of a group as (code, name), in the language of the page."""
    language = "en" if (get_language() or "").startswith("en") else "vi"
    return [(code, name[language]) for code, name in _names()[group].items()]


def emulation() -> list[tuple[str, str]]:
    """The titles of "Giỏi việc nước, đảm việc nhà" as (code, name)."""
    return _said("emulation")


def commendations() -> list[tuple[str, str]]:
    """The commendations as (code, name)."""
    return _said("commendation")


def every() -> list[tuple[str, str]]:
    """Titles, then commendations."""
    return emulation() + commendations()


def is_title(code: str) -> bool:
    """Whether a code is a title of "Giỏi việc nước, đảm việc nhà"."""
    return code in _names()["emulation"]
