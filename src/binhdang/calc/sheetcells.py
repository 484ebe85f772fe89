"""One cell of a spreadsheet as an answer: read when it has one reading only, else refused with the code of the reason.

The codes are turned into sentences where they are shown: `bool` `date` `ambiguous` `number` `long` `negative`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .cells import NOT_APPLICABLE, CellError, Number, Value, parse_exact, parse_number
from .layout import Cell

EMPTY = frozenset({"-", "–", "—"})
"""What people type to say that there is no figure: it empties the cell, where a blank leaves it as it stands."""
_ONE_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")


class Unread(ValueError):
    """A cell that is not taken: `code` says why, `detail` is what the sentence needs."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def shown(raw: Any) -> str:
    """A raw cell as people see it, for lists of problems."""
    if isinstance(raw, dict):
        year, month, day = [*str(raw["d"]).split("-"), "", ""][:3]
        return f"{day}/{month}/{year}" if day else year
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Decimal):
        return format(raw, "f").replace(".", ",")
    return str(raw)[:200]


def read_cell(raw: Any, cell: Cell) -> Value | None:
    """The answer in a raw cell (text, number, boolean, `{"d": day}`) that holds no formula; "–" is None.

    A text with one group of three digits ("1.234", "1,234") has two readings and is refused, unless the cell takes
    whole numbers and it is written the Vietnamese way ("1.234"). Negative counts are refused. Raises `Unread`.
    """
    if isinstance(raw, bool):
        raise Unread("bool")
    if isinstance(raw, dict):
        raise Unread("date", shown(raw))
    if isinstance(raw, str):
        body = raw.strip()
        if body in EMPTY:
            return None
        if body.upper() == "KAD":
            return NOT_APPLICABLE
        value = _of_text(body, cell)
    else:
        value = _of_number(raw)
    if value < 0 and (cell.integer or cell.column or (cell.least is not None and cell.least >= 0)):
        raise Unread("negative")
    return value


def _of_text(body: str, cell: Cell) -> Number:
    if not cell.integer and _ONE_GROUP.fullmatch(body):
        digits = body.replace(".", "").replace(",", "")
        raise Unread("ambiguous", f"{digits} · {body.replace('.', ',')}0")
    try:
        return parse_number(body, whole=cell.integer)
    except CellError as error:
        raise Unread("number", str(error)) from error


def _of_number(raw: int | Decimal) -> Number:
    if isinstance(raw, int):
        if abs(raw) < 10**18:
            return raw
        raise Unread("long")
    try:
        value = parse_exact(format(raw, "f"))
    except CellError as error:
        raise Unread("long") from error
    if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > 6:
        raise Unread("long")
    return value
