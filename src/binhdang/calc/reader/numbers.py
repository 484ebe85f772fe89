"""Numbers as Vietnamese texts write them: "1.234,5", "02", "mười hai", "hai phần ba"."""

from __future__ import annotations

import re
from decimal import Decimal

NUM = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?|\d{1,9}(?:[.,]\d{1,4})?)"
_DIGIT = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5}
_DIGIT |= {"sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_SCALE = {"mươi": 10, "mười": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_ONE = r"(?:một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín|mười|mươi|trăm|nghìn|ngàn|linh|lẻ|rưỡi)"
WORDS = rf"(?:{_ONE}(?:\s{_ONE}){{0,7}})"
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?$")


def number(text: str) -> Decimal | None:
    """The number a token stands for, digits (dot for thousands, comma for decimals) or words; None when it is none."""
    text = text.strip()
    if not text:
        return None
    if text[0].isdigit():
        if _THOUSANDS.match(text):
            return Decimal(text.replace(".", "").replace(",", "."))
        return Decimal(text.replace(",", "."))
    return _from_words(text.split())


def _from_words(words: list[str]) -> Decimal | None:
    total, current = 0, 0
    half = Decimal(0)
    for word in words:
        if word in _DIGIT:
            current = current + _DIGIT[word]
        elif word == "mười":
            current += 10
        elif word == "mươi":
            current = (
                (current // 10) * 10 + (current % 10) * 10
                if current < 10
                else current // 100 * 100 + current % 100 * 10
            )
        elif word == "trăm":
            current = (current or 1) * 100
        elif word in ("nghìn", "ngàn"):
            total, current = total + (current or 1) * 1000, 0
        elif word == "rưỡi":
            half = Decimal("0.5")
        elif word not in ("linh", "lẻ"):
            return None
    return Decimal(total + current) + half
