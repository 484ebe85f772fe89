"""The list of reports."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.periods import Period, parse_period
from binhdang.orgs import rules as org_rules
from binhdang.reports import locks, queries, schedules
from binhdang.reports.choices import State
from binhdang.web.context import context_of, tells_latest_period
from binhdang.web.frame import period_label
from binhdang.workbooks.rules import may_upload

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
    schedules.open_due()
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
        "requests": queries.requests_seen(request.user)[:8],
        "may_hand_in": may_upload(request.user),
        "may_open": bool(org_rules.units_with(request.user, "request.open")),
        "locks": locks.over(work.placement.path, work.period.key),
        "may_review": any(org_rules.units_with(request.user, right) for right in ("report.review", "level.accept")),
    }
    return render(request, "web/reports/list.html", context)
