"""Names of issuing bodies, brought from capitals and full forms to one written form ("LĐLĐ tỉnh Kon Tum")."""

from __future__ import annotations

import re

_LOWER = {
    "tỉnh",
    "thành",
    "phố",
    "huyện",
    "quận",
    "thị",
    "xã",
    "phường",
    "đặc",
    "khu",
    "ngành",
    "cơ",
    "sở",
    "công",
    "ty",
    "trường",
    "bệnh",
    "viện",
    "các",
    "và",
    "cổ",
    "phần",
    "trách",
    "nhiệm",
    "hữu",
    "hạn",
    "một",
    "viên",
    "cấp",
    "trên",
    "trực",
    "tiếp",
    "kinh",
    "tế",
    "nghiệp",
    "tiểu",
    "học",
    "mầm",
    "non",
    "phổ",
    "thông",
    "trung",
    "đa",
    "khoa",
    "chế",
    "xuất",
}
_BODY = (
    r"(?:tổng liên đoàn lao động việt nam|tổng liên đoàn|tlđ|liên đoàn lao động|lđlđ|công đoàn|cđcs|cđ(?= )"
    r"|ban chấp hành|ban thường vụ|đoàn chủ tịch|ban nữ công"
    r"|ban vì sự tiến bộ|nghiệp đoàn|uỷ ban nhân dân|ubnd|hội liên hiệp phụ nữ|sở|ban|trường|bệnh viện|công ty"
    r"|tổng công ty|tập đoàn)"
)
BODY = re.compile(_BODY + r"\b")
_PLACE_WORDS = r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|tx\.?|xã|phường|đặc khu)"
UNION = re.compile(
    rf"(?i:(?:liên đoàn lao động|lđlđ)\s(?P<kind>{_PLACE_WORDS}))(?P<name>(?:\s[A-ZĐÂĂÊÔƠƯÁÀẢÃẠÉÍÓÚÝẮẤỐỚỨÒÌÙÈ][^\s,;."
    rf"():\"]*){{1,4}})?",
    re.I,
)


def tidy(text: str) -> str:
    """A unit's name as people write it: abbreviations for the long forms, capitals only where they belong."""
    name = " ".join(text.split()).strip(" ,;.:-*")
    if name.isupper():
        name = _from_capitals(name)
    name = re.sub(r"^Ban (?:Thường vụ|Chấp hành) (?=Liên đoàn|LĐLĐ|Công đoàn|Tổng)", "", name)
    name = re.sub(r"^Đoàn Chủ tịch (?=Tổng)", "", name)
    name = re.sub(
        r"(?i)(?<!tổng )liên đoàn lao động(?= (?:các|tỉnh|thành phố|tp|huyện|quận|thị xã|tx|xã|phường))", "LĐLĐ", name
    )
    name = (
        re.sub(r"(?i)\bthành phố\b|\btp\.(?=\s)", "TP", name) if re.search(r"(?i)LĐLĐ (?:thành phố|tp)", name) else name
    )
    return name[:1].upper() + name[1:]


def _from_capitals(name: str) -> str:
    low = name.lower()
    for full, written in (
        ("tổng liên đoàn lao động việt nam", "Tổng Liên đoàn Lao động Việt Nam"),
        ("liên đoàn lao động", "Liên đoàn Lao động"),
        ("ủy ban nhân dân", "Ủy ban nhân dân"),
        ("uỷ ban nhân dân", "Ủy ban nhân dân"),
        ("ban vì sự tiến bộ của phụ nữ", "Ban Vì sự tiến bộ của phụ nữ"),
    ):
        if low.startswith(full):
            return (written + _capitalised(low[len(full) :])).strip()
    if low.startswith("lđlđ"):
        return "LĐLĐ" + _capitalised(low[4:])
    if low.startswith("công đoàn"):
        return "Công đoàn" + _capitalised(low[9:])
    if low.startswith("cđcs"):
        return "CĐCS" + _capitalised(low[4:])
    return _capitalised(" " + low).strip()


def _capitalised(low: str) -> str:
    words = low.split(" ")
    out = []
    for index, word in enumerate(words):
        plain = word in _LOWER or (word in ("lao", "động") and False)
        if plain and not (index and words[index - 1] in ("tỉnh", "huyện", "quận", "xã", "phường")):
            out.append(word)
        elif word in ("tp", "tp.", "tnhh", "mtv", "cp", "ubnd", "kcn", "kkt", "thcs", "thpt"):
            out.append(word.upper())
        else:
            out.append(word[:1].upper() + word[1:])
    return " ".join(out)
