"""Reading the pieces of a form's definition as YAML or JSON gives them: a refusal names its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

from .cells import Number, parse_exact
from .words import said

MAX_TEXT: Final = 500
_CODE = re.compile(r"(?=.*\w)[\w.-]{1,60}")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Signs that no title may hold: control signs, signs that turn the direction of text, halves of signs."""


RULES: Final = "rules"
"""Where the fault of a computed cell or of a rule is mended (no code of a row: there the codes come from the form)."""


class LayoutError(ValueError):
    """A form definition that cannot be used; the message names the section and row.

    `row` is the code of the row or cell at fault where the form as a whole is, `part` is `RULES` or "".
    """

    def __init__(self, message: str, *, row: str = "", part: str = "") -> None:
        super().__init__(message)
        self.row, self.part = row, part


@contextmanager
def among_rules() -> Iterator[None]:
    """Mark what is refused inside as a fault of the computed cells and rules."""
    try:
        yield
    except LayoutError as error:
        error.part = RULES
        raise


def under(place: str, label: str) -> str:
    """The place of something with a label at a place: "Phần 1: tên phần"."""
    return f"{place}: {label}"


def mapping(data: Any, place: str, known: set[str]) -> dict[str, Any]:
    """The data as a mapping of `known` keys. Raises LayoutError at `place`."""
    if not isinstance(data, dict):
        raise LayoutError(said("%(place)s phải là một nhóm “khoá: giá trị”.", place=place))
    if unknown := sorted(str(key) for key in data if key not in known):
        asked, fit = ", ".join(unknown[:5]), ", ".join(sorted(known))
        raise LayoutError(said("%(place)s: không hiểu khoá %(keys)s; dùng %(fit)s.", place=place, keys=asked, fit=fit))
    return data


def items(data: Any, place: str, least: int = 1) -> list[Any]:
    """The data as a list of at least `least` items. Raises LayoutError at `place`."""
    if not isinstance(data, list) or len(data) < least:
        if least:
            raise LayoutError(said("%(place)s phải là một danh sách có ít nhất một mục.", place=place))
        raise LayoutError(said("%(place)s phải là một danh sách.", place=place))
    return data


def text(data: Any, place: str, *, least: int = 1, most: int = MAX_TEXT) -> str:
    """The data as text without unseen signs, `least` to `most` characters. Raises LayoutError at `place`."""
    if isinstance(data, int) and not isinstance(data, bool):
        data = str(data)
    if not isinstance(data, str) or not least <= len(data.strip()) <= most:
        if least:
            raise LayoutError(
                said("%(place)s phải là chữ, từ %(least)s đến %(most)s ký tự.", place=place, least=least, most=most)
            )
        raise LayoutError(said("%(place)s phải là chữ, tối đa %(most)s ký tự.", place=place, most=most))
    if found := UNSEEN.search(data):
        sign = f"{ord(found.group()):04X}"
        raise LayoutError(
            said("%(place)s có ký tự không nhìn thấy được (mã %(sign)s); hãy xoá ký tự đó.", place=place, sign=sign)
        )
    return data.strip()


def code_of(data: Any, place: str) -> str:
    """The data as a code of letters, digits and _ . - (1 to 60). Raises LayoutError at `place`."""
    if isinstance(data, int) and not isinstance(data, bool):
        data = str(data)
    if isinstance(data, float | bool):
        raise LayoutError(said("%(place)s: đặt mã trong dấu nháy, ví dụ code: '1.10'.", place=place))
    if not isinstance(data, str) or not _CODE.fullmatch(data):
        raise LayoutError(said("%(place)s chỉ gồm chữ, số và _ . - (1 đến 60 ký tự).", place=place))
    return data


def levels_of(data: Any, place: str) -> tuple[str, ...]:
    """The data as codes of levels. Raises LayoutError at `place`."""
    here = under(place, said("cấp (levels)"))
    return tuple(code_of(level, here) for level in items(data, here, 0))


def flag(data: Any, place: str) -> bool:
    """The data as true or false. Raises LayoutError at `place`."""
    if not isinstance(data, bool):
        raise LayoutError(said("%(place)s phải là true hoặc false.", place=place))
    return data


def limit(data: Any, place: str) -> Number | None:
    """The data as an exact number, or None. Raises LayoutError at `place`."""
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
        raise LayoutError(said("%(place)s phải là một số.", place=place))
    try:
        return parse_exact(format(Decimal(str(data)), "f"))
    except ValueError as error:
        raise LayoutError(said("%(place)s phải là một số.", place=place)) from error


def twice(codes: Iterable[str]) -> str:
    """The first code that stands twice; empty when none does."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return ""
