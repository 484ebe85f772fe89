"""New rows at a fraction of the cost of model instances: many at once (COPY on PostgreSQL), or one by itself."""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, models

PART = 5000


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for circles while millions of plain values pile up: none are made, and looking costs a quarter."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


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


def add(model: type[models.Model], **values: Any) -> int:
    """Insert one row in the caller's transaction and return its id; values by field name (`by` may be a model or None).

    Python defaults do not hold: every column without a database default is named.
    """
    fields, statement = _statement(model, tuple(values), connection.vendor)
    row = [
        field.get_db_prep_save(getattr(value, "pk", value), connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, row)
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=64)
def _statement(model: type[models.Model], names: tuple[str, ...], vendor: str) -> tuple[list[Any], str]:
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(getattr(field, "column", ""))) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id"  # noqa: S608  (own names)


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set columns of many rows to ready database values in the caller's transaction; a row is (values, primary key)."""
    fields = [model._meta.get_field(name) for name in columns]
    sets = ", ".join(f"{connection.ops.quote_name(str(getattr(field, 'column', '')))} = %s" for field in fields)
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name("id")
    rest = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(rest, PART)):
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", part)  # noqa: S608  (own names)


def as_json(value: Any) -> str:
    """A value of a JSON column as the database takes it."""
    return json.dumps(value, ensure_ascii=False)
