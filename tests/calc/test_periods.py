"""Periods have one way of being written, a start, an end and a name in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.periods import PeriodError, label_en, label_vi, parse_period, previous, structure_date, within


@pytest.mark.parametrize(
    ("key", "kind", "start", "end", "vi", "en", "before"),
    [
        ("2019", "year", date(2019, 1, 1), date(2019, 12, 31), "Năm 2019", "Year 2019", "2018"),
        ("2025-H1", "half", date(2025, 1, 1), date(2025, 6, 30), "6 tháng đầu năm 2025", "First half of 2025", "2024-H2"),
        ("2025-H2", "half", date(2025, 7, 1), date(2025, 12, 31), "6 tháng cuối năm 2025", "Second half of 2025", "2025-H1"),
        ("2025-Q3", "quarter", date(2025, 7, 1), date(2025, 9, 30), "Quý III/2025", "Quarter 3 of 2025", "2025-Q2"),
        ("2025-Q1", "quarter", date(2025, 1, 1), date(2025, 3, 31), "Quý I/2025", "Quarter 1 of 2025", "2024-Q4"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "Tháng 2/2024", "Month 2 of 2024", "2024-01"),
        ("2025-01", "month", date(2025, 1, 1), date(2025, 1, 31), "Tháng 1/2025", "Month 1 of 2025", "2024-12"),
        ("2025-05-31", "cutoff", date(2025, 1, 1), date(2025, 5, 31), "Tính đến 31/5/2025", "As of 31/5/2025", "2024-11-30"),
        ("2025-11-30", "cutoff", date(2025, 1, 1), date(2025, 11, 30), "Tính đến 30/11/2025", "As of 30/11/2025", "2025-05-31"),
        ("2016..2020", "phase", date(2016, 1, 1), date(2020, 12, 31), "Giai đoạn 2016–2020", "Period 2016–2020", "2011..2015"),
    ],
)  # fmt: skip
def test_a_key_names_one_period(key, kind, start, end, vi, en, before):
    period = parse_period(f" {key.lower()} ")
    assert (period.kind, period.start, period.end, period.key) == (kind, start, end, key)
    assert (label_vi(period), label_en(period)) == (vi, en)
    assert previous(period).key == before
    assert structure_date(period) == end


@pytest.mark.parametrize("text", ["", "25", "2025-H3", "2025-H0", "2025-Q5", "2025-13", "2025-00", "2025-06-30", "2025-02-30",
                                  "2020..2016", "2016..2016", "2016-2020", "0000", "9999", "2025-1", "năm 2025", "٢٠٢٥", "2025\n01"])  # fmt: skip
def test_a_text_that_is_no_period_is_refused_in_vietnamese(text):
    with pytest.raises(PeriodError, match=r"[kK]ỳ"):
        parse_period(text)


@given(st.sampled_from(["2025", "2025-H1", "2025-Q2", "2025-07", "2025-05-31", "2016..2020"]), st.integers(1, 20))
def test_walking_back_gives_periods_of_the_same_kind_that_come_earlier(key, steps):
    period = parse_period(key)
    for _ in range(steps):
        before = previous(period)
        assert before.kind == period.kind
        assert before.end < period.end
        period = before


def test_a_period_is_within_a_plan_when_they_share_a_day():
    year = parse_period("2016")
    assert within(year, date(2016, 3, 30), date(2020, 12, 31))
    assert not within(parse_period("2015"), date(2016, 3, 30), date(2020, 12, 31))
    assert not within(parse_period("2021"), date(2016, 3, 30), date(2020, 12, 31))
