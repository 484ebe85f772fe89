"""The raw engine doing the same work with nothing around it: plain SQL through the driver, tables of its own."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlparse

import psycopg

SCHEMA = [
    "DROP TABLE IF EXISTS raw_unit",
    "DROP TABLE IF EXISTS raw_report",
    "CREATE TABLE raw_unit (id INTEGER PRIMARY KEY, code VARCHAR(40) UNIQUE, name TEXT, path VARCHAR(255), since DATE)",
    "CREATE TABLE raw_report (unit_id INTEGER PRIMARY KEY, path VARCHAR(255), period VARCHAR(20), vals TEXT)",
]


class Engine:
    """A thin handle on one of the two engines; `?` marks are rewritten for PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.postgres = urlparse(url).scheme.startswith("postgres")

    def connect(self) -> Any:
        """A new connection: durable commits, as the application has them."""
        if self.postgres:
            return psycopg.connect(self.url)
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    def sql(self, text: str) -> str:
        """The statement in the engine's own paramstyle."""
        return text.replace("?", "%s") if self.postgres else text


def timed(work: Callable[[], Any]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bulk(engine: Engine, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> float:
    """Seconds to write `rows` in one transaction: COPY on PostgreSQL, executemany on SQLite."""

    def work() -> None:
        with engine.connect() as connection:
            if engine.postgres:
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ",".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
            connection.commit()

    return timed(work)


def prepare(engine: Engine) -> None:
    """Make the scratch tables anew."""
    with engine.connect() as connection:
        for statement in SCHEMA:
            connection.execute(statement)
        connection.commit()


def upserts(engine: Engine, ids: Sequence[int], packed: str, clients: int) -> float:
    """Seconds for one durable upsert of a whole report per id, shared by `clients` threads."""
    statement = engine.sql(
        "INSERT INTO raw_report (unit_id, path, period, vals) VALUES (?, '', '2025', ?) "
        "ON CONFLICT (unit_id) DO UPDATE SET vals = excluded.vals"
    )

    def client(mine: Sequence[int]) -> None:
        connection = engine.connect()
        for unit in mine:
            connection.execute(statement, (unit, packed))
            connection.commit()
        connection.close()

    threads = [threading.Thread(target=client, args=(ids[n::clients],)) for n in range(clients)]

    def work() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return timed(work)


def sum_up(engine: Engine, width: int) -> float:
    """Seconds to read every report and add it to every unit above it, in plain Python on the driver's rows."""

    def work() -> None:
        sums: dict[str, list[int]] = {}
        with engine.connect() as connection:
            for path, packed in connection.execute("SELECT path, vals FROM raw_report"):
                values = [v or 0 for v in json.loads(packed)]
                above = path.rstrip("/").rpartition("/")[0]
                sums[above] = [a + b for a, b in zip(sums.get(above, [0] * width), values, strict=True)]
        for path in sorted(sums, key=len, reverse=True):
            above = path.rpartition("/")[0]
            if above:
                sums[above] = [a + b for a, b in zip(sums.get(above, [0] * width), sums[path], strict=True)]

    return timed(work)
