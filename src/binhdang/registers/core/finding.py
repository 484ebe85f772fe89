"""Whom a unit holds data of: everybody a record or a line of the unit is about, also who has moved on or was merged."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.orgs.models import OrgUnit
from binhdang.registers.core.about import label_of, text_of
from binhdang.registers.core.models import Someone
from binhdang.registers.core.register import ALL, Lines, Register
from binhdang.registers.core.rules import ERASED, of_person

KNOWN = ("name", "sex", "birth_year", "unit")
"""What is told of a person before her rows."""


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a request may be about, with what tells her apart from namesakes: one text for each row."""

    who: Someone
    facts: list[str]


def held_by(unit: OrgUnit) -> Q:
    """The filter of the people (`Someone`) of whom a unit holds data that was not erased."""
    found = Q(unit=unit)
    for _register, lines, model in _tables():
        rows = model.objects.filter(_of_unit(lines, unit)).exclude(name__startswith=ERASED)
        found |= Q(pk__in=rows.order_by().values("who"))
    return found & Q(merged_into=None, erased_at__isnull=True)


def _tables() -> list[tuple[Register, Lines | None, Any]]:
    """Every table of rows about people, with its register and lines."""
    own: list[tuple[Register, Lines | None, Any]] = [(r, None, r.model) for r in ALL.values() if of_person(r.model)]
    return own + [(r, lines, lines.model) for r in ALL.values() for lines in r.lines if of_person(lines.model)]


def _of_unit(lines: Lines | None, unit: OrgUnit) -> Q:
    """The rows of a unit: its records, the lines of its records, and lines about its people."""
    return Q(unit=unit) if lines is None else Q(unit=unit) | Q(**{f"{lines.owner}__unit": unit})


def candidates(unit: OrgUnit, text: str, most: int) -> list[Candidate]:
    """Those of whom a unit holds data and whose name, or that of somebody merged into them, holds all the words.

    Diacritics need not be typed; whose names differ by them stand each for herself. A few queries for all of them.
    """
    words = search_key(text).split()
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(name_key__contains=word)
    merged = Someone.objects.filter(named, merged_into__isnull=False)
    into = Q(pk__in=merged.values("merged_into")) | Q(pk__in=merged.values("merged_into__merged_into"))
    rows = Someone.objects.filter(held_by(unit), named | into).select_related("unit")
    people = list(rows.order_by("name_key", "birth_year", "pk")[:most])
    facts = _facts(unit, people)
    return [Candidate(one, [_about(one, unit), *facts[one.pk]]) for one in people]


def _about(one: Someone, unit: OrgUnit) -> str:
    year = one.birth_year or _("không rõ")
    told = _("%(sex)s, năm sinh %(year)s") % {"sex": one.get_sex_display(), "year": year}
    return told if one.unit_id == unit.pk else _("%(told)s, nay thuộc %(unit)s") % {"told": told, "unit": one.unit.name}


def _facts(unit: OrgUnit, people: Iterable[Someone]) -> dict[int, list[str]]:
    """Id of a person -> a text for each row that the unit holds about her."""
    names = {one.pk: one.name for one in people}
    found: dict[int, list[str]] = defaultdict(list)
    for register, lines, model in _tables():
        rows = model.objects.filter(_of_unit(lines, unit), who__in=names).exclude(name__startswith=ERASED)
        if lines is None:
            for row, told in _records(register, list(rows.defer(*register.sensitive).order_by("pk"))):
                found[row.who_id].append(_said(row, names, str(register.name), told))
        else:
            for row in rows.select_related(f"{lines.owner}__unit").order_by("pk"):
                told = [register.title(getattr(row, lines.owner))]
                found[row.who_id].append(_said(row, names, str(lines.name), told))
    return found


def _said(row: Any, names: dict[int, str], where: str, told: list[str]) -> str:
    """One row in words; with the name it gives where that is another than the person's."""
    other = [row.name] if row.name != names[row.who_id] else []
    return f"{where}: {'; '.join([*other, *told])}" if other or told else where


def _records(register: Register, records: list[Any]) -> Iterable[tuple[Any, list[str]]]:
    """Records about people, each with what its key and its end say and what it holds (the posts of a card)."""
    held: dict[int, list[str]] = defaultdict(list)
    for lines in register.lines:
        if lines.ends and not of_person(lines.model):
            rows = lines.model.objects.filter(**{f"{lines.owner}__in": records}, removed_at__isnull=True)
            for line in rows.order_by(*lines.order):
                held[getattr(line, f"{lines.owner}_id")].append(str(line))
    fields = [n for n in (*register.key, register.ends) if n and n not in KNOWN and n not in register.sensitive]
    for row in records:
        said = [f"{label_of(row, name)} {text}" for name in fields if (text := text_of(row, name))]
        yield row, [*said, *held[row.pk]]
