"""All registers, and the list of one: filters, counts by sex, kept lists."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as orgs
from binhdang.registers.core import actions, queries, rules
from binhdang.registers.core.register import ALL
from binhdang.web.context import context_of
from binhdang.web.frame import period_label
from binhdang.web.registers.asked import Asked
from binhdang.web.registers.days import day_of
from binhdang.web.registers.shown import lines, register_of

PER_PAGE = 50
PER_PRINT = 2000
CARRIED = ("unit", "period", "as_of", "basis", "khi", "bo", "rieng")
"""What of an address stays when its filters change."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every register with what it holds below the unit of the work context."""
    work = context_of(request)
    path, period = work.placement.path, work.period
    rows = [(r, queries.counts_below(request.user, r, path, period.start, period.end)) for r in ALL.values()]
    personal = any(orgs.reach(request.user, right) for right in (rules.WRITE, "privacy.erase", "audit.read"))
    return render(request, "web/registers/home.html", {"rows": rows, "work": work, "personal": personal})


def _placed(request: HttpRequest) -> HttpRequest:
    """The request with the unit and period it stands on in its address, so that every link from it carries them."""
    work, given = context_of(request), request.GET.copy()
    given["unit"], given["period"] = work.unit.code, work.period.key
    if work.as_of != work.own_day:
        given["as_of"] = work.as_of.isoformat()
    request.GET = given  # type: ignore[assignment]
    return request


@require_GET
def records(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a register below the unit of the work context."""
    asked = Asked(_placed(request), register_of(code))
    register, work = asked.register, asked.work
    printed = _printed(asked)
    page = Paginator(range(asked.seen.all), PER_PRINT if printed["whole"] else PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = queries.page_of(asked.rows, register, max(0, page.start_index() - 1), page.end_index(), asked.seen.all)
    register.prepare(shown, asked.span[1])
    days = {name: request.GET.get(name, "")[:10] for name in ("tu", "den")}
    context = {
        "register": register,
        "work": work,
        "page": page,
        "rows": lines(register, shown),
        "heads": [register.label(name) for name in register.columns],
        "asked": {name: f"{day:%d/%m/%Y}" if (day := day_of(text)) else text for name, text in days.items()},
        "no_day": any(text and day_of(text) is None for text in days.values()),
        "asks_days": asked.timed and not request.GET.get("khi"),
        "narrowed": bool(asked.chosen or any(days.values())),
        "counts": asked.seen,
        "total": asked.total,
        "table": asked.table,
        "hides": asked.hides,
        "sums": queries.sums(asked.counted, register),
        "filters": asked.filters,
        "carried": [(name, value) for name in CARRIED if (value := request.GET.get(name))],
        "text": asked.text,
        "when": request.GET.get("khi", ""),
        "whens": [("", _("Trong kỳ %(p)s") % {"p": period_label(work.period).lower()}), ("tat-ca", _("Mọi thời gian"))],
        "timed": asked.timed,
        "span": asked.span,
        "figure": asked.figure,
        "removed": asked.removed,
        "alone": asked.alone,
        "views": queries.views_of(request.user, register),
        "query": urlencode([(k, v) for k, v in request.GET.items() if k not in {"page", "in"}]),
        "may_write": orgs.may(request.user, rules.WRITE, work.placement.path),
        "filtered": bool(asked.chosen or asked.text or asked.feed),
    }
    return render(request, "web/registers/list.html", context | printed)


def _printed(asked: Asked) -> dict[str, Any]:
    """What stands on paper beside the list itself: what it is of, and when it was printed."""
    return {
        "period": period_label(asked.work.period),
        "conditions": asked.conditions,
        "printed_at": timezone.localtime(clock.now()),
        "whole": asked.request.GET.get("in") == "1",
        "per_print": PER_PRINT,
    }


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the present list under a name."""
    register = register_of(code)
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    try:
        view = actions.keep_view(register, name=name, query=query, by=request.user)
        messages.success(request, _("Đã giữ danh sách “%(name)s”.") % {"name": view.name})
    except BadInput as bad:
        messages.error(request, bad.problems[0][1])
    return redirect(f"{reverse('registers:list', args=[register.code])}?{query[:1000]}")


@require_POST
def drop(request: HttpRequest, code: str, view_id: int) -> HttpResponse:
    """Forget a kept list."""
    actions.drop_view(view_id, by=request.user)
    return redirect("registers:list", register_of(code).code)
