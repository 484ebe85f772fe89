"""Sorts what units write into kinds and themes by the words in it, without diacritics; says which words decided.

No guessing beyond that: a text without any of the words stands under "other", and a person may move it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from .collation import search_key

ACHIEVEMENT, DIFFICULTY, PROPOSAL = "achievement", "difficulty", "proposal"
OTHER: Final = "other"
KIND_WORDS: Final[dict[str, tuple[str, ...]]] = {
    PROPOSAL: ("de nghi", "kien nghi", "de xuat", "mong muon", "xin cap", "can duoc"),
    DIFFICULTY: (
        "kho khan", "han che", "vuong mac", "thieu", "chua", "khong du", "ton tai", "cham", "giam", "it nu",
        "nghi viec",
    ),
}  # fmt: skip
"""Proposals are looked for before difficulties: "thiếu kinh phí, đề nghị cấp trên hỗ trợ" asks for something."""
THEME_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "cadres": (
        "ban chap hanh", "ban thuong vu", "uy vien", "quy hoach", "can bo nu", "chu chot", "bo nhiem", "bau cu",
        "nhan su", "lanh dao", "uy ban kiem tra",
    ),
    "training": ("tap huan", "boi duong", "dao tao", "tuyen truyen", "hoi thao", "lop", "toa dam", "truyen thong"),
    "movement": ("thi dua", "gioi viec nuoc", "dam viec nha", "khen thuong", "phong trao", "cau lac bo", "danh hieu"),
    "rights": (
        "che do", "chinh sach", "tien luong", "bao hiem", "thoa uoc", "lao dong nu", "vat sua", "thai san", "viec lam",
        "kiem tra giam sat", "tu van", "khieu nai",
    ),
    "family": (
        "gia dinh", "sinh con", "con thu ba", "dan so", "suc khoe", "kham", "phu khoa", "bao luc", "tre em", "nha tre",
    ),
    "money": ("kinh phi", "nguon luc", "ngan sach", "tai chinh", "ho tro", "quy"),
    "organisation": ("ban nu cong", "to chuc bo may", "sap nhap", "sap xep", "thanh lap", "kiem nhiem"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sorted:
    """A kind or theme with the words that decided, as they are compared (without diacritics)."""

    code: str
    words: tuple[str, ...]


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in words) + r")(?!\w)")


def _found(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_pattern(words).findall(text)))


def kind_of(text: str) -> Sorted:
    """What sort of saying a text is: a proposal, a difficulty, else an achievement (without words that decided)."""
    plain = search_key(text)
    for kind, words in KIND_WORDS.items():
        if found := _found(plain, words):
            return Sorted(kind, found)
    return Sorted(ACHIEVEMENT, ())


def theme_of(text: str) -> Sorted:
    """The theme with most different words in the text, of equals the one that is named first; `OTHER` without any."""
    plain = search_key(text)
    found = [Sorted(theme, words) for theme, known in THEME_WORDS.items() if (words := _found(plain, known))]
    return min(found, key=lambda one: (-len(one.words), plain.find(one.words[0])), default=Sorted(OTHER, ()))
