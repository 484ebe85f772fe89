"""How a report's values are best stored: a JSON array, a JSON object, or an array column; on both engines.

`python -m bench.packing` with DATABASE_URL: bytes a report, seconds to write and to read and sum 20,000 reports.
"""

import json
import os
import time

from bench import raw, world

REPORTS = 20_000


def main() -> None:
    """Print one line per encoding."""
    engine = raw.Engine(os.environ["DATABASE_URL"])
    country = world.World(0)
    values = [country.values(f"U{n}", "2024") for n in range(REPORTS)]
    encodings = {
        "json array": ("TEXT", [json.dumps(v, separators=(",", ":")) for v in values]),
        "json object": ("TEXT", [json.dumps(_named(v), separators=(",", ":")) for v in values]),
    }
    if engine.postgres:
        encodings["jsonb object"] = ("JSONB", encodings["json object"][1])
        encodings["numeric array"] = ("NUMERIC[]", values)
    right = [sum(v[n] or 0 for v in values) for n in range(len(world.CELLS))]
    for name, (kind, rows) in encodings.items():
        measure(engine, name, kind, rows, right)


def _named(values: list[int | None]) -> dict[str, int]:
    return {cell: value for cell, value in zip(world.CELLS, values, strict=True) if value is not None}


def measure(engine: raw.Engine, name: str, kind: str, rows: list, right: list[int]) -> None:
    """Write and read back one encoding; the sums are compared before the time counts."""
    with engine.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS raw_packing")
        connection.execute(f"CREATE TABLE raw_packing (id INTEGER PRIMARY KEY, vals {kind})")
        connection.commit()
    wrote = raw.bulk(engine, "raw_packing", "id, vals", list(enumerate(rows)))
    start = time.perf_counter()
    sums = [0] * len(world.CELLS)
    with engine.connect() as connection:
        for (stored,) in connection.execute("SELECT vals FROM raw_packing"):
            found = json.loads(stored) if isinstance(stored, str) else stored
            if isinstance(found, dict):
                found = [found.get(cell) for cell in world.CELLS]
            sums = [a + int(b or 0) for a, b in zip(sums, found, strict=True)]
        took = time.perf_counter() - start
        size = "length(vals)" if not engine.postgres else "pg_column_size(vals)"
        average = connection.execute(f"SELECT avg({size}) FROM raw_packing").fetchone()[0]
        connection.execute("DROP TABLE raw_packing")
        connection.commit()
    assert sums == right
    print(f"{name:14} {float(average):7.0f} bytes  write {wrote:5.2f} s  read and sum {took:5.2f} s", flush=True)


if __name__ == "__main__":
    main()
