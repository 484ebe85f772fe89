"""Pages of slips: a correction before it is confirmed, the accepted ones, one of them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.periods import parse_period
from binhdang.consolidation import slips
from binhdang.reports import queries as reports
from binhdang.reports import rules
from binhdang.web.consolidation import shown
from binhdang.web.context import context_of
from binhdang.web.frame import period_label

PAGE = 30


@require_GET
def slip_list(request: HttpRequest) -> HttpResponse:
    """The slips of the unit of the page and everything below it, in the period of the page."""
    work = context_of(request)
    found = slips.slips_below(request.user, work.placement.path, work.period.key)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "work": work,
        "period_label": period_label(work.period),
        "rows": [(one, [shown.move_line(*cell[1:]) for cell in one.cells[:3]], len(one.cells)) for one in page],
    }
    return render(request, "web/consolidation/slips.html", context)


@require_GET
def slip(request: HttpRequest, slip_id: int) -> HttpResponse:
    """One accepted correction: old, new, why, who, and what it did up to the nation."""
    found = slips.slip_for(request.user, slip_id)
    context = {
        "slip": found,
        "slip_cells": [shown.move_line(*cell[1:]) for cell in found.cells],
        "slip_levels": shown.levels_view(request, found.ripple),
        "slip_why": found.why,
        "slip_texts": found.texts,
        "period_label": period_label(parse_period(found.period_key)),
    }
    return render(request, "web/consolidation/slip.html", context)


@require_GET
def pending(request: HttpRequest, report_id: int) -> HttpResponse:
    """A correction before it is sent or accepted: the slip it will be, and its ripple up to the nation."""
    report = reports.report_for(request.user, report_id)
    view = shown.slip_view(request, report)
    if not view:
        raise Http404(_("Báo cáo này không có đính chính đang chờ."))
    context = view | {
        "report": report,
        "period_label": period_label(parse_period(report.period_key)),
        "no_submit": rules.reason_against(request.user, "submit", report),
        "may_decide": not rules.reason_against(request.user, "accept", report),
    }
    return render(request, "web/consolidation/pending.html", context)
