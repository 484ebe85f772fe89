"""One engine, one size: W1-W5 through the application, each beside the raw engine; prints one JSON line a measure."""

import argparse
import gc
import json
import multiprocessing
import os
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bench import raw, world

PERIOD, NEXT = "2024", "2025"
TARGETS = 8


def say(name: str, **facts: Any) -> None:
    """Print one measure with the peak memory of this process so far, in MB."""
    facts["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"measure": name, **facts}, ensure_ascii=False), flush=True)


def spread(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and the range, in milliseconds."""
    ordered = sorted(seconds)
    at = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))
    return {
        "p50_ms": round(1000 * statistics.median(ordered), 2),
        "p95_ms": round(1000 * ordered[at], 2),
        "min_ms": round(1000 * ordered[0], 2),
        "max_ms": round(1000 * ordered[-1], 2),
    }


def main() -> None:
    """Run every measure; an answer that differs from the generator's stops the run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, required=True)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    engine = raw.Engine(os.environ["DATABASE_URL"])
    country = world.build(args.size)
    with tempfile.TemporaryDirectory() as folder:
        load_units(country, engine, Path(folder))
        form = load_values(country, engine, Path(folder))
    people = hire(country)
    submissions(country, engine, form, people)
    revision(country, form, people)
    pages(country, form)


def load_units(country: world.World, engine: raw.Engine, folder: Path) -> None:
    """W1: units per second, through the import with all its checks."""
    from binhdang.orgs.imports import import_units
    from binhdang.orgs.models import Placement
    from binhdang.orgs.seed import ensure_levels_and_kinds

    ensure_levels_and_kinds()
    path = folder / "units.csv"
    world.write_units(country, path)
    data = path.read_bytes()
    took = raw.timed(lambda: import_units(data, file_name="units.csv", by=None))
    assert Placement.objects.count() == country.size
    raw.prepare(engine)
    rows = [(n, code, f"Công đoàn {code}", f"{n}/", "2015-01-01") for n, code in enumerate(country.parents, 1)]
    plain = raw.bulk(engine, "raw_unit", "id, code, name, path, since", rows)
    say("W1 units", per_second=round(country.size / took), raw_per_second=round(country.size / plain))


def load_values(country: world.World, engine: raw.Engine, folder: Path) -> Any:
    """W3: reports loaded by file with all checks; every total is compared with the generator's."""
    from binhdang.calc.cells import pack_list
    from binhdang.datasets.actions import load_form
    from binhdang.orgs.models import Placement
    from binhdang.reports.import_actions import import_values
    from binhdang.rollup.actions import rebuild

    form = load_form(yaml.safe_load(yaml.safe_dump(world.FORM, allow_unicode=True)), by=None)
    path = folder / "values.csv"
    with path.open("w", encoding="utf-8") as out:
        out.writelines(world.value_rows(country, PERIOD))

    def load() -> None:
        with path.open(encoding="utf-8") as lines:
            import_values(lines, form, by=None, file_name="values.csv")

    took = raw.timed(load)
    paths = dict(Placement.objects.values_list("unit__code", "path"))
    packed = [
        (n, paths[leaf], PERIOD, pack_list(country.values(leaf, PERIOD))) for n, leaf in enumerate(country.leaves, 1)
    ]
    plain = raw.bulk(engine, "raw_report", "unit_id, path, period, vals", packed)
    reports = len(country.leaves)
    say("W3 reports by file", per_second=round(reports / took), raw_per_second=round(reports / plain))
    rebuilds = [raw.timed(lambda: rebuild(form.data_set_id, PERIOD)) for _ in range(3)]
    sums = [raw.sum_up(engine, len(world.CELLS)) for _ in range(3)]
    compare(country, form, PERIOD)
    say("W4 rebuild of a period", **spread(rebuilds), raw=spread(sums))
    return form


def compare(country: world.World, form: Any, period: str) -> None:
    """Every exported total against the generator: sums, counts, and nothing where nothing was given."""
    from binhdang.rollup.export import rows

    right = country.totals(period)
    seen = 0
    place = {cell: n for n, cell in enumerate(world.CELLS)}
    for unit, _period, cell, total, count in rows(form.data_set, period):
        sums, counts = right[unit]
        assert (total, count) == (str(sums[place[cell]]), counts[place[cell]]), (unit, cell)
        seen += 1
    assert seen == sum(1 for _sums, counts in right.values() for n in counts if n)


def hire(country: world.World) -> dict[str, Any]:
    """A reporter for each of the first two thousand leaves, a reviewer at the root, a viewer at the first province."""
    from datetime import date

    from binhdang.orgs.models import OrgUnit, Person, RoleHolding

    ids = dict(OrgUnit.objects.values_list("code", "id"))
    wanted = [(f"reporter.{leaf}", "reporter", leaf) for leaf in country.leaves[:2000]]
    wanted += [("reviewer", "reviewer", "VN"), ("viewer", "viewer", "P00")]
    made = Person.objects.bulk_create(
        [Person(email=f"{key.lower()}@bench.example", name=key, password="!") for key, _role, _unit in wanted]
    )
    RoleHolding.objects.bulk_create(
        RoleHolding(person=person, role=role, unit_id=ids[unit], valid_from=date(2015, 1, 1))
        for person, (_key, role, unit) in zip(made, wanted, strict=True)
    )
    return {person.name: person for person in made}


def submit_some(leaves: list[str], period: str) -> list[float]:
    """Open, fill in whole and submit the reports of these leaves, one after the other; seconds of each."""
    from binhdang.orgs.models import Person
    from binhdang.reports import actions
    from binhdang.reports.models import Report

    country = world.World(0)
    reports = dict(Report.objects.filter(unit__code__in=leaves, period_key=period).values_list("unit__code", "pk"))
    people = {p.name: p for p in Person.objects.filter(name__in=[f"reporter.{leaf}" for leaf in leaves])}
    took = []
    for leaf in leaves:
        values = dict(zip(world.CELLS, country.values(leaf, PERIOD), strict=True))
        by = people[f"reporter.{leaf}"]
        start = time.perf_counter()
        actions.hand_in(reports[leaf], values, version=0, by=by)
        took.append(time.perf_counter() - start)
    return took


def client(leaves: list[str], ready: Any, start: Any, out: Any) -> None:
    """One client in a process of its own."""
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    ready.put(1)
    start.wait()
    out.put(submit_some(leaves, NEXT))


def submissions(country: world.World, engine: raw.Engine, form: Any, people: dict[str, Any]) -> None:
    """W2: a report filled in whole and submitted with permission, rules, audit and commit, at 1 and at 8 clients."""
    from binhdang.orgs.models import OrgUnit
    from binhdang.reports.models import Report
    from binhdang.reports.requests import open_request
    from binhdang.rollup.queries import documents

    root = OrgUnit.objects.get(code="VN")
    gc.freeze()  # the generator's figures are none of the server's: its collector shall not look through them
    open_request(form, unit=root, period_key=NEXT, due={}, by=people["reviewer"])
    submit_some(country.leaves[:20], NEXT)
    alone, shared = country.leaves[20:220], country.leaves[220:1180]
    start = time.perf_counter()
    one = submit_some(alone, NEXT)
    single = len(alone) / (time.perf_counter() - start)
    context = multiprocessing.get_context("spawn")
    ready, out, go = context.Queue(), context.Queue(), context.Event()
    from django.db import connections

    connections.close_all()
    clients = [context.Process(target=client, args=(shared[n::8], ready, go, out)) for n in range(8)]
    for process in clients:
        process.start()
    for _ in clients:
        ready.get()
    start = time.perf_counter()
    go.set()
    eight = [seconds for _ in clients for seconds in out.get()]
    together = len(shared) / (time.perf_counter() - start)
    for process in clients:
        process.join()
    done = country.leaves[:1180]
    assert Report.objects.filter(period_key=NEXT, state="submitted").count() == len(done)
    total = documents(people["reviewer"], [root.pk], form.data_set_id, NEXT, "provisional")[root.pk]
    want = [sum(country.values(leaf, PERIOD)[n] or 0 for leaf in done) for n in range(len(world.CELLS))]
    assert [value or 0 for value in total.sums] == want
    ids = list(range(1, 1001))
    packed = json.dumps(country.values(country.leaves[0], PERIOD))
    plain = [len(ids) / raw.upserts(engine, ids, packed, n) for n in (1, 8)]
    say("W2 submit, 1 client", per_second=round(single), raw_per_second=round(plain[0]), **spread(one))
    say("W2 submit, 8 clients", per_second=round(together), raw_per_second=round(plain[1]), **spread(eight))


def revision(country: world.World, form: Any, people: dict[str, Any]) -> None:
    """W4: one accepted report corrected and accepted again, until the totals of all its ancestors are right."""
    from binhdang.orgs.models import OrgUnit
    from binhdang.reports import actions
    from binhdang.reports.models import Report
    from binhdang.rollup.queries import documents

    ids = dict(OrgUnit.objects.values_list("code", "id"))
    reviewer = people["reviewer"]
    took = []
    for leaf in country.leaves[:12]:
        by = people[f"reporter.{leaf}"]
        above = [ids[code] for code in country.ancestors(leaf)]
        before = documents(None, above, form.data_set_id, PERIOD, "approved")
        report = Report.objects.get(unit__code=leaf, period_key=PERIOD)
        report = actions.start_correction(report.pk, by=by, why="Đính chính để đo tốc độ.")
        value = country.values(leaf, PERIOD)[0] or 0
        report = actions.save_draft(report.pk, {world.CELLS[0]: value + 7}, version=report.version, by=by)
        actions.submit(report.pk, by=by)
        start = time.perf_counter()
        actions.accept(report.pk, by=reviewer)
        after = documents(None, above, form.data_set_id, PERIOD, "approved")
        took.append(time.perf_counter() - start)
        assert all((after[u].sums[0] or 0) - (before[u].sums[0] or 0) == 7 for u in above)
    say("W4 revise to all ancestors", ancestors=len(above), **spread(took))


def pages(country: world.World, form: Any) -> None:
    """W5: overview, matrix of 83 units and one-target page: first call, warm, and 16 viewers at once."""
    from django.test import Client

    from binhdang.config.warm import warm
    from binhdang.orgs.models import Person

    warm()
    plan_of(country)
    viewer = Person.objects.get(name="viewer")

    def visitor() -> Client:
        browser = Client()
        browser.force_login(viewer, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    def get(browser: Client, address: str) -> float:
        start = time.perf_counter()
        answer = browser.get(address)
        took = time.perf_counter() - start
        assert answer.status_code == 200, (address, answer.status_code)
        return took

    browser = visitor()
    where = f"?unit=P00&period={PERIOD}"
    from binhdang.plans.models import Target

    first = Target.objects.order_by("order").first()
    for name, address in {
        "overview": f"/ket-qua/tong-quan/{where}",
        "matrix": f"/ket-qua/{where}",
        "one target": f"/ket-qua/chi-tieu/{first.pk if first else 0}/{where}",
    }.items():
        cold = get(browser, address)
        warm = [get(browser, address) for _ in range(30)]
        say(f"W5 {name}", cold_ms=round(1000 * cold, 1), **spread(warm), viewers16=viewers(visitor, get, address))


def viewers(visitor: Callable[[], Any], get: Callable[[Any, str], float], address: str) -> dict[str, float]:
    """Sixteen viewers in threads, five calls each."""
    took: list[float] = []

    def look(browser: Any) -> None:
        from django.db import connection

        for _ in range(5):
            took.append(get(browser, address))
        connection.close()

    threads = [threading.Thread(target=look, args=(visitor(),)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spread(took)


def plan_of(country: world.World) -> None:
    """A confirmed plan of the first province with eight targets on the measured form."""
    from datetime import date

    from binhdang.indicators.models import Indicator
    from binhdang.orgs.models import Placement
    from binhdang.plans.models import Plan, Target

    place = Placement.objects.get(unit__code="P00")
    plan = Plan.objects.create(
        unit=place.unit,
        path=place.path,
        title="Kế hoạch đo tốc độ 2021 - 2025",
        period_start=date(2021, 1, 1),
        period_end=date(2025, 12, 31),
        text="",
        state="confirmed",
    )
    for n in range(1, TARGETS + 1):
        indicator = Indicator.objects.create(
            code=f"X{n}",
            name_vi=f"Tỷ lệ đo {n}",
            unit="percent",
            cells=[f"r{n:02}.nu", f"r{n:02}.tong"],
            numerator=f"r{n:02}.nu",
            denominator=f"r{n:02}.tong",
        )
        Target.objects.create(
            plan=plan, code=f"T{n}", order=n, name=f"Chỉ tiêu {n}", indicator=indicator, comparator=">=", value=50
        )


if __name__ == "__main__":
    main()
