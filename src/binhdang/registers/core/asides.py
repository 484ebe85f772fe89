"""What is said of a person's record beside the log: the log is never changed, so that what has to be forgotten one day
does not get into it; the event holds the number of a note, erasing the person deletes the note.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from binhdang.kit.log import record as log
from binhdang.kit.models import Event
from binhdang.orgs.models import Person
from binhdang.registers.core.models import Aside, OfPerson


def log_record(
    verb: str, record: Any, *, by: Person | None, why: str = "", beside: dict[str, Any] | None = None, **data: Any
) -> None:
    """Log what happened to a record; of a person's, the reason and `beside` (JSON) lie in a note, not in the event."""
    if not issubclass(type(record), OfPerson):
        log(verb, record, by=by, path=record.path, why=why, **(beside or {}), **data)
        return
    said = (beside or {}) | ({"why": why} if why else {})
    if said:
        kind = str(record._meta.model_name)
        data["aside"] = Aside.objects.create(kind=kind, record_id=record.pk, said=json.dumps(said)).pk
    log(verb, record, by=by, path=record.path, **data)


def said_of(events: Iterable[Event]) -> dict[int, dict[str, Any]]:
    """Id of an event -> what lies beside it, for those that have a note which was not forgotten."""
    noted = {event.data["aside"]: event.pk for event in events if event.data.get("aside")}
    return {noted[row.pk]: json.loads(row.said) for row in Aside.objects.filter(pk__in=noted)}


def forget(model: type[models.Model], ids: Iterable[int]) -> None:
    """Delete the notes about these records."""
    Aside.objects.filter(kind=model._meta.model_name, record_id__in=list(ids)).delete()
