"""Women who are qualified and in no pipeline, by thresholds chosen on the page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhdang.careers.qualified import qualified as find
from binhdang.kit import clock
from binhdang.web.careers.asked import LearntForm, scope_of
from binhdang.web.context import context_of

PER_PAGE = 50


@require_GET
def qualified(request: HttpRequest) -> HttpResponse:
    """The counts by level, and the names that one reads."""
    work = context_of(request)
    form = LearntForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {"hoc_van": "", "ly_luan": ""}
    on = min(work.period.end, clock.today())
    found = find(scope_of(request, work), on, given["hoc_van"], given["ly_luan"])
    page = Paginator(found.cards, PER_PAGE).get_page(request.GET.get("page"))
    context = {"work": work, "form": form, "found": found, "page": page, "on": on, "asked": any(given.values())}
    return render(request, "web/careers/qualified.html", context)
