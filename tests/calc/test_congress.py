"""Whether a congress can reach its share of women: checked against every way in which the doubts could fall out."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhdang.calc.congress import (
    Candidate,
    Limits,
    Member,
    act_by,
    leaves,
    needed_women,
    newcomers,
    prospect,
    readiness,
    tally,
)

DAY = date(2023, 3, 15)
BORN = st.none() | st.integers(1960, 1995)
MEMBERS = st.lists(
    st.builds(
        Member,
        st.integers(1, 6),
        st.booleans(),
        BORN,
        st.integers(1, 4),
        st.none() | st.dates(date(2022, 1, 1), date(2024, 1, 1)),
        st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: one.key,
)
CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(4, 10), st.booleans(), BORN, st.sampled_from([True, False, None])), max_size=4
)
LIMITS = st.builds(
    Limits,
    st.none() | st.integers(45, 60),
    st.none() | st.integers(45, 60),
    st.none() | st.integers(1, 4),
)


@pytest.mark.parametrize(
    ("seats", "women"), [(1, 1), (3, 1), (4, 2), (5, 2), (7, 3), (9, 3), (10, 3), (11, 4), (15, 5), (35, 11)]
)
def test_the_list_needs_the_least_number_of_women_that_is_no_less_than_the_share(seats, women):
    assert needed_women(seats) == women
    assert Fraction(women, seats) >= Fraction(3, 10) > Fraction(women - 1, seats)


def test_every_reason_to_leave_stands_by_itself_and_no_limit_is_invented():
    old = Member(1, woman=True, born=1960, terms=9)
    assert leaves(old, DAY, Limits()) == []
    assert leaves(old, DAY, Limits(women_age=62)) == ["age"]
    assert leaves(old, DAY, Limits(women_age=63, men_age=50)) == []
    assert leaves(old, DAY, Limits(terms=9)) == ["terms"]
    assert leaves(Member(1, True, until=date(2023, 3, 14)), DAY, Limits()) == ["ends"]
    assert leaves(Member(1, True, until=DAY, moved=True), DAY, Limits()) == ["moved"]
    assert readiness(Candidate(1, True, born=1960), DAY, Limits(women_age=60)) is False
    assert readiness(Candidate(1, True), DAY, Limits(women_age=60)) is None


def test_a_congress_says_what_it_lacks_and_what_hangs_on_unknown_facts():
    sitting = [Member(n, woman=n < 3, born=1970 if n else 1962) for n in range(7)]
    pool = [Candidate(2, True), Candidate(20, True, 1985), Candidate(21, True, 1985, None), Candidate(22, False)]
    found = prospect(9, sitting, pool, Limits(women_age=60), DAY)
    assert (found.needed, found.sitting_women, found.leaving_women, found.staying_women) == (3, 3, 1, 2)
    assert (found.ready, found.doubtful, found.surely, found.perhaps, found.missing) == (1, 1, 3, 4, 0)
    assert found.state == "reach"
    short = prospect(11, sitting, pool[:2], Limits(women_age=60), DAY)
    assert (short.state, short.missing, short.new_women, short.places_to_free) == ("short", 1, 2, 0)
    assert prospect(7, sitting, pool[:1], Limits(women_age=60), DAY).places_to_free == 0
    assert prospect(6, sitting, [], Limits(), DAY).state == "reach"
    full = prospect(7, [Member(n + 50, woman=False) for n in range(7)], pool[1:], Limits(), DAY)
    assert (full.new_women, full.places_to_free, full.missing, full.state) == (3, 3, 2, "short")


def test_a_register_that_nobody_keeps_leaves_the_answer_open_and_is_never_nought():
    nothing = prospect(9, None, None, Limits(), DAY)
    assert (nothing.sitting, nothing.ready, nothing.perhaps, nothing.state) == (None, None, None, "unclear")
    assert prospect(9, None, [Candidate(n, True) for n in range(3)], Limits(), DAY).state == "reach"
    assert prospect(9, [Member(n, True) for n in range(3)], None, Limits(), DAY).state == "reach"
    assert prospect(9, [], [], Limits(), DAY).state == "short"
    both = tally([nothing, prospect(9, [], [], Limits(), DAY), prospect(3, [Member(1, True)], [], Limits(), DAY)])
    assert (both.congresses, both.reach, both.unclear, both.short, both.missing) == (3, 1, 1, 1, 3)


def test_the_last_day_to_act_is_when_the_list_closes_or_so_many_days_before():
    assert act_by(DAY, None) == DAY
    assert act_by(DAY, None, 45) == date(2023, 1, 29)
    assert act_by(DAY, date(2023, 2, 1), 45) == date(2023, 2, 1)


def slow(seats, members, candidates, limits, born, ready):
    """How many women of one world can be listed: every unknown birth year and readiness is given."""
    women = set()
    for one in members:
        year = one.born or born[one.key]
        limit = limits.women_age if one.woman else limits.men_age
        gone = one.moved or (one.until is not None and one.until < DAY)
        gone = gone or (limits.terms is not None and one.terms >= limits.terms)
        gone = gone or (limit is not None and DAY.year - year > limit)
        if one.woman and not gone:
            women.add(one.key)
    for one in candidates:
        year = one.born or born[one.key]
        fit = one.ready if one.ready is not None else ready[one.key]
        if not one.woman or not fit or one.key in {m.key for m in members}:
            continue
        if limits.women_age is None or DAY.year - year <= limits.women_age:
            women.add(one.key)
    return len(women) >= needed_women(seats)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 15), MEMBERS, CANDIDATES, LIMITS)
def test_the_answer_is_certain_exactly_where_every_way_the_doubts_fall_out_gives_the_same(
    seats, members, candidates, limits
):
    candidates = newcomers(members, candidates)
    keys = sorted({one.key for one in members if one.born is None} | {one.key for one in candidates})
    worlds = {
        slow(seats, members, candidates, limits, dict(zip(keys, born, strict=True)), dict(zip(keys, fit, strict=True)))
        for born in product((1930, 2000), repeat=len(keys))
        for fit in product((False, True), repeat=len(keys))
    } if len(keys) <= 5 else None  # fmt: skip
    state = prospect(seats, members, candidates, limits, DAY).state
    if worlds is not None:
        assert state == ("unclear" if len(worlds) == 2 else "reach" if True in worlds else "short")


@given(st.integers(1, 15), MEMBERS, CANDIDATES, LIMITS)
def test_one_more_ready_woman_never_makes_it_worse_and_lessens_what_is_missing_by_one(
    seats, members, candidates, limits
):
    before = prospect(seats, members, candidates, limits, DAY)
    after = prospect(seats, members, [*candidates, Candidate(99, True, 1990)], limits, DAY)
    order = ["short", "unclear", "reach"]
    assert order.index(after.state) >= order.index(before.state)
    if limits.women_age is None or limits.women_age >= 33:
        assert after.missing == max(0, before.missing - 1)
