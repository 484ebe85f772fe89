"""Dates, years, quarters and stretches of time as administrative texts write them.

All patterns run on the lowered text of :class:`~binhdang.calc.reader.normalise.Source`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from binhdang.calc.reader.shapes import Period, Span

YEAR = r"(?:19[4-9]\d|20\d\d)"
DATE = (
    r"(?:ngày\s*)?(?P<{0}d1>\d{{1,2}})\s*tháng\s*(?P<{0}m1>\d{{1,2}})\s*,?\s*năm\s*(?P<{0}y1>(?:19|20)\d\d)"
    r"|(?:ngày\s*)?(?P<{0}d2>\d{{1,2}})\s?[/.-]\s?(?P<{0}m2>\d{{1,2}})\s?[/.-]\s?(?P<{0}y2>(?:19|20)\d\d)(?!\d)"
)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_DATE = re.compile(r"(?<!\d)(?:" + DATE.format("") + ")")
_RANGE = re.compile(
    r"(?:từ\s*)?(?:ngày\s*)?(?P<d1>\d{1,2})(?:\s?[/.-]\s?|\s*tháng\s*)(?P<m1>\d{1,2})"
    r"(?:(?:\s?[/.-]\s?|\s*năm\s*)(?P<y1>20\d\d))?"
    r"\s*(?:-|đến hết|đến|tới)\s*(?:hết\s*)?(?:ngày\s*)?"
    r"(?P<d2>\d{1,2})(?:\s?[/.-]\s?|\s*tháng\s*)(?P<m2>\d{1,2})(?:(?:\s?[/.-]\s?|\s*,?\s*năm\s*)(?P<y2>20\d\d))?(?!\d)"
)
_DAY_MONTH = re.compile(
    r"(?:ngày\s*(?P<d1>\d{1,2})\s?[/-]\s?(?P<m1>\d{1,2})"
    r"|(?<![\d/.,-])(?P<d2>\d{1,2})\s?/\s?(?P<m2>\d{1,2})"
    r"|(?:ngày\s*)?(?P<d3>\d{1,2})\s*tháng\s*(?P<m3>\d{1,2}))(?![\d/])(?!\s*%)"
)
_MONTH = re.compile(r"tháng\s*(?P<m>\d{1,2})\s*(?:/|-|năm|,\s*năm)\s*(?P<y>20\d\d)")
_QUARTER = re.compile(r"quý\s*(?P<q>iv|i{1,3}|[1-4])\b(?:\s*(?:/|-|,?\s*năm)\s*(?P<y>20\d\d))?")

_NOT_OWN = re.compile(r"\bđến (?:hết )?$|\b(?:tổng kết|kết quả|so với|luật)\b[^,;.]{0,60}$")
_ELECTION = re.compile(r"\b(?:đại biểu|quốc hội|hội đồng nhân dân|đảng bộ|đảng các cấp|hđnd)\b[^,;.]{0,40}$")
_PHASE = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|thời kỳ|trong \d+ năm,?)\s*\(?(?:từ\s*)?(?:năm\s*)?(?P<a>(?:19|20)\d\d)"
    r"\s*(?:-|đến|tới|–)\s*(?:năm\s*)?(?P<b>20\d\d)"
)
_BARE_PHASE = re.compile(r"(?<!năm học )(?<![\d/])(?P<a>20\d\d)\s*-\s*(?P<b>20\d\d)(?![\d/])")
_SCHOOL = re.compile(r"năm học\s*(?P<a>20\d\d)\s*-\s*(?P<b>20\d\d)")
_TO_YEAR = re.compile(r"\bđến\s*(?:hết\s*)?năm\s*(?P<b>20\d\d)")
_HALF = re.compile(r"6 tháng\s*(?P<h>đầu|cuối)\s*năm\s*(?P<y>20\d\d)")
_YEAR = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )năm\s*(?P<y>20\d\d)(?!\s*-\s*20\d\d)")


@dataclass(frozen=True, slots=True)
class Found:
    """A date or stretch: ``start`` and ``end`` ISO (equal for one day), where it stands."""

    start: str
    end: str
    span: Span


def iso(year: int, month: int, day: int) -> str | None:
    """ISO date or None when there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def first_date(low: str, start: int = 0, end: int | None = None) -> tuple[str, Span] | None:
    """The first full date in ``low[start:end]``."""
    for match in _DATE.finditer(low, start, len(low) if end is None else end):
        day = match["d1"] or match["d2"]
        value = iso(int(match["y1"] or match["y2"]), int(match["m1"] or match["m2"]), int(day))
        if value:
            return value, match.span()
    return None


def date_of(match: re.Match[str], prefix: str) -> str | None:
    """ISO date of the named groups of :data:`DATE` formatted with ``prefix``."""
    parts = match.groupdict()
    for way in "12":
        if parts.get(f"{prefix}d{way}"):
            return iso(*(int(parts[f"{prefix}{key}{way}"] or 0) for key in "ymd"))
    return None


def stretch(low: str, start: int, end: int, year: int | None = None) -> Found | None:
    """A stretch "từ ngày 15-11 - 15-12-2020" in ``low[start:end]``; a missing year is ``year``."""
    for match in _RANGE.finditer(low, start, end):
        last = int(match["y2"]) if match["y2"] else year
        if last is None:
            continue
        first = int(match["y1"]) if match["y1"] else last
        if not match["y1"] and int(match["m1"]) > int(match["m2"]):
            first = last - 1
        begin = iso(first, int(match["m1"]), int(match["d1"]))
        finish = iso(last, int(match["m2"]), int(match["d2"]))
        if begin and finish and begin <= finish:
            return Found(begin, finish, match.span())
    return None


def day_month(low: str, start: int, end: int) -> tuple[int, int, Span] | None:
    """The first day and month without a year: (month, day, span)."""
    for match in _DAY_MONTH.finditer(low, start, end):
        day = int(match["d1"] or match["d2"] or match["d3"])
        month = int(match["m1"] or match["m2"] or match["m3"])
        if iso(2024, month, day):
            return month, day, match.span()
    return None


def month_or_quarter(low: str, start: int, end: int, year: int | None = None) -> Found | None:
    """ "tháng 11 năm 2020" or "quý III/2016" as a stretch; a quarter without a year takes ``year``."""
    match = _MONTH.search(low, start, end)
    if match and 1 <= int(match["m"]) <= 12:
        return Found(*month_span(int(match["y"]), int(match["m"]), int(match["m"])), match.span())
    match = _QUARTER.search(low, start, end)
    if match and (match["y"] or year):
        quarter = ROMAN[match["q"]]
        when = int(match["y"]) if match["y"] else int(year or 0)
        return Found(*month_span(when, 3 * quarter - 2, 3 * quarter), match.span())
    return None


def quarter_in(low: str, start: int, end: int) -> int | None:
    """The first quarter named in ``low[start:end]``."""
    match = _QUARTER.search(low, start, end)
    return ROMAN[match["q"]] if match else None


def month_span(year: int, first: int, last: int) -> tuple[str, str]:
    """First day of month ``first`` and last day of month ``last``."""
    return date(year, first, 1).isoformat(), date(year, last, calendar.monthrange(year, last)[1]).isoformat()


def period_in(low: str, start: int, end: int, bare: bool = False) -> tuple[Period, Span] | None:
    """The period named in ``low[start:end]``: phase or term first, then part of a year, then a year.

    ``bare`` also takes "2016-2020" without the word "giai đoạn", days and quarters (sure only in a title).
    """
    patterns = [_PHASE, _BARE_PHASE] if bare else [_PHASE]
    for pattern in patterns:
        match = pattern.search(low, start, end)
        if match and 0 < int(match["b"]) - int(match["a"]) <= 30 and not _ELECTION.search(low[start : match.start()]):
            return Period(f"{match['a']}-01-01", f"{match['b']}-12-31"), match.span()
    match = _SCHOOL.search(low, start, end)
    if match:
        return Period(f"{match['a']}-09-01", f"{match['b']}-08-31"), match.span()
    match = _HALF.search(low, start, end)
    if match:
        first = 1 if match["h"] == "đầu" else 7
        return Period(*month_span(int(match["y"]), first, first + 5)), match.span()
    found = (stretch(low, start, end) or month_or_quarter(low, start, end)) if bare else None
    if found:
        return Period(found.start, found.end), found.span
    match = next(
        (
            m
            for m in _YEAR.finditer(low, start, end)
            if not _NOT_OWN.search(low[max(start, m.start() - 70) : m.start()])
        ),
        None,
    )
    if match:
        return Period(f"{match['y']}-01-01", f"{match['y']}-12-31"), match.span()
    match = _TO_YEAR.search(low, start, end)
    if match:
        return Period(None, f"{match['b']}-12-31"), match.span()
    return None
