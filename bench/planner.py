"""The congress planner over a province of many unions, fifty in each district: congresses, members and a pipeline.

`PYTHONPATH=src:. python -m bench.planner [units]` builds it in a database in memory, compares the tally with the
generator and prints the processor's time of the answer and of the page.
"""

import os
import sys
from datetime import date
from statistics import median
from time import process_time

TODAY, DAY = date(2020, 12, 2), date(2023, 3, 15)


def main() -> None:
    """Build, measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "binhdang.config.settings_test"
    import django

    django.setup()
    from django.core.management import call_command

    from binhdang.kit import clock

    call_command("migrate", verbosity=0)
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with clock.standing_on(TODAY):
        measure(units)


def measure(units: int) -> None:
    """The answer five times, then the page five times."""
    from binhdang.calc.congress import Limits
    from binhdang.careers import congresses
    from binhdang.careers.scope import Scope
    from binhdang.orgs import queries as orgs
    from tests.factories import client_of, make_person, make_tree

    below = {f"H{n:03}": {f"C{n:03}.{m:02}": {} for m in range(50)} for n in range(units // 50)}
    top = make_tree({"TLD": {"KT": below}})
    build([unit for code, unit in top.items() if code.startswith("C")])
    scope = Scope(None, orgs.path_of(top["KT"]), TODAY)
    units, times = units // 50 * 50, []
    for _n in range(6):
        start = process_time()
        rows = congresses.in_window(scope, TODAY, date(2023, 12, 31))
        found = congresses.plan(scope, rows, Limits(60, 62, 3))
        times.append((process_time() - start) * 1000)
    third = -(-units // 3)
    assert (found.tally.congresses, found.tally.reach, found.tally.short) == (units, third, units - third)
    print(f"{units} congresses: first {times[0]:.0f}, then {median(times[1:]):.0f} ms of the processor")
    client = client_of(make_person("Can bo tinh", ("reviewer", top["KT"])))
    times = []
    for _n in range(6):
        start = process_time()
        page = client.get("/so/nhan-su/dai-hoi/?unit=KT&tuoi_nu=60&tuoi_nam=62&khoa=3")
        times.append((process_time() - start) * 1000)
        assert page.status_code == 200
    print(f"its page: first {times[0]:.0f}, then {median(times[1:]):.0f} ms of the processor")


def build(units: list) -> None:  # type: ignore[type-arg]
    """Nine members each, two of them women; every third union has a woman in the pipeline who is qualified."""
    from binhdang.orgs import queries as orgs
    from binhdang.registers.cadres.models import Cadre, PostHeld
    from binhdang.registers.congresses.models import Congress
    from binhdang.registers.core import people
    from binhdang.registers.pipeline.models import Successor

    cards, hopes, coming = [], [], []
    paths = {one.unit_id: one.path for one in orgs.units_seen(None, TODAY)}
    for at, unit in enumerate(units):
        path = paths[unit.pk]
        cards += [
            Cadre(unit=unit, path=path, name=f"Cán bộ {at}.{n}", sex="nam" if n > 1 else "nu", birth_year=1975 + n)
            for n in range(9)
        ]
        hopes += [
            Successor(
                unit=unit, path=path, name=f"Nguồn {at}.{n}", sex="nu", birth_year=1985, aim="bch", term="2023-2028",
                since=date(2019, 2, 1), schooling="trung_cap" if n or at % 3 else "dai_hoc",
            )
            for n in range(4)
        ]  # fmt: skip
        coming.append(
            Congress(unit=unit, path=path, body="bch", term="2023-2028", day=DAY, seats=9, schooling="dai_hoc")
        )
    for rows in (cards, hopes):
        people.assign(rows)
    Cadre.objects.bulk_create(cards, batch_size=1000)
    Successor.objects.bulk_create(hopes, batch_size=1000)
    Congress.objects.bulk_create(coming, batch_size=1000)
    PostHeld.objects.bulk_create(
        [PostHeld(cadre=card, kind="bch", since=date(2018, 4, 1), term="2018-2023") for card in cards], batch_size=1000
    )


if __name__ == "__main__":
    main()
