"""The same person in every register: found, corrected, merged, moved."""

import pytest

from binhdang.kit.errors import BadInput, Refused
from binhdang.registers.cadres.models import Cadre
from binhdang.registers.core import people
from binhdang.registers.core.models import Someone
from tests.factories import make_person, make_unit


class Row:
    """A row about a person, as far as finding her goes."""

    def __init__(self, unit, name, sex="nu", birth_year=1980):
        self.unit_id, self.name, self.sex, self.birth_year = unit.pk, name, sex, birth_year
        self.who = None

    @property
    def who_id(self):
        return self.who and self.who.pk


@pytest.mark.django_db
def test_a_person_is_found_by_unit_name_year_and_sex_and_corrected_in_place(django_assert_max_num_queries):
    one, other = make_unit("A"), make_unit("B")
    rows = [Row(one, "Trần Thị Hoa"), Row(one, "TRAN THI HOA"), Row(one, "Trần Thị Hoa", birth_year=None)]
    rows += [Row(other, "Trần Thị Hoa"), *(Row(one, f"Người {n}") for n in range(30))]
    with django_assert_max_num_queries(3):
        people.assign(rows)
    assert rows[0].who == rows[1].who
    assert len({row.who.pk for row in rows}) == 33
    rows[0].name = "Trần Thị Hoà"
    people.assign([rows[0]])
    assert Someone.objects.get(pk=rows[1].who_id).name == "Trần Thị Hoà"


@pytest.mark.django_db
def test_names_that_differ_by_a_tone_are_two_people_and_so_are_two_cards_at_one_unit():
    unit = make_unit("A")
    rows = [Row(unit, name) for name in ("Nguyễn Thị Hoa", "Nguyễn Thị Hoà", "NGUYỄN THỊ HÒA", "Nguyen Thi Hoa")]
    people.assign(rows[:2])
    people.assign(rows[2:])
    assert [row.who for row in rows[:3]] == [rows[0].who, rows[1].who, rows[1].who]
    assert rows[3].who not in {rows[0].who, rows[1].who}, "two may be meant, so neither is"
    cards = [
        Cadre(unit=unit, path=f"{unit.pk}/", name="Lê Thị Lan", sex="nu", birth_year=1980, number=n) for n in "123"
    ]
    people.assign(cards[:2])
    Cadre.objects.bulk_create(cards[:2])
    people.assign(cards[2:])
    assert len({card.who_id for card in cards}) == 3
    line = Row(unit, "LE THI LAN")
    people.assign([line])
    assert line.who not in [card.who for card in cards], "whom of three is for people to say"


@pytest.mark.django_db
def test_two_that_are_one_are_merged_once_by_who_keeps_both_registers():
    one, other = make_unit("A"), make_unit("B")
    rows = [Row(one, "Lê Thị Mai"), Row(other, "Lê Thị Mai")]
    people.assign(rows)
    keeper = make_person("Nguoi giu so", ("reporter", one))
    with pytest.raises(Refused):
        people.merge(rows[1].who, rows[0].who, by=keeper)
    people.merge(rows[1].who, rows[0].who, by=None)
    with pytest.raises(BadInput):
        people.merge(rows[1].who, rows[0].who, by=None)
    people.move(rows[0].who, other, by=keeper)
    assert Someone.objects.get(pk=rows[0].who.pk).unit == other
