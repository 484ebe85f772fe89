"""Keys by which names of units and people are found and put in order."""

import re
import unicodedata

_VARIANTS = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""The order of the tones in Vietnamese dictionaries: level, huyền, hỏi, ngã, sắc, nặng."""


def fold(text: str) -> str:
    """`text` in small letters without diacritics, single spaces: what a search compares ("Đắk Hà" -> "dak ha")."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def tidy(text: str) -> str:
    """`text` composed (NFC) with single spaces, as it is stored and shown."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def sort_key(text: str) -> str:
    """A key of digits and small letters whose plain order is the Vietnamese one; numbers in names count as numbers.

    Letters come first (a ă â b c d đ ...), tones decide between equal letters. At most 600 characters.
    """
    letters, tones = [], []
    padded = re.sub(r"\d+", lambda m: m.group().zfill(5), tidy(text).lower())
    for char in padded:
        base, tone = _split_tone(char)
        if base in _VARIANTS:
            letters.append(_VARIANTS[base])
        elif base.isdigit() and base.isascii():
            letters.append("1" + base)
        elif "a" <= base <= "z":
            letters.append(base + "0")
        else:
            letters.append("00")
        tones.append(tone)
    return ("".join(letters)[:510] + "00" + "".join(tones))[:600]


def search_key(code: str, name: str, limit: int = 255) -> str:
    """What a search over units or people compares: code and name folded."""
    return fold(f"{code} {name}")[:limit]


def _split_tone(char: str) -> tuple[str, str]:
    tone = "0"
    kept = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept))[:1], tone
