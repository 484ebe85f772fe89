"""From the plan reader's JSON to findings: one flat list in the order of the text, numbers kept exact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from binhdang.plans.choices import FindingKind

SURE = 85
"""Percent from which the reader is sure; such findings may be confirmed together."""

_LISTS: tuple[tuple[str, FindingKind], ...] = (
    ("header", FindingKind.HEADER),
    ("legal_bases", FindingKind.LEGAL_BASIS),
    ("objectives", FindingKind.OBJECTIVE),
    ("targets", FindingKind.TARGET),
    ("measures", FindingKind.MEASURE),
    ("responsible", FindingKind.RESPONSIBLE),
    ("deadlines", FindingKind.DEADLINE),
    ("reporting", FindingKind.REPORTING),
    ("reviews", FindingKind.REVIEW),
    ("campaigns", FindingKind.CAMPAIGN),
    ("audiences", FindingKind.AUDIENCE),
    ("forms", FindingKind.FORM),
    ("training_topics", FindingKind.TRAINING_TOPIC),
    ("recipients", FindingKind.RECIPIENT),
    ("unread", FindingKind.UNREAD),
)
_NUMBERS = ("value", "value_max", "baseline")
_APART = ("span", "confidence", "clause_id")


@dataclass(frozen=True, slots=True)
class Found:
    """One finding before it is stored: kind, clause, half-open span in the text, data, confidence in percent."""

    kind: str
    clause: str
    start: int
    end: int
    data: dict[str, Any]
    confidence: int


def findings(reading: Mapping[str, Any]) -> list[Found]:
    """Every finding of a reading (`Reading.as_json()`), in the order of the text, the wider before the narrower."""
    return sorted(_all(reading), key=lambda f: (f.start, -f.end, f.kind))


def _all(reading: Mapping[str, Any]) -> Iterator[Found]:
    for name, kind in _LISTS:
        for item in reading.get(name) or ():
            yield _found(kind, item)
    signature = reading.get("signature") or {}
    if signature.get("span"):
        yield _found(FindingKind.SIGNATURE, signature)


def _found(kind: FindingKind, item: Mapping[str, Any]) -> Found:
    start, end = item["span"]
    data = {key: exact(key, value) for key, value in item.items() if key not in _APART}
    sure = round(float(item.get("confidence", 0 if kind == FindingKind.UNREAD else 0.95)) * 100)
    return Found(kind, item.get("clause_id") or "", start, max(start, end), data, min(100, max(0, sure)))


def exact(key: str, value: Any) -> Any:
    """A field's value with the numbers of a target as exact text; years, quarters and ticks stay as they are."""
    if isinstance(value, dict):
        return {name: exact(name, item) for name, item in value.items() if name != "span"}
    if isinstance(value, list | tuple):
        return [exact(key, item) for item in value]
    if key in _NUMBERS and isinstance(value, int | float):
        return str(value)
    return value
