"""Totals are the same in any order and grouping, and equal the slow recount."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.totals import Document, Report, combine, of_report, slow_totals

WIDTH = 3
cells = st.lists(
    st.one_of(
        st.none(),
        st.just(NOT_APPLICABLE),
        st.integers(0, 10**12),
        st.decimals(min_value=0, max_value=10**6, places=3),
    ),
    min_size=WIDTH,
    max_size=WIDTH,
)
reports = st.builds(
    Report, values=cells, last=st.one_of(st.just([]), cells), counts_in=st.booleans(), expected=st.booleans()
)


def contribution(report):
    return of_report(report.values, report.last, counts_in=report.counts_in, expected=report.expected, size_index=0)


def level_by_level(tree, given_reports):
    """Sum a tree from its leaves upwards, the way the product does."""
    children = {unit: [u for u in tree if tree[u] == unit] for unit in tree}
    done = {}

    def total(unit):
        own = [contribution(given_reports[unit])] if unit in given_reports else []
        done[unit] = combine(own + [total(child) for child in children[unit]], WIDTH)
        return done[unit]

    for unit in tree:
        if tree[unit] is None:
            total(unit)
    return done


@st.composite
def trees(draw):
    """A random forest of up to 12 units as a map from unit to parent."""
    size = draw(st.integers(1, 12))
    return {
        f"u{i}": None if i == 0 else draw(st.sampled_from([None, *[f"u{j}" for j in range(i)]])) for i in range(size)
    }


@settings(deadline=None)
@given(trees(), st.data())
def test_level_by_level_equals_the_recount_after_any_moves(tree, data):
    given_reports = {unit: data.draw(reports) for unit in tree if data.draw(st.booleans())}
    for _ in range(data.draw(st.integers(0, 3))):
        unit = data.draw(st.sampled_from(sorted(tree)))
        below = {u for u in tree if unit in line(tree, u)}
        tree = {**tree, unit: data.draw(st.sampled_from([None, *sorted(set(tree) - below)]))}
        assert level_by_level(tree, given_reports) == slow_totals(tree, given_reports, WIDTH, 0)


def line(tree, unit):
    return [] if unit is None else [unit, *line(tree, tree[unit])]


@given(st.lists(reports, max_size=12), st.randoms(use_true_random=False), st.integers(0, 12))
def test_order_and_grouping_do_not_matter(many, rng, cut):
    documents = [contribution(r) for r in many]
    whole = combine(documents, WIDTH)
    shuffled = list(documents)
    rng.shuffle(shuffled)
    assert combine(shuffled, WIDTH) == whole
    assert combine([combine(documents[:cut], WIDTH), combine(documents[cut:], WIDTH)], WIDTH) == whole


def test_zero_missing_and_not_applicable_stay_apart():
    document = combine(
        [
            of_report([0, None, NOT_APPLICABLE], [], counts_in=True, expected=True, size_index=None),
            of_report([5, None, NOT_APPLICABLE], [], counts_in=True, expected=True, size_index=None),
        ],
        WIDTH,
    )
    assert document.sums == [5, None, None]
    assert document.counts == [2, 0, 0]


def test_a_silent_unit_only_carries_what_was_last_known():
    silent = of_report([], [9, NOT_APPLICABLE, None], counts_in=False, expected=True, size_index=0)
    assert silent == Document([None] * 3, [0] * 3, [9, None, None], 0, 1, 0, 9, [0] * 3)


def test_a_draft_does_not_count_until_it_counts_in():
    draft = of_report([7, 7, 7], [9, 3, 1], counts_in=False, expected=True, size_index=0)
    assert draft.sums == [None] * 3
    assert draft.carried == [9, 3, 1]


def test_a_cell_left_empty_in_a_report_is_carried():
    document = of_report([9, None, 2], [8, 3, 1], counts_in=True, expected=True, size_index=0)
    assert document.sums == [9, None, 2]
    assert document.carried == [None, 3, None]


def test_sums_never_round():
    big = [Decimal("999999999999999999.999999"), Decimal("0.000001"), 10**30]
    many = [of_report([v], [], counts_in=True, expected=True, size_index=None) for v in big]
    assert combine(many, 1).sums == [10**30 + 10**18]


def test_nothing_at_all_is_an_empty_document():
    assert combine([], 2) == Document([None, None], [0, 0], [None, None], 0, 0, 0, 0, [0, 0])


def test_a_document_of_another_width_is_refused():
    with pytest.raises(ValueError, match=r"zip|cells"):
        combine([of_report([1], [], counts_in=True, expected=True, size_index=None)], 2)


@pytest.mark.parametrize("tree", [{"a": "b", "b": "a"}, {"a": "a"}, {"a": "nowhere"}])
def test_the_judge_refuses_a_circle_or_an_unknown_parent(tree):
    with pytest.raises(ValueError, match="circle"):
        slow_totals(tree, {}, 1)


def test_random_seeds_agree_on_a_bigger_tree():
    rng = random.Random(7)
    tree = {"u0": None} | {f"u{i}": f"u{rng.randrange(i)}" for i in range(1, 200)}
    many = {u: Report([rng.randrange(50) for _ in range(WIDTH)], [], rng.random() < 0.9, True) for u in tree}
    assert level_by_level(tree, many) == slow_totals(tree, many, WIDTH, 0)
