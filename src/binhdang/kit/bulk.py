"""Many new rows at once: plain statements on SQLite, COPY on PostgreSQL, a fraction of the cost of model instances."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

PART = 5000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of ready database values (`columns` are field names) in the caller's transaction; returns how many.

    Database constraints hold as ever; Python defaults do not, so every column without a database default is named.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(str(getattr(field, "column", ""))) for field in fields)
    done = 0
    rest = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(rest, PART)):
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in part:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)  # noqa: S608  (own names)
            done += len(part)
    return done
