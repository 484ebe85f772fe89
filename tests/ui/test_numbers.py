from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.ui import numbers


def test_thousands_are_points_and_decimals_a_comma():
    assert numbers.number(1234567) == "1.234.567"
    assert numbers.number(Decimal("1234.50")) == "1.234,5"
    assert numbers.number(Decimal("-0.05"), 1) == "−0,1"
    assert numbers.number(Decimal("1E+3")) == "1.000"


def test_nothing_is_not_nought():
    assert numbers.number(None) == "–"
    assert numbers.number(0) == "0"
    assert numbers.percent(None, 170) == "–"
    assert numbers.percent(0, 170) == "0,0%"
    assert numbers.percent(0, 0) == "KAD"
    assert numbers.parts(None, 112) == "–/112"


def test_a_float_never_reaches_the_page():
    with pytest.raises(TypeError, match="float"):
        numbers.number(0.5)
    with pytest.raises(TypeError):
        numbers.number(True)


def test_halves_go_up_as_on_paper():
    assert numbers.percent(1, 8, 0) == "13%"
    assert numbers.percent(53, 170) == "31,2%"


def test_dates_are_written_day_first():
    assert numbers.day(date(2026, 12, 5)) == "05/12/2026"
    assert numbers.day(datetime(2019, 12, 2, 2, 42, tzinfo=UTC)) == "02/12/2019, 09:42"
    assert numbers.day(None) == "–"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
def test_what_is_written_reads_back_as_the_same_number(value):
    written = numbers.number(value, 4).replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(written) == value


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 3))
def test_a_rounded_percentage_is_within_half_a_unit(part, whole, places):
    shown = Fraction(numbers.percent(part, whole, places).rstrip("%").replace(".", "").replace(",", "."))
    assert abs(shown - Fraction(part * 100, whole)) <= Fraction(1, 2 * 10**places)
