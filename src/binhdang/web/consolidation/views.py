"""Pages of consolidated reports: the list, a new one, the report itself."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhdang.calc.periods import parse_period
from binhdang.consolidation import actions, queries, rules
from binhdang.consolidation.book import book_of, figure_sections
from binhdang.orgs import queries as orgs
from binhdang.reports.queries import requests_seen
from binhdang.web.audit.words import moments
from binhdang.web.consolidation import shown
from binhdang.web.context import context_of
from binhdang.web.frame import period_label

PAGE = 30


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The consolidated reports in sight, and those that the unit of the page could start."""
    work = context_of(request)
    page = Paginator(queries.reports_seen(request.user), PAGE).get_page(request.GET.get("page"))
    may = rules.may_write(request.user, work.placement.path)
    context = {
        "page": page,
        "rows": [shown.line_of(report) for report in page],
        "to_start": [(one, _label(one)) for one in queries.can_start(request.user, work.unit)] if may else [],
        "work": work,
    }
    return render(request, "web/consolidation/list.html", context)


def _label(asked: Any) -> str:
    return period_label(parse_period(asked.period_key))


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, request_id: int, code: str) -> HttpResponse:
    """Start the consolidated report of a unit on a request; one that is there already is opened."""
    unit = orgs.unit_by_code(request.user, code)
    asked = requests_seen(request.user).get(pk=request_id)
    there = queries.report_of(request.user, request_id, unit.pk)
    if there is not None:
        return redirect("consolidation:report", there.pk)
    if request.method == "POST":
        made = actions.start(request_id, unit, by=request.user)
        messages.success(request, _("Đã lập bản nháp từ số liệu hiện tại. Bước tiếp: chọn ý kiến của các đơn vị."))
        return redirect("consolidation:report", made.pk)
    context = {"asked": asked, "unit": unit, "period_label": _label(asked)}
    return render(request, "web/consolidation/start.html", context)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: narrative held against the figures, totals with the unit's own, silent units, what was signed."""
    report = queries.report_for(request.user, pk)
    book = book_of(request.user, report)
    lines = queries.lines_of(queries.passages_of(report), book)
    snapshot = queries.latest_snapshot(request.user, report)
    context = shown.head_of(request, report) | {
        "book": book,
        "groups": shown.passage_groups(lines),
        "moved": sum(line.moved for line in lines),
        "turned": sum(line.source in {"changed", "gone"} for line in lines),
        "figures": figure_sections(book),
        **shown.silent_view(queries.silent_of(request.user, report)),
        "snapshots": queries.snapshots_of(report),
        "snapshot": snapshot,
        "moments": moments(report, limit=12),
    }
    if snapshot is not None:
        context |= shown.since_view(request, snapshot)
    return render(request, "web/consolidation/report.html", context)
