"""What one correction does to a total is what a recount would give."""

from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.ripple import shifted
from binhdang.calc.totals import combine, of_report

CELLS = st.lists(st.one_of(st.none(), st.integers(0, 9), st.just(NOT_APPLICABLE)), min_size=3, max_size=3)
NUMBERS = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=3, max_size=3)


def part(values, last):
    return of_report(values, last, counts_in=True, expected=True, size_index=0)


@given(st.lists(st.tuples(CELLS, NUMBERS), min_size=1, max_size=5), CELLS)
def test_a_total_with_one_report_corrected_equals_the_recount(reports, new):
    before = [part(values, last) for values, last in reports]
    after = part(new, reports[0][1])
    moved = shifted(combine(before, 3), before[0], after)
    recount = combine([after, *before[1:]], 3)
    for name in ("sums", "counts", "kads", "reported", "expected", "members_reported", "members_expected"):
        assert getattr(moved, name) == getattr(recount, name), name
    assert [one or 0 for one in moved.carried] == [one or 0 for one in recount.carried]
