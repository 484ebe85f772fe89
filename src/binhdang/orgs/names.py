"""How names of units and people are stored, found and put in order."""

import unicodedata

from binhdang.calc import collation


def tidy(text: str) -> str:
    """`text` composed (NFC) with single spaces, as it is stored and shown."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """`text` in small letters without diacritics: what a search compares ("Đắk Hà" -> "dak ha")."""
    return collation.search_key(text)


def sort_key(text: str) -> str:
    """The stored key of Vietnamese order, as long as its column allows."""
    return collation.sort_key(text)[:600]


def search_key(code: str, name: str, limit: int = 255) -> str:
    """What a search over units or people compares: code and name folded."""
    return fold(f"{code} {name}")[:limit]
