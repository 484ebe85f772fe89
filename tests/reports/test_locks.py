"""A lock holds everybody below it, says who and until when, and opens for one unit or for all."""

from datetime import date

import pytest

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.reports import actions, locks
from binhdang.reports.import_actions import import_values, undo_import
from tests.reports.world import WHY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = World()
    with clock.standing_on(date(2019, 12, 1)):
        yield made


def lock(world, code="H1", by=None, start=date(2019, 12, 1), end=date(2019, 12, 20)):
    unit = world.units[code]
    return locks.lock_period(
        world.form.data_set, "2019", unit, starts_on=start, ends_on=end, reason="Đã chốt số liệu.", by=by
    )


def test_a_lock_holds_every_verb_of_the_unit_and_says_who_why_until_when_and_who_can_open(world):
    report = world.sent("C11", by=world.reporter)
    waiting = world.sent("C12")
    lock(world, by=world.upper)
    held = [
        lambda: actions.save_draft(report.pk, {"clb": 3}, version=report.version, by=world.reporter),
        lambda: actions.submit(report.pk, by=world.reporter),
        lambda: actions.withdraw(report.pk, by=world.reporter, why=WHY),
        lambda: actions.withdraw(waiting.pk, by=None, why=WHY),
    ]
    for act in held:
        with pytest.raises(Refused) as no:
            act()
        assert world.units["H1"].name in no.value.reason
        assert "20/12/2019" in no.value.reason
        assert "Đã chốt số liệu." in no.value.reason
        assert "Người duyệt" in no.value.who_can
    actions.accept(report.pk, by=world.upper)
    for above, who in ((False, world.reporter), (True, world.upper)):
        with pytest.raises(Refused, match="khoá"):
            actions.start_correction(report.pk, by=who, why=WHY, from_above=above)
    assert actions.submit(world.fill("C21").pk, by=None).state == "submitted"


def test_a_lock_begins_and_ends_by_itself_and_is_lifted_with_a_reason(world):
    found = lock(world, by=world.upper, start=date(2019, 12, 5))
    world.fill("C11")
    with clock.standing_on(date(2019, 12, 20)):
        assert [s.lock.pk for s in locks.of_report(world.report())] == [found.pk]
        with pytest.raises(Refused):
            world.fill("C11")
    with clock.standing_on(date(2019, 12, 21)):
        world.fill("C11")
    with clock.standing_on(date(2019, 12, 6)):
        with pytest.raises(BadInput):
            locks.lift_lock(found.pk, why="vội", by=world.upper)
        locks.lift_lock(found.pk, why=WHY, by=world.upper)
        world.fill("C11")
        with pytest.raises(Refused):
            locks.lift_lock(found.pk, why=WHY, by=world.upper)
    verbs = Event.objects.filter(verb__startswith="period.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["period.lock", "period.unlock"]


def test_one_unit_is_opened_until_a_day_and_the_others_stay_shut(world):
    found = lock(world, "KT", by=world.boss, end=None)
    lock(world, "H1", by=world.upper)
    opening = locks.open_for_unit(found.pk, world.units["C11"], until=date(2019, 12, 3), reason=WHY, by=world.boss)
    with pytest.raises(Refused, match=world.units["H1"].name):
        world.fill("C11")
    second = locks.over(world.report("C11").path, "2019")[1].lock
    locks.open_for_unit(second.pk, world.units["C11"], until=date(2019, 12, 3), reason=WHY, by=world.upper)
    world.fill("C11")
    with pytest.raises(Refused):
        world.fill("C12")
    with clock.standing_on(date(2019, 12, 4)), pytest.raises(Refused):
        world.fill("C11")
    locks.close_opening(opening.pk, by=world.boss)
    with pytest.raises(Refused):
        world.fill("C11")


def test_only_the_level_that_locked_or_one_above_opens(world):
    found = lock(world, "KT", by=world.boss)
    for act in (
        lambda: locks.lift_lock(found.pk, why=WHY, by=world.upper),
        lambda: locks.open_for_unit(found.pk, world.units["C11"], until=date(2020, 1, 1), reason=WHY, by=world.upper),
        lambda: lock(world, "H1", by=world.reporter),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(BadInput, match="phạm vi"):
        locks.open_for_unit(
            lock(world, "H1", by=world.boss).pk, world.units["C21"], until=date(2020, 1, 1), reason=WHY, by=world.boss
        )
    with pytest.raises(BadInput, match="đã khoá"):
        lock(world, "KT", by=world.boss)
    assert {found.period_key for found in locks.locks_seen(world.reporter)} == {"2019"}
    assert [lock.unit.code for lock in locks.locks_seen(world.other)] == ["KT"]


def test_an_import_and_its_undo_name_the_units_that_are_locked(world):
    lines = ["unit,period,cell,value\n", "C11,2019,bch.tong,5\n", "C21,2019,bch.tong,5\n"]
    lock(world, "H1")
    with pytest.raises(BadInput) as bad:
        import_values(lines, world.form, by=None, file_name="a.csv")
    assert [place for place, _message in bad.value.problems] == ["C11"]
    batch = import_values([lines[0], lines[2]], world.form, by=None, file_name="a.csv").batch
    lock(world, "H2")
    with pytest.raises(BadInput, match="khoá"):
        undo_import(batch.pk, by=None)
