"""Everything that the registers hold about one person, for the person herself: read over all registers by `who`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.registers.core import queries, rules
from binhdang.registers.core.models import Someone
from binhdang.registers.core.privacy import note_reading
from binhdang.registers.core.register import ALL, Lines, Register


@dataclass(frozen=True)
class Row:
    """One row about a person: a record of a register, or a line of somebody's or some unit's record."""

    register: Register
    lines: Lines | None
    row: Any
    record: Any

    @property
    def path(self) -> str:
        """Where the row belongs: where the record was made, or where the unit of the line stands."""
        return str(self.record.path if self.lines is None else getattr(self.row, "path", "") or self._unit_path())

    def _unit_path(self) -> str:
        unit = getattr(self.row, "unit", None)
        return orgs.path_of(unit) if unit is not None else str(self.record.path)


@dataclass(frozen=True)
class Entry:
    """One row as it is handed to the person: where it stands, and what it says by label."""

    register: str
    where: str
    unit: str
    facts: list[tuple[str, str]]
    lines: list[tuple[str, list[list[tuple[str, str]]]]] = field(default_factory=list)
    """Name of the lines -> for each line its (label, text)."""


def identities(who: Someone) -> list[int]:
    """The ids of a person and of those that were merged into her."""
    found = [who.pk]
    while more := Someone.objects.filter(merged_into__in=found).exclude(pk__in=found).values_list("pk", flat=True):
        found += more
    return found


def rows_about(who: Someone) -> Iterator[Row]:
    """Every row about a person in every register, also of what was taken off; for the system, not for a page."""
    ids = identities(who)
    for register in ALL.values():
        if rules.of_person(register.model):
            for record in register.model.objects.filter(who__in=ids).select_related("unit").order_by("pk"):
                yield Row(register, None, record, record)
        for lines in register.lines:
            if rules.of_person(lines.model):
                found = lines.model.objects.filter(who__in=ids).select_related(f"{lines.owner}__unit").order_by("pk")
                for line in found:
                    yield Row(register, lines, line, getattr(line, lines.owner))


@dataclass(frozen=True)
class Place:
    """How many rows about a person a unit holds in one register."""

    unit: str
    register: str
    rows: int


def places(rows: Iterable[Row]) -> list[Place]:
    """Which units hold what, by the unit that keeps the records."""
    found = Counter((one.record.unit.name, str(one.register.name)) for one in rows)
    return [Place(unit, register, n) for (unit, register), n in sorted(found.items())]


def within(by: Person | None, rows: Iterable[Row], right: str) -> tuple[list[Row], list[Row]]:
    """Of these rows those where `by` has a right, and the others."""
    reach = None if by is None else org_rules.reach(by, right)
    mine, others = list[Row](), list[Row]()
    for one in rows:
        inside = reach is None or any(start <= one.path < end_of(start) for start in reach)
        (mine if inside else others).append(one)
    return mine, others


def handed_out(by: Person | None, who: Someone) -> tuple[list[Entry], list[Place]]:
    """What `by` may hand to the person: entries with every field, and which units hold what else.

    What is sensitive and not `by`'s to read is said to be there; what is read is logged.
    """
    rows, elsewhere = within(by, rows_about(who), rules.READ)
    return [_entry(by, one) for one in rows], places(elsewhere)


def _entry(by: Person | None, one: Row) -> Entry:
    register, names = one.register, list((one.lines or one.register).form.base_fields)
    closed = register.sensitive if one.lines is None and not rules.reads_sensitive(by, one.path) else frozenset()
    facts = [
        (label_of(one.row, name), _("Có ghi; chỉ đơn vị và người có quyền mới mở được") if name in closed else text)
        for name in names
        if (text := text_of(one.row, name)) or name in closed
    ]
    if one.record.removed_at is not None:
        facts.append((_("Đã bỏ khỏi sổ"), f"{one.record.removed_at:%d/%m/%Y}"))
    lines = []
    if one.lines is None:
        if register.sensitive and not closed:
            note_reading(register, one.record, sorted(register.sensitive), how="person", by=by)
        for part in register.lines:
            if not rules.of_person(part.model) and (found := list(queries.lines_of(one.record, part))):
                told = [[(label_of(line, name), text_of(line, name)) for name in part.columns] for line in found]
                lines.append((str(part.name), told))
    where = register.title(one.record) if one.lines is not None else ""
    return Entry(str(register.name), where, one.record.unit.name, facts, lines)


def label_of(row: Any, name: str) -> str:
    """The label of a field of a row; the name itself for what is no field."""
    try:
        return str(row._meta.get_field(name).verbose_name)
    except LookupError:
        return name


def text_of(row: Any, name: str) -> str:
    """A field of a row in words; "" for nothing."""
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name, None))()
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return str(getattr(value, "name", value)) if isinstance(value, Model) else str(value)
