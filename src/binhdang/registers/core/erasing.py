"""Erasing personal data: names, birth years, what is sensitive and the files go; what counts stays, and is said.

What stays and why: sex, unit, days, posts and attendance, because the counts that were reported must remain
explainable; the log, which tells by number which fields were changed and by whom, never a value or a reason.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from binhdang.kit import clock, files
from binhdang.kit.errors import Refused
from binhdang.kit.log import record as log
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.registers.core import about, actions, asides, ending
from binhdang.registers.core.about import Place, Row
from binhdang.registers.core.models import Attachment, ImportPart, Someone
from binhdang.registers.core.register import ALL, Lines, Register
from binhdang.registers.core.rules import ERASED, is_erased, of_person

ERASE = "privacy.erase"
PART = 200


def check_erase(by: Person | None, path: str) -> None:
    """Raise `Refused`, with who can, unless `by` decides about erasing at `path`."""
    org_rules.check(by, ERASE, path)


@transaction.atomic
def erase_person(who: Someone, *, why: str, by: Person | None) -> dict[str, int]:
    """Erase a person's data in every register where `by` decides about erasing; returns register code -> rows.

    Nothing of it comes back. What stands elsewhere stays, under her name (`unreached`, asked before), until whoever
    decides there erases it. Raises Refused without the right to any of it, when it was done before, or while she still
    holds a post or a place (`ending.check_ended`).
    """
    stored = Someone.objects.select_for_update(of=("self",)).select_related("unit").get(pk=who.pk)
    if stored.erased_at is not None:
        raise Refused(_("Dữ liệu của người này đã được xoá trước đó."))
    path = orgs.path_of(stored.unit)
    mine, others = about.within(by, _named(stored), ERASE)
    if not mine:
        check_erase(by, others[0].path if others else path)
    ending.check_ended(mine)
    counts = Counter(erase_rows(mine))
    if others:
        _leave(stored, others)
    else:
        counts.update(_erase_identities(about.identities(stored)))
    log("people.erase", stored, by=by, path=path, why=why, counts=counts, left=len(others))
    return dict(counts)


def _named(who: Someone) -> list[Row]:
    """The rows about a person that still say who she is."""
    return [one for one in about.rows_about(who) if not is_erased(one.row)]


def _leave(who: Someone, rows: list[Row]) -> None:
    """Let a person belong to a unit that still holds data of her, when hers does not any more."""
    units = [getattr(one.row, "unit", None) or one.record.unit for one in rows]
    if who.unit_id not in {unit.pk for unit in units}:
        Someone.objects.filter(pk=who.pk).update(unit=units[0])


def outlook(by: Person | None, who: Someone) -> tuple[list[Place], list[Place]]:
    """What an erasing by `by` would reach, and what it would not: which units hold what."""
    mine, others = about.within(by, _named(who), ERASE)
    return about.places(mine), about.places(others)


def erase_rows(rows: Iterable[Row]) -> dict[str, int]:
    """Empty what is personal in these rows, their files and the undo of imports; register code -> how many rows."""
    counts: Counter[str] = Counter()
    records: dict[str, list[int]] = {}
    for one in rows:
        _empty(one)
        counts[one.register.code] += 1
        if one.lines is None:
            _erase_files(one.register, one.record)
            records.setdefault(one.register.code, []).append(one.record.pk)
    for code, ids in records.items():
        _forget_undo(ALL[code], set(ids))
        asides.forget(ALL[code].model, ids)
    return dict(counts)


def _empty(one: Row) -> None:
    row = one.row
    names = ["birth_year", *(one.register.sensitive if one.lines is None else ())]
    names += one.register.erases if one.lines is None else one.lines.erases
    row.name = f"{ERASED}{row.who_id or row.pk}"
    for name in names:
        field = row._meta.get_field(name)
        setattr(row, name, None if field.null else field.get_default() or "")
    saved = ["name", *names]
    if one.lines is None:
        actions.stamp(one.register, row)
        row.version += 1
        row.removed_why = ""
        saved += ["search_key", "updated_at", "version", "removed_why"]
    row.save(update_fields=saved)


def _erase_files(register: Register, record: Any) -> None:
    for kept in Attachment.objects.filter(register=register.code, record_id=record.pk):
        drop_file(kept)


def drop_file(kept: Attachment) -> None:
    """Delete the bytes of a file, unless another attachment holds the same, and keep that there was one."""
    if not Attachment.objects.filter(sha256=kept.sha256).exclude(pk=kept.pk).exists():
        files.forget(kept.sha256)
    kept.name, kept.removed_at = f"{ERASED}{kept.pk}", kept.removed_at or clock.now()
    kept.save(update_fields=["name", "removed_at"])


def _forget_undo(register: Register, ids: set[int]) -> None:
    """Take these records out of what imports keep for undoing."""
    for part in ImportPart.objects.filter(batch__kind=f"register.{register.code}").iterator(20):
        changed = json.loads(part.changed or "{}")
        kept = {pk: old for pk, old in changed.items() if int(pk) not in ids}
        if len(kept) < len(changed):
            part.changed = json.dumps(kept)
            part.save(update_fields=["changed"])


def _erase_identities(ids: Iterable[int]) -> Counter[str]:
    """Empty who somebody is, and what registers keep of her beside their rows; register code -> how many of these."""
    beside: Counter[str] = Counter()
    for one in Someone.objects.filter(pk__in=list(ids)).select_related("unit"):
        for register in ALL.values():
            if n := register.forgets(one):
                beside[register.code] += n
        one.name, one.name_key, one.birth_year = f"{ERASED}{one.pk}", "", None
        one.restricted_at, one.erased_at = None, clock.now()
        one.save(update_fields=["name", "name_key", "birth_year", "restricted_at", "erased_at"])
    return beside


def about_people(register: Register) -> bool:
    """Whether a register holds data of persons: its records, or lines of theirs."""
    return of_person(register.model) or any(of_person(p.model) for p in register.lines)


def cutoff(register: Register, today: date) -> datetime:
    """Records taken off before this moment are past their time."""
    year, day = today.year - register.keeps_years, min(today.day, 28) if today.month == 2 else today.day
    return timezone.make_aware(datetime(year, today.month, day))


def expired(register: Register, today: date, *, by: Person | None) -> list[tuple[Lines | None, QuerySet[Any]]]:
    """What is past its time and still says who it was, where `by` decides about erasing.

    Records that were taken off, or ended (`kept_from`), longer ago than the register keeps them; lines that name people
    and were taken off or ended, or are of such a record.
    """
    before, found = cutoff(register, today), list[tuple[Lines | None, QuerySet[Any]]]()
    if of_person(register.model):
        rows = register.model.objects.filter(org_rules.sight(by, right=ERASE), _past(before, "", register.kept_from))
        found.append((None, rows.exclude(name__startswith=ERASED).select_related("unit").order_by("removed_at", "pk")))
    for lines in register.lines:
        if of_person(lines.model):
            sight = org_rules.sight(by, f"{lines.owner}__path", ERASE)
            gone = _past(before, "", lines.ends) | _past(before, f"{lines.owner}__", register.kept_from)
            rows = lines.model.objects.filter(sight, gone).exclude(name__startswith=ERASED)
            found.append((lines, rows.select_related(f"{lines.owner}__unit").order_by("pk")))
    return found


def _past(before: datetime, of: str, end: str) -> Q:
    """What was taken off before a moment, or has its end (a field; "" for none) before that day."""
    found = Q(**{f"{of}removed_at__lt": before})
    return found | Q(**{f"{of}{end}__lt": timezone.localtime(before).date()}) if end else found


def kept_since(register: Register, lines: Lines | None, row: Any) -> tuple[str, date]:
    """Which day of a row that is past its time came first: what the day is called, and the day."""
    found = list[tuple[date, str]]()
    ends = [(row, register.kept_from if lines is None else lines.ends)]
    if lines is not None:
        ends.append((getattr(row, lines.owner), register.kept_from))
    for one, end in ends:
        if one.removed_at is not None:
            found.append((timezone.localtime(one.removed_at).date(), _("Bỏ khỏi sổ")))
        if end and (day := getattr(one, end)) is not None:
            found.append((day, about.label_of(one, end)))
    day, name = min(found)
    return name, day


def kept_from(register: Register) -> list[str]:
    """The days from which the years of a register run, beside that of taking off, by their labels."""
    own = [about.label_of(register.model, register.kept_from)] if register.kept_from else []
    ends = [about.label_of(p.model, p.ends) for p in register.lines if p.ends and of_person(p.model)]
    return list(dict.fromkeys([*own, *ends]))


def expired_count(register: Register, today: date, *, by: Person | None) -> int:
    """How many rows of a register are past their time where `by` decides about erasing."""
    return sum(rows.count() for _lines, rows in expired(register, today, by=by))


@transaction.atomic
def erase_expired(register: Register, today: date, *, by: Person | None) -> int:
    """Erase a part of what is past its time; returns how many rows, so that nought says that all is done.

    The log gets the counts by unit, no names.
    """
    part: list[Row] = []
    for lines, found in expired(register, today, by=by):
        rows = found.select_for_update(of=("self",))[: PART - len(part)]
        part += [Row(register, lines, row, row if lines is None else getattr(row, lines.owner)) for row in rows]
    erase_rows(part)
    ids = {one.row.who_id for one in part if one.row.who_id}
    for who in Someone.objects.filter(pk__in=ids, erased_at__isnull=True):
        if all(is_erased(one.row) for one in about.rows_about(who)):
            _erase_identities(about.identities(who))
    places: dict[str, list[Any]] = {}
    for one in part:
        places.setdefault(one.record.path, []).append(one.record)
    for path, records in places.items():
        log(f"{register.code}.expire", records[0].unit, by=by, path=path, records=len(records))
    return len(part)
