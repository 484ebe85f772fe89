"""Reading the pieces of a form's definition as YAML or JSON gives them: a refusal names its place in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from .cells import Number, parse_exact

MAX_TEXT: Final = 500
_CODE = re.compile(r"(?=.*\w)[\w.-]{1,60}")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Signs that no title may hold: control signs, signs that turn the direction of text, halves of signs."""


class LayoutError(ValueError):
    """A form definition that cannot be used; the Vietnamese message names the section and row."""


def mapping(data: Any, place: str, known: set[str]) -> dict[str, Any]:
    """The data as a mapping of `known` keys. Raises LayoutError at `place`."""
    if not isinstance(data, dict):
        raise LayoutError(f"{place} phải là một nhóm “khoá: giá trị”.")
    if unknown := sorted(str(key) for key in data if key not in known):
        raise LayoutError(f"{place}: không hiểu khoá {', '.join(unknown[:5])}; dùng {', '.join(sorted(known))}.")
    return data


def items(data: Any, place: str, least: int = 1) -> list[Any]:
    """The data as a list of at least `least` items. Raises LayoutError at `place`."""
    if not isinstance(data, list) or len(data) < least:
        raise LayoutError(f"{place} phải là một danh sách" + (" có ít nhất một mục." if least else "."))
    return data


def text(data: Any, place: str, *, least: int = 1, most: int = MAX_TEXT) -> str:
    """The data as text without unseen signs, `least` to `most` characters. Raises LayoutError at `place`."""
    if isinstance(data, int) and not isinstance(data, bool):
        data = str(data)
    if not isinstance(data, str) or not least <= len(data.strip()) <= most:
        raise LayoutError(
            f"{place} phải là chữ, " + (f"từ {least} đến {most} ký tự." if least else f"tối đa {most} ký tự.")
        )
    if found := UNSEEN.search(data):
        raise LayoutError(f"{place} có ký tự không nhìn thấy được (mã {ord(found.group()):04X}); hãy xoá ký tự đó.")
    return data.strip()


def code_of(data: Any, place: str) -> str:
    """The data as a code of letters, digits and _ . - (1 to 60). Raises LayoutError at `place`."""
    if isinstance(data, int) and not isinstance(data, bool):
        data = str(data)
    if isinstance(data, float | bool):
        raise LayoutError(f"{place}: đặt mã trong dấu nháy, ví dụ code: '1.10'.")
    if not isinstance(data, str) or not _CODE.fullmatch(data):
        raise LayoutError(f"{place} chỉ gồm chữ, số và _ . - (1 đến 60 ký tự).")
    return data


def levels_of(data: Any, place: str) -> tuple[str, ...]:
    """The data as codes of levels. Raises LayoutError at `place`."""
    return tuple(code_of(level, f"{place}: cấp (levels)") for level in items(data, f"{place}: cấp (levels)", 0))


def flag(data: Any, place: str) -> bool:
    """The data as true or false. Raises LayoutError at `place`."""
    if not isinstance(data, bool):
        raise LayoutError(f"{place} phải là true hoặc false.")
    return data


def limit(data: Any, place: str) -> Number | None:
    """The data as an exact number, or None. Raises LayoutError at `place`."""
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
        raise LayoutError(f"{place} phải là một số.")
    try:
        return parse_exact(format(Decimal(str(data)), "f"))
    except ValueError as error:
        raise LayoutError(f"{place} phải là một số.") from error


def twice(codes: Iterable[str]) -> str:
    """The first code that stands twice; empty when none does."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return ""
