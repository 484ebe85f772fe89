"""Pages of number series: what an issuer's series are, one more of them, and a paper of any type that starts empty."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhdang.documents import rules
from binhdang.documents.choices import TYPE_NAMES
from binhdang.documents.series import USUAL, add_series, series_of
from binhdang.evaluation.paper_blank import draft_blank
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.orgs.rules import check
from binhdang.web.context import context_of


@login_required
@require_http_methods(["GET", "POST"])
def series(request: HttpRequest) -> HttpResponse:
    """The series of the unit of the page with their numbers this year; a POST adds one."""
    work = context_of(request)
    check(request.user, "see", work.placement.path)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = add_series(work.unit, request.POST.get("code", ""), request.POST.get("name", ""), by=request.user)
            messages.success(request, _("Đã thêm dãy số %(code)s.") % {"code": made.code})
            return redirect("documents:series")
        except BadInput as bad:
            problems = [(f"#{place}", said) for place, said in bad.problems]
    year = clock.today().year
    page: dict[str, Any] = {
        "work": work, "year": year, "lines": series_of(work.unit.pk, year), "problems": problems,
        "may": rules.may_issue(request.user, work.placement.path),
        "code": request.POST.get("code", ""), "name": request.POST.get("name", ""),
    }  # fmt: skip
    return render(request, "web/documents/series.html", page, status=422 if problems else 200)


@login_required
@require_http_methods(["GET", "POST"])
def blank(request: HttpRequest) -> HttpResponse:
    """Start an empty paper of a type: the head follows from the unit, people write the rest."""
    work = context_of(request)
    check(request.user, rules.WRITER, work.placement.path)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = draft_blank(
                work.unit, request.POST.get("type_code", ""), request.POST.get("subject", "").strip(), by=request.user
            )
            return redirect("documents:edit", made.pk)
        except BadInput as bad:
            problems = [("#subject", f"{place}: {said}") for place, said in bad.problems]
    page = {
        "work": work, "types": [(code, USUAL[code]) for code in TYPE_NAMES], "problems": problems,
        "subject": request.POST.get("subject", ""), "type_code": request.POST.get("type_code", "KH"),
    }  # fmt: skip
    return render(request, "web/documents/blank.html", page, status=422 if problems else 200)
