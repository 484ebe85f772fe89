"""Which indicator of the catalogue measures a target: the suggestions, and when the best is good enough to propose."""

from collections.abc import Mapping, Sequence
from typing import Any

from binhdang.indicators.models import Indicator
from binhdang.indicators.queries import Suggestion, suggest

GOOD = 60
"""Score from which the best suggestion is put forward; a person still confirms it."""
LEAD = 5
"""By how much it must be better than the next one."""


def matches(data: Mapping[str, Any], quote: str, among: Sequence[Indicator] | None = None) -> list[Suggestion]:
    """The indicators that may measure this target, best first, each with its reason; `quote` is its text.

    `among` is the catalogue where it is at hand already.
    """
    said = " ".join(part for part in (data.get("text") or quote, data.get("shared")) if part)
    return suggest({**data, "text": said}, among)


def proposed(data: Mapping[str, Any], quote: str, among: Sequence[Indicator] | None = None) -> str:
    """The code of the indicator that is clearly the best, "" when none is."""
    found = matches(data, quote, among)
    if not found or found[0].score < GOOD:
        return ""
    return found[0].code if len(found) == 1 or found[0].score - found[1].score >= LEAD else ""
