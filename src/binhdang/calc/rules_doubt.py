"""How much a reviewer should look at a report: one number made of what was found in it; 0 is clean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .cells import NotApplicable, Value
from .rules import Finding

NEEDS_EYES: Final = 10
"""From here on a report is an exception that is looked at by itself; below it is accepted together with others."""
NOTHING_FILLED: Final = 100
ALL_ZERO: Final = 60
MOSTLY_EMPTY: Final = 10
CHANGED_SINCE_ACCEPTED: Final = 10
OPEN_TALK: Final = 10


def doubt_of(
    findings: Sequence[Finding], *, filled: int, expected: int, all_zero: bool, corrected: int, talks: int
) -> int:
    """The doubt about a report: the weights of what was found, and what no rule of a single cell sees.

    `filled` of `expected` cells are answered; `all_zero` says that every figure is 0 where last period's were not;
    `corrected` counts cells that differ from what was accepted before; `talks` are threads on cells still open.
    """
    doubt = sum(finding.weight for finding in findings if finding.severity != "error")
    if expected and not filled:
        doubt += NOTHING_FILLED
    elif filled * 2 < expected:
        doubt += MOSTLY_EMPTY
    doubt += ALL_ZERO if all_zero else 0
    doubt += CHANGED_SINCE_ACCEPTED if corrected else 0
    return doubt + OPEN_TALK * talks


def all_zero(values: Mapping[str, Value], last: Mapping[str, Value]) -> bool:
    """Whether every figure given is 0 although last period had one that was not."""
    given = [value for value in values.values() if not isinstance(value, NotApplicable)]
    before = [value for value in last.values() if not isinstance(value, NotApplicable)]
    return bool(given) and not any(given) and any(before)
