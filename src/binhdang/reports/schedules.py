"""Requests that come again every period: each is opened once, when it is due, by whoever looks first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from binhdang.calc import periods
from binhdang.calc.workdays import Calendar
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import current_form
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.jobs import every
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import deadlines
from binhdang.reports.models import Opening, ReportRequest, Schedule
from binhdang.reports.requests import open_request, period_for
from binhdang.reports.rules import MINIMUM_REASON
from binhdang.reports.scope import Scope, scope_of

# ---- reading


def schedules_seen(by: Person | None) -> QuerySet[Schedule]:
    """Schedules that ask units `by` sees some of, running ones first, by the next opening."""
    rows = Schedule.objects.select_related("data_set", "unit", "made_by")
    if by is not None:
        rows = rows.filter(org_rules.sight(by))
    return rows.order_by("ended_at", "next_open_on", "pk")


def openings_of(schedule: Schedule) -> list[Opening]:
    """What a schedule has opened, the latest first."""
    return list(Opening.objects.filter(schedule=schedule).select_related("request").order_by("-pk"))


def coming(schedule: Schedule, days: Calendar, count: int = 4) -> list[tuple[periods.Period, date, dict[str, date]]]:
    """The next periods of a schedule: (period, day it is opened, deadline by level)."""
    found: list[tuple[periods.Period, date, dict[str, date]]] = []
    period = periods.parse_period(schedule.next_period)
    while len(found) < count:
        found.append((period, days.add(period.end, schedule.open_after), _due(schedule, period, days)))
        period = periods.following(period)
    return found


def _due(schedule: Schedule, period: periods.Period, days: Calendar) -> dict[str, date]:
    return deadlines.of_levels(schedule.due_after, period, days)


# ---- writing


@transaction.atomic
def make_schedule(
    form: FormVersion,
    *,
    unit: OrgUnit,
    first_period: str,
    open_after: int,
    due_after: Mapping[str, int],
    by: Person | None,
    instructions: str = "",
    scope: Scope | None = None,
) -> Schedule:
    """Ask for a form every period from `first_period` on.

    `open_after` and `due_after` (by level code) are working days from a period's end, negative before it. Raises
    Refused, BadInput (numbers out of order, a first period whose deadline is over, a schedule that runs already).
    """
    place = orgs.placement_of(unit.pk)
    if place is None:
        raise BadInput([("for", _("Đơn vị không còn trong cơ cấu tổ chức."))])
    org_rules.check(by, "request.open", place.path)
    running = Schedule.objects.filter(data_set=form.data_set, unit=unit, ended_at__isnull=True)
    if running.exists():
        raise BadInput([("form", _("Đơn vị đã có lịch định kỳ cho biểu này; sửa hoặc kết thúc lịch đó."))])
    period = period_for(form, first_period)
    schedule = Schedule(
        data_set=form.data_set, unit=unit, path=place.path, scope=(scope or Scope()).stored(), made_by=by
    )
    _set(schedule, period, open_after, due_after, instructions)
    schedule.save(force_insert=True)
    record("schedule.make", schedule, by=by, path=place.path, form=form.data_set.code, period=period.key)
    return schedule


@transaction.atomic
def change_schedule(
    schedule_id: int,
    *,
    version: int,
    next_period: str,
    open_after: int,
    due_after: Mapping[str, int],
    instructions: str,
    scope: Scope,
    by: Person | None,
) -> Schedule:
    """Change what comes; requests already opened stay. Raises Refused, BadInput, Conflict (somebody saved first)."""
    schedule = _locked(schedule_id, by)
    if schedule.version != version:
        raise Conflict(schedule)
    period = period_for(current_form(schedule.data_set.code), next_period)
    if Opening.objects.filter(schedule=schedule, period_key=period.key).exists():
        raise BadInput([("period", _("Lịch này đã mở kỳ đó."))])
    schedule.scope = scope.stored()
    _set(schedule, period, open_after, due_after, instructions)
    _saved(schedule, "schedule.change", by=by, period=period.key)
    return schedule


def _set(
    schedule: Schedule, period: periods.Period, open_after: int, due_after: Mapping[str, int], instructions: str
) -> None:
    deadlines.check_counts(due_after, open_after)
    days = deadlines.calendar()
    if max(deadlines.of_levels(due_after, period, days).values()) < clock.today():
        raise BadInput([("period", _("Hạn nộp của kỳ này đã qua; chọn kỳ sau, hoặc gửi yêu cầu một lần cho kỳ này."))])
    schedule.next_period, schedule.next_open_on = period.key, days.add(period.end, open_after)
    schedule.open_after, schedule.due_after = open_after, dict(due_after)
    schedule.instructions, schedule.problem = instructions.strip(), ""


@transaction.atomic
def pause_schedule(schedule_id: int, *, why: str, by: Person | None) -> Schedule:
    """Open nothing until it is resumed. Raises Refused, BadInput without a reason."""
    schedule = _locked(schedule_id, by)
    if schedule.paused_at:
        raise Refused(_("Lịch này đang tạm dừng."))
    schedule.paused_at = clock.now()
    _saved(schedule, "schedule.pause", by=by, why=_reason(why))
    return schedule


@transaction.atomic
def resume_schedule(schedule_id: int, *, by: Person | None) -> tuple[Schedule, list[str]]:
    """Go on: (the schedule, keys of the periods skipped because their deadlines passed meanwhile). Raises Refused."""
    schedule = _locked(schedule_id, by)
    if not schedule.paused_at:
        raise Refused(_("Lịch này đang chạy."))
    days, today, skipped = deadlines.calendar(), clock.today(), []
    period = periods.parse_period(schedule.next_period)
    while max(_due(schedule, period, days).values()) < today:
        skipped.append(period.key)
        period = periods.following(period)
    schedule.next_period, schedule.next_open_on = period.key, days.add(period.end, schedule.open_after)
    schedule.paused_at = None
    _saved(schedule, "schedule.resume", by=by, skipped=skipped)
    return schedule, skipped


@transaction.atomic
def end_schedule(schedule_id: int, *, why: str, by: Person | None) -> Schedule:
    """Open nothing any more; what was opened stays. Raises Refused, BadInput without a reason."""
    schedule = _locked(schedule_id, by)
    schedule.ended_at = clock.now()
    _saved(schedule, "schedule.end", by=by, why=_reason(why))
    return schedule


def _locked(schedule_id: int, by: Person | None) -> Schedule:
    rows = Schedule.objects.select_for_update(of=("self",)).select_related("data_set", "unit")
    schedule = rows.get(pk=schedule_id)
    if not org_rules.may(by, "see", schedule.path):
        raise Schedule.DoesNotExist
    org_rules.check(by, "request.open", schedule.path)
    if schedule.ended_at:
        raise Refused(_("Lịch này đã kết thúc; lập lịch mới."))
    return schedule


def _saved(schedule: Schedule, verb: str, *, by: Person | None, why: str = "", **data: Any) -> None:
    schedule.version += 1
    schedule.save()
    record(verb, schedule, by=by, path=schedule.path, why=why, **data)


def _reason(why: str) -> str:
    if len(why.strip()) < MINIMUM_REASON:
        raise BadInput([("why", _("Cần ghi lý do ít nhất %(n)s ký tự.") % {"n": MINIMUM_REASON})])
    return why.strip()


# ---- the clock


def open_due(today: date | None = None) -> list[ReportRequest]:
    """Open every request that is due by `today`; returns those opened now. One look-up when nothing is due.

    May run at any time, any number of times, in several processes: a period is opened once. What cannot be opened
    (the unit has left the structure) stays due, with the reason on the schedule, and hinders no other.
    """
    day = today or clock.today()
    running = Schedule.objects.filter(next_open_on__lte=day, paused_at__isnull=True, ended_at__isnull=True)
    made: list[ReportRequest] = []
    for schedule_id in running.order_by("next_open_on", "pk").values_list("pk", flat=True):
        while request := _open_next(schedule_id, day):
            made += request
    return made


@transaction.atomic
def _open_next(schedule_id: int, day: date) -> list[ReportRequest]:
    """Open the schedule's next period if it is due and nobody did meanwhile; empty when there is nothing to do."""
    rows = Schedule.objects.select_for_update(of=("self",)).select_related("data_set", "unit")
    schedule = rows.get(pk=schedule_id)
    if schedule.paused_at or schedule.ended_at or schedule.next_open_on > day:
        return []
    period, days = periods.parse_period(schedule.next_period), deadlines.calendar()
    try:
        request = _opened(schedule, period, days)
    except BadInput as bad:
        problem = " ".join(message for _place, message in bad.problems)
        if schedule.problem != problem:
            schedule.problem = problem
            _saved(schedule, "schedule.fail", by=None, why=problem, period=period.key)
        return []
    Opening.objects.create(schedule=schedule, period_key=period.key, request=request)
    following = periods.following(period)
    schedule.next_period, schedule.next_open_on = following.key, days.add(following.end, schedule.open_after)
    schedule.problem = ""
    _saved(schedule, "schedule.open", by=None, period=period.key)
    return [request]


def _opened(schedule: Schedule, period: periods.Period, days: Calendar) -> ReportRequest:
    """The request of this period: the one that somebody opened by hand, else a new one."""
    there = ReportRequest.objects.filter(data_set=schedule.data_set, unit=schedule.unit, period_key=period.key).first()
    if there:
        return there
    with transaction.atomic():
        return open_request(
            current_form(schedule.data_set.code),
            unit=schedule.unit,
            period_key=period.key,
            due=_due(schedule, period, days),
            by=None,
            instructions=schedule.instructions,
            scope=scope_of(schedule.scope),
        )


@every("requests.open_due", minutes=15)
def tick() -> None:
    """Open what is due."""
    open_due()


def replan(days: Calendar) -> None:
    """Work the next opening days out again, after the calendar changed; the caller is inside a transaction."""
    for schedule in Schedule.objects.select_for_update().filter(ended_at__isnull=True):
        schedule.next_open_on = days.add(periods.parse_period(schedule.next_period).end, schedule.open_after)
        schedule.save(update_fields=["next_open_on"])
