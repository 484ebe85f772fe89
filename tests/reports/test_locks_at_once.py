"""A lock or a closing made in the very same instant as a submission. PostgreSQL only (SQLite has one writer)."""

import threading
from datetime import date

import pytest
from django.db import connection, connections, transaction

from binhdang.kit.errors import BadInput, Refused
from binhdang.reports import actions, locks, request_life
from binhdang.reports.import_actions import import_values
from binhdang.reports.review_models import PeriodLock
from tests.reports.world import GOOD, WHY, World

pytestmark = pytest.mark.django_db(transaction=True)


class Other(threading.Thread):
    """Somebody else at work, on a connection of their own; `failed` is what they were told."""

    failed: BaseException | None = None

    def __init__(self, act):
        super().__init__()
        self.act = act

    def run(self):
        try:
            self.act()
        except BaseException as error:
            self.failed = error
        finally:
            connections.close_all()


def lock(world):
    day = date(2019, 1, 1)
    locks.lock_period(world.form.data_set, "2019", world.units["KT"], starts_on=day, ends_on=None, reason=WHY, by=None)


def close(world):
    request_life.close_request(world.request.pk, why=WHY, by=None)


def writes(world, code):
    """What a unit and a file do to figures."""
    report = world.report(code)
    lines = ["unit,period,cell,value\n", "C21,2019,bch.tong,5\n"]
    yield lambda: actions.submit(report.pk, by=None)
    yield lambda: actions.save_draft(report.pk, {"clb": 9}, version=report.version, by=None)
    yield lambda: actions.hand_in(report.pk, GOOD | {"clb": 9}, version=report.version, by=None)
    yield lambda: import_values(lines, world.form, by=None, file_name="a.csv")


@pytest.mark.parametrize("end", [lock, close])
def test_what_is_written_while_a_period_ends_waits_and_is_refused(end):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    world = World()
    world.fill("C11")
    acts = [*writes(world, "C11")][: 4 if end is lock else 3]
    others = [Other(act) for act in acts]
    with transaction.atomic():
        end(world)
        for other in others:
            other.start()
        others[0].join(0.5)
        assert all(other.is_alive() for other in others)
    for other in others:
        other.join(20)
    assert [type(other.failed) for other in others] == [Refused, Refused, Refused, BadInput][: len(acts)]
    report = world.report("C11")
    assert world.report("C21").state == "expected"
    assert (report.state, report.version) == ("draft", 1)


@pytest.mark.parametrize("end", [lock, close])
def test_a_period_ends_after_what_is_being_written(end):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    world = World()
    report = world.fill("C11")
    other = Other(lambda: end(world))
    with transaction.atomic():
        actions.submit(report.pk, by=None)
        other.start()
        other.join(0.4)
        assert other.is_alive()
    other.join(20)
    assert other.failed is None
    world.request.refresh_from_db()
    assert PeriodLock.objects.count() + bool(world.request.closed_at) == 1
    assert world.report("C11").state == "submitted"
