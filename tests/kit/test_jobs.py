"""Jobs: one holder, a lease that ends, attempts that end, and a person who sees only their own."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from binhdang.kit import clock, jobs, runner
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.job_flow import JOB_FLOW
from binhdang.kit.models import Job, Tick
from tests.architecture.test_house_rules import ROOT
from tests.factories import client_of, make_person

RAN: list[object] = []


@jobs.job("test.count", "Đếm")
def count(args, report):
    RAN.append(args["n"])
    for n in range(args["n"]):
        report.at(n + 1, args["n"], "đang đếm")
    if args.get("raise") == "bad":
        raise BadInput([("dòng 3", "ô này không phải là số.")])
    if args.get("raise") == "database":
        raise OperationalError("gone")
    if args.get("raise"):
        raise ValueError("secret detail")
    return {"counted": args["n"]}


@pytest.fixture(autouse=True)
def fresh():
    RAN.clear()


def state(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.attempts


def test_a_job_is_run_once_with_its_progress_and_its_result(db):
    officer = make_person("Cán bộ")
    job = jobs.start("test.count", {"n": 3}, by=officer, href="/ket-qua/{id}/")
    assert runner.run_all() == 1
    assert state(job) == ("done", 1)
    assert (job.done, job.total, job.result, job.href) == (3, 3, {"counted": 3}, f"/ket-qua/{job.pk}/")
    assert RAN == [3]
    assert runner.run_all() == 0


def test_what_is_wrong_is_said_in_vietnamese_and_a_surprise_keeps_its_details_in_the_log(db, caplog):
    officer = make_person("Cán bộ")
    bad = jobs.start("test.count", {"n": 1, "raise": "bad"}, by=officer)
    odd = jobs.start("test.count", {"n": 1, "raise": "odd"}, by=officer)
    runner.run_all()
    assert state(bad) == ("failed", 1)
    assert bad.message == "dòng 3: ô này không phải là số."
    assert state(odd) == ("failed", 1)
    assert str(odd.pk) in odd.message
    assert "secret" not in odd.message
    assert "secret detail" in caplog.text
    again = jobs.retry(bad.pk, by=officer)
    assert state(again) == ("waiting", 0)
    jobs.cancel(bad.pk, by=officer)
    with pytest.raises(Refused, match="Đã huỷ"):
        jobs.cancel(bad.pk, by=officer)


def test_a_database_that_is_away_is_tried_three_times_later_each_time(db):
    job = jobs.start("test.count", {"n": 1, "raise": "database"}, by=None)
    for attempt in (1, 2):
        assert runner.run_one(beat=False)
        assert state(job) == ("waiting", attempt)
        assert not runner.run_one(beat=False), "not before its time"
        Job.objects.update(lease_until=clock.instant() - timedelta(seconds=1))
    assert runner.run_one(beat=False)
    assert state(job) == ("failed", 3)


def test_a_job_whose_holder_is_gone_is_taken_over_but_not_for_ever_and_the_old_run_writes_nothing(db):
    job = jobs.start("test.count", {"n": 1}, by=None)
    taken = runner.claim()
    assert taken is not None
    assert runner.claim() is None, "it has one holder"
    runner._here.clear()
    for attempt in (2, 3):
        assert runner.claim() is None
        Job.objects.update(lease_until=clock.instant() - timedelta(seconds=1))
        other = runner.claim()
        assert other is not None
        assert other.attempts == attempt
        assert other.holder != taken.holder
        runner._here.clear()
    runner._end(taken, "finish", result={"from": "the dead"})
    assert state(job) == ("running", 3)
    assert job.result == {}
    Job.objects.update(lease_until=clock.instant() - timedelta(seconds=1))
    assert runner.claim() is None
    assert state(job) == ("failed", 3)
    assert "ngắt 3 lần" in job.message


def test_what_recurs_runs_once_in_its_interval_whoever_asks(db):
    ran = []
    recurring = jobs.Recurring("test.tick", timedelta(minutes=5), lambda: ran.append(1))
    assert [runner.due(recurring) for _ in range(3)] == [True, False, False]
    Tick.objects.filter(pk="test.tick").update(last_at=clock.instant() - timedelta(minutes=6))
    assert [runner.due(recurring) for _ in range(2)] == [True, False]


def test_the_page_of_a_job_is_for_the_person_who_started_it(db):
    officer, other = make_person("Cán bộ"), make_person("Người khác")
    job = jobs.start("test.count", {"n": 4}, by=officer, href="/bao-cao/")
    mine, theirs = client_of(officer), client_of(other)
    page = f"/viec-nen/{job.pk}/"
    assert theirs.get(page).status_code == theirs.post(page + "huy/").status_code == 404
    waiting = mine.get(page).content.decode()
    assert "Đang chờ" in waiting
    assert f'data-live="{page}phan/"' in waiting
    assert "Huỷ việc này" in waiting
    assert "X-Live" not in mine.get(page + "phan/").headers
    runner.run_all()
    part = mine.get(page + "phan/")
    assert part.headers["X-Live"] == "over"
    assert 'href="/bao-cao/"' in part.content.decode()
    assert mine.post(page + "lam-lai/").status_code == 403, "what is done is not done again"


def test_every_verb_of_the_life_of_a_job_is_said_by_the_runner_or_the_person():
    assert {move.side for move in JOB_FLOW.moves} == {"runner", "person"}


CHILD = """
import json, os, sys, time
from datetime import timedelta
from pathlib import Path
import django
django.setup()
from django.db import connection
from binhdang.kit import jobs, runner
from binhdang.kit.models import Job, Tick
from binhdang.orgs.models import Person
runner.LEASE, runner.BEAT, runner.LOOK = timedelta(seconds=1.5), 0.3, 0.2
mark = Path(sys.argv[1])
@jobs.job("test.slow", "Chậm")
def slow(args, report):
    if mark.exists():
        return {"pid": os.getpid()}
    mark.write_text(str(os.getpid()))
    for n in range(600):
        report.at(n, 600)
        time.sleep(0.1)
if sys.argv[2] == "first":
    with connection.schema_editor() as editor:
        for table in (Person, Job, Tick):
            editor.create_model(table)
    Job.objects.create(kind="test.slow", args={}, by=None)
jobs.RECURRING.clear()
runner.Runner().start()
time.sleep(60)
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the processes have a database file of their own")
def test_a_job_goes_on_in_another_process_when_its_own_is_killed(tmp_path):
    file, mark = tmp_path / "jobs.sqlite3", tmp_path / "mark"
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{file}", "PYTHONPATH": str(ROOT / "src"), "BINHDANG_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "binhdang.config.settings",
    }  # fmt: skip

    def process(which: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", CHILD, str(mark), which], env=env)

    first, second = process("first"), None
    try:
        wait_for(mark.exists)
        second = process("second")
        time.sleep(0.6)
        first.kill()
        killed = time.monotonic()
        row = wait_for(lambda: finished(file))
        assert row[:2] == ("done", 2)
        assert json.loads(row[2])["pid"] == second.pid
        assert time.monotonic() - killed < 10
    finally:
        for child in (first, second):
            if child:
                child.kill()
                child.wait()


def wait_for(found):
    for _ in range(300):
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def finished(file):
    with sqlite3.connect(file, timeout=5) as database:
        row = database.execute("SELECT state, attempts, result FROM binhdang_job").fetchone()
    return row if row[0] == "done" else None
