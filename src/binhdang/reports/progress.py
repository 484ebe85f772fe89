"""How the reports of a period come in: counts by level and standing, against last year, unit by unit, whom to call.

Every count is one grouped query over the reports of a subtree; nothing here grows with the number of units. What is
expected is the sum of its five standings; silent (nothing to count) and late (silent after the deadline) lie across.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from binhdang.calc.periods import Period
from binhdang.kit import clock, marks
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Person
from binhdang.reports.choices import State
from binhdang.reports.models import Report, ReportRequest, ReportRevision
from binhdang.reports.queries import SILENT, below, reports_seen, requests_seen

STANDINGS: dict[str, tuple[str, ...]] = {
    "not_opened": (State.EXPECTED,),
    "draft": (State.DRAFT,),
    "submitted": (State.SUBMITTED,),
    "returned": (State.RETURNED,),
    "accepted": (State.ACCEPTED, State.CORRECTING),
}
"""What a report that is expected stands as; a correction under way leaves what was accepted standing."""
EXPECTED = tuple(state for states in STANDINGS.values() for state in states)
REPORTED = (State.SUBMITTED, State.ACCEPTED, State.CORRECTING)
BLANK = r"^(\[(null)(,null)*\])?$"
"""Packed values with no answer in any cell."""
NOUGHT = r'^\[(null|"x"|0)(,(null|"x"|0))*\]$'
"""Packed values in which no cell is more than nought."""
SOME = r"[1-9]"


@dataclass(frozen=True)
class Level:
    """One level of the board. `left` is days to its deadline (negative after it), None without one.

    `before` is how many had reported, of how many, as many days before the deadline of a year ago; None where
    last year's deadline or moves are not known.
    """

    code: str
    name: str
    expected: int
    not_opened: int
    draft: int
    submitted: int
    returned: int
    accepted: int
    silent: int
    late: int
    excused: int
    due: date | None = None
    before: tuple[int, int] | None = None

    @property
    def reported(self) -> int:
        """Those that can be counted: submitted or accepted."""
        return self.submitted + self.accepted

    @property
    def left(self) -> int | None:
        """Days to the deadline, 0 on it, negative after it."""
        return (self.due - clock.today()).days if self.due else None


@dataclass(frozen=True)
class Contact:
    """Whom to call about a unit: the reporter's name and telephone; both empty when nobody has an account."""

    name: str = ""
    phone: str = ""


def standing(name: str, today: date | None = None) -> Q:
    """The filter of reports of a group of the board. Raises KeyError for an unknown one."""
    silent = Q(state__in=SILENT, accepted_values="")
    groups = {key: Q(state__in=states) for key, states in STANDINGS.items()} | {
        "expected": Q(state__in=EXPECTED),
        "silent": silent,
        "late": silent & Q(due_on__lt=today or clock.today()),
        "empty": empty(),
    }
    return groups[name]


def empty() -> Q:
    """Reported without a single answer, or nothing but noughts where there was something the period before."""
    noughts = Q(values__regex=NOUGHT, last_values__regex=SOME)
    return Q(state__in=REPORTED) & (Q(values__regex=BLANK) | noughts)


def data_sets_asked(by: Person | None, path: str, period_key: str) -> list[tuple[int, str, str]]:
    """The forms asked of the unit at `path` or of units below it for a period, as (id, code, name)."""
    steps = path.rstrip("/").split("/")
    above = ["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)]
    asked = requests_seen(by).filter(Q(path__in=above) | below(path), period_key=period_key).order_by("data_set__code")
    return list(asked.values_list("data_set_id", "data_set__code", "data_set__name").distinct())


def reports_of(by: Person | None, data_set_id: int, period_key: str, path: str) -> QuerySet[Report]:
    """The reports that the board of the unit at `path` counts, those left out included."""
    return reports_seen(by).filter(below(path), data_set=data_set_id, period_key=period_key)


def board(by: Person | None, data_set_id: int, period: Period, path: str, names: dict[str, str]) -> list[Level]:
    """The levels of a subtree in the order of `names` (level code -> name), each with its counts and last year's."""
    today = clock.today()
    groups = [*STANDINGS, "expected", "silent", "late"]
    counts: dict[str, Any] = {name: Count("pk", filter=standing(name, today)) for name in groups}
    reports = reports_of(by, data_set_id, period.key, path).order_by()
    found = reports.values("level_code").annotate(every=Count("pk"), due=Min("due_on"), **counts)
    rows: dict[str, dict[str, Any]] = {row["level_code"]: dict(row) for row in found}
    dues = {code: row["due"] for code, row in rows.items() if row["due"]}
    before = _a_year_before(by, data_set_id, period, path, dues)
    return [
        Level(
            code=code,
            name=name,
            excused=rows[code]["every"] - rows[code]["expected"],
            due=rows[code]["due"],
            before=before.get(code),
            **{key: rows[code][key] for key in groups},
        )
        for code, name in names.items()
        if code in rows
    ]


def total(levels: Sequence[Level], name: str) -> Level:
    """The sum of the levels; last year's only when it is known for each of them."""
    known = [level.before for level in levels if level.before]
    before = (sum(b[0] for b in known), sum(b[1] for b in known)) if levels and len(known) == len(levels) else None
    keys = [*STANDINGS, "expected", "silent", "late", "excused"]
    sums: dict[str, Any] = {key: sum(getattr(level, key) for level in levels) for key in keys}
    return Level(code="", name=name, before=before, **sums)


def _a_year_before(
    by: Person | None, data_set_id: int, period: Period, path: str, dues: dict[str, date]
) -> dict[str, tuple[int, int]]:
    """Level -> (reported, expected) as many days before last year's deadline as today is before this year's."""
    if period.kind in ("phase", "once"):
        return {}
    key = f"{period.start.year - 1}{period.key[4:]}"
    reports = reports_of(by, data_set_id, key, path).filter(state__in=EXPECTED, due_on__isnull=False).order_by()
    then = {r["level_code"]: r for r in reports.values("level_code").annotate(due=Min("due_on"), n=Count("pk"))}
    ends = {code: _end_of(then[code]["due"] - (due - clock.today())) for code, due in dues.items() if code in then}
    if not ends:
        return {}
    whens = [When(level_code=code, then=Value(end, DateTimeField())) for code, end in ends.items()]
    moves = ReportRevision.objects.filter(report=OuterRef("pk"), at__lt=OuterRef("end")).order_by("-number")
    stood = reports.filter(level_code__in=ends).annotate(end=Case(*whens, output_field=DateTimeField()))
    stood = stood.annotate(stood=Subquery(moves.values("state_to")[:1]))
    counts = stood.filter(stood__in=REPORTED).values("level_code").annotate(n=Count("pk"))
    reported = {row["level_code"]: row["n"] for row in counts}
    return {code: (reported.get(code, 0), then[code]["n"]) for code in ends}


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


def units(by: Person | None, data_set_id: int, period_key: str, path: str, group: str, level: str = "") -> Any:
    """The reports of one group of the board, of one level or all, the earliest deadline first."""
    found = reports_of(by, data_set_id, period_key, path).filter(standing(group))
    if level:
        found = found.filter(level_code=level)
    rows = found.select_related("unit__kind__level", "form").order_by(F("due_on").asc(nulls_last=True), "path")
    return rows.defer("notes", "explanations", "last_values", "accepted_values", "values")


def contacts(unit_ids: Iterable[int], *, phones: Container[int]) -> dict[int, Contact]:
    """Unit -> its reporter of today, with the telephone for the units in `phones`.

    The reader's sight was checked on the reports that name the units; a report stays with the level that asked for it
    when its unit moves elsewhere, the telephone of who works there now does not (Law 91/2025/QH15).
    """
    found: dict[int, Contact] = {}
    for unit_id, name, phone in orgs.reporters_of(unit_ids).values_list("unit_id", "person__name", "person__phone"):
        known = found.get(unit_id)
        if known is None or (not known.phone and phone):
            found[unit_id] = Contact(name, phone if unit_id in phones else "")
    return found


def request_of(by: Person | None, data_set_id: int, period_key: str, path: str) -> ReportRequest | None:
    """The request that asks the unit at `path`: its own or the nearest above, else the first below it."""
    asked = requests_seen(by).filter(data_set=data_set_id, period_key=period_key)
    steps = path.rstrip("/").split("/")
    above = ["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)]
    return asked.filter(path__in=above).order_by("-path").first() or asked.filter(below(path)).order_by("path").first()


def mark(data_set_ids: Sequence[int], period_key: str, path: str) -> str:
    """A mark that changes when a report of the subtree was opened, sent or decided, or the day changed: one query.

    Whoever asks must have been shown the page.
    """

    def look() -> Any:
        reports = Report.objects.filter(below(path), data_set__in=data_set_ids, period_key=period_key).order_by()
        rows = reports.values("data_set_id", "level_code", "state").annotate(
            n=Count("pk"), sent=Max("submitted_at"), decided=Max("decided_at"), due=Max("due_on")
        )
        return sorted(tuple(str(part) for part in row.values()) for row in rows), clock.today()

    return marks.kept(("board", tuple(data_set_ids), period_key, path), look)
