"""Sight is exactly the subtree, under random trees, moves and dates."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from binhdang.kit.errors import BadInput
from binhdang.orgs import actions, queries, rules
from binhdang.orgs.models import OrgUnit, Placement
from tests.factories import make_person, make_unit

FIRST = date(2018, 1, 1)
parents = st.lists(st.integers(0, 30), min_size=1, max_size=9)
moves = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 900)), max_size=6)


def build(shape: list[int], moved: list[tuple[int, int, int]]) -> list[OrgUnit]:
    units = [make_unit("U0", start=FIRST)]
    for i, parent in enumerate(shape, 1):
        units.append(make_unit(f"U{i}", units[parent % i], start=FIRST))
    for what, to, day in moved:
        unit, target = units[what % len(units)], units[to % len(units)]
        try:
            actions.move_unit(unit, to=target, on=FIRST + timedelta(days=day), by=None)
        except BadInput:
            continue
    return units


def chain(unit_id: int, on: date) -> set[int]:
    """The slow judge: a unit and the units above it on a day, by its links to parents alone."""
    found: set[int] = set()
    current: int | None = unit_id
    while current is not None:
        assert current not in found, "a circle"
        found.add(current)
        rows = [
            p
            for p in Placement.objects.filter(unit=current)
            if p.valid_from <= on and (p.valid_to is None or p.valid_to >= on)
        ]
        assert len(rows) == 1, "one place a day"
        current = rows[0].parent_id
    return found


class SightTest(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        shape=parents, moved=moves, held=st.sets(st.integers(0, 9), min_size=1, max_size=2), day=st.integers(0, 1000)
    )
    def test_units_seen_are_exactly_the_units_at_or_below_a_holding_on_every_day(self, shape, moved, held, day):
        units = build(shape, moved)
        homes = {units[i % len(units)].pk for i in held}
        person = make_person("A", *[("viewer", u) for u in units if u.pk in homes])
        on = FIRST + timedelta(days=day)
        expected = {u.pk for u in units if chain(u.pk, on) & homes}
        assert {p.unit_id for p in queries.units_seen(person, on)} == expected

    @settings(max_examples=25, deadline=None)
    @given(shape=parents, moved=moves, held=st.integers(0, 9))
    def test_a_stamped_path_is_seen_exactly_when_a_unit_of_the_holdings_is_in_it(self, shape, moved, held):
        units = build(shape, moved)
        home = units[held % len(units)]
        person = make_person("A", ("reviewer", home))
        for placement in Placement.objects.all():
            inside = str(home.pk) in placement.path.split("/")
            assert rules.may(person, "report.review", placement.path) == inside
            assert Placement.objects.filter(rules.sight(person), pk=placement.pk).exists() == inside

    @settings(max_examples=25, deadline=None)
    @given(shape=parents, moved=moves, day=st.integers(0, 1000))
    def test_paths_are_always_the_chain_of_parents_of_every_day(self, shape, moved, day):
        units = build(shape, moved)
        on = FIRST + timedelta(days=day)
        for unit in units:
            placement = queries.placement_of(unit.pk, on)
            assert placement is not None
            assert {int(i) for i in placement.path.split("/") if i} == chain(unit.pk, on)
            assert placement.depth == len(chain(unit.pk, on)) - 1
            assert {p.unit_id for p in queries.subtree(placement.path, on)} == {
                u.pk for u in units if unit.pk in chain(u.pk, on)
            }
