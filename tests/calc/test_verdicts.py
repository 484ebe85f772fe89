"""A verdict is honest: its word follows the written rules, its gap is exact, its band holds the truth."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from binhdang.calc.aims import Aim, aim_of, line_of, shown, units_meeting
from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.layout import parse_layout
from binhdang.calc.totals import combine, of_report
from binhdang.calc.verdicts import RANKS, WORDS, Figures, band_of, judge

PLAN = {"start_year": 2016, "end_year": 2020}
T1 = aim_of(">=", 30, "percent", **PLAN, noun="nữ uỷ viên")
T2 = aim_of(">=", 85, "percent", **PLAN, recurrence="yearly")
T5 = aim_of("=", 100, "percent", **PLAN)
T6 = aim_of("decrease", None, "none", **PLAN, noun="trường hợp")
SEX = aim_of("<=", 111, "per_100", **PLAN)
PAST = [(2015, 248, 1038), (2016, 255, 1051), (2017, 276, 1062), (2018, 299, 1073)]


def figures(top, bottom=None, *, silent=0, reported=140, expected=140, silent_top=0):
    return Figures(top, bottom, silent_top, silent, reported, expected)


def word(aim, top, bottom=None, year=2019, history=PAST):
    return judge(aim, figures(top, bottom), year, history).word


@pytest.mark.parametrize(
    ("top", "expected"),
    [(334, "vuot"), (330, "vuot"), (329, "dat"), (300, "dat"), (299, "dung"), (288, "dung"), (287, "cham"), (279, "cham"), (269, "chua")],
)  # fmt: skip
def test_a_share_is_over_met_on_the_line_behind_or_failed(top, expected):
    assert word(T1, top, 1000) == expected


def test_the_last_year_has_no_excuse():
    assert word(T1, 299, 1000, year=2020) == "chua"
    assert word(T1, 300, 1000, year=2020) == "dat"


def test_a_yearly_target_is_met_or_not_each_year():
    assert word(T2, 84, 100, history=[(2018, 60, 100)]) == "chua"
    assert word(T2, 85, 100) == "dat"
    assert word(T2, 925, 1000) == "vuot"


def test_a_hundred_percent_cannot_be_exceeded():
    assert word(T5, 50, 50) == "dat"
    assert word(T5, 49, 50, history=[(2015, 10, 50)]) == "dung"


def test_without_a_baseline_nearness_decides():
    assert word(T1, 280, 1000, history=[]) == "cham"
    assert word(T1, 200, 1000, history=[]) == "chua"


def test_fewer_is_met_the_same_stands_and_more_fails():
    past = [(2018, 47, None)]
    assert [word(T6, n, history=past) for n in (42, 46, 47, 48)] == ["dat", "dat", "cham", "chua"]
    assert word(T6, 0, history=[(2018, 0, None)]) == "dat"
    assert word(T6, 41, history=[]) == "trong"


def test_lower_is_better_where_the_comparator_says_so():
    assert [word(SEX, n, 1000, history=[]) for n in (999, 1000, 1110, 1111, 1300)] == [
        "vuot",
        "dat",
        "dat",
        "cham",
        "chua",
    ]


def test_about_is_met_within_a_twentieth_and_never_over():
    about = aim_of("~", 60, "percent", **PLAN)
    assert [word(about, n, 100, history=[]) for n in (90, 60, 57, 56, 50)] == ["dat", "dat", "dat", "cham", "chua"]


def test_strictly_above_and_below_are_strict():
    assert word(aim_of(">", 30, "percent", **PLAN), 30, 100, year=2020) == "chua"
    assert word(aim_of("<", 5, "count", **PLAN), 5, year=2020) == "chua"


def test_nought_of_nought_does_not_apply_and_nothing_is_no_data():
    assert word(T1, 0, 0) == "kad"
    assert word(T1, NOT_APPLICABLE, NOT_APPLICABLE) == "kad"
    assert word(T1, None, None) == "trong"
    assert word(T1, None, 10) == "trong"
    assert word(T1, 3, 0) == "trong"
    assert word(aim_of("none", None, "none", **PLAN), 3) == "kad"


def test_a_conditional_target_without_a_number_is_asked_of_all_concerned():
    t4 = aim_of("none", None, "percent", **PLAN, conditional=True, noun="CĐCS")
    verdict = judge(t4, figures(71, 96), 2019, [(2015, 30, 90)])
    assert (verdict.word, verdict.threshold, verdict.gap_people) == ("cham", 1, 25)
    assert judge(aim_of("none", None, "percent", **PLAN), figures(71, 96), 2019).word == "kad"


def test_two_horizons_are_met_one_after_the_other():
    steps = [{"year": 2025, "value": 60}, {"year": 2030, "value": 75}]
    aim = aim_of(">=", None, "percent", start_year=2021, end_year=2030, milestones=steps)
    past = [(2020, 50, 100)]
    assert judge(aim, figures(60, 100), 2024, past).word == "dat"
    assert judge(aim, figures(58, 100), 2024, past).word == "dung"
    assert judge(aim, figures(58, 100), 2025, past).word == "chua"
    later = judge(aim, figures(63, 100), 2026, past)
    assert (later.word, later.threshold, later.pace) == ("dung", Fraction(3, 4), 3)


def test_the_example_of_the_documents_is_judged_as_written():
    verdict = judge(T1, figures(312, 1087, silent=64, reported=127), 2019, PAST)
    assert verdict.word == "cham"
    assert verdict.gap_people == 15
    assert verdict.band == ((312, 1151), (376, 1151))
    assert verdict.provisional
    assert verdict.trend == (Fraction(312, 1087) - Fraction(299, 1073)) * 100
    assert verdict.pace == (Fraction(3, 10) - Fraction(312, 1087)) * 100
    assert verdict.reason == (
        "28,7% (312/1.087), chỉ tiêu đặt mức từ 30% trở lên: còn thiếu 15 nữ uỷ viên; so với năm 2018: +0,8 điểm %; "
        "mức theo lộ trình năm 2019 là 28,8%; kết luận tạm thời: khi đủ 140 đơn vị, kết quả trong khoảng 27,1% đến 32,7%."
    )


def test_a_value_just_below_its_threshold_is_not_shown_as_the_threshold():
    verdict = judge(T1, figures(2999, 10000), 2020, [])
    assert verdict.word == "chua"
    assert "29,99%" in verdict.reason


def test_a_silent_unit_of_unknown_size_leaves_the_verdict_provisional():
    verdict = judge(T1, Figures(40, 100, None, None, 9, 10), 2020)
    assert verdict.provisional
    assert "1 đơn vị" in verdict.reason
    assert verdict.band is None
    assert judge(T1, Figures(40, 100, None, 20, 7, 10, unknown_silent=1), 2020).band is None


def test_silent_units_that_are_not_asked_leave_the_verdict_final():
    assert not judge(T1, Figures(40, 100, None, None, 9, 10, unknown_silent=0), 2020).provisional


def test_one_side_of_the_ratio_alone_leaves_the_verdict_provisional():
    assert judge(T1, Figures(40, 100, None, None, 10, 10, unpaired=True), 2020).provisional


def test_a_trend_compares_with_the_last_year_known():
    verdict = judge(T6, Figures(41, None, 5, None, 127, 140), 2019, [(2017, 52, None), (2018, 47, None)])
    assert (verdict.word, verdict.gap_people, verdict.trend, verdict.band) == ("dat", -5, -6, ((41, 1), (46, 1)))
    assert not verdict.provisional
    assert verdict.reason == "41, năm 2018 là 47: giảm 6."


def test_each_unit_is_counted_for_a_target_of_every_unit():
    two = aim_of(">=", 2, "count", **PLAN)
    assert units_meeting(two, [2, 1, 0, 3, None, NOT_APPLICABLE], 2019) == (2, 4)


def test_values_are_shown_in_the_unit_of_the_target():
    assert shown(SEX, Fraction(1094, 1000)) == "109,4/100"
    assert shown(aim_of("<=", Decimal("1.7"), "times", **PLAN), Fraction(17, 10)) == "1,70 lần"
    assert shown(T6, Fraction(41)) == "41"
    assert set(RANKS) < set(WORDS)


# --- properties ---------------------------------------------------------------------------------------------------

comparators = st.sampled_from([">=", ">", "<=", "<", "=", "~"])
pairs = st.tuples(st.integers(0, 60), st.integers(1, 60)).map(lambda p: (min(p), max(p)))
histories = st.lists(
    st.tuples(st.integers(2013, 2018), pairs), max_size=4, unique_by=lambda row: row[0]
).map(lambda rows: [(year, *pair) for year, pair in rows])  # fmt: skip
trends = st.sampled_from(["increase", "decrease"])


@st.composite
def aims(draw):
    """Any share target: a level to reach or keep under, or a direction; due once, in steps, or yearly."""
    comparator = draw(st.one_of(comparators, trends))
    years = draw(st.lists(st.integers(2016, 2020), min_size=1, max_size=2, unique=True))
    steps = [{"year": y, "value": draw(st.integers(0, 100))} for y in years]
    return aim_of(comparator, None, "percent", **PLAN, milestones=steps, recurrence=draw(st.sampled_from([None, "yearly"])),
                  kind="share", lower_better=draw(st.booleans()))  # fmt: skip


@given(aims(), st.lists(st.tuples(pairs, st.booleans()), min_size=1, max_size=8), histories, st.integers(2016, 2020))
def test_the_band_contains_the_truth_and_a_final_word_stays(aim, units, history, year):
    heard = [pair for pair, silent in units if not silent]
    silent = [pair for pair, silent in units if silent]
    now = Figures(
        sum(n for n, _ in heard) if heard else None, sum(d for _, d in heard) if heard else None,
        None, sum(d for _, d in silent) if silent else None, len(heard), len(units),
    )  # fmt: skip
    truth = (sum(n for (n, _), _ in units), sum(d for (_, d), _ in units))
    low, high = band_of(aim, now)
    assert Fraction(*low) <= Fraction(*truth) <= Fraction(*high)
    verdict = judge(aim, now, year, history)
    if not verdict.provisional and verdict.word != "trong":
        whole = Figures(*truth, None, None, len(units), len(units))
        assert judge(aim, whole, year, history).word == verdict.word


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50), st.booleans()), min_size=1, max_size=8))
def test_the_band_of_a_ratio_and_of_a_count_contains_the_truth(units):
    heard = [(a, b) for a, b, silent in units if not silent]
    silent = [(a, b) for a, b, silent in units if silent]
    assume(heard)
    tops, bottoms = sum(a for a, _ in heard), sum(b for _, b in heard)
    now = Figures(tops, bottoms, sum(a for a, _ in silent), sum(b for _, b in silent), len(heard), len(units))
    low, high = band_of(SEX, now)
    truth = Fraction(sum(a for a, _, _ in units), sum(b for _, b, _ in units))
    assert Fraction(*low) <= truth <= Fraction(*high)
    low, high = band_of(T6, now)
    assert low[0] <= sum(a for a, _, _ in units) <= high[0]


@given(aims(), st.integers(0, 200), st.integers(1, 200), histories, st.integers(2016, 2020))
def test_the_gap_is_exactly_what_is_missing(aim, top, bottom, history, year):
    verdict = judge(aim, figures(top, bottom), year, history)
    assume(verdict.gap_people is not None)
    step = -1 if aim.lower_better else 1
    assume(aim.comparator != "decrease" or top - verdict.gap_people >= 0)

    def meets(people):
        return judge(aim, figures(people, bottom), year, history).word in {"dat", "vuot"}

    assert meets(top + step * verdict.gap_people)
    if not (aim.comparator == "decrease" and top == verdict.gap_people):
        assert not meets(top + step * (verdict.gap_people - 1))


@given(aims(), st.integers(0, 100), st.integers(0, 100), st.integers(1, 100), histories, st.integers(2016, 2020))
def test_a_better_value_never_gets_a_worse_word(aim, one, other, bottom, history, year):
    worse, better = sorted((one, other), reverse=aim.lower_better)
    first, second = (judge(aim, figures(top, bottom), year, history).word for top in (worse, better))
    if first in RANKS and second in RANKS:
        assert RANKS[first] <= RANKS[second]


@given(aims(), histories, st.integers(2016, 2020))
def test_the_line_never_asks_for_more_than_the_goal(aim, history, year):
    line = line_of(aim, year, [(y, Fraction(n, d)) for y, n, d in sorted(history) if y < year])
    if line is not None:
        goal = next(value for at, value in aim.milestones if at >= year)
        assert line >= goal if aim.lower_better else line <= goal


# --- conditional, counted at the unit ------------------------------------------------------------------------------

FORM = parse_layout(yaml.safe_load(
    (Path(__file__).parents[2] / "src" / "binhdang" / "datasets" / "forms" / "bdg-nam.yaml").read_text(encoding="utf-8")
))  # fmt: skip


def sums(*reports):
    """What the units' cells, with the derived ones, add up to."""
    rows = [[FORM.with_derived(values).get(code) for code in FORM.cells] for values in reports]
    documents = [of_report(row, [], counts_in=True, expected=True, size_index=None) for row in rows]
    return dict(zip(FORM.cells, combine(documents, len(FORM.cells)).sums, strict=True))


def test_a_conditional_target_is_a_ratio_of_sums():
    units = [
        {"dv.tong": 10, "dv.nu": 3, "chu_chot.nu": 1, "bch.nu": 1, "bch.tong": 3},
        {"dv.tong": 10, "dv.nu": 3, "chu_chot.nu": 0, "bch.nu": 1, "bch.tong": 3},
        {"dv.tong": 10, "dv.nu": 2, "chu_chot.nu": 1, "bch.nu": 1, "bch.tong": 3},
    ]
    every = sums(*units)
    assert (every["nu30_cc"], every["nu30_bch"], every["nu30"]) == (1, 2, 2)
    outside = sums(units[2])
    assert word(aim_of(">=", 100, "percent", **PLAN), outside["nu30_cc"], outside["nu30"]) == "kad"


def test_an_aim_is_plain_data():
    assert Aim(">=", "share", ((2020, Fraction(3, 10)),), 100, 2016, 2020, noun="nữ uỷ viên") == T1
