"""All registers, and the list of one: filters, counts by sex, kept lists."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.datasets.queries import current_form, layout_of
from binhdang.orgs import rules as orgs
from binhdang.registers.core import actions, queries, rules
from binhdang.registers.core.queries import Counts
from binhdang.registers.core.register import ALL, Feed, Register
from binhdang.web.context import WorkContext, context_of
from binhdang.web.frame import period_label
from binhdang.web.registers.days import day_of
from binhdang.web.registers.shown import lines, register_of

PER_PAGE = 50
WHENS = ("ky", "tat-ca")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every register with what it holds below the unit of the work context."""
    work = context_of(request)
    path, period = work.placement.path, work.period
    rows = [(r, queries.counts_below(request.user, r, path, period.start, period.end)) for r in ALL.values()]
    personal = any(orgs.reach(request.user, right) for right in (rules.WRITE, "privacy.erase", "audit.read"))
    return render(request, "web/registers/home.html", {"rows": rows, "work": work, "personal": personal})


def choices_of(request: HttpRequest, register: Register, work: WorkContext) -> dict[str, list[tuple[str, str]]]:
    """The choices of each filter, worked out once for a request."""
    kept = request.__dict__.setdefault("_register_choices", {})
    if not kept:
        for one in register.filters:
            found = queries.choices_of(request.user, register, one, work.placement.path)
            kept[one.name] = [(str(value), str(label)) for value, label in found]
    return kept


def chosen_of(request: HttpRequest, register: Register, work: WorkContext) -> dict[str, str]:
    """The filters of the address that mean something."""
    known = choices_of(request, register, work)
    given = {name: request.GET.get(name, "")[:100] for name in known}
    return {name: value for name, value in given.items() if value in dict(known[name])}


def span_of(request: HttpRequest, work: WorkContext) -> tuple[date, date]:
    """The first and last day asked for (`tu`, `den`), else those of the period; what is no day means nothing."""
    days = {"tu": work.period.start, "den": work.period.end}
    days |= {name: day for name in days if (day := day_of(request.GET.get(name, "")))}
    return min(days.values()), max(days.values()) if request.GET.get("tu") else days["den"]


def feed_of(request: HttpRequest, register: Register) -> Feed | None:
    """The feed whose records the address asks for (`?o=FORM:cell`): those behind a figure of a report."""
    form, _colon, cell = request.GET.get("o", "").partition(":")
    return next((feed for feed in register.feeds if (feed.form, feed.cell) == (form, cell)), None)


def _figure(feed: Feed | None) -> str:
    """What the form calls the figure of a feed; "" without one."""
    if feed is None:
        return ""
    layout = layout_of(current_form(feed.form))
    cells = (cell for part in layout.sections for row in part.rows for cell in row.cells)
    return next((cell.label for cell in cells if cell.code == feed.cell), feed.cell)


def rows_of(request: HttpRequest, register: Register, work: WorkContext) -> Any:
    """The records that the address asks for."""
    start, end = span_of(request, work)
    behind, removed = feed_of(request, register), request.GET.get("bo") == "1"
    always = removed or behind is not None or request.GET.get("khi") == "tat-ca"
    if behind is not None:
        period = work.period.start, work.period.end
        rows = queries.behind(request.user, register, behind, [work.unit.pk], period)
    else:
        rows = queries.records_seen(request.user, register, removed=removed)
    found = queries.found(
        rows,
        register,
        path=work.placement.path,
        text=request.GET.get("q", "")[:100],
        chosen=chosen_of(request, register, work),
        on=None if always else end,
    )
    return found if always else queries.in_time(found, register, start, end)


def total_of(request: HttpRequest, register: Register, work: WorkContext, seen: Counts) -> Counts:
    """The counts of a list without conditions, with the records that one may count but not open."""
    asked = {name for name, value in request.GET.items() if value} - {"unit", "period", "as_of", "basis", "khi", "page"}
    if asked or (register.names_upward and seen.all):
        return seen
    span = (date.min, date.max) if request.GET.get("khi") == "tat-ca" else (work.period.start, work.period.end)
    return queries.counts_below(request.user, register, work.placement.path, *span)


@require_GET
def records(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a register below the unit of the work context."""
    register, work = register_of(code), context_of(request)
    rows = rows_of(request, register, work)
    counts = queries.counts(rows, register)
    page = Paginator(range(counts.all), PER_PAGE).get_page(request.GET.get("page"))
    chosen, choices = chosen_of(request, register, work), choices_of(request, register, work)
    shown = queries.page_of(rows, register, max(0, page.start_index() - 1), page.end_index(), counts.all)
    register.prepare(shown, span_of(request, work)[1])
    filters = [(one, [("", _("Tất cả")), *choices[one.name]], chosen.get(one.name, "")) for one in register.filters]
    timed = bool(register.standing or register.day)
    days = {name: request.GET.get(name, "")[:10] for name in ("tu", "den")}
    context = {
        "register": register,
        "work": work,
        "page": page,
        "rows": lines(register, shown),
        "heads": [register.label(name) for name in register.columns],
        "asked": {name: f"{day:%d/%m/%Y}" if (day := day_of(text)) else text for name, text in days.items()},
        "no_day": any(text and day_of(text) is None for text in days.values()),
        "asks_days": timed and not request.GET.get("khi"),
        "narrowed": bool(chosen or any(days.values())),
        "counts": counts,
        "total": total_of(request, register, work, counts),
        "filters": filters,
        "text": request.GET.get("q", "")[:100],
        "when": request.GET.get("khi", ""),
        "whens": [("", _("Trong kỳ %(p)s") % {"p": period_label(work.period).lower()}), ("tat-ca", _("Mọi thời gian"))],
        "timed": timed,
        "span": span_of(request, work),
        "figure": _figure(feed_of(request, register)),
        "removed": request.GET.get("bo") == "1",
        "views": queries.views_of(request.user, register),
        "query": urlencode([(k, v) for k, v in request.GET.items() if k != "page"]),
        "may_write": orgs.may(request.user, rules.WRITE, work.placement.path),
        "filtered": bool(chosen or request.GET.get("q") or request.GET.get("o")),
    }
    return render(request, "web/registers/list.html", context)


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the present list under a name."""
    register = register_of(code)
    view = actions.keep_view(
        register, name=request.POST.get("name", ""), query=request.POST.get("query", ""), by=request.user
    )
    messages.success(request, _("Đã giữ danh sách “%(name)s”.") % {"name": view.name})
    return redirect(f"/so/{register.code}/?{view.query}")


@require_POST
def drop(request: HttpRequest, code: str, view_id: int) -> HttpResponse:
    """Forget a kept list."""
    actions.drop_view(view_id, by=request.user)
    return redirect("registers:list", register_of(code).code)
