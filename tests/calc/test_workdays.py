"""Working days by the Vietnamese calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.periods import following, parse_period, previous
from binhdang.calc.workdays import Calendar, public_holidays

DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
ANY = st.builds(
    lambda off, worked: Calendar({d: "nghỉ" for d in off}, {d: "làm bù" for d in worked}),
    st.sets(DAYS, max_size=40),
    st.sets(DAYS, max_size=40),
)


def test_tet_and_the_hung_kings_move_with_the_moon_and_the_decision_of_a_year_is_known():
    days = Calendar()
    assert days.why_off(date(2020, 1, 25)) == "Tết Nguyên Đán"
    assert "Hùng Vương" in days.why_off(date(2020, 4, 2))
    assert "Hùng Vương" in days.why_off(date(2025, 4, 7))
    assert days.why_off(date(2025, 5, 2))  # off against Saturday 26/4
    assert (days.why_off(date(2020, 11, 22)), days.why_off(date(2020, 11, 23))) == ("Chủ nhật", "")
    assert public_holidays(2150) == {}


def test_ten_working_days_after_the_year_pass_over_new_year_and_weekends():
    days = Calendar()
    assert days.add(date(2020, 12, 31), 10) == date(2021, 1, 15)
    assert days.add(date(2021, 2, 9), 1) == date(2021, 2, 17)  # Tết
    assert days.add(date(2020, 12, 31), -1) == date(2020, 12, 30)
    assert days.add(date(2020, 11, 22), 0) == date(2020, 11, 23)


def test_a_decision_takes_days_off_and_makes_others_working_days():
    days = Calendar({date(2020, 1, 31): "QĐ"}, {date(2020, 2, 8): "làm bù"})
    assert days.add(date(2020, 1, 30), 1) == date(2020, 2, 3)
    assert days.works(date(2020, 2, 8))


def test_a_calendar_that_takes_everything_off_is_refused():
    with pytest.raises(ValueError, match="without working days"):
        Calendar(holidays=lambda year: {date(year, 1, 1) + timedelta(n): "x" for n in range(366)}).add(
            date(2020, 1, 1), 1
        )


@given(ANY, DAYS, st.integers(-60, 60), st.integers(-60, 60))
def test_a_deadline_is_never_a_day_off_and_later_counts_come_later(days, start, one, two):
    low, high = sorted((one, two))
    assert days.works(days.add(start, low))
    assert days.add(start, low) <= days.add(start, high) or (low, high) == (0, 0)
    if low < high and 0 not in (low, high):
        assert days.add(start, low) < days.add(start, high)
    assert days.add(start, high) <= days.add(start + timedelta(days=1), high)
    if high > 0:
        assert days.between(start, days.add(start, high)) == high


@given(
    st.sampled_from(["2020", "2020-Q4", "2020-12", "2020-H2", "2020-05-31", "2020-11-30", "2016..2020"]),
    st.integers(0, 9),
)
def test_the_following_period_begins_where_the_last_ends_and_leads_back(key, steps):
    period = parse_period(key)
    for _ in range(steps):
        period = following(period)
    after = following(period)
    assert previous(after) == period
    assert after.end > period.end
    if period.kind != "cutoff":
        assert after.start == period.end + timedelta(days=1)
