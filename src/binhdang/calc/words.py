"""Sentences for people. They are written in Vietnamese; the house may set who puts them into another language.

`calc` knows no framework: `config` tells it how to translate, so a reader gets messages in the language of the page.
"""

from __future__ import annotations

from collections.abc import Callable

_translate: list[Callable[[str], str]] = []


def speak(translate: Callable[[str], str]) -> None:
    """Set who translates a Vietnamese source text into the reader's language."""
    _translate[:] = [translate]


def said(text: str, /, **parts: object) -> str:
    """A sentence in the reader's language, with its parts put in: `said("%(n)s năm", n=5)`."""
    found = _translate[0](text) if _translate else text
    return found % parts if parts else found
