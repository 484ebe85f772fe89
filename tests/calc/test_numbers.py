"""Numbers are shown the Vietnamese way and never look better than they are."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE, parse_number
from binhdang.calc.numbers import gap, number, percent, points, share


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, None, "0"),
        (None, None, "–"),
        (NOT_APPLICABLE, None, "KAD"),
        (1234567, None, "1.234.567"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("-1234.50"), None, "−1.234,5"),
        (Decimal("0.05"), 1, "0,1"),
        (Fraction(1, 3), 2, "0,33"),
        (Fraction(2, 3), 0, "1"),
        (Fraction(-1, 100), 1, "0,0"),
    ],
)
def test_a_number_is_written_the_vietnamese_way(value, places, text):
    assert number(value, places) == text


def test_a_share_comes_with_what_it_is_made_of():
    assert share(53, 170) == "31,2% (53/170)"
    assert share(312, 1087) == "28,7% (312/1.087)"
    assert share(0, 0) == "KAD (0/0)"


def test_a_share_just_below_its_threshold_does_not_look_like_it():
    assert percent(Fraction(2996, 10000), apart_from=Fraction(3, 10)) == "29,96%"
    assert percent(Fraction(3, 10), apart_from=Fraction(3, 10)) == "30,0%"
    assert percent(None) == "–"


def test_differences_and_gaps_are_said_in_words():
    assert points(Fraction(8, 10)) == "+0,8 điểm %"
    assert points(Fraction(-8, 10)) == "−0,8 điểm %"
    assert points(0) == "0,0 điểm %"
    assert gap(12, "nữ uỷ viên") == "còn thiếu 12 nữ uỷ viên"
    assert gap(-3) == "dôi 3 người"
    assert gap(0) == "vừa đủ"


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_shown_is_read_back(value):
    assert parse_number(number(value), whole=True) == value
