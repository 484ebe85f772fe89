"""Deadlines by level in working days, and the days that a decision takes off or makes working days."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from binhdang.calc.periods import Period
from binhdang.calc.workdays import Calendar
from binhdang.kit.errors import BadInput
from binhdang.orgs.models import Level
from binhdang.reports.models import DayOff

LEAST, MOST = -120, 250
"""Working days from a period's end to an opening or a deadline."""


def calendar() -> Calendar:
    """The public calendar with the days that decisions added (one query)."""
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    for day, works, reason in DayOff.objects.values_list("day", "works", "reason"):
        (worked if works else off)[day] = reason
    return Calendar(off, worked)


def of_levels(after: Mapping[str, int], period: Period, days: Calendar) -> dict[str, date]:
    """Level code -> last day to submit: so many working days after the period's end (never a day off)."""
    return {level: days.add(period.end, count) for level, count in after.items()}


def check_days(due: Mapping[str, date], days: Calendar) -> None:
    """Raise BadInput naming each level whose deadline is a day off, or comes after that of a level above it.

    A lower level hands in first, so that the level above can use what it got.
    """
    problems = []
    latest: tuple[str, date] | None = None
    for code, name in Level.objects.order_by("rank").values_list("code", "name"):
        day = due.get(code)
        if day is None:
            continue
        if why := days.why_off(day):
            problems.append((f"due.{code}", _off(name, day, why, days)))
        if latest and day > latest[1]:
            said = _("Hạn của %(low)s phải trước hoặc cùng ngày với hạn của %(high)s (%(day)s).")
            text = said % {"low": name, "high": latest[0], "day": f"{latest[1]:%d/%m/%Y}"}
            problems.append((f"due.{code}", text))
        latest = (name, day)
    if problems:
        raise BadInput(problems)


def _off(name: str, day: date, why: str, days: Calendar) -> str:
    said = _("Hạn của %(level)s, %(day)s, là ngày nghỉ (%(why)s). Chọn %(before)s hoặc %(after)s.")
    return said % {
        "level": name,
        "day": f"{day:%d/%m/%Y}",
        "why": why,
        "before": f"{days.nearest(day, -1):%d/%m/%Y}",
        "after": f"{days.nearest(day):%d/%m/%Y}",
    }


def check_counts(after: Mapping[str, int], open_after: int) -> None:
    """Raise BadInput naming each number of working days that is out of range, out of order or before the opening."""
    problems = []
    if not LEAST <= open_after <= MOST:
        problems.append(("open_after", _("Số ngày phải từ %(a)s đến %(b)s.") % {"a": LEAST, "b": MOST}))
    latest: tuple[str, int] | None = None
    for code, name in Level.objects.order_by("rank").values_list("code", "name"):
        count = after.get(code)
        if count is None:
            continue
        if not LEAST <= count <= MOST:
            problems.append((f"after.{code}", _("Số ngày phải từ %(a)s đến %(b)s.") % {"a": LEAST, "b": MOST}))
        elif count <= open_after:
            problems.append((f"after.{code}", _("Hạn của %(level)s phải sau ngày mở kỳ.") % {"level": name}))
        elif latest and count > latest[1]:
            said = _("Hạn của %(low)s phải trước hoặc cùng ngày với hạn của %(high)s.")
            problems.append((f"after.{code}", said % {"low": name, "high": latest[0]}))
        latest = (name, count)
    if not after:
        problems.append(("after", _("Nhập hạn nộp của ít nhất một cấp.")))
    if problems:
        raise BadInput(problems)
