"""The event log: the one door through which every action says what it did."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from binhdang.kit import bulk, clock
from binhdang.kit.models import Event
from binhdang.kit.once import forget


def record(verb: str, subject: models.Model, *, by: Any, path: str = "", why: str = "", **data: Any) -> None:
    """Write one event about `subject` in the caller's transaction; what was remembered before it is asked again.

    `by` is the acting person or None for the system; `path` the path of the unit concerned; `data` must be JSON.
    """
    forget()
    bulk.add(
        Event,
        at=clock.now(),
        verb=verb,
        subject_kind=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        by=by if by is not None and by.pk else None,
        path=path,
        why=why,
        data=data,
    )


def record_many(verb: str, subjects: Iterable[tuple[models.Model, str]], *, by: Any, why: str = "") -> None:
    """Write one event for each (subject, path) in a few statements; for imports and bulk decisions."""
    forget()
    at, who = connection.ops.adapt_datetimefield_value(clock.now()), by.pk if by is not None else None
    bulk.insert(
        Event,
        ["at", "by", "verb", "subject_kind", "subject_id", "path", "why", "data"],
        ((at, who, verb, s._meta.model_name, str(s.pk), path, why, "{}") for s, path in subjects),
    )
