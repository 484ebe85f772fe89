"""Working days by the Vietnamese calendar: Saturdays, Sundays and public holidays are off (Labour Code 2019, art. 112).

The holidays come from the package `holidays`, which knows the moon's calendar (Tết, Giỗ Tổ) and the yearly decisions
made so far. What a later decision takes off or makes a working day is given as data (`off`, `worked`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

FARTHEST: Final = 400
"""No stretch of days off is longer: a calendar that takes off more than a year is refused."""
WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, str]:
    """The public holidays of a year with their Vietnamese names; empty outside 1900-2099."""
    from holidays.countries.vietnam import Vietnam  # half a second, only where days are counted

    return dict(Vietnam(years=year, language="vi"))


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. `off` and `worked` are the days that a decision added, each with its reason."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)
    holidays: Callable[[int], Mapping[date, str]] = public_holidays

    def why_off(self, day: date) -> str:
        """Why nobody works on `day` (a holiday's name, "Thứ Bảy", "Chủ nhật"); "" for a working day."""
        if day in self.worked:
            return ""
        if day in self.off:
            return self.off[day]
        return self.holidays(day.year).get(day) or (WEEKDAYS[day.weekday()] if day.weekday() >= 5 else "")

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return not self.why_off(day)

    def nearest(self, day: date, step: int = 1) -> date:
        """`day` itself if it is worked, else the next working day (the one before with `step=-1`).

        Raises ValueError when none comes within `FARTHEST` days.
        """
        for _ in range(FARTHEST):
            if self.works(day):
                return day
            day += timedelta(days=step)
        raise ValueError("a calendar without working days")

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); with 0 the first one from `day` on."""
        step = 1 if count >= 0 else -1
        if count == 0:
            return self.nearest(day)
        for _ in range(abs(count)):
            day = self.nearest(day + timedelta(days=step), step)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; negative when `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
