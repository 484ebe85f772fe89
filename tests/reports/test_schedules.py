"""Requests that come again: every period once, in whatever order the clock is looked at."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from binhdang.calc.periods import parse_period
from binhdang.datasets.actions import load_form
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.orgs.actions import end_unit
from binhdang.reports import days_off, deadlines, schedules
from binhdang.reports.models import DayOff, Opening, Report, ReportRequest, Schedule
from binhdang.reports.scope import Scope
from tests.factories import kon_tum, make_person
from tests.reports.world import FORM, WHY, World

FIRST = {"month": "2020-01", "quarter": "2020-Q1", "half": "2020-H1", "year": "2020", "cutoff": "2020-05-31",
         "phase": "2016..2020"}  # fmt: skip


def schedule(form, unit, first, *, open_after=1, due=None, by=None):
    due = due or {"co_so": 10, "tren_co_so": 15}
    return schedules.make_schedule(form, unit=unit, first_period=first, open_after=open_after, due_after=due, by=by)


class TestOpening(TestCase):
    """Any kind of period, any order of ticks."""

    @classmethod
    def setUpTestData(cls):
        cls.units = kon_tum()
        cls.forms = {kind: load_form(FORM | {"code": f"K-{kind}", "period": kind}, by=None) for kind in FIRST}

    @settings(max_examples=8)
    @given(st.sampled_from(sorted(FIRST)), st.integers(-15, 20), st.lists(st.integers(0, 800), min_size=1, max_size=6))
    def test_each_period_is_opened_exactly_once_whatever_the_order_of_ticks(self, kind, after, ticks):
        with clock.standing_on(date(2020, 1, 2)):
            made = schedule(self.forms[kind], self.units["H1"], FIRST[kind], open_after=after, due={"co_so": after + 5})
        for tick in ticks:
            schedules.open_due(date(2020, 1, 2) + timedelta(days=tick))
            schedules.open_due(date(2020, 1, 2) + timedelta(days=tick // 2))
        last = date(2020, 1, 2) + timedelta(days=max(ticks))
        days, wanted = deadlines.calendar(), []
        from binhdang.calc.periods import following

        period = parse_period(FIRST[kind])
        while days.add(period.end, after) <= last:
            wanted.append(period.key)
            period = following(period)
        opened = list(Opening.objects.filter(schedule=made).order_by("pk").values_list("period_key", flat=True))
        assert opened == wanted
        requests = ReportRequest.objects.filter(data_set=made.data_set)
        assert sorted(requests.values_list("period_key", flat=True)) == sorted(wanted)
        for request in requests:
            assert days.works(date.fromisoformat(request.due["co_so"]))
        assert Schedule.objects.get(pk=made.pk).next_period == period.key


@pytest.fixture
def world(db):
    return World()


def test_a_schedule_is_paused_changed_and_ended_and_says_what_it_skips(world):
    with clock.standing_on(date(2020, 1, 2)):
        made = schedule(world.form, world.units["KT"], "2020", by=world.boss)
        with pytest.raises(BadInput, match="đã có lịch"):
            schedule(world.form, world.units["KT"], "2021", by=world.boss)
        with pytest.raises(Refused):
            schedule(world.form, world.units["H1"], "2020", by=world.reporter)
        for bad in ({"co_so": 0}, {"co_so": 20, "tren_co_so": 10}, {"co_so": 999}, {}):
            with pytest.raises(BadInput):
                schedules.make_schedule(
                    world.form, unit=world.units["H1"], first_period="2020", open_after=1, due_after=bad, by=None
                )
        with pytest.raises(BadInput, match="đã qua"):
            schedule(world.form, world.units["H1"], "2018")
        with pytest.raises(BadInput):
            schedule(world.form, world.units["H1"], "2020-Q1")
        schedules.pause_schedule(made.pk, why=WHY, by=world.boss)
    assert schedules.open_due(date(2022, 3, 1)) == []
    with clock.standing_on(date(2022, 3, 1)):
        found, skipped = schedules.resume_schedule(made.pk, by=world.boss)
    assert (skipped, found.next_period) == (["2020", "2021"], "2022")
    with clock.standing_on(date(2022, 3, 2)):
        changes = {"next_period": "2022", "open_after": -5, "due_after": {"co_so": 3}, "instructions": "Nộp sớm"}
        with pytest.raises(Conflict):
            schedules.change_schedule(made.pk, version=0, scope=Scope(), by=world.boss, **changes)
        schedules.change_schedule(made.pk, version=found.version, scope=Scope(), by=world.boss, **changes)
        coming = schedules.coming(Schedule.objects.get(pk=made.pk), deadlines.calendar())
    assert [period.key for period, _opens, _due in coming] == ["2022", "2023", "2024", "2025"]
    assert coming[0][1:] == (date(2022, 12, 26), {"co_so": date(2023, 1, 5)})
    [request] = schedules.open_due(date(2022, 12, 26))
    assert (request.period_key, request.instructions) == ("2022", "Nộp sớm")
    assert {r.due_on for r in Report.objects.filter(request=request, level_code="co_so")} == {date(2023, 1, 5)}
    schedules.end_schedule(made.pk, why=WHY, by=world.boss)
    assert schedules.open_due(date(2030, 1, 1)) == []
    with pytest.raises(Refused):
        schedules.pause_schedule(made.pk, why=WHY, by=world.boss)


def test_what_cannot_be_opened_says_why_and_what_was_opened_by_hand_counts(world):
    with clock.standing_on(date(2020, 1, 2)):
        made = schedule(world.form, world.units["H1"], "2020")
        lost = schedule(load_form(FORM | {"code": "K"}, by=None), world.units["C21"], "2020")
        end_unit(world.units["C21"], on=date(2020, 6, 30), by=None)
    by_hand = world.ask("2020")
    assert schedules.open_due(date(2021, 1, 5)) != []
    assert Schedule.objects.get(pk=lost.pk).problem
    assert ReportRequest.objects.filter(period_key="2020", unit=world.units["H1"]).exists()
    assert Report.objects.filter(request=by_hand).count() == 6
    assert Opening.objects.filter(schedule=made).count() == 1


def test_the_calendar_is_kept_by_the_highest_administrator_and_moves_what_comes(world):
    top = make_person("Quan tri", ("administrator", world.units["TLD"]))
    lower = make_person("Quan tri tinh", ("administrator", world.units["KT"]))
    with clock.standing_on(date(2020, 1, 2)):
        made = schedule(world.form, world.units["KT"], "2020")
    assert made.next_open_on == date(2021, 1, 4)
    with pytest.raises(Refused):
        days_off.set_day(date(2021, 1, 4), works=False, reason="Thông báo giả định", by=lower)
    with pytest.raises(BadInput, match="vốn là ngày nghỉ"):
        days_off.set_day(date(2021, 1, 3), works=False, reason="Thông báo giả định", by=top)
    days_off.set_day(date(2021, 1, 4), works=False, reason="Thông báo giả định", by=top)
    assert Schedule.objects.get(pk=made.pk).next_open_on == date(2021, 1, 5)
    days_off.set_day(date(2021, 1, 2), works=True, reason="Làm bù ngày 04/01", by=top)
    assert Schedule.objects.get(pk=made.pk).next_open_on == date(2021, 1, 2)
    for day in DayOff.objects.all():
        days_off.unset_day(day.pk, by=top)
    assert Schedule.objects.get(pk=made.pk).next_open_on == date(2021, 1, 4)


@pytest.mark.django_db(transaction=True)
def test_two_processes_open_a_period_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    units = kon_tum()
    form = load_form(FORM, by=None)
    with clock.standing_on(date(2020, 1, 2)):
        for code in ("KT", "H1", "H2"):
            schedule(form, units[code], "2020")
    failed, opened = [], []

    def look() -> None:
        try:
            opened.extend(schedules.open_due(date(2022, 6, 1)))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(opened) == Opening.objects.count() == ReportRequest.objects.count() == 6
    assert Report.objects.count() == 14
