"""How numbers and dates stand on a page: 1.234,5 and 05/12/2026, the same in both languages, as on the papers.

Numbers are int, Decimal or Fraction, so that nothing on a page was ever a float; the writing itself is `calc.numbers`.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.timezone import is_aware, localtime

from binhdang.calc import numbers
from binhdang.calc.cells import NOT_APPLICABLE, NotApplicable

Exact = int | Decimal | Fraction
Shown = Exact | NotApplicable | None
MISSING = numbers.number(None)
KAD = numbers.number(NOT_APPLICABLE)


def number(value: Shown, places: int | None = None) -> str:
    """`1234.5` as "1.234,5"; None as "–". Without `places`: all its decimals. TypeError for a float."""
    if isinstance(value, bool) or not (value is None or isinstance(value, Exact | NotApplicable)):
        raise TypeError(f"a number on screen is int, Decimal or Fraction, not {type(value).__name__}")
    return numbers.number(value, places)


def percent(part: Shown, whole: Shown, places: int = 1) -> str:
    """`53, 170` as "31,2%"; "–" when a side is missing, "KAD" when one is or the whole is zero: nothing to share."""
    if part is None or whole is None:
        return MISSING
    if isinstance(part, NotApplicable) or isinstance(whole, NotApplicable):
        return KAD
    return number(Fraction(part) / Fraction(whole) * 100, places) + "%" if whole else KAD


def parts(part: Shown, whole: Shown) -> str:
    """`53, 170` as "53/170", each side "–" when missing."""
    return f"{number(part)}/{number(whole)}"


def coordinate(value: Exact, places: int = 1) -> str:
    """A rounded place in a drawing, with a point: "43.6"."""
    negative, before, after = numbers.rounded(value, places)
    text = f"{before}.{after}".rstrip("0").rstrip(".") if after else before
    return f"-{text}" if negative else text


def day(value: date | None) -> str:
    """A date as 05/12/2026, a moment as 05/12/2026, 14:32; None as "–"."""
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).strftime("%d/%m/%Y, %H:%M")
    return value.strftime("%d/%m/%Y")
