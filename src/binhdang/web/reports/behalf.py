"""Pages of entering for a unit by telephone: who answered, and the unit's word afterwards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.kit.errors import BadInput
from binhdang.reports import behalf, queries
from binhdang.web.reports.views import page_of


def begin(request: HttpRequest, report_id: int) -> HttpResponse:
    """Ask who of the unit answered, then open the form."""
    report = queries.report_for(request.user, report_id)
    spoke, problem = request.POST.get("spoke", ""), []
    if request.method == "POST":
        try:
            behalf.begin(report_id, by=request.user, spoke_with=spoke)
            return redirect("reports:form", report_id)
        except BadInput as bad:
            problem = [(f"#{place}", message) for place, message in bad.problems]
    behalf.check_begin(request.user, report)
    context = page_of(report, spoke=spoke, problem=problem)
    return render(request, "web/reports/behalf.html", context, status=422 if problem else 200)


@require_POST
def confirm(request: HttpRequest, report_id: int) -> HttpResponse:
    """The unit's word that what was entered for it is right."""
    behalf.confirm(report_id, by=request.user)
    messages.success(request, _("Đã ghi nhận đơn vị xác nhận."))
    return redirect("reports:check", report_id)
