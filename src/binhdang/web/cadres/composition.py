"""The composition of the bodies of a unit on any day, over the years, and of the units below."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.kit import clock
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.registers.cadres import queries
from binhdang.registers.cadres.bodies import BODIES, BY_CODE
from binhdang.registers.core import rules
from binhdang.ui.charts import Point, Trend
from binhdang.ui.numbers import day as written
from binhdang.web.context import context_of
from binhdang.web.registers.days import day_of

PER_PAGE = 50
YEARS = 5


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every body of the unit on a day, and one of them over the years, by level and by unit below."""
    work = context_of(request)
    body = BY_CODE.get(request.GET.get("ban", ""), BODIES[0])
    text = request.GET.get("ngay", "").strip()[:20]
    day = day_of(text) if text else clock.today()
    on = day or clock.today()
    place = orgs.placement_of(work.unit.pk, on) or work.placement
    below = Paginator(orgs.children(request.user, work.unit.pk, on), PER_PAGE).get_page(request.GET.get("page"))
    shares = queries.people_in([child.unit_id for child in below], body.kinds, on)
    years = queries.history(request.user, work.unit.pk, body, _days(on))
    context = {
        "work": work,
        "body": body,
        "bodies": [(one.code, one.name) for one in BODIES],
        "on": on,
        "text": text or written(on),
        "problem": day is None,
        "whole": queries.of_unit(request.user, work.unit.pk, BODIES, on),
        "years": years,
        "trend": _trend(body.name, years),
        "levels": queries.below(request.user, place.path, body, on),
        "page": below,
        "below": [(child, shares.get(child.unit_id)) for child in below],
        "names": org_rules.may(request.user, rules.READ, place.path),
    }
    return render(request, "web/cadres/composition.html", context)


def _days(on: date) -> list[date]:
    """The ends of the years before, and the day itself."""
    return [date(year, 12, 31) for year in range(on.year - YEARS, on.year)] + [on]


def _trend(name: Any, years: list[tuple[date, queries.Share]]) -> Trend | None:
    points = [
        Point(
            str(day.year),
            Fraction(100 * share.women, share.people) if share.people else None,
            note=f"{share.women}/{share.people}" if share.people else "",
        )
        for day, share in years
    ]
    if sum(point.value is not None for point in points) < 2:
        return None
    return Trend(points, _("Tỷ lệ nữ: %(body)s") % {"body": name}, threshold=30, threshold_name=_("Mức"))
