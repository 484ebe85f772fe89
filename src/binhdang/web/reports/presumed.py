"""Confirming the presumed units of a request in one go, the exceptions shown before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from binhdang.calc.periods import parse_period
from binhdang.reports import presumed, queries
from binhdang.web.frame import period_label


def confirm(request: HttpRequest, request_id: int) -> HttpResponse:
    """What would be confirmed and what speaks against some; confirmed by the button."""
    asked = queries.requests_seen(request.user).get(pk=request_id)
    presumed.check_confirm(request.user, asked)
    if request.method == "POST":
        n = presumed.confirm(request_id, also=request.POST.getlist("also"), by=request.user)
        said = ngettext("Đã xác nhận %(n)s đơn vị phải báo cáo.", "Đã xác nhận %(n)s đơn vị phải báo cáo.", n)
        messages.success(request, said % {"n": n})
        return redirect("reports:request_units", request_id)
    plain = presumed.plain(request.user, asked)
    context = {
        "asked": asked,
        "period_label": period_label(parse_period(asked.period_key)),
        "exceptions": presumed.exceptions(request.user, asked),
        "count": plain.order_by().count(),
        "plain": plain[: presumed.MOST_SHOWN],
        "most": presumed.MOST_SHOWN,
    }
    return render(request, "web/reports/request_confirm.html", context)
