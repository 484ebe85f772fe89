"""Reading the catalogue: finding an indicator, and suggesting those a target of a plan may be measured by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from binhdang.calc.collation import search_key, sort_key
from binhdang.indicators.models import Indicator

MOST = 5
LEAST_SCORE = 40
_PERCENT = {"percent", "%", "per_100"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator for a target, how well it fits (0 to 100) and why, in words."""

    code: str
    name: str
    score: int
    reason_vi: str


def catalogue() -> list[Indicator]:
    """The current indicators, by code."""
    return list(Indicator.objects.filter(current=True).order_by("code"))


def indicator(code: str) -> Indicator:
    """The current version of an indicator. Raises Indicator.DoesNotExist."""
    return Indicator.objects.get(code=code, current=True)


def search(text: str) -> list[Indicator]:
    """Current indicators whose code, names, concept or keywords hold all the words, with or without diacritics."""
    words = search_key(text).split()
    found = [one for one in catalogue() if all(word in _said(one) for word in words)]
    return sorted(found, key=lambda one: sort_key(one.name_vi))


def _said(one: Indicator) -> str:
    return search_key(" ".join([one.code, one.name_vi, one.name_en, one.concept, *one.keywords]))


def suggest(target: Mapping[str, Any], among: Sequence[Indicator] | None = None) -> list[Suggestion]:
    """The indicators that may measure a target as the plan reader found it, best first, each with the reason.

    Uses `text`, `population`, `condition` (words, compared without diacritics), `comparator` and `unit`. Keywords
    found in the text weigh most; an opposite direction or a condition on one side only weighs against.
    `among` is the catalogue where the caller has it at hand, for many targets in one statement.
    """
    text = search_key(" ".join(str(target.get(key) or "") for key in ("text", "population", "condition")))
    ranked = [_fit(one, text, target) for one in (catalogue() if among is None else among)]
    ranked = [one for one in ranked if one.score >= LEAST_SCORE]
    return sorted(ranked, key=lambda one: (-one.score, one.code))[:MOST]


def _fit(one: Indicator, text: str, target: Mapping[str, Any]) -> Suggestion:
    hits = [word for word in _longest(one.keywords) if _has(text, _flat(word))]
    name = _flat(one.name_vi)
    alike = fuzz.token_set_ratio(name, text)
    score = 0.5 * alike + 18 * min(len(hits), 3)
    reasons = [f"cùng nhắc đến {', '.join(f'“{word}”' for word in hits)}"] if hits else []
    if alike >= 70:
        reasons.append("lời chỉ tiêu gần với tên chỉ số")
    weight, reason = _manner(one, target)
    if reason:
        reasons.append(reason)
    score = max(0, min(100, round(score + weight)))
    return Suggestion(one.code, one.name_vi, score, _sentence(reasons))


@lru_cache(maxsize=4096)
def _flat(words: str) -> str:
    """The search key of words of the catalogue, worked out once."""
    return search_key(words)


def _manner(one: Indicator, target: Mapping[str, Any]) -> tuple[int, str]:
    """What direction and unit say: a falling target wants one that is better when lower, a percentage a ratio."""
    falls = target.get("comparator") in {"decrease", "<", "<="}
    if falls != (one.direction == "lower"):
        return -25, ""
    if falls:
        return 8, "cùng chiều: càng thấp càng tốt"
    if (target.get("unit") in _PERCENT) != bool(one.denominator):
        return -8, ""
    return (5, "cùng tính theo tỷ lệ") if one.denominator else (0, "")


def _longest(words: Iterable[str]) -> list[str]:
    """Keywords without those that are part of a longer one, so that one phrase counts once."""
    every = list(words)
    return [word for word in every if not any(word != other and word in other for other in every)]


def _has(text: str, words: str) -> bool:
    return f" {words} " in f" {_plain(text)} "


@lru_cache(maxsize=256)
def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() or c == "%" else " " for c in text).split())


def _sentence(reasons: list[str]) -> str:
    said = "; ".join(reasons) or "một phần lời chỉ tiêu giống tên chỉ số"
    return said[0].upper() + said[1:] + "."
