"""How numbers and dates are written: 1.234,5 and 05/12/2026, the same in both languages, as on the papers.

Takes int, Decimal and Fraction only, so that nothing on a page was ever a float.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.timezone import is_aware, localtime

Exact = int | Decimal | Fraction
MISSING = "–"
NOT_APPLICABLE = "KAD"


def rounded(value: Exact, places: int) -> Decimal:
    """The exact value rounded half up to so many places. Raises TypeError for a float."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"a number on screen is int, Decimal or Fraction, not {type(value).__name__}")
    scale = 10**places
    fraction = Fraction(value) * scale
    whole = (abs(fraction.numerator) * 2 + fraction.denominator) // (fraction.denominator * 2)
    return Decimal(whole if fraction >= 0 else -whole).scaleb(-places)


def number(value: Exact | None, places: int | None = None) -> str:
    """`1234.5` as "1.234,5"; None as "–". Without `places`: as many decimals as the value has."""
    if value is None:
        return MISSING
    if places is None:
        if isinstance(value, Fraction):
            raise TypeError("a fraction needs its number of places")
        places = max(0, -int(Decimal(value).normalize().as_tuple().exponent))
    text = f"{rounded(value, places):,.{places}f}"
    return text.translate(_SWAP)


def percent(part: Exact | None, whole: Exact | None, places: int = 1) -> str:
    """`53, 170` as "31,2%"; "–" when a side is missing or the whole is zero."""
    if part is None or not whole:
        return MISSING
    return number(Fraction(part) / Fraction(whole) * 100, places) + "%"


def parts(part: Exact | None, whole: Exact | None) -> str:
    """`53, 170` as "53/170", each side "–" when missing."""
    return f"{number(part)}/{number(whole)}"


def day(value: date | None) -> str:
    """A date as 05/12/2026, a moment as 05/12/2026, 14:32; None as "–"."""
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).strftime("%d/%m/%Y, %H:%M")
    return value.strftime("%d/%m/%Y")


_SWAP = str.maketrans(",.", ".,")
