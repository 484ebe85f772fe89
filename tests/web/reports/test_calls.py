"""Telephone numbers are read by who asks or reviews where the unit stands today."""

from datetime import date

import pytest

from binhdang.kit.sheets import read_table
from binhdang.orgs.actions import move_unit
from binhdang.orgs.people import set_phone
from tests.factories import client_of
from tests.reports.world import World

pytestmark = pytest.mark.django_db


def test_the_telephone_of_a_unit_that_moved_elsewhere_stays_with_the_level_it_belongs_to_now():
    world = World()
    set_phone(world.reporter, "0260 123 456", by=world.reporter)
    asked = "?unit={}&period=2019&form=THU&nhom=expected"
    page = "/bao-cao/tien-do/don-vi/" + asked
    upper, boss = client_of(world.upper), client_of(world.boss)
    assert "0260 123 456" in upper.get(page.format("H1")).text
    move_unit(world.units["C11"], to=world.units["H2"], on=date(2020, 1, 1), by=None)
    assert "0260 123 456" not in upper.get(page.format("H1")).text
    assert "C11" in upper.get(page.format("H1")).text
    assert "0260 123 456" in boss.get(page.format("KT")).text
    for who, code, read in ((upper, "H1", False), (boss, "KT", True)):
        answer = who.get(f"/bao-cao/tien-do/goi-dien.xlsx{asked.format(code)}")
        rows = [cells for _n, cells in read_table(answer.content)]
        assert any("0260 123 456" in cells for cells in rows) is read
