"""One gate for each form and period: whoever writes figures passes it, whoever locks or closes the period shuts it.

Many pass at once and none waits for another. Who shuts it waits for those inside, and those who come later wait and
then read what stands: nothing is written beside a lock made in the very same instant. Until the end of the transaction.
SQLite has one writer at a time and needs none.
"""

from typing import Any

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet, TextField

from binhdang.reports.models import Report


def enter(rows: QuerySet[Any]) -> None:
    """Pass the gates of these reports or requests, before anything of them is locked or read (1 query)."""
    _ask(rows, "pg_advisory_xact_lock_shared")


def enter_report(report_id: int) -> None:
    """Pass the gate of one report, as every save of a form does (1 plain query)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_ONE, [report_id])


_ONE = f"""
    SELECT pg_advisory_xact_lock_shared(data_set_id::int, hashtext(period_key))
    FROM {Report._meta.db_table} WHERE id = %s
"""  # noqa: S608  (own names)


def shut(rows: QuerySet[Any]) -> None:
    """Shut the gate of this report or request and wait until nobody is inside (1 query)."""
    _ask(rows, "pg_advisory_xact_lock")


def enter_periods(data_set_id: int, keys: set[str]) -> None:
    """Pass the gates of a form in several periods (a query each)."""
    for key in sorted(keys):
        _statement("pg_advisory_xact_lock_shared", data_set_id, key)


def shut_period(data_set_id: int, key: str) -> None:
    """Shut the gate of a form in a period."""
    _statement("pg_advisory_xact_lock", data_set_id, key)


def _ask(rows: QuerySet[Any], function: str) -> None:
    if connection.vendor == "postgresql":
        found = rows.order_by("data_set_id", "period_key").values_list("data_set_id", "period_key").distinct()
        form = Func(F("data_set_id"), template="%(expressions)s::int", output_field=IntegerField())
        key = Func(F("period_key"), function="hashtext", output_field=IntegerField())
        text = "%(function)s(%(expressions)s)::text"
        list(found.annotate(inside=Func(form, key, function=function, template=text, output_field=TextField())))


def _statement(function: str, data_set_id: int, key: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s::int, hashtext(%s))", [data_set_id, key])
