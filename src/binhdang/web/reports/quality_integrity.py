"""The page of integrity: what does not fit below the unit of the context, how much of each kind, how to mend it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from binhdang.orgs import rules as org_rules
from binhdang.reports import integrity as checks
from binhdang.web.context import context_of

PAGE = 50
ROUTES = {
    "report": ("reports:check", int),
    "unit": ("orgs:unit", int),
    "request": ("reports:request", int),
    "form": ("datasets_forms:form", str),
}
"""What a line opens -> (route, type of its part)."""


def integrity(request: HttpRequest) -> HttpResponse:
    """Counts first, then the lines, paged; a POST looks anew, at once for a small part, as a job for a large one."""
    work = context_of(request)
    path = work.placement.path
    if request.method == "POST":
        return _look(request, path)
    chosen = request.GET.get("loi", "")
    chosen = chosen if chosen in checks.CHECKS else ""
    lines = checks.lines_seen(request.user, path)
    page = Paginator(lines.filter(check_code=chosen) if chosen else lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "work": work,
        "run": checks.last_run(path),
        "counts": checks.counts(request.user, path),
        "chosen": chosen,
        "title": checks.CHECKS[chosen].title if chosen else "",
        "page": page,
        "rows": [(line, address_of(line.target)) for line in page],
        "may": org_rules.may(request.user, checks.RIGHT, path),
    }
    return render(request, "web/reports/integrity.html", context)


def _look(request: HttpRequest, path: str) -> HttpResponse:
    here = reverse("reports:integrity")
    if checks.is_large(path):
        return redirect("jobs:page", checks.start_look(path, by=request.user, href=here).pk)
    run = checks.look(path, by=request.user)
    messages.success(request, _("Đã kiểm tra xong: %(n)s điểm không khớp.") % {"n": run.lines})
    return redirect(here)


def address_of(target: str) -> str:
    """The address that a line opens; "" when there is none."""
    kind, _colon, part = target.partition(":")
    if kind not in ROUTES or not part:
        return ""
    route, of = ROUTES[kind]
    part_of: Any = of(part)
    try:
        return reverse(route, args=[part_of])
    except NoReverseMatch:
        return ""
