"""One course with everything that is done for it; the catalogue; the courses that ask one's unit for people."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.registers.training import door, queries, rules
from binhdang.web.context import context_of
from binhdang.web.frame import period_label
from binhdang.web.registers import beside

PER_PAGE = 100


@require_GET
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """A course: counts for all who see it, names for who may read them."""
    one = queries.course_for(request.user, pk)
    organises = rules.organises(request.user, one)
    people = queries.participants(request.user, one)
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    days, papers, marked = queries.half_days(one), queries.certificates_of(one), queries.marked(one)
    waits = door.counts(one) if organises else {}
    context = {
        "course": one,
        "organises": organises,
        "recorded": rules.reads_record(request.user, one),
        "marks": rules.marks(request.user, one),
        "tally": queries.tally(one),
        "gain": queries.gain(one),
        "sessions": [(s, *marked.get(s.pk, (0, 0)), waits.get(s.pk, 0)) for s in queries.sessions_of(one)],
        "page": page,
        "people": [
            (p, days.get(p.pk, 0), papers.get(p.pk), organises or rules.names_for(request.user, p.unit)) for p in page
        ],
        "units": queries.by_unit(request.user, one),
        "posts": queries.by_post(one),
        "own": queries.asked_units(request.user, one),
    }
    return render(request, "web/training/course.html", context)


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every topic with what was held on it in the period, below the unit of the work context."""
    work = context_of(request)
    lines = queries.by_topic(request.user, work.placement.path, work.period.start, work.period.end)
    return render(
        request, "web/training/catalogue.html", {"lines": lines, "work": work, "period": period_label(work.period)}
    )


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """The courses that ask one's own units for people."""
    return render(request, "web/training/asked.html", {"rows": queries.asked_of(request.user)})


def _links(request: HttpRequest, record: Any) -> list[beside.Link]:
    """Where the work on a course is done, from its record."""
    if record.removed_at:
        return []
    return [beside.Link(_("Người dự, điểm danh, giấy chứng nhận"), reverse("training:course", args=[record.pk]), True)]


beside.RECORDS["tap-huan"] = _links
