"""Vietnamese order and search: sort by the alphabet a ă â b … y with tones, search without diacritics."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LONGEST_KEY: Final = 600
# ngang, huyền, hỏi, ngã, sắc, nặng
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES: Final = {"\u0302", "\u0306", "\u031b"}
_RANK: Final = {letter: f"{10 + place}" for place, letter in enumerate(ALPHABET)}
_END, _SPACE, _SIGN, _DIGITS, _OTHER = "00", "01", "02", "05", "90"


def sort_key(text: str) -> str:
    """A key whose plain order is the Vietnamese order; store it in a column.

    Letters by the alphabet first (đ after d, ê after e …), then tones: ngang huyền hỏi ngã sắc nặng. Runs of digits
    compare as numbers, a space comes before any letter ("An Bình" before "Anh"). The key holds digits and a-f only, so
    that every database orders it alike whatever its collation, at most `LONGEST_KEY` of them.
    """
    body = unicodedata.normalize("NFC", text.strip()).casefold()
    letters: list[str] = []
    tones: list[str] = []
    at = 0
    while at < len(body):
        end = at
        while end < len(body) and "0" <= body[end] <= "9":
            end += 1
        if end > at:
            digits = body[at:end].lstrip("0")
            letters.append(f"{_DIGITS}{len(digits):03d}{digits}")
            at = end
            continue
        letter, tone = _letter(body[at])
        letters.append(letter)
        tones.append(str(tone))
        at += 1
    return ("".join(letters) + _END + "".join(tones).rstrip("0"))[:LONGEST_KEY]


@lru_cache(maxsize=4096)
def _letter(character: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", character)
    first, marks = parts[0], parts[1:]
    tone = max((_TONES.get(mark, 0) for mark in marks), default=0)
    base = unicodedata.normalize("NFC", first + "".join(mark for mark in marks if mark in _SHAPES))
    if base in _RANK:
        return _RANK[base], tone
    if base.isspace():
        return _SPACE, tone
    return f"{_OTHER if base.isalnum() else _SIGN}{ord(base[0]):06x}", tone


def search_key(text: str) -> str:
    """Lower case without diacritics ("Đắk Lắk" → "dak lak"), spaces made single: for searching."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().replace("đ", "d"))
    return " ".join("".join(mark for mark in parts.casefold() if not unicodedata.combining(mark)).split())


def same_key(text: str) -> str:
    """What two spellings of one name share: letters and tones whatever the case, the spaces and where the tone stands.

    "Hoà" and "HÒA" → "hoa1"; "Hoa" → "hoa" is another name.
    """
    return " ".join(_said(word) for word in unicodedata.normalize("NFKC", text).casefold().split())


def _said(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    tone = max((_TONES.get(mark, 0) for mark in parts), default=0)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return f"{letters}{tone or ''}"
