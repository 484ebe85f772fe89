"""Writes that happen once: a repeated request finds the answer of the first one and changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection

from binhdang.kit import clock
from binhdang.kit.models import WriteKey

KEPT_DAYS = 7
TIDY_EVERY = 500
_CHANGES = ("INSERT", "UPDATE", "DELETE")
_OWN_TABLES = ("django_session", "usersessions_usersession", "binhdang_writekey")


class Watch:
    """Whether anything was written since it was set up; sessions do not count."""

    wrote = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Pass a statement on and look at its first word (the wrapper that Django calls)."""
        if sql.startswith(_CHANGES) and not any(table in sql for table in _OWN_TABLES):
            self.wrote = True
        return execute(sql, params, many, context)


@contextmanager
def watching() -> Iterator[Watch]:
    """Tell whether the statements inside the block wrote anything."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


def claim(digest: str, *, by: Any, route: str) -> tuple[WriteKey, bool]:
    """The row of a write and whether this is the first time, inside the caller's transaction.

    While a first request is under way, the second waits here for its transaction: it sees the answer, or, when the
    first was undone, becomes the first itself.
    """
    row, first = WriteKey.objects.get_or_create(digest=digest, defaults={"person": by, "route": route[:200]})
    if first and row.pk % TIDY_EVERY == 0:
        WriteKey.objects.filter(at__lt=clock.instant() - timedelta(days=KEPT_DAYS)).delete()
    return row, first


def keep(row: WriteKey, *, status: int, location: str = "", answer: str = "") -> None:
    """Keep what was answered, for the repeats of the coming days."""
    row.status, row.location, row.answer = status, location[:2000], answer
    row.save(update_fields=["status", "location", "answer"])


def drop(row: WriteKey) -> None:
    """Forget a request that wrote nothing or was refused: it may be sent again."""
    row.delete()
