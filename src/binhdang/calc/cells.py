"""One cell of a report: a number, "not applicable", or nothing at all.

Three things that must never mix: zero is a number; a missing cell is absent from the mapping (null in the packed
text, "–" on screen); `NOT_APPLICABLE` says the question does not concern the unit ("KAD" on screen, "x" in the
packed text).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final, TypeAlias

from .words import said

# Wide enough for a million cells of 30 + 12 digits; anything that would be rounded raises instead.
EXACT: Final = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])

TYPED_BEFORE, TYPED_AFTER = 18, 6
FILE_BEFORE, FILE_AFTER = 30, 12
LONGEST_TEXT = 80

_SPACES = "\u0020\u00a0\u2009\u202f\u2007"
_PLAIN = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_COMMA = re.compile(r"([0-9]+),([0-9]+)")
_DOTTED = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_SPACED = re.compile(rf"([1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+)(?:,([0-9]+))?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_FILE = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")


class CellError(ValueError):
    """A text that is not an acceptable cell; the message is Vietnamese and can be shown to the person."""


class NotApplicable:
    """The single value `NOT_APPLICABLE`; it is neither zero nor missing and takes part in no sum."""

    _only: NotApplicable | None = None

    def __new__(cls) -> NotApplicable:
        """Give the one instance."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "KAD"

    def __reduce__(self) -> tuple[type[NotApplicable], tuple[()]]:
        return (NotApplicable, ())


NOT_APPLICABLE: Final = NotApplicable()

Number: TypeAlias = int | Decimal
Value: TypeAlias = int | Decimal | NotApplicable


def parse_number(text: str, *, whole: bool = False) -> Number:
    """Read a number as a person types it: "1234", "1.234,5", "1 234,5", "1234.5" or "12,5".

    "1.234" is 1234, as the screens write it; "1,234" is a thousand to one office program and a fraction to another and
    is refused, also in cells of whole numbers. No exponent, at most 18 digits before and 6 after the point.
    Whole results are `int`, others `Decimal` without trailing zeros. Raises `CellError` with a Vietnamese message.
    """
    shown = text.strip()[:40]
    body = text.strip(_SPACES + "\t\r\n").replace("\u2212", "-")
    if len(body) > LONGEST_TEXT:
        raise CellError(
            said(
                "“%(shown)s…” dài quá %(most)s ký tự, không phải là một số.",
                shown=shown,
                most=LONGEST_TEXT,
            )
        )
    sign = "-" if body.startswith("-") else ""
    body = body[1:] if body[:1] in {"-", "+"} else body
    if _AMBIGUOUS.fullmatch(body):
        joined = body.replace(",", "")
        choice = joined if whole else said("%(joined)s hoặc %(body)s0", joined=joined, body=body)
        raise CellError(
            said(
                "“%(shown)s” có thể hiểu là %(joined)s hoặc %(body)s0; hãy gõ %(choice)s.",
                shown=shown,
                joined=joined,
                body=body,
                choice=choice,
            )
        )
    parts = _typed_parts(body)
    if parts is None:
        raise CellError(
            said(
                "“%(shown)s” không phải là số. Gõ chữ số, ví dụ 1234 hoặc 1.234,5; để trống nếu chưa có số liệu.",
                shown=shown,
            )
        )
    return _exact(sign, *parts, (TYPED_BEFORE, TYPED_AFTER), shown)


def _typed_parts(body: str) -> tuple[str, str] | None:
    if _GROUPED.fullmatch(body):
        return body.replace(".", ""), ""
    for pattern in (_PLAIN, _COMMA, _DOTTED, _SPACED):
        found = pattern.fullmatch(body)
        if found:
            before = re.sub(rf"[.{_SPACES}]", "", found.group(1))
            return before, found.group(2) or ""
    return None


def _exact(sign: str, before: str, after: str, most: tuple[int, int], shown: str) -> Number:
    before, after = before.lstrip("0") or "0", after.rstrip("0")
    if len(before) > most[0]:
        raise CellError(said("“%(shown)s” có hơn %(most)s chữ số trước dấu phẩy.", shown=shown, most=most[0]))
    if len(after) > most[1]:
        raise CellError(said("“%(shown)s” có hơn %(most)s chữ số sau dấu phẩy.", shown=shown, most=most[1]))
    if not after:
        return int(sign + before)
    return Decimal(f"{sign}{before}.{after}")


def parse_cell(text: str, *, whole: bool = False) -> Value | None:
    """Read one cell as typed: nothing, "–" or "-" is None (missing), "KAD" is `NOT_APPLICABLE`, else `parse_number`."""
    body = text.strip()
    if body in {"", "-", "–", "—"}:
        return None
    if body.upper() == "KAD":
        return NOT_APPLICABLE
    return parse_number(text, whole=whole)


def parse_exact(text: str) -> Number:
    """Read a number of a machine's file: optional sign, digits, "." and digits; no grouping, no exponent.

    At most 30 digits before and 12 after the point. Raises `CellError` with a Vietnamese message.
    """
    body = text.strip()
    shown = body[:40]
    found = _FILE.fullmatch(body) if len(body) <= LONGEST_TEXT else None
    if found is None:
        raise CellError(
            said(
                "“%(shown)s” không phải là số; tệp dữ liệu dùng chữ số và dấu chấm thập phân, ví dụ 1234.5.",
                shown=shown,
            )
        )
    return _exact("-" if found[1] == "-" else "", found[2], found[3] or "", (FILE_BEFORE, FILE_AFTER), shown)


def plain(value: Number) -> str:
    """Write a number for a machine: no exponent, no grouping, no trailing zeros ("12.5", "-3", "0")."""
    if isinstance(value, int):
        return str(value)
    if not value.is_finite():
        raise CellError(said("Giá trị không phải là một số hữu hạn."))
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def add(a: Number, b: Number) -> Number:
    """Add two numbers exactly; raises `decimal.Inexact` rather than round."""
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    return EXACT.add(Decimal(a), Decimal(b))


def pack_list(values: Sequence[Value | None]) -> str:
    """Pack cells already in the form's order into the compact JSON array, e.g. `[9,0,null,"x",12.5]`."""
    return "[" + ",".join([_packed(value) for value in values]) + "]"


def _packed(value: Value | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, NotApplicable):
        return '"x"'
    return plain(value)


def pack(values: Mapping[str, Value], order: Sequence[str]) -> str:
    """Pack a mapping of cells in the form's order; raises `CellError` for a cell the form does not have."""
    if unknown := values.keys() - set(order):
        raise CellError(said("Biểu không có ô %(list)s.", list=", ".join(sorted(unknown))))
    return pack_list([values.get(cell) for cell in order])


def unpack_list(text: str) -> list[Value | None]:
    """Read a packed array back, in the form's order; missing cells are None. Fast: the totals go through here."""
    try:
        cells: list[Value | None] = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise CellError(said("Dữ liệu ô bị hỏng: %(error)s.", error=error)) from error
    if '"' in text:
        return [NOT_APPLICABLE if cell == "x" else cell for cell in cells]
    return cells


def unpack(text: str, order: Sequence[str]) -> dict[str, Value]:
    """Read a packed array back into a mapping, missing cells absent; raises `CellError` if it does not fit the form."""
    cells = unpack_list(text)
    if len(cells) != len(order):
        raise CellError(said("Dữ liệu có %(cells)s ô, biểu có %(order)s ô.", cells=len(cells), order=len(order)))
    return {code: value for code, value in zip(order, cells, strict=True) if value is not None}
