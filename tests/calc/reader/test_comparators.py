"""Quantities with their comparison, one line a rule."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.reader.comparators import quantities
from binhdang.calc.reader.normalise import lowered
from binhdang.calc.reader.numbers import number


def first(text):
    low = lowered(text)
    found = quantities(low, 0, len(low))
    assert found, text
    item = found[0]
    return item.comparator, item.value, item.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đạt từ 30% trở lên", (">=", 30, "percent")),
        ("đạt 85% trở lên nữ CNVCLĐ", (">=", 85, "percent")),
        ("ít nhất 40 % cán bộ", (">=", 40, "percent")),
        ("tối thiểu là 25%", (">=", 25, "percent")),
        ("không dưới 12,5%", (">=", Decimal("12.5"), "percent")),
        ("60% ban nữ công xếp loại khá trở lên", ("=", 60, "percent")),
        ("30% nữ đoàn viên trở lên", (">=", 30, "percent")),
        ("trên 95% gia đình", (">", 95, "percent")),
        ("dưới 3% đơn vị", ("<", 3, "percent")),
        ("không quá 2%", ("<=", 2, "percent")),
        ("tối đa 10% tổng số", ("<=", 10, "percent")),
        ("từ 5% trở xuống", ("<=", 5, "percent")),
        ("khoảng 25%", ("~", 25, "percent")),
        ("100% cán bộ chủ chốt", ("=", 100, "percent")),
        ("đạt ≥ 40%", (">=", 40, "percent")),
        ("chín mươi phần trăm nữ công nhân", ("=", 90, "percent")),
        ("ít nhất 2/3 số đơn vị", (">=", Decimal("0.6667"), "ratio")),
        ("ít nhất hai phần ba tổ trưởng", (">=", Decimal("0.6667"), "ratio")),
        ("một nửa số công đoàn cơ sở", ("=", Decimal("0.5"), "ratio")),
        ("cứ mười uỷ viên có ít nhất ba người là nữ", (">=", Decimal("0.3"), "ratio")),
        ("còn 1,7 lần so với nam giới", ("=", Decimal("1.7"), "times")),
        ("tăng gấp đôi", ("=", 2, "times")),
        ("42/100.000 trẻ đẻ sống", ("=", 42, "per_100000")),
        ("111 bé trai/100 bé gái", ("=", 111, "per_100")),
        ("dưới 10‰", ("<", 10, "per_1000")),
        ("mỗi năm ít nhất 02 lớp", (">=", 2, "count")),
        ("tối thiểu 1.500 lượt người", (">=", 1500, "count")),
        ("ít nhất một hoạt động", (">=", 1, "count")),
        ("tổ chức 01 (một) hội nghị", ("=", 1, "count")),
        ("5/5 công đoàn cơ sở", ("=", 100, "percent")),
    ],
)
def test_a_quantity_is_read_with_its_comparison_and_unit(text, expected):
    assert first(text) == expected


def test_a_range_keeps_both_ends():
    low = lowered("đạt 70 - 80% nữ đoàn viên; tổ chức từ 2 đến 3 đợt")
    one, two = quantities(low, 0, len(low))
    assert (one.comparator, one.value, one.value_max) == (">=", 70, 80)
    assert (two.comparator, two.value, two.value_max, two.unit) == (">=", 2, 3, "count")


@pytest.mark.parametrize(
    "text",
    [
        "kỷ niệm ngày 8/3 và 20/10",
        "nhân dịp Quốc tế Lao động 1/5",
        "giảm tình trạng sinh con thứ 3 trở lên",
        "giai đoạn 2016 - 2020",
        "Nghị quyết số 28/NQ-CP ngày 03/3/2021",
        "mỗi năm một lần nữa",
        "Điều 5 khoản 2",
    ],
)
def test_holidays_ordinals_years_and_document_numbers_are_no_quantities(text):
    low = lowered(text)
    assert [q for q in quantities(low, 0, len(low)) if q.unit != "count" or q.counted != "lần"] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("02", "2"),
        ("30.000", "30000"),
        ("1,7", "1.7"),
        ("mười hai", "12"),
        ("hai mươi lăm", "25"),
        ("một trăm linh ba", "103"),
        ("một nghìn hai trăm", "1200"),
        ("chín mươi", "90"),
        ("hai rưỡi", "2.5"),
    ],
)
def test_numbers_in_digits_and_words(text, value):
    assert number(text) == Decimal(value)


@given(st.text(alphabet="0123456789%.,/-‰ đạtừroênmỗinăướilớpcứ\t;:()", max_size=200))
def test_quantities_lie_inside_the_text_in_order_and_never_overlap(text):
    low = lowered(text)
    found = quantities(low, 0, len(low))
    for item in found:
        assert 0 <= item.lead <= item.span[0] < item.span[1] <= item.tail <= len(low)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(found))
