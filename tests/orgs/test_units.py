"""Units in time: moves, ends, mergers, splits and names keep the past as it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from binhdang.kit.audit import timeline_of
from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import actions, events, queries
from binhdang.orgs.models import Placement, Succession
from tests.factories import START, kon_tum, make_person, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2020, 7, 1)


@pytest.fixture
def units():
    return kon_tum()


def parent_on(unit, day):
    place = queries.placement_of(unit.pk, day)
    return place.parent.code if place and place.parent else None


def test_a_move_takes_the_subtree_along_and_keeps_the_days_before(units):
    actions.move_unit(units["H1"], to=units["H2"], on=DAY, by=None, decision="1/QĐ")
    assert parent_on(units["H1"], DAY - timedelta(days=1)) == "KT"
    assert parent_on(units["H1"], DAY) == "H2"
    now = queries.placement_of(units["C11"].pk, DAY)
    assert now.path == "".join(f"{units[c].pk}/" for c in ("TLD", "KT", "H2", "H1", "C11"))
    assert queries.placement_of(units["C11"].pk, DAY - timedelta(days=1)).depth == 3


def test_a_second_move_on_the_same_day_replaces_the_first(units):
    actions.move_unit(units["C11"], to=units["H2"], on=DAY, by=None)
    actions.move_unit(units["C11"], to=units["KT"], on=DAY, by=None)
    assert parent_on(units["C11"], DAY) == "KT"
    assert Placement.objects.filter(unit=units["C11"]).count() == 2


def test_a_move_into_the_own_subtree_is_refused(units):
    for to in ("H1", "C11"):
        with pytest.raises(BadInput):
            actions.move_unit(units["H1"], to=units[to], on=DAY, by=None)


def test_a_move_needs_the_right_over_both_ends(units):
    admin = make_person("Quản trị", ("administrator", units["H1"]))
    with pytest.raises(Refused):
        actions.move_unit(units["C11"], to=units["H2"], on=DAY, by=admin)
    with pytest.raises(Refused):
        actions.move_unit(units["C21"], to=units["H1"], on=DAY, by=admin)


def test_a_move_before_a_recorded_change_is_refused(units):
    actions.move_unit(units["C11"], to=units["H2"], on=DAY, by=None)
    with pytest.raises(BadInput):
        actions.move_unit(units["C11"], to=units["KT"], on=DAY - timedelta(days=30), by=None)


def test_a_unit_ends_on_its_last_day_and_only_without_units_below(units):
    with pytest.raises(BadInput):
        actions.end_unit(units["H1"], on=DAY, by=None)
    actions.end_unit(units["C11"], on=DAY, by=None)
    assert queries.placement_of(units["C11"].pk, DAY) is not None
    assert queries.placement_of(units["C11"].pk, DAY + timedelta(days=1)) is None
    assert queries.unit_by_code(make_person("Ai", ("viewer", units["KT"])), "C11") == units["C11"]


def test_a_merger_moves_what_is_below_and_records_where_it_went(units):
    actions.merge_units([units["H1"]], into=units["H2"], on=DAY, by=None)
    assert queries.placement_of(units["H1"].pk, DAY) is None
    assert {parent_on(units[c], DAY) for c in ("C11", "C12", "C21")} == {"H2"}
    assert parent_on(units["C11"], DAY - timedelta(days=1)) == "H1"
    link = Succession.objects.get(kind="merge")
    assert (link.old, link.new, link.on) == (units["H1"], units["H2"], DAY)


def test_a_split_records_its_shares_and_ends_the_unit_when_they_make_a_whole(units):
    one, two = (make_unit(code, units["KT"], kind="LDLD_HUYEN", start=DAY) for code in ("H3", "H4"))
    with pytest.raises(BadInput):
        actions.split_unit(units["C01"], into=[(one, Decimal("0.7")), (two, Decimal("0.4"))], on=DAY, by=None)
    actions.split_unit(units["C01"], into=[(one, Decimal("0.6")), (two, Decimal("0.4"))], on=DAY, by=None)
    assert queries.placement_of(units["C01"].pk, DAY) is None
    assert sum(s.share for s in Succession.objects.filter(kind="split")) == 1


def test_a_new_name_keeps_the_former_one_and_is_found(units):
    actions.rename_unit(units["C11"], name="Công đoàn Đắk Hà", on=DAY, by=None)
    assert queries.successions(units["C11"].pk).get().former_name == "Đơn vị C11"
    assert queries.find_units(None, "dak ha").get().unit == units["C11"]


def test_a_unit_is_placed_only_where_its_parent_stands_all_the_time(units):
    for start, end in ((START - timedelta(days=1), None), (DAY, DAY - timedelta(days=1))):
        with pytest.raises(BadInput):
            actions.create_unit(
                "N", name="Mới", kind=units["C11"].kind, parent=units["H1"], valid_from=start, valid_to=end, by=None
            )
    with pytest.raises(BadInput):
        actions.place_unit(units["C11"], parent=units["H2"], valid_from=DAY, by=None)


def test_only_the_system_makes_a_root(units):
    admin = make_person("Quản trị", ("administrator", units["TLD"]))
    with pytest.raises(Refused):
        actions.create_unit("R", name="Gốc", kind=units["C11"].kind, parent=None, valid_from=DAY, by=admin)


def test_a_code_is_used_once(units):
    with pytest.raises(BadInput):
        actions.create_unit("C11", name="Trùng", kind=units["C11"].kind, parent=units["H1"], valid_from=DAY, by=None)


def test_the_tables_refuse_what_cannot_be(units):
    place = queries.placement_of(units["C11"].pk)
    wrong = [
        {"valid_to": START - timedelta(days=1)},
        {"parent": units["C11"]},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.filter(pk=place.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(unit=units["C11"], parent=units["H2"], path="1/", depth=0, valid_from=DAY)


def test_every_change_is_on_the_timeline_of_the_unit_and_told_as_news(units):
    told = []
    events.structure_changed.connect(lambda **facts: told.append(facts["unit_ids"]))
    try:
        actions.move_unit(units["H1"], to=units["H2"], on=DAY, by=None)
    finally:
        events.structure_changed._listeners.pop()
    assert told == [sorted(units[c].pk for c in ("H1", "C11", "C12"))]
    assert [e.verb for e in timeline_of(units["H1"])] == ["unit.moved", "unit.placed"]


def test_a_name_is_stored_without_control_signs_and_turns_of_direction(units):
    unit = actions.rename_unit(units["H1"], name="Huyện\x07 \u202eĐắk  Hà\ufeff", on=DAY, by=None)
    assert unit.name == "Huyện Đắk Hà"
