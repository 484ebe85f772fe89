"""Turning keys: which key sealed how many values of every encrypted field, and sealing all with the first key anew."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from binhdang.kit.secrets import EncryptedTextField, key_of, seal, unseal, writing_key

PART = 500


def fields(*, write: bool = False) -> Iterator[tuple[str, Mapping[str, int]]]:
    """("model.field", key id -> values) of every encrypted field; with `write` all are sealed with the first key.

    Written part by part, so that it may be stopped and run again. Raises secrets.Unreadable without an old key.
    """
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                if write:
                    _seal_anew(model, field)
                yield field.purpose, Counter(key_of(text) for _pk, text in _stored(model, field) if text)


def _stored(model: type[Any], field: EncryptedTextField) -> Iterator[tuple[int, str]]:
    quote, last = connection.ops.quote_name, 0
    column, table, key = quote(str(field.column)), quote(model._meta.db_table), quote(model._meta.pk.column)
    statement = f"SELECT {key}, {column} FROM {table} WHERE {key} > %s ORDER BY {key} LIMIT {PART}"  # noqa: S608  (own names)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [last])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < PART:
            return
        last = rows[-1][0]


def _seal_anew(model: type[Any], field: EncryptedTextField) -> None:
    quote, now = connection.ops.quote_name, writing_key()
    column, table, key = quote(str(field.column)), quote(model._meta.db_table), quote(model._meta.pk.column)
    statement = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608  (own names)
    old = [(pk, text) for pk, text in _stored(model, field) if text and key_of(text) != now]
    for at in range(0, len(old), PART):
        with transaction.atomic(), connection.cursor() as cursor:
            for pk, text in old[at : at + PART]:
                cursor.execute(statement, [seal(unseal(text, field.purpose), field.purpose), pk, text])
