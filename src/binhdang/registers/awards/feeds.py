"""What awards answer for the yearly form, unit by unit, exactly."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from binhdang.registers.awards import names
from binhdang.registers.awards.choices import Level
from binhdang.registers.awards.models import Emulation, Honour
from binhdang.registers.core.register import Feed

FORM = "BDG-NAM"


def years(start: date, end: date) -> Q:
    """The lists and titles of the years that a period touches."""
    return Q(year__range=(start.year, end.year))


def decided(start: date, end: date) -> Q:
    """Lists of those years whose recognition was decided."""
    return years(start, end) & Q(recognised_women__isnull=False)


def titles_above(start: date, end: date) -> Q:
    """Titles of those years that a level above the grassroots recognised."""
    codes = [code for code, _name in names.emulation()]
    return years(start, end) & Q(honour__in=codes) & ~Q(level=Level.BASE)


def commended(start: date, end: date) -> Q:
    """Commendations decided within the days of a period."""
    codes = [code for code, _name in names.commendations()]
    return Q(honour__in=codes, decided_on__range=(start, end))


def adding(field: str, where: Callable[[date, date], Q]) -> Callable[[date, date], Q]:
    """The records behind a sum: those that add to it."""
    return lambda start, end: where(start, end) & Q(**{f"{field}__gt": 0})


def summed(model: type[Any], field: str, units: list[int], where: Q) -> Mapping[int, int]:
    """Unit -> the sum of a count over the records of the register that fit."""
    rows = model.objects.filter(where, unit__in=units, removed_at__isnull=True).order_by()
    return {unit: int(total) for unit, total in rows.values_list("unit").annotate(n=Sum(field)) if total is not None}


def registered_women(units: list[int], start: date, end: date) -> Mapping[int, int]:
    """Women registered for a title."""
    return summed(Emulation, "registered_women", units, years(start, end))


def recognised_women(units: list[int], start: date, end: date) -> Mapping[int, int]:
    """Women recognised at the grassroots; a person recognised above as well stands on that list and counts once."""
    return summed(Emulation, "recognised_women", units, decided(start, end))


def women_above(units: list[int], start: date, end: date) -> Mapping[int, int]:
    """Women whose title a level above recognised."""
    return summed(Honour, "women", units, titles_above(start, end))


def collectives(units: list[int], start: date, end: date) -> Mapping[int, int]:
    """Collectives commended."""
    return summed(Honour, "collectives", units, commended(start, end))


def people(units: list[int], start: date, end: date) -> Mapping[int, int]:
    """People commended."""
    return summed(Honour, "people", units, commended(start, end))


def women(units: list[int], start: date, end: date) -> Mapping[int, int]:
    """Women commended."""
    return summed(Honour, "women", units, commended(start, end))


EMULATION = (
    Feed(FORM, "gvn_dk", "within", registered_women, adding("registered_women", years), zero=False),
    Feed(FORM, "gvn_dat", "within", recognised_women, adding("recognised_women", decided), zero=False),
)
"""A year without its list, or whose list waits for the decision, is not nought."""
HONOURS = (
    Feed(FORM, "gvn_dat_tren", "within", women_above, adding("women", titles_above)),
    Feed(FORM, "khen_tt", "within", collectives, adding("collectives", commended)),
    Feed(FORM, "khen_cn.tong", "within", people, adding("people", commended)),
    Feed(FORM, "khen_cn.nu", "within", women, adding("women", commended)),
)
