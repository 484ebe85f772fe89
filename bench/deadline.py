"""Deadline day on a real PostgreSQL and the production server: everybody at once, nothing lost.

`script/deadline` runs it; one JSON line a measure.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from bench import world
from bench.browser import Browser, Failed, forms

SIZE, REVIEWERS, PERIOD, LAST = 4600, 50, "2025", "2024"
PASSWORD = "ngay-cuoi-han-nop-2025"
TOKEN = "k" * 32


def say(name: str, **facts: Any) -> None:
    """Print one measure."""
    print(json.dumps({"measure": name, **facts}, ensure_ascii=False), flush=True)


class Day:
    """The invented country, who was told what, and the times of every step."""

    def __init__(self, people: int, burst: int) -> None:
        self.country = world.build(SIZE)
        self.walkers = self.country.leaves[:people]
        self.senders = self.country.leaves[people : people + burst]
        self.took: list[tuple[str, float, int]] = []
        self.told_saved: dict[str, dict[str, int | None]] = {}
        self.told_sent: set[str] = set()
        self.told_accepted: set[int] = set()
        self.failures: list[str] = []
        self.reports: dict[str, int] = {}
        self.sessions: dict[str, str] = {}

    def answers(self, leaf: str) -> dict[str, int | None]:
        """The right answers of a unit."""
        return dict(zip(world.CELLS, self.country.values(leaf, LAST), strict=True))

    def prepare(self) -> None:
        """Units, last year's figures, this year's request, people, and drafts ready to be sent in the burst."""
        from django.contrib.auth.hashers import make_password

        from binhdang.datasets.actions import load_form
        from binhdang.orgs.imports import import_units
        from binhdang.orgs.models import OrgUnit, Person
        from binhdang.orgs.seed import ensure_levels_and_kinds
        from binhdang.reports.import_actions import import_values
        from binhdang.reports.models import Report
        from binhdang.reports.requests import open_request

        ensure_levels_and_kinds()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "units.csv"
            world.write_units(self.country, path)
            import_units(path.read_bytes(), file_name="units.csv", by=None)
        form = load_form(yaml.safe_load(yaml.safe_dump(world.FORM, allow_unicode=True)), by=None)
        import_values(world.value_rows(self.country, LAST), form, by=None, file_name="values.csv")
        open_request(form, unit=OrgUnit.objects.get(code="VN"), period_key=PERIOD, due={}, by=None)
        found = Report.objects.filter(period_key=PERIOD).values_list("unit__code", "pk")
        self.reports = dict(found)
        hire(self, make_password(PASSWORD))
        self.sessions = {
            person.name: session_of(person) for person in Person.objects.filter(name__in=[*self.senders, *bosses(self)])
        }
        fill_drafts(self)

    async def walk(self, leaf: str, port: int, stubborn: bool) -> None:
        """One reporter: sign in, open the work, the form, save five times, check, submit."""
        me = Browser(port, self.took, stubborn=stubborn)
        home = await self.sign_in(me, leaf)
        number, right = self.reports[leaf], self.answers(leaf)
        if f"/bao-cao/{number}/" not in home:
            raise Failed(f"{leaf}: the work page does not show the report")
        cells = list(right)
        page = await me.get("open the form", f"/bao-cao/{number}/?phan=1")
        for part in range(5):
            place = f"/bao-cao/{number}/?phan={min(part, 3) + 1}"
            action, _m, fields = next(f for f in forms(page) if "version" in f[2] and "section" in f[2])
            mine = {
                f"c.{cell}": str(right[cell]) for cell in cells[part * 13 : part * 13 + 13] if right[cell] is not None
            }
            page = await me.post("save", place, fields | mine | {"go": str(min(part + 1, 3) + 1)})
            self.told_saved[leaf] = {cell: right[cell] for cell in cells[: part * 13 + 13]}
        page = await me.get("check the answers", f"/bao-cao/{number}/kiem-tra/")
        action, _m, fields = next(f for f in forms(page) if f[0].endswith("/nop/"))
        sent = await me.post("submit", action, fields)
        if "/da-nop/" in me.where or "Đã nộp" in sent:
            self.told_sent.add(leaf)

    async def sign_in(self, me: Browser, leaf: str) -> str:
        """Sign in; after a lost answer look again, as people do: the page says whether one is in already."""
        given = {"login": address(leaf), "password": PASSWORD}
        for left in (4, 3, 2, 1, 0):
            page = await me.get("sign-in page", "/tai-khoan/dang-nhap/")
            fields = next((f for _a, _m, f in forms(page) if "login" in f), None)
            if fields is None:
                break
            try:
                return await me.post("sign in", "/tai-khoan/dang-nhap/", fields | given)
            except Failed:
                if not (me.stubborn and left):
                    raise
        return await me.get("work page", "/")

    async def send(self, leaf: str, port: int, stubborn: bool) -> None:
        """One of the burst: a draft that is ready is submitted."""
        me = Browser(port, self.took, stubborn=stubborn)
        me.cookies = {"sessionid": self.sessions[leaf], "csrftoken": TOKEN}
        number = self.reports[leaf]
        fields = {"csrfmiddlewaretoken": TOKEN, "version": "1"}
        status, body = 0, ""
        start = time.perf_counter()
        while True:
            try:
                status, head, body = await me._ask("POST", f"/bao-cao/{number}/nop/", fields, {})
            except (OSError, ValueError):
                status = 503
            if status == 302 and head["location"].endswith("/da-nop/"):
                self.told_sent.add(leaf)
                self.took.append(("burst: submit", time.perf_counter() - start, 1))
                return
            if not (stubborn and status in {302, 502, 503} and time.perf_counter() - start < 60):
                raise Failed(f"{leaf}: {status} {head.get('location', '') if status == 302 else body[:200]}")
            if status == 302 and await self._arrived(me, number):
                self.told_sent.add(leaf)
                return
            await asyncio.sleep(0.5)

    async def _arrived(self, me: Browser, number: int) -> bool:
        """After a lost answer the page says whether the report went out."""
        return "/nop/" not in await me.get("look again", f"/bao-cao/{number}/kiem-tra/")

    async def review(self, boss: str, port: int, stubborn: bool, until: float) -> None:
        """One reviewer: opens the queue, looks at a report for 4 to 12 s, accepts it and goes on with the next."""
        me = Browser(port, self.took, stubborn=stubborn)
        me.cookies = {"sessionid": self.sessions[boss], "csrftoken": TOKEN}
        await asyncio.sleep(random.uniform(0, 10))
        page = ""
        while time.monotonic() < until:
            page = page or await me.get("review queue", "/bao-cao/duyet/")
            asked = [f for f in forms(page) if "/duyet/" in f[0] and "version" in f[2]]
            if not asked:
                page = ""
                await asyncio.sleep(10)
                continue
            action, _m, fields = asked[0]
            await asyncio.sleep(random.uniform(4, 12))
            page = await me.post("accept", action, fields | {"decision": "accept"})


def address(leaf: str) -> str:
    """The e-mail address of a unit's reporter."""
    return f"{leaf.lower()}@bench.example"


def bosses(day: Day) -> list[str]:
    """The communes whose reviewers are at work: those above the most reports of the day."""
    above: dict[str, int] = defaultdict(int)
    for leaf in [*day.walkers, *day.senders]:
        above[day.country.parents[leaf]] += 1
    return sorted(above, key=lambda code: -above[code])[:REVIEWERS]


def hire(day: Day, password: str) -> None:
    """A reporter for each unit of the day and a reviewer, with a second factor, for each commune."""
    from datetime import date

    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from binhdang.orgs.models import OrgUnit, Person, RoleHolding

    ids = dict(OrgUnit.objects.values_list("code", "id"))
    wanted = [(leaf, "reporter") for leaf in [*day.walkers, *day.senders]] + [(c, "reviewer") for c in bosses(day)]
    made = Person.objects.bulk_create([Person(email=address(c), name=c, password=password) for c, _r in wanted])
    RoleHolding.objects.bulk_create(
        RoleHolding(person=person, role=role, unit_id=ids[code], valid_from=date(2015, 1, 1))
        for person, (code, role) in zip(made, wanted, strict=True)
    )
    for person, (_code, role) in zip(made, wanted, strict=True):
        if role == "reviewer":
            TOTP.activate(person, generate_totp_secret())


def session_of(person: Any) -> str:
    """A session as a sign-in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["seen"] = int(time.time())
    session.save()
    return str(session.session_key)


def fill_drafts(day: Day) -> None:
    """Drafts of the burst, saved by their reporters before the last minute."""
    from binhdang.orgs.models import Person
    from binhdang.reports import actions

    people = {person.name: person for person in Person.objects.filter(name__in=day.senders)}
    for leaf in day.senders:
        actions.save_draft(day.reports[leaf], day.answers(leaf), version=0, by=people[leaf])


def serve(port: int, workers: int) -> subprocess.Popen[bytes]:
    """The production server, as `binhdang serve` starts it."""
    env = os.environ | {"BINHDANG_WORKERS": str(workers), "BINHDANG_DEMO": "0"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-W", "ignore", "-m", "binhdang", "serve", "--empty", "--port", str(port)]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)


async def wait_for(port: int) -> None:
    """Until the server answers."""
    me = Browser(port, [], stubborn=True)
    await me.get("start", "/tai-khoan/dang-nhap/")


def workers_of(server: subprocess.Popen[bytes]) -> list[int]:
    """The process ids of the server's workers."""
    out = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=False).stdout
    return [int(pid) for pid in out.split()]


async def chaos(server: subprocess.Popen[bytes], restart: str, until: float) -> dict[str, int]:
    """Kill a worker every 20 seconds, restart PostgreSQL once in the middle."""
    counts, begun, restarted = {"workers killed": 0, "PostgreSQL restarts": 0}, time.monotonic(), False
    while time.monotonic() < until:
        await asyncio.sleep(20)
        if pids := workers_of(server):
            os.kill(random.choice(pids), signal.SIGKILL)
            counts["workers killed"] += 1
        if not restarted and time.monotonic() - begun > (until - begun) / 2:
            restarted = True
            process = await asyncio.create_subprocess_shell(restart, stdout=asyncio.subprocess.DEVNULL)
            await process.wait()
            counts["PostgreSQL restarts"] += 1
    return counts


async def live(day: Day, port: int, window: int, server: subprocess.Popen[bytes], restart: str) -> None:
    """The day itself: journeys spread over the window, the burst in its last minute, reviewers all along."""
    stubborn, begun = bool(restart), time.monotonic()
    until = begun + window

    async def later(delay: float, work: Any) -> None:
        await asyncio.sleep(delay)
        try:
            await work
        except Failed as failed:
            day.failures.append(str(failed))

    tasks = [
        later(window * 0.8 * n / len(day.walkers), day.walk(leaf, port, stubborn)) for n, leaf in enumerate(day.walkers)
    ]
    rest = max(0.0, window - 60)
    tasks += [
        later(rest + 60 * n / len(day.senders), day.send(leaf, port, stubborn)) for n, leaf in enumerate(day.senders)
    ]
    tasks += [later(0, day.review(boss, port, stubborn, until)) for boss in bosses(day)]
    wild = asyncio.create_task(chaos(server, restart, until)) if restart else None
    await asyncio.gather(*tasks)
    say("deadline day: everybody done", seconds=round(time.monotonic() - begun, 1), **(await wild if wild else {}))


def verify(day: Day) -> None:
    """What the screens said is in the database, and the totals equal a recompute from zero."""
    from binhdang.calc.cells import unpack
    from binhdang.orgs.models import OrgUnit
    from binhdang.reports.models import Report
    from binhdang.rollup.actions import rebuild
    from binhdang.rollup.queries import documents

    rows = {r.unit.code: r for r in Report.objects.filter(period_key=PERIOD).select_related("unit", "form")}
    lost = [leaf for leaf in day.told_sent if rows[leaf].state not in {"submitted", "accepted"}]
    for leaf, cells in day.told_saved.items():
        stored = unpack(rows[leaf].values, rows[leaf].form.cell_order) if rows[leaf].values else {}
        if any(stored.get(cell) != value for cell, value in cells.items() if value is not None):
            lost.append(leaf)
    form = next(iter(rows.values())).form
    units = list(OrgUnit.objects.filter(code__in=["VN", "P00", *bosses(day)]).values_list("pk", flat=True))
    sums = {basis: documents(None, units, form.data_set_id, PERIOD, basis) for basis in ("approved", "provisional")}
    rebuild(form.data_set_id, PERIOD)
    again = {basis: documents(None, units, form.data_set_id, PERIOD, basis) for basis in ("approved", "provisional")}
    states = defaultdict(int)
    for row in rows.values():
        states[row.state] += 1
    say(
        "deadline day: verdict",
        told_sent=len(day.told_sent),
        told_saved=len(day.told_saved),
        lost=len(lost),
        failures=len(day.failures),
        totals_equal_recompute=sums == again,
        states=dict(states),
    )
    for failure in day.failures[:10]:
        say("failure", text=failure)
    assert not lost, lost[:5]
    assert sums == again


def times(day: Day) -> None:
    """p50, p95 and the worst of each step, in milliseconds."""
    steps: dict[str, list[float]] = defaultdict(list)
    tries: dict[str, int] = defaultdict(int)
    for step, seconds, count in day.took:
        steps[step].append(seconds)
        tries[step] += count - 1
    for step, found in sorted(steps.items()):
        found.sort()
        say(
            f"deadline day: {step}",
            n=len(found),
            p50_ms=round(1000 * statistics.median(found)),
            p95_ms=round(1000 * found[int(0.95 * (len(found) - 1))]),
            max_ms=round(1000 * found[-1]),
            tried_again=tries[step],
        )


def main() -> None:
    """Prepare, serve, live the day, verify."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--window", type=int, default=1000)
    parser.add_argument("--burst", type=int, default=3000)
    parser.add_argument("--port", type=int, default=8471)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--restart", default="", help="a command that restarts PostgreSQL: chaos is on")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhdang.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    day = Day(args.people, args.burst)
    day.prepare()
    connections.close_all()
    server = serve(args.port, args.workers)
    try:
        asyncio.run(wait_for(args.port))
        asyncio.run(live(day, args.port, args.window, server, args.restart))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
    times(day)
    verify(day)


if __name__ == "__main__":
    main()
