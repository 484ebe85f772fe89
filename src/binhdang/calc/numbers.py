"""Numbers as Vietnamese readers write them: 1.234,5; 31,2%; +0,8 điểm %; "còn thiếu 12".

Rounding happens here and only for showing, half away from zero, on exact values.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from .cells import NotApplicable, plain
from .words import said

Shown: TypeAlias = int | Decimal | Fraction


def rounded(value: Shown, places: int) -> tuple[bool, str, str]:
    """Round half away from zero: (is negative, digits before the comma, `places` digits after it)."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).zfill(places + 1)
    before, after = (digits[:-places], digits[-places:]) if places else (digits, "")
    return exact < 0 and whole != 0, before, after


def number(value: Shown | NotApplicable | None, places: int | None = None) -> str:
    """A number as "1.234,5"; missing is "–", not applicable "KAD"; without `places` a decimal shows all its digits."""
    if value is None:
        return "–"
    if isinstance(value, NotApplicable):
        return "KAD"
    if places is None and not isinstance(value, Fraction):
        text = plain(value)
        negative, text = text.startswith("-"), text.lstrip("-")
        before, _, after = text.partition(".")
    else:
        negative, before, after = rounded(value, 1 if places is None else places)
    return ("−" if negative else "") + _grouped(before) + ("," + after if after else "")


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".replace(",", ".")


def percent(value: Fraction | None, *, apart_from: Fraction | None = None) -> str:
    """A share as "31,2%", one place; more places (up to 4) where one place would make it look like `apart_from`.

    29,96% against a threshold of 30% is shown as "29,96%", not "30,0%".
    """
    if value is None:
        return "–"
    for places in (1, 2, 3, 4):
        text = number(value * 100, places)
        if apart_from is None or value == apart_from or text != number(apart_from * 100, places):
            break
    return text + "%"


def share(numerator: int | Decimal, denominator: int | Decimal) -> str:
    """A share with what it is made of: "31,2% (53/170)"; with a zero denominator "KAD (0/0)"."""
    made_of = f"({number(numerator)}/{number(denominator)})"
    return f"KAD {made_of}" if not denominator else f"{percent(Fraction(numerator) / Fraction(denominator))} {made_of}"


def points(value: Shown) -> str:
    """A signed difference in percentage points: "+0,8 điểm %"."""
    text = number(value, 1)
    sign = "+" if not text.startswith("−") and text != "0,0" else ""
    return said("%(points)s điểm %%", points=sign + text)


def gap(people: int, unit: str = "người") -> str:
    """What is missing, or more than needed: "còn thiếu 12 nữ uỷ viên", "dôi 3 người", "vừa đủ"."""
    if people > 0:
        return said("còn thiếu %(count)s %(unit)s", count=number(people), unit=said(unit))
    return said("vừa đủ") if people == 0 else said("dôi %(count)s %(unit)s", count=number(-people), unit=said(unit))
