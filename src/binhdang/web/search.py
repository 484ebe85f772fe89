"""Search from anywhere: each part registers a function that finds its things in scope."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

LIMIT = 20


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, where it is, a word about it."""

    label: str
    href: str
    note: str = ""


Find = Callable[[Any, str, int], list[Hit]]
_parts: dict[str, tuple[str | Promise, Find]] = {}


def register_search(part: str, title: str | Promise, find: Find) -> None:
    """Let a part be searched: `find(by, text, limit)` returns what `by` may see, best first."""
    _parts[part] = (title, find)


def search(by: Any, text: str) -> list[tuple[str | Promise, list[Hit]]]:
    """What every part finds for `text`, as (title, hits); parts that find nothing are left out."""
    if not text.strip():
        return []
    found = [(title, find(by, text, LIMIT)) for title, find in _parts.values()]
    return [(title, hits) for title, hits in found if hits]
