"""What the frame says of a person and of the units around, and where a page is when nobody says."""

from datetime import date

import pytest

from binhdang.kit import clock
from binhdang.orgs import actions, glance, queries, rules
from tests.factories import kon_tum, make_person

pytestmark = pytest.mark.django_db


def codes(by, unit, most=14):
    place = queries.placement_of(unit.pk)
    return [code for code, _name in glance.units_near(by, place.path, clock.today(), most)]


def test_the_units_near_are_those_above_in_sight_the_own_and_those_right_below():
    units = kon_tum()
    officer = make_person("Officer", ("viewer", units["KT"]))
    upper = make_person("Upper", ("viewer", units["H1"]), ("reporter", units["C21"]))
    stranger = make_person("Stranger")
    assert codes(officer, units["KT"]) == ["KT", "C01", "H1", "H2"]
    assert codes(officer, units["C11"]) == ["KT", "H1", "C11"]
    assert codes(upper, units["C11"]) == ["H1", "C11", "C21"]
    assert codes(upper, units["H1"], 3) == ["H1", "C21", "C11"]
    assert codes(stranger, units["H1"]) == []


def test_a_person_is_called_by_the_latest_post_of_today_else_by_the_role_highest_up():
    units = kon_tum()
    person = make_person("Person", ("reporter", units["C11"]), ("viewer", units["H1"]))
    assert glance.title_of(make_person("Nobody")) == ""
    assert glance.title_of(person) == "Người xem"
    for title, since in [("Uỷ viên", date(2018, 1, 1)), ("Chủ tịch", date(2019, 1, 1)), ("Sau này", date(2090, 1, 1))]:
        actions.give_post(person, title=title, unit=units["C11"], valid_from=since, by=None)
    assert glance.title_of(person) == "Chủ tịch"


def test_a_unit_is_found_by_its_code_on_a_day_only_by_those_who_see_a_place_of_it():
    units = kon_tum()
    actions.move_unit(units["C11"], to=units["H2"], on=date(2020, 1, 1), by=None)
    below_h1 = make_person("H1", ("viewer", units["H1"]))
    elsewhere = make_person("C21", ("viewer", units["C21"]))
    before, after = date(2019, 6, 1), date(2020, 6, 1)
    assert queries.placement_seen(below_h1, "C11", before).parent == units["H1"]
    assert queries.placement_seen(below_h1, "C11", after).parent == units["H2"]
    assert queries.placement_seen(below_h1, "C11", date(1990, 1, 1)).parent == units["H2"]
    assert queries.placement_seen(elsewhere, "C11", after) is None
    assert queries.placement_seen(below_h1, "KHONG", after) is None
    assert rules.first_unit_id(below_h1) == units["H1"].pk
    assert rules.first_unit_id(make_person("Nobody")) is None
