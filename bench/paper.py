"""How long the yearly report of a province takes: compose, Word, PDF, and the check of figures before it is issued.

`PYTHONPATH=src python -m bench.paper [units]` builds an invented province in a database in memory and prints seconds.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 5


def build(units: int) -> Any:
    """A province of `units` unions directly below it with two years of reports; every tenth is silent."""
    from tests.evaluation.world import World, base_cells, upper_cells
    from tests.factories import make_unit

    world = World()
    for at in range(units):
        code = f"B{at:03}"
        world.units[code] = make_unit(code, world.units["KT"], name=f"Công đoàn cơ sở số {at}", kind="CDCS")
        for year in ("2018", "2019"):
            silent = year == "2019" and at % 10 == 0
            world.report(code, None if silent else base_cells((9 + at % 7, 2 + at % 3)), year=year, last=base_cells())
    for year in ("2018", "2019"):
        world.report("KT", upper_cells(), year=year)
    return world


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """The first and the median time of a piece of work, with its last answer."""
    seconds, answer = [], None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return seconds[0], sorted(seconds)[ROUNDS // 2], answer


def main() -> None:
    """Build, measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "binhdang.config.settings_test"
    import django

    django.setup()
    from django.core.management import call_command

    from binhdang.calc.periods import parse_period
    from binhdang.documents.pdf import paper_pdf
    from binhdang.documents.word import paper_docx
    from binhdang.evaluation.papers import compose

    call_command("migrate", verbosity=0)
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    world = build(units)
    unit, period = world.units["KT"], parse_period("2019")
    first, median, made = timed(lambda: compose(None, unit, world.plan, period, "approved"))
    print(f"{units} units, {len(made.figures)} figures checked at issue")
    print(f"compose  first {first:.2f} s  median {median:.2f} s")
    for name, draw in (("Word", paper_docx), ("PDF", paper_pdf)):
        content = made.content
        first, median, data = timed(lambda draw=draw, content=content: draw(content))  # type: ignore[misc]
        print(f"{name:<8} first {first:.2f} s  median {median:.2f} s  {len(data) // 1024} kB")


if __name__ == "__main__":
    main()
