"""Who a record is about: the same person in every register. Finding, merging and moving of people."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record as log
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import rules
from binhdang.registers.core.models import OfPerson, Someone

Key = tuple[int, str, int | None, str]
PART = 50
"""People asked for or written in one statement: SQLite keeps statements of every length, and long ones are large."""


def key_of(row: Any) -> Key:
    """What tells people of one unit apart: the name without diacritics, the birth year, the sex."""
    return row.unit_id, search_key(row.name)[:120], row.birth_year, row.sex


def assign(rows: Iterable[Any]) -> None:
    """Give each row about a person (`OfPerson` with a `unit`) its `who`: a known person of that unit, else a new one.

    A row that has one keeps it, and tells it a corrected name. Few queries however many rows.
    """
    rows = list(rows)
    _correct([row for row in rows if row.who_id])
    rows = [row for row in rows if not row.who_id]
    known = _standing({key_of(row) for row in rows})
    new: dict[Key, Someone] = {}
    for row in rows:
        key = key_of(row)
        if key not in known and key not in new:
            unit, name_key, year, sex = key
            new[key] = Someone(unit_id=unit, name=row.name, name_key=name_key, birth_year=year, sex=sex)
    Someone.objects.bulk_create(new.values(), batch_size=PART)
    for row in rows:
        row.who = known.get(key_of(row)) or new[key_of(row)]


def _correct(rows: list[Any]) -> None:
    known = Someone.objects.in_bulk({row.who_id for row in rows})
    for row in rows:
        one, (_unit, name_key, year, sex) = known[row.who_id], key_of(row)
        if (one.name, one.birth_year, one.sex) != (row.name, year, sex):
            one.name, one.name_key, one.birth_year, one.sex = row.name, name_key, year, sex
            one.save(update_fields=["name", "name_key", "birth_year", "sex"])


def _standing(keys: set[Key]) -> dict[Key, Someone]:
    """Those of these people who are known; their namesakes, thousands in a large unit, are read past and not kept."""
    found: dict[Key, int] = {}
    ordered = sorted({key[:2] for key in keys})
    for at in range(0, len(ordered), PART):
        part = ordered[at : at + PART]
        units, names = {unit for unit, _name in part}, {name for _unit, name in part}
        rows = Someone.objects.filter(unit__in=units, name_key__in=names, merged_into=None).order_by()
        for *who, pk in rows.values_list("unit", "name_key", "birth_year", "sex", "pk").iterator(PART):
            key = (who[0], who[1], who[2], who[3])
            if key in keys:
                found[key] = min(pk, found.get(key, pk))
    people = Someone.objects.in_bulk(found.values())
    return {key: people[pk] for key, pk in found.items()}


def tables() -> list[type[Any]]:
    """Every table of rows about people."""
    return sorted(_below(OfPerson), key=lambda model: str(model._meta.label))


def _below(model: type[Any]) -> Iterator[type[Any]]:
    for one in model.__subclasses__():
        if not one._meta.abstract:
            yield one
        yield from _below(one)


@transaction.atomic
def merge(twin: Someone, into: Someone, *, by: Person | None) -> dict[str, list[int]]:
    """Say that two are the same person: every row of `twin` becomes one of `into`; the log keeps which rows moved.

    Raises Refused unless `by` keeps registers for both units, BadInput for one person or for one merged before.
    """
    pair = {one.pk: one for one in Someone.objects.select_for_update().filter(pk__in=[twin.pk, into.pk]).order_by("pk")}
    if len(pair) < 2 or any(one.merged_into_id for one in pair.values()):
        raise BadInput([("", _("Hai hồ sơ này đã là của một người."))])
    for one in pair.values():
        rules.check_write(by, orgs.path_of(one.unit))
    moved = {}
    for model in tables():
        ids = list(model.objects.filter(who=twin).values_list("pk", flat=True))
        if ids:
            model.objects.filter(pk__in=ids).update(who=into)
            moved[str(model._meta.model_name)] = ids
    Someone.objects.filter(pk=twin.pk).update(merged_into=into)
    log("people.merge", into, by=by, path=orgs.path_of(into.unit), twin=twin.pk, moved=moved)
    return moved


@transaction.atomic
def unmerge(twin: Someone, moved: Mapping[str, list[int]], *, by: Person | None) -> None:
    """Take a merge back: of the rows that it moved (as `merge` told), those that did not move on go back to `twin`.

    Raises Refused unless `by` keeps registers for both units, BadInput for one that is not merged.
    """
    stored = Someone.objects.select_for_update(of=("self",)).select_related("unit", "merged_into__unit").get(pk=twin.pk)
    into = stored.merged_into
    if into is None:
        raise BadInput([("", _("Người này chưa được gộp với ai."))])
    for one in (stored, into):
        rules.check_write(by, orgs.path_of(one.unit))
    for model in tables():
        ids = moved.get(str(model._meta.model_name), [])
        model.objects.filter(pk__in=ids, who=into).update(who=stored)
    stored.merged_into = None
    stored.save(update_fields=["merged_into"])
    log("people.unmerge", into, by=by, path=orgs.path_of(into.unit), twin=stored.pk)


@transaction.atomic
def move(who: Someone, unit: OrgUnit, *, by: Person | None) -> None:
    """Say that a person belongs to another unit now; what was recorded stays where it was made.

    Raises Refused unless `by` keeps registers for the unit that the person leaves or for the one she comes to.
    """
    stored = Someone.objects.select_for_update(of=("self",)).select_related("unit").get(pk=who.pk)
    before, after = orgs.path_of(stored.unit), orgs.path_of(unit)
    if not rules.may_write(by, before):
        rules.check_write(by, after)
    stored.unit = unit
    stored.save(update_fields=["unit"])
    log("people.move", stored, by=by, path=after, old=before, new=after)
