"""How names of units and people are stored, found and put in order."""

import unicodedata

from binhdang.calc import collation

UNSEEN = dict.fromkeys(
    [code for code in (*range(32), *range(127, 160)) if not chr(code).isspace()]
    + [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
"""Control signs, which no document may hold, signs without a width, and those that turn the direction of a text."""


def tidy(text: str) -> str:
    """`text` composed (NFC) with single spaces and without unseen signs, as it is stored and shown."""
    return " ".join(unicodedata.normalize("NFC", text).translate(UNSEEN).split())


def fold(text: str) -> str:
    """`text` in small letters without diacritics: what a search compares ("Đắk Hà" -> "dak ha")."""
    return collation.search_key(text)


def sort_key(text: str) -> str:
    """The stored key of Vietnamese order, as long as its column allows."""
    return collation.sort_key(text)[:600]


def search_key(code: str, name: str, limit: int = 255) -> str:
    """What a search over units or people compares: code and name folded."""
    return fold(f"{code} {name}")[:limit]
