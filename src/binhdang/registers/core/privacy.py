"""What is sensitive: hidden in what is kept beside the records (undo of an import), and every reading of it logged."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from binhdang.kit import bulk, clock, secrets
from binhdang.kit.log import record as log
from binhdang.kit.models import Event
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core.register import Register


def conceal(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values of fields as they are kept beside the records: what is personal or sensitive is sealed."""
    return {
        name: {"sealed": secrets.seal(str(value), f"{register.code}.{name}")}
        if name in register.personal and value is not None
        else value
        for name, value in values.items()
    }


def reveal(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `conceal` was given, as text where it was sealed. Raises secrets.Unreadable."""
    return {
        name: secrets.unseal(value["sealed"], f"{register.code}.{name}") if isinstance(value, dict) else value
        for name, value in values.items()
    }


def note_reading(register: Register, record: Any, names: list[str], *, by: Person | None, how: str = "page") -> None:
    """Log that somebody read sensitive fields of a record: `how` is page, form or file."""
    log(f"{register.code}.read", record, by=by, path=record.path, fields=names, how=how)


def note_readings(
    register: Register, read: Mapping[tuple[int, str], int], *, how: str, by: Person | None
) -> None:
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
