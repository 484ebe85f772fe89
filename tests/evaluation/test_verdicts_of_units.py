"""Targets judged from totals: value, coverage, band, gap and trend of a unit, and of every unit below it."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhdang.calc.cells import NOT_APPLICABLE as KAD
from binhdang.evaluation import matrix, meeting, queries
from binhdang.evaluation.reader import reader_of
from tests.evaluation.world import P2019, base_cells, filled
from tests.factories import make_person
from tests.rollup.grove import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return filled()


def of(world, code, unit="KT", basis="approved"):
    return queries.verdict(None, world.target(code), world.units[unit], P2019, basis)


def test_a_share_is_the_ratio_of_two_sums_with_its_coverage(world):
    found = of(world, "T1")
    # C11 3/9, C21 0/9, three committees above 5/15 each; C01 waits, C12 is silent
    assert (found.verdict.numerator, found.verdict.denominator) == (18, 63)
    assert found.verdict.value == Fraction(18, 63)
    assert (found.figures.reported, found.figures.expected) == (5, 7)
    assert found.verdict.gap_people == 1
    assert "nữ uỷ viên" in found.verdict.reason


def test_the_provisional_basis_also_counts_what_waits_for_a_decision(world):
    found = of(world, "T1", basis="provisional")
    assert (found.verdict.numerator, found.verdict.denominator, found.figures.reported) == (21, 72, 6)


def test_the_band_holds_the_truth_that_comes_later(world):
    before = of(world, "T1", basis="provisional").verdict
    for women in (0, 4, 9):
        world.report("C12", base_cells((9, women)))
        after = of(world, "T1", basis="provisional").verdict
        low, high = (Fraction(*map(Fraction, end)) for end in before.band)
        assert low <= after.value <= high


def test_a_condition_counts_only_those_it_holds_for(world):
    found = of(world, "T4", basis="provisional")
    assert (found.verdict.numerator, found.verdict.denominator) == (2, 2)
    assert found.outside == 1
    assert of(world, "T4", unit="C21").verdict.word == "kad"


def test_two_populations_are_judged_apart_and_a_cell_not_asked_is_not_applicable(world):
    assert of(world, "T5a", basis="provisional").verdict.denominator == 3 * 2 + 3 * 3
    assert of(world, "T5b", basis="provisional").verdict.denominator == 6
    assert of(world, "T5b", unit="C11").verdict.word == "kad"


def test_a_total_in_which_every_unit_said_kad_is_not_applicable_and_one_left_empty_is_missing(world):
    for code in ("C11", "C12"):
        world.report(code, base_cells(sinh3=KAD))
    assert of(world, "T6", unit="H1").verdict.word == "kad"
    row = matrix.matrix(None, world.units["KT"], world.plan, P2019, "approved").rows[1]
    assert (row.unit.code, [one.verdict.word for one in row.results][-1]) == ("H1", "kad")
    empty = base_cells()
    del empty["sinh3"]
    world.report("C12", empty)
    assert of(world, "T6", unit="H1").verdict.word == "trong"
    world.report("C12", base_cells(sinh3=0))
    assert (of(world, "T6", unit="H1").verdict.value, of(world, "T6", unit="H1").verdict.word) == (0, "dat")


def test_a_trend_is_judged_against_the_year_before_with_the_sex_ratio_watched(world):
    found = of(world, "T6", unit="C11")
    assert (found.verdict.value, found.verdict.trend, found.verdict.word) == (1, -1, "dat")
    watched = {one.indicator.code: one.value for one in found.readings}
    assert watched["I01.GT"] == Fraction(300, 2)


def test_the_other_reading_of_a_key_leader_stands_beside_the_target(world):
    assert "B06.R" in {one.indicator.code for one in of(world, "T4").readings}


def test_the_overview_judges_all_targets_and_says_how_reports_come_in(world):
    found = queries.overview(None, world.units["KT"], world.plan, P2019, "approved")
    assert [one.target.code for one in found.results] == ["T1", "T2", "T4", "T5a", "T5b", "T6"]
    assert {one.code: (one.sent, one.expected) for one in found.levels} == {
        "tinh": (1, 1), "tren_co_so": (2, 2), "co_so": (3, 4),
    }  # fmt: skip
    assert found.coverage.document.reported == 5
    behind = {(one.unit.code, one.result.target.code) for one in found.behind}
    assert ("H2", "T5a") in behind


def test_an_overview_without_reports_is_empty_and_says_so(world):
    from binhdang.calc.periods import parse_period

    found = queries.overview(None, world.units["KT"], world.plan, parse_period("2017"), "approved")
    assert found.coverage is None
    assert {one.verdict.word for one in found.results} == {"trong"}


def test_the_rows_of_the_matrix_add_up_to_its_total(world):
    found = matrix.matrix(None, world.units["KT"], world.plan, P2019, "provisional")
    assert [(row.unit.code, row.own) for row in found.rows] == [
        ("C01", False),
        ("H1", False),
        ("H2", False),
        ("KT", True),
    ]
    for place, _asked in enumerate(found.asked):
        tops = [row.results[place].verdict.numerator for row in found.rows]
        assert sum(top for top in tops if top is not None) == found.total.results[place].verdict.numerator
    assert sum(row.expected for row in found.rows) == found.total.expected == 7


def test_the_share_of_units_that_meet_a_target_counts_units_not_people(world):
    found = matrix.matrix(None, world.units["KT"], world.plan, P2019, "provisional", mode="units")
    shares = {(row.unit.code, row.own): row.shares[0] for row in found.rows}
    assert shares == {("C01", False): (1, 1), ("H1", False): (2, 2), ("H2", False): (1, 2), ("KT", True): (1, 1)}
    assert found.total.shares[0] == (5, 6)


@pytest.mark.parametrize("basis", ["approved", "provisional"])
def test_counting_from_a_few_cells_agrees_with_judging_every_unit(world, basis):
    world.report("C12", base_cells((8, 2), (40, 10)), year="2018")
    world.report("C21", base_cells(**{"bch.nu": KAD, "bch.tong": KAD, "sinh3": 3}))
    found = matrix.matrix(None, world.units["KT"], world.plan, P2019, basis, mode="units")
    reader = reader_of(None, world.plan, [asked.target for asked in found.asked], P2019, basis)
    reader.open(world.units["KT"].pk)
    rows = [figure for _unit, figure in queries.units_below(reader, path_of(world.units["KT"]), reader.data_sets[0])]
    slow = meeting._of_figures(reader, [row for row in rows if not row.alone])
    assert {key: shares for key, shares in meeting.shares_of(reader, rows).items() if key in slow} == slow
    assert len(slow) == 2


def test_a_page_is_judged_again_after_a_change_and_not_before(world):
    def look(mode="ratio"):
        with CaptureQueriesContext(connection) as ran:
            found = matrix.matrix(None, world.units["KT"], world.plan, P2019, "provisional", mode=mode)
        return found, len(ran)

    first, cold = look("units")
    again, warm = look("units")
    assert again.rows == first.rows
    assert warm < cold / 2
    assert warm <= 10
    assert again.total.results[0] is first.total.results[0]
    world.report("C11", base_cells((9, 9)))
    changed, _queries = look("units")
    assert changed.total.results[0].verdict.numerator == first.total.results[0].verdict.numerator + 6
    world.report("C21", base_cells((9, 9)))
    assert {row.unit.code: row.shares[0] for row in look("units")[0].rows if not row.own}["H2"] == (2, 2)


def test_sorting_puts_units_without_a_value_last_and_filtering_keeps_what_has_the_word(world):
    rising = matrix.matrix(None, world.units["KT"], world.plan, P2019, "approved", sort="1").rows
    assert [row.unit.code for row in rising] == ["H2", "H1", "KT", "C01"]
    falling = matrix.matrix(None, world.units["KT"], world.plan, P2019, "approved", sort="-1").rows
    assert [row.unit.code for row in falling][-1] == "C01"
    only = matrix.matrix(None, world.units["KT"], world.plan, P2019, "approved", word="trong").rows
    assert {row.unit.code for row in only} == {"C01"}
    paged = matrix.matrix(None, world.units["KT"], world.plan, P2019, "approved", start=1, most=2)
    assert (len(paged.rows), paged.count) == (2, 4)


def test_one_target_ranks_units_by_people_missing_and_names_the_reports_behind(world):
    page = queries.target_page(None, world.target("T1"), world.units["KT"], P2019, "approved")
    assert page.units[0].unit.code == "H2"
    assert {part.level_code: part.sums for part in page.levels} == {
        "co_so": (3, 18), "tren_co_so": (10, 30), "tinh": (5, 15),
    }  # fmt: skip
    assert page.cells == ("bch.nu", "bch.tong")
    assert page.after.code == "T2"


def test_the_number_of_queries_does_not_grow_with_the_units(world):
    viewer = make_person("Nguoi xem", ("viewer", world.units["KT"]))

    def count(do):
        do()
        with CaptureQueriesContext(connection) as ran:
            do()
        return len(ran)

    jobs = {
        "overview": lambda: queries.overview(viewer, world.units["KT"], world.plan, P2019, "approved"),
        "matrix": lambda: matrix.matrix(viewer, world.units["KT"], world.plan, P2019, "approved"),
        "target": lambda: queries.target_page(viewer, world.target("T1"), world.units["KT"], P2019, "approved"),
    }
    before = {name: count(job) for name, job in jobs.items()}
    from tests.factories import make_unit

    for number in range(4):
        world.units[f"N{number}"] = make_unit(f"N{number}", world.units["KT"], kind="CDCS")
        world.report(f"N{number}", base_cells())
    assert {name: count(job) for name, job in jobs.items()} == before
    assert max(before.values()) < 60


def test_who_sees_one_district_judges_that_district_only(world):
    viewer = make_person("Nguoi xem", ("viewer", world.units["H1"]))
    assert queries.verdict(viewer, world.target("T1"), world.units["H1"], P2019, "approved").figures.expected == 3
    assert queries.verdict(viewer, world.target("T1"), world.units["KT"], P2019, "approved").figures.expected == 0
