"""Requests that come again: the list of schedules, one schedule, a new one, changing, pausing, ending."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.periods import parse_period
from binhdang.datasets.queries import data_sets_seen, form_asked
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict
from binhdang.orgs import rules as org_rules
from binhdang.reports import choosing, deadlines, queries, schedules
from binhdang.reports.choosing import scope_from
from binhdang.reports.scope import scope_of
from binhdang.web.audit.words import moments
from binhdang.web.frame import period_label
from binhdang.web.reports import asking_forms as forms
from binhdang.web.reports.asking import chosen_unit, units_of

PAGE = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The schedules in sight: what, of whom, when next, how they stand."""
    schedules.open_due()
    page = Paginator(schedules.schedules_seen(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(s, period_label(parse_period(s.next_period)), _state(s)) for s in page.object_list],
        "may_open": bool(org_rules.units_with(request.user, "request.open")),
    }
    return render(request, "web/reports/schedules.html", context)


def _state(schedule: Any) -> tuple[str, str]:
    """How a schedule stands, as (words, tone of the chip)."""
    if schedule.ended_at:
        return _("Đã kết thúc"), ""
    if schedule.paused_at:
        return _("Tạm dừng"), "warn"
    return (_("Chưa mở được"), "err") if schedule.problem else (_("Đang chạy"), "ok")


def _seen(request: HttpRequest, schedule_id: int) -> Any:
    return schedules.schedules_seen(request.user).get(pk=schedule_id)


@require_GET
def one(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """One schedule: what comes next and when, what it opened, what can be done."""
    schedule = _seen(request, schedule_id)
    names = dict(queries.all_levels())
    running = not schedule.ended_at and not schedule.paused_at
    context = {
        "schedule": schedule,
        "state": _state(schedule),
        "coming": [
            (period_label(period), opens, [(names[c], due[c]) for c in names if c in due])
            for period, opens, due in schedules.coming(schedule, deadlines.calendar())
        ] if running else [],
        "openings": [(o, period_label(parse_period(o.period_key))) for o in schedules.openings_of(schedule)],
        "rule": choosing.said(scope_of(schedule.scope)),
        "may_change": org_rules.may(request.user, "request.open", schedule.path) and not schedule.ended_at,
        "moments": moments(schedule, limit=10),
    }  # fmt: skip
    return render(request, "web/reports/schedule.html", context)


def make(request: HttpRequest) -> HttpResponse:
    """A new schedule."""
    units = units_of(request)
    unit, problems = chosen_unit(request, units), []
    if request.method == "POST" and request.POST.get("verb") != "refresh":
        try:
            made = _make(request, unit)
            messages.success(request, _("Đã lập lịch định kỳ."))
            return redirect("reports:schedule", made.pk)
        except BadInput as bad:
            problems = bad.problems
    return _form_page(request, unit, problems, units=units)


def _make(request: HttpRequest, unit: Any) -> Any:
    values = _read(request, unit)
    return schedules.make_schedule(
        form_asked(request.user, request.POST.get("form", "")),
        unit=unit,
        first_period=values.pop("next_period"),
        by=request.user,
        **values,
    )


def _read(request: HttpRequest, unit: Any) -> dict[str, Any]:
    """What was posted, as the actions take it. Raises BadInput naming every field that is wrong."""
    data = request.POST
    problems: forms.Problems = []
    open_after, due_after = forms.counts_from(data, queries.all_levels(), problems)
    picks = forms.picks_from(data, problems)
    forms.raise_if(problems)
    return {
        "next_period": data.get("period", ""),
        "open_after": open_after,
        "due_after": due_after,
        "instructions": data.get("instructions", ""),
        "scope": scope_from(picks, unit, clock.today()),
    }


def change(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Change what comes next."""
    schedule = _seen(request, schedule_id)
    org_rules.check(request.user, "request.open", schedule.path)
    problems: forms.Problems = []
    if request.method == "POST":
        try:
            given = request.POST.get("version", "")
            version = int(given) if given.isdecimal() and len(given) < 10 else 0
            schedules.change_schedule(schedule_id, version=version, by=request.user, **_read(request, schedule.unit))
            messages.success(request, _("Đã lưu lịch."))
            return redirect("reports:schedule", schedule_id)
        except BadInput as bad:
            problems = bad.problems
        except Conflict:
            problems = [("period", _they_saved(schedule))]
    return _form_page(request, schedule.unit, problems, schedule=schedule)


def _they_saved(schedule: Any) -> str:
    """What somebody else saved meanwhile, in one sentence; what this person typed stays in the fields."""
    said = _("Người khác vừa lưu lịch này (kỳ tới %(period)s, mở %(day)s). Điều bạn nhập vẫn ở đây; đúng thì lưu lại.")
    return said % {"period": schedule.next_period, "day": f"{schedule.next_open_on:%d/%m/%Y}"}


def _form_page(
    request: HttpRequest, unit: Any, problems: forms.Problems, *, units: Any = (), schedule: Any = None
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    levels = choosing.levels_below(unit, clock.today())
    known = [item for item in data_sets_seen(request.user) if item.period_kind != "once"]
    data = posted or request.GET
    chosen = next((item for item in known if item.code == data.get("form")), known[0] if known else None)
    first = schedule.next_period if schedule else forms.suggested_period(chosen.period_kind if chosen else "")
    wrong = dict(problems)
    counts = schedule.due_after if schedule else {code: forms.WORKDAYS.get(code, 20) for code, _name in levels}
    after = {c: posted.get(f"after.{c}", "") if posted else counts.get(c, "") for c, _name in levels}
    context = {
        "schedule": schedule,
        "unit": unit,
        "units": units,
        "forms": known,
        "chosen": chosen,
        "period": posted.get("period", "") if posted else data.get("period") or first,
        "open_after": posted.get("open_after", "") if posted else schedule.open_after if schedule else -10,
        "afters": [(code, name, after[code], wrong.get(f"after.{code}", "")) for code, name in levels],
        "instructions": posted.get("instructions", "") if posted else schedule.instructions if schedule else "",
        "who": forms.scope_fields(unit, clock.today(), posted, scope_of(schedule.scope) if schedule else None),
        "problems": [(f"#{place}", message) for place, message in problems],
        "wrong": wrong,
    }
    return render(request, "web/reports/schedule_form.html", context, status=422 if problems else 200)


def step(request: HttpRequest, schedule_id: int, verb: str) -> HttpResponse:
    """Pause, resume or end: asks for the reason first."""
    schedule = _seen(request, schedule_id)
    org_rules.check(request.user, "request.open", schedule.path)
    problems: forms.Problems = []
    if request.method == "POST":
        try:
            messages.success(request, _step(request, schedule_id, verb))
            return redirect("reports:schedule", schedule_id)
        except BadInput as bad:
            problems = bad.problems
    titles = {"pause": _("Tạm dừng lịch"), "resume": _("Chạy lại lịch"), "end": _("Kết thúc lịch")}
    context = {
        "schedule": schedule,
        "verb": verb,
        "title": titles[verb],
        "why": request.POST.get("why", ""),
        "problems": [(f"#{place}", message) for place, message in problems],
    }
    return render(request, "web/reports/schedule_step.html", context, status=422 if problems else 200)


def _step(request: HttpRequest, schedule_id: int, verb: str) -> str:
    why = request.POST.get("why", "")
    if verb == "pause":
        schedules.pause_schedule(schedule_id, why=why, by=request.user)
        return _("Đã tạm dừng lịch.")
    if verb == "end":
        schedules.end_schedule(schedule_id, why=why, by=request.user)
        return _("Đã kết thúc lịch.")
    _schedule, skipped = schedules.resume_schedule(schedule_id, by=request.user)
    if skipped:
        return _("Lịch chạy lại. Bỏ qua các kỳ đã quá hạn: %(keys)s.") % {"keys": ", ".join(skipped)}
    return _("Lịch chạy lại.")
