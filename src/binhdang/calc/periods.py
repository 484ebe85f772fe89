"""Periods a figure can belong to: month, quarter, half-year, year, cut-off date, phase, or one day asked about once.

A cut-off ("tính đến 31/5", "tính đến 30/11") is the year to that date, as in the unions' forms 1 and 2 of HĐCĐ.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from .words import said

Kind = Literal["month", "quarter", "half", "year", "cutoff", "phase", "once"]

CUTOFFS: Final = ((5, 31), (11, 30))
FIRST_YEAR, LAST_YEAR = 1900, 2200
_ROMAN = ("I", "II", "III", "IV")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FORM = re.compile(
    r"(?P<year>\d{4})(?:-H(?P<half>\d)|-Q(?P<quarter>\d)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?|\.\.(?P<last>\d{4}))?",
    re.ASCII,
)
_ONCE = re.compile(r"D(\d{4}-\d\d-\d\d)", re.ASCII)


class PeriodError(ValueError):
    """A text that names no period; the message is for people and says what is accepted."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with a name; `key` is its one way of being written ("2025-Q3")."""

    kind: Kind
    start: date
    end: date
    key: str


def parse_period(text: str) -> Period:
    """Read a period's key; raises `PeriodError` with a Vietnamese message."""
    key = text.strip().upper()
    if once := _ONCE.fullmatch(key):
        return _day(once[1], key)
    found = _FORM.fullmatch(key)
    if found is None:
        raise PeriodError(said("“%(text)s” không phải là kỳ số liệu. %(help)s", text=text.strip()[:40], help=_help()))
    part = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    year = part["year"]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(
            said(
                "Kỳ %(key)s: năm phải từ %(first)s đến %(last)s.",
                key=key,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        )
    if "last" in part:
        return _phase(year, part["last"], key)
    if "half" in part:
        return _months("half", year, part["half"], 6, key)
    if "quarter" in part:
        return _months("quarter", year, part["quarter"], 3, key)
    if "day" in part:
        if (part["month"], part["day"]) not in CUTOFFS:
            raise PeriodError(said("Kỳ %(key)s: mốc số liệu chỉ có thể là 31/5 hoặc 30/11.", key=key))
        return Period("cutoff", date(year, 1, 1), date(year, part["month"], part["day"]), key)
    if "month" in part:
        return _months("month", year, part["month"], 1, key)
    return Period("year", date(year, 1, 1), date(year, 12, 31), key)


def _day(text: str, key: str) -> Period:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise PeriodError(said("Kỳ %(key)s: ngày không có trong lịch.", key=key)) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PeriodError(
            said(
                "Kỳ %(key)s: năm phải từ %(first)s đến %(last)s.",
                key=key,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        )
    return Period("once", day, day, key)


def once(day: date) -> Period:
    """The period of a form that is asked once, about `day`."""
    return Period("once", day, day, f"D{day.isoformat()}")


def _help() -> str:
    return said("Dùng 2025, 2025-H1, 2025-Q3, 2025-07, 2025-05-31, 2016..2020 hoặc D2025-09-15 (một lần).")


def _phase(first: int, last: int, key: str) -> Period:
    if not first < last <= LAST_YEAR:
        raise PeriodError(
            said(
                "Kỳ %(key)s: năm cuối giai đoạn phải sau năm đầu và không quá %(last)s.",
                key=key,
                last=LAST_YEAR,
            )
        )
    return Period("phase", date(first, 1, 1), date(last, 12, 31), key)


def _months(kind: Kind, year: int, number: int, length: int, key: str) -> Period:
    last = number * length
    if not 1 <= last <= 12:
        raise PeriodError(
            said(
                "Kỳ %(key)s: %(part)s thứ %(number)s không có trong năm. %(help)s",
                key=key,
                part=said(_WORDS[kind]),
                number=number,
                help=_help(),
            )
        )
    return Period(kind, date(year, last - length + 1, 1), date(year, last, monthrange(year, last)[1]), key)


_WORDS: Final[dict[str, str]] = {"month": "tháng", "quarter": "quý", "half": "nửa năm"}


def previous(period: Period) -> Period:
    """The period of the same kind just before; for a cut-off the one before it (30/11 of last year before 31/5).

    Something asked once has none before it; the day before stands in.
    """
    year = period.start.year
    if period.kind == "once":
        return once(period.start - timedelta(days=1))
    if period.kind == "phase":
        length = period.end.year - year + 1
        return parse_period(f"{year - length}..{year - 1}")
    if period.kind == "year":
        return parse_period(str(year - 1))
    if period.kind == "cutoff":
        return parse_period(f"{year - 1}-11-30" if period.end.month == 5 else f"{year}-05-31")
    length = {"month": 1, "quarter": 3, "half": 6}[period.kind]
    number = (period.end.month // length) - 1
    if number == 0:
        year, number = year - 1, 12 // length
    mark = {"month": f"{number:02d}", "quarter": f"Q{number}", "half": f"H{number}"}[period.kind]
    return parse_period(f"{year}-{mark}")


def following(period: Period) -> Period:
    """The period of the same kind just after; after the cut-off of 31/5 comes that of 30/11. Raises `PeriodError`.

    Something asked once has none after it; the day after stands in.
    """
    year = period.start.year
    if period.kind == "once":
        return once(period.start + timedelta(days=1))
    if period.kind == "phase":
        length = period.end.year - year + 1
        return parse_period(f"{year + length}..{year + 2 * length - 1}")
    if period.kind == "year":
        return parse_period(str(year + 1))
    if period.kind == "cutoff":
        return parse_period(f"{year}-11-30" if period.end.month == 5 else f"{year + 1}-05-31")
    length = {"month": 1, "quarter": 3, "half": 6}[period.kind]
    number = period.end.month // length + 1
    if number > 12 // length:
        year, number = year + 1, 1
    mark = {"month": f"{number:02d}", "quarter": f"Q{number}", "half": f"H{number}"}[period.kind]
    return parse_period(f"{year}-{mark}")


def label_vi(period: Period) -> str:
    """The period's name on screen and paper: "Năm 2019", "Quý III/2025", "Tính đến 31/5/2025"."""
    year, end = period.start.year, period.end
    match period.kind:
        case "month":
            return f"Tháng {end.month}/{year}"
        case "quarter":
            return f"Quý {_ROMAN[end.month // 3 - 1]}/{year}"
        case "half":
            return f"6 tháng {'đầu' if end.month == 6 else 'cuối'} năm {year}"
        case "cutoff":
            return f"Tính đến {end.day}/{end.month}/{year}"
        case "once":
            return f"Một lần, ngày {end:%d/%m/%Y}"
        case "phase":
            return f"Giai đoạn {year}–{end.year}"
    return f"Năm {year}"


def label_en(period: Period) -> str:
    """The period's English name: "Year 2019", "Quarter 3 of 2025", "As of 31/5/2025"; no name that needs capitals."""
    year, end = period.start.year, period.end
    match period.kind:
        case "month":
            return f"Month {end.month} of {year}"
        case "quarter":
            return f"Quarter {end.month // 3} of {year}"
        case "half":
            return f"{'First' if end.month == 6 else 'Second'} half of {year}"
        case "cutoff":
            return f"As of {end.day}/{end.month}/{year}"
        case "once":
            return f"Once, on {end.day}/{end.month}/{year}"
        case "phase":
            return f"Period {year}–{end.year}"
    return f"Year {year}"


def structure_date(period: Period) -> date:
    """The day whose structure of units a figure of this period uses: the period's last day."""
    return period.end


def within(period: Period, plan_start: date, plan_end: date) -> bool:
    """Whether the period shares at least one day with the plan's time."""
    return period.start <= plan_end and period.end >= plan_start
