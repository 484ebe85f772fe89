"""What is sensitive: who may show and change it in a sheet, and every reading of it logged."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from binhdang.kit import bulk, clock
from binhdang.kit.log import record as log
from binhdang.kit.models import Event
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import rules
from binhdang.registers.core.register import Register


def note_reading(register: Register, record: Any, names: list[str], *, by: Person | None, how: str = "page") -> None:
    """Log that somebody read sensitive fields of a record: `how` is page, form or file."""
    log(f"{register.code}.read", record, by=by, path=record.path, fields=names, how=how)


def note_readings(register: Register, read: Mapping[tuple[int, str], int], *, how: str, by: Person | None) -> None:
    """Log that somebody read sensitive fields of many records at once: one event a unit.

    `read` gives (unit id, path) -> how many records; `how` is export or import.
    """
    at, who = connection.ops.adapt_datetimefield_value(clock.now()), by.pk if by is not None else None
    kind = OrgUnit._meta.model_name
    bulk.insert(
        Event,
        ["at", "by", "verb", "subject_kind", "subject_id", "path", "why", "data"],
        (
            (
                at, who, f"{register.code}.read", kind, str(unit), path, "",
                bulk.as_json({"fields": sorted(register.sensitive), "how": how, "records": count}),
            )
            for (unit, path), count in sorted(read.items())
        ),
    )  # fmt: skip


class Sheet:
    """What a sheet may show and change: who does not read what is sensitive of a record neither sees nor changes it."""

    def __init__(self, register: Register, by: Person | None) -> None:
        self.register, self.by = register, by
        self.closed = 0
        self._reads: dict[str, bool] = {}
        self._read: dict[tuple[int, str], int] = {}

    def without(self, data: dict[str, Any], stored: Any) -> dict[str, Any]:
        """The cells of a row that may change a stored record (all of them for a new one)."""
        names = self.register.sensitive
        if stored is None or not names:
            return data
        if stored.path not in self._reads:
            self._reads[stored.path] = rules.reads_sensitive(self.by, stored.path)
        if self._reads[stored.path]:
            return data
        if any(data.get(name) for name in names):
            self.closed += 1
        return {name: value for name, value in data.items() if name not in names}

    def shown(self, record: Any, changes: Mapping[str, Any]) -> None:
        """Remember that old values of a record stand beside the new ones."""
        if not self.register.sensitive.isdisjoint(changes):
            place = record.unit_id, record.path
            self._read[place] = self._read.get(place, 0) + 1

    def note(self) -> None:
        """Log what was read."""
        if self._read:
            note_readings(self.register, self._read, how="import", by=self.by)
