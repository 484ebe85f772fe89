"""The list of reports, and asking for them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.periods import Period, parse_period
from binhdang.datasets.queries import current_form, data_sets
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as org_rules
from binhdang.reports import locks, queries, requests
from binhdang.reports.choices import State
from binhdang.web.context import context_of, tells_latest_period
from binhdang.web.frame import period_label

PAGE = 50
SORTS = {"unit": "path", "due": "due_on", "sent": "submitted_at"}
SORTS |= {f"-{name}": f"-{column}" for name, column in SORTS.items()}


@tells_latest_period
def latest_period(by: Any) -> Period | None:
    """The period a page is about when neither address nor session names one: the latest that was asked for."""
    key = queries.latest_period(by)
    return parse_period(key) if key else None


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of the unit and period of the context bar: filters by state and level, sorted, paged."""
    work = context_of(request)
    every = queries.reports_seen(request.user).filter(queries.below(work.placement.path), period_key=work.period.key)
    counts = queries.state_counts(every)
    state, level = request.GET.get("state", ""), request.GET.get("level", "")
    words = request.GET.get("tim", "").strip()
    found = queries.filtered(every, state=state, level=level, words=words)
    sort = request.GET.get("sort", "unit")
    found = found.select_related("unit__kind__level", "form__data_set").order_by(SORTS.get(sort, "path"), "pk")
    states = [("", _("Tất cả"), sum(counts.values()))]
    states += [(s.value, str(s.label), counts[s.value]) for s in State if counts.get(s.value)]
    context = {
        "work": work,
        "period_label": period_label(work.period),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "states": states,
        "state": state,
        "levels": [("", _("Mọi cấp")), *queries.level_names_of(every).items()],
        "level": level,
        "words": words,
        "sort": sort,
        "requests": queries.requests_seen(request.user)[:12],
        "may_open": bool(org_rules.units_with(request.user, "request.open")),
        "locks": locks.over(work.placement.path, work.period.key),
        "may_review": any(org_rules.units_with(request.user, right) for right in ("report.review", "level.accept")),
    }
    return render(request, "web/reports/list.html", context)


def open_request(request: HttpRequest) -> HttpResponse:
    """Ask for reports: form, period, unit, deadlines by level; says how many units before it is sent."""
    units = org_rules.units_with(request.user, "request.open")
    if not units:
        org_rules.check(request.user, "request.open", context_of(request).placement.path)
    data = request.POST or request.GET
    levels = queries.all_levels()
    problems: list[tuple[str, str]] = []
    preview = None
    if data.get("period"):
        try:
            form, unit, due = _asked(data, units, levels)
            if request.method == "POST" and data.get("confirm"):
                made = requests.open_request(
                    form,
                    unit=unit,
                    period_key=data["period"],
                    due=due,
                    by=request.user,
                    instructions=data.get("instructions", ""),
                )
                messages.success(request, _("Đã mở kỳ báo cáo."))
                return redirect("reports:request", made.pk)
            preview = requests.would_ask(form, unit=unit, period_key=data["period"])
        except BadInput as bad:
            problems = bad.problems
    context = {
        "units": units,
        "forms": data_sets(),
        "levels": levels,
        "data": data,
        "dues": [(code, name, data.get(f"due.{code}", "")) for code, name in levels],
        "problems": [(f"#{place}", message) for place, message in problems],
        "preview": preview,
    }
    return render(request, "web/reports/open.html", context, status=422 if problems else 200)


def _asked(data: Any, units: list[Any], levels: list[tuple[str, str]]) -> tuple[Any, Any, dict[str, date]]:
    """The form, unit and deadlines that were chosen. Raises BadInput naming each field."""
    problems = []
    unit = next((u for u in units if u.code == data.get("for")), None)
    if unit is None:
        problems.append(("for", _("Chọn đơn vị mở kỳ.")))
    due: dict[str, date] = {}
    for code, name in levels:
        text = data.get(f"due.{code}", "").strip()
        if not text:
            continue
        try:
            due[code] = date.fromisoformat(text)
        except ValueError:
            problems.append((f"due.{code}", _("Hạn của %(level)s không phải là ngày.") % {"level": name}))
    if problems:
        raise BadInput(problems)
    return current_form(data.get("form", "")), unit, due


@require_GET
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: what was asked, progress by level."""
    asked = queries.requests_seen(request.user).get(pk=request_id)
    progress = queries.progress(request.user, asked.data_set, asked.period_key, asked.path)
    names = dict(queries.all_levels())
    context = {
        "asked": asked,
        "period_label": period_label(parse_period(asked.period_key)),
        "progress": progress,
        "due": [(names.get(code, code), date.fromisoformat(day)) for code, day in asked.due.items()],
    }
    return render(request, "web/reports/request.html", context)
