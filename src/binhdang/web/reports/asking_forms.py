"""What an officer writes when asking for reports: read from the form, and shown in it again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from binhdang.calc.periods import PeriodError, parse_period
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.reports import deadlines
from binhdang.reports.choosing import Choices, Picks, choices, picks_of
from binhdang.reports.scope import Scope

WORKDAYS = {"co_so": 10, "tren_co_so": 15}
"""Working days from today that a new request offers by level; 20 for the levels above."""
CODES = re.compile(r"[\s,;]+")
Problems = list[tuple[str, str]]


def picks_from(data: QueryDict, problems: Problems) -> Picks:
    """The picks that were posted; what is not a number is named in `problems`."""
    return Picks(
        branches=tuple(data.getlist("branch")),
        kinds=tuple(data.getlist("kind")),
        sectors=tuple(data.getlist("sector")),
        units=tuple(_codes(data.get("units", ""))),
        least=_number(data, "least", problems),
        most=_number(data, "most", problems),
        age_days=_number(data, "age_days", problems) or 0,
    )


def _codes(text: str) -> Iterable[str]:
    """The first word of each line, or the words of one line: a list of codes as people paste it."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return dict.fromkeys(CODES.split(line.strip())[0] for line in lines)
    return dict.fromkeys(code for code in CODES.split(text) if code)


def _number(data: QueryDict, name: str, problems: Problems) -> int | None:
    text = data.get(name, "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text)
    problems.append((name, _("“%(text)s” không phải là số nguyên từ 0 trở lên.") % {"text": text[:20]}))
    return None


def due_from(data: QueryDict, levels: list[tuple[str, str]], problems: Problems) -> dict[str, date]:
    """The deadlines by level that were posted."""
    due: dict[str, date] = {}
    for code, name in levels:
        text = data.get(f"due.{code}", "").strip()
        if not text:
            continue
        try:
            due[code] = date.fromisoformat(text)
        except ValueError:
            problems.append((f"due.{code}", _("Hạn của %(level)s không phải là ngày.") % {"level": name}))
    return due


def counts_from(data: QueryDict, levels: list[tuple[str, str]], problems: Problems) -> tuple[int, dict[str, int]]:
    """The working days to the opening and to the deadline of each level that were posted."""
    found = {}
    for name in ("open_after", *(f"after.{code}" for code, _name in levels)):
        text = data.get(name, "").strip().replace("−", "-")
        if re.fullmatch(r"-?\d{1,3}", text, re.ASCII):
            found[name] = int(text)
        elif text or name == "open_after":
            problems.append((name, _("Nhập số ngày làm việc (số nguyên; số âm là trước ngày cuối kỳ).")))
    return found.pop("open_after", 0), {name[6:]: count for name, count in found.items()}


def suggested_due(levels: list[tuple[str, str]]) -> dict[str, str]:
    """Deadlines for a new request: 10, 15 and 20 working days from today, as ISO days."""
    days, today = deadlines.calendar(), clock.today()
    return {code: days.add(today, WORKDAYS.get(code, 20)).isoformat() for code, _name in levels}


def suggested_period(kind: str) -> str:
    """The period of this kind that today lies in ("once": today); empty for a phase, which nobody can guess."""
    today = clock.today()
    quarter, half = (today.month - 1) // 3 + 1, (today.month - 1) // 6 + 1
    cutoff = f"{today.year}-05-31" if today.month <= 5 else f"{today.year}-11-30"
    return {
        "year": str(today.year),
        "quarter": f"{today.year}-Q{quarter}",
        "half": f"{today.year}-H{half}",
        "month": f"{today:%Y-%m}",
        "cutoff": cutoff,
        "once": today.isoformat(),
    }.get(kind, "")


def structure_day(text: str) -> date:
    """The last day of the period that was written, else today: the day whose units can be picked."""
    try:
        return parse_period(text).end
    except PeriodError:
        return clock.today()


@dataclass
class ScopeFields:
    """The fields of "who must report" as they stand."""

    choices: Choices
    branches: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    units: str = ""
    least: str = ""
    most: str = ""
    age_days: str = ""

    @property
    def open(self) -> bool:
        """Whether anything narrows the rule."""
        return bool(self.branches or self.kinds or self.sectors or self.units.strip() or self.least or self.most)


def scope_fields(unit: Any, on: date, data: QueryDict | None = None, scope: Scope | None = None) -> ScopeFields:
    """The fields filled from what was posted, else from a rule, else empty."""
    found = ScopeFields(choices(unit, on))
    if data is not None:
        found.branches, found.kinds = set(data.getlist("branch")), set(data.getlist("kind"))
        found.sectors, found.units = set(data.getlist("sector")), data.get("units", "")
        found.least, found.most = data.get("least", ""), data.get("most", "")
        found.age_days = data.get("age_days", "")
    elif scope is not None:
        picks = picks_of(scope)
        found.branches, found.kinds, found.sectors = set(picks.branches), set(picks.kinds), set(picks.sectors)
        found.units = "\n".join(picks.units)
        found.least = "" if picks.least is None else str(picks.least)
        found.most = "" if picks.most is None else str(picks.most)
        found.age_days = str(picks.age_days or "")
    return found


def raise_if(problems: Problems) -> None:
    """Raise BadInput with all that was found."""
    if problems:
        raise BadInput(problems)


def address_of(name: str, *args: Any) -> str:
    """The address of a page of another part; empty where that part is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
