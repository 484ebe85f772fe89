"""Who a record is about: the same person in every register. Finding, merging and moving of people."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key, search_key
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
    """What tells people of one unit apart: the name with its diacritics, the birth year, the sex."""
    return row.unit_id, same_key(row.name), row.birth_year, row.sex


def _near(row: Any) -> Key:
    """As `key_of`, the name without diacritics: people who may be the same."""
    return row.unit_id, search_key(row.name)[:120], row.birth_year, row.sex


def assign(rows: Iterable[Any]) -> None:
    """Give each row about a person (`OfPerson` with a `unit`) its `who`: a known person of that unit, else a new one.

    Known is who has the same name; a name typed without any diacritics is also the one person whom it may mean. Of a
    kind of row that a unit has once for each person (`one_card`) a second one is about somebody else, until people say
    otherwise. A row that has its `who` keeps it, and tells it a corrected name. Few queries however many rows.
    """
    rows = list(rows)
    _correct([row for row in rows if row.who_id])
    rows = [row for row in rows if not row.who_id]
    known = _standing({_near(row) for row in rows})
    taken = _carded(rows, [one for group in known.values() for one in group])
    found, new = [], []
    for row in rows:
        group = known.setdefault(_near(row), [])
        free = [one for one in group if id(one) not in taken or one.restricted_at] if _once(row) else group
        one = _fitting(row, free)
        if one is None:
            unit, name_key, year, sex = _near(row)
            one = Someone(unit_id=unit, name=row.name, name_key=name_key, birth_year=year, sex=sex)
            group.append(one)
            new.append(one)
        if _once(row):
            taken.add(id(one))
        found.append(one)
    Someone.objects.bulk_create(new, batch_size=PART)
    for row, one in zip(rows, found, strict=True):
        row.who = one


def _once(row: Any) -> bool:
    return bool(getattr(type(row), "one_card", False))


def _carded(rows: list[Any], known: list[Someone]) -> set[int]:
    """Of these people those (by identity) who have a card at their unit, for rows of which a unit has one for each."""
    model = next((type(row) for row in rows if _once(row)), None)
    if model is None or not known:
        return set()
    held: set[int] = set()
    ids = [one.pk for one in known]
    for at in range(0, len(ids), PART):
        cards = model.objects.filter(who__in=ids[at : at + PART], removed_at__isnull=True, unit=F("who__unit"))
        held |= set(cards.order_by().values_list("who", flat=True))
    return {id(one) for one in known if one.pk in held}


def _fitting(row: Any, group: list[Someone]) -> Someone | None:
    """Who of a group of one near name is meant; None for somebody new."""
    same = [one for one in group if same_key(one.name) == same_key(row.name)]
    if same:
        return same[0]
    plain = _plain(row.name)
    near = [one for one in group if plain or _plain(one.name)]
    return near[0] if len(near) == 1 else None


def _plain(name: str) -> bool:
    """Whether a name was typed without any diacritics."""
    return same_key(name) == search_key(name)


def _correct(rows: list[Any]) -> None:
    known = Someone.objects.in_bulk({row.who_id for row in rows})
    for row in rows:
        one, (_unit, name_key, year, sex) = known[row.who_id], _near(row)
        if (one.name, one.birth_year, one.sex) != (row.name, year, sex):
            one.name, one.name_key, one.birth_year, one.sex = row.name, name_key, year, sex
            one.save(update_fields=["name", "name_key", "birth_year", "sex"])


def _standing(keys: set[Key]) -> dict[Key, list[Someone]]:
    """Who is known under these near names, the oldest first; namesakes born in other years are read past, not kept."""
    found: dict[Key, list[int]] = {}
    ordered = sorted({key[:2] for key in keys})
    for at in range(0, len(ordered), PART):
        part = ordered[at : at + PART]
        units, names = {unit for unit, _name in part}, {name for _unit, name in part}
        rows = Someone.objects.filter(unit__in=units, name_key__in=names, merged_into=None).order_by()
        for *who, pk in rows.values_list("unit", "name_key", "birth_year", "sex", "pk").iterator(PART):
            key = (who[0], who[1], who[2], who[3])
            if key in keys:
                found.setdefault(key, []).append(pk)
    people = Someone.objects.in_bulk([pk for ids in found.values() for pk in ids])
    return {key: [people[pk] for pk in sorted(ids)] for key, ids in found.items()}


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
