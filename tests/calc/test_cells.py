"""Numbers, nothing and "not applicable" stay three different things, exactly."""

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.cells import (
    NOT_APPLICABLE,
    CellError,
    add,
    pack,
    parse_cell,
    parse_exact,
    parse_number,
    plain,
    unpack,
)

numbers = st.one_of(
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        ("1234", 1234),
        ("1.234,5", Decimal("1234.5")),
        ("1234.5", Decimal("1234.5")),
        ("12,5", Decimal("12.5")),
        ("12,50", Decimal("12.5")),
        ("12,0", 12),
        ("0,125", Decimal("0.125")),
        ("0.125", Decimal("0.125")),
        ("1 234 567", 1234567),
        ("1\u00a0234,5", Decimal("1234.5")),
        ("1.234.567", 1234567),
        ("1234,567", Decimal("1234.567")),
        (" -3 ", -3),
        ("−3,5", Decimal("-3.5")),
        ("-0", 0),
        ("999999999999999999.999999", Decimal("999999999999999999.999999")),
    ],
)
def test_a_typed_number_is_read_exactly(text, value):
    read = parse_number(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["1e5", "1E5", "abc", "12a", "1.23.4", "1,234.5", "12 34", "1..2", ",5", "5,", "=1+1",
                                  "NaN", "Infinity", "٣", "１２", "1" * 19, "0,1234567", "--1", "1_000", "1" * 200, "0x10"])  # fmt: skip
def test_a_text_that_is_no_number_is_refused_in_vietnamese(text):
    with pytest.raises(CellError) as error:
        parse_number(text)
    assert "“" in str(error.value)


@pytest.mark.parametrize("text", ["1,234", "12,345", "-1,234"])
def test_a_number_with_two_readings_is_refused_and_the_mend_is_named(text):
    with pytest.raises(CellError, match="có thể hiểu là"):
        parse_number(text)


def test_a_dotted_number_is_read_as_the_screens_write_it():
    assert parse_number("1.234", whole=True) == 1234
    assert [parse_number(text) for text in ("218.610", "-1.234", "0.125")] == [218610, -1234, Decimal("0.125")]
    with pytest.raises(CellError):
        parse_number("1,234", whole=True)


def test_nothing_and_not_applicable_are_not_nought():
    assert [parse_cell(t) for t in ("", " ", "–", "-")] == [None] * 4
    assert parse_cell("kad") is NOT_APPLICABLE
    assert parse_cell("0") == 0
    assert repr(NOT_APPLICABLE) == "KAD"
    assert pickle.loads(pickle.dumps(NOT_APPLICABLE)) is NOT_APPLICABLE


@pytest.mark.parametrize(
    "text", ["1,5", "1 234", "1e3", "", "x", "1.", ".5", "=1", "1" * 31, "0." + "1" * 13, "9" * 99]
)
def test_a_machine_file_takes_plain_numbers_only(text):
    with pytest.raises(CellError):
        parse_exact(text)


def test_a_machine_number_with_a_dot_is_a_decimal():
    assert parse_exact("1.234") == Decimal("1.234")
    assert parse_exact("+5") == 5
    assert parse_exact("-0.50") == Decimal("-0.5")


@given(numbers)
def test_what_is_written_plainly_is_read_back(value):
    text = plain(value)
    assert "e" not in text.lower()
    assert parse_exact(text) == value


def test_packed_cells_are_a_compact_array():
    values = {"a": 9, "b": 0, "d": NOT_APPLICABLE, "e": Decimal("12.5")}
    assert pack(values, ["a", "b", "c", "d", "e"]) == '[9,0,null,"x",12.5]'


@given(st.lists(st.one_of(st.none(), st.just(NOT_APPLICABLE), numbers), max_size=70))
def test_packing_and_unpacking_give_the_same_cells(cells):
    order = [f"c{i}" for i in range(len(cells))]
    values = {c: v for c, v in zip(order, cells, strict=True) if v is not None}
    text = pack(values, order)
    json.loads(text)
    assert unpack(text, order) == values


def test_a_packed_text_that_does_not_fit_the_form_is_refused():
    with pytest.raises(CellError):
        unpack("[1,2]", ["a"])
    with pytest.raises(CellError):
        unpack("[1,", ["a"])
    with pytest.raises(CellError):
        pack({"z": 1}, ["a"])


@given(numbers, numbers)
def test_adding_is_exact_and_does_not_care_for_order(a, b):
    assert add(a, b) == add(b, a)
    assert add(add(a, b), -b) == a
