"""The calendar of working days: public holidays, and the days that the yearly decision adds or takes away."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.calc.workdays import public_holidays
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.reports import days_off

FIRST, LAST = 2000, 2099


def calendar(request: HttpRequest) -> HttpResponse:
    """The days off of a year; the administrator of the highest unit adds one."""
    text = request.GET.get("nam", "")
    year = int(text) if text.isdecimal() and len(text) == 4 and FIRST <= int(text) <= LAST else clock.today().year
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        days_off.check(request.user)
        try:
            made = _add(request)
            messages.success(request, _("Đã ghi ngày %(day)s.") % {"day": f"{made:%d/%m/%Y}"})
            return redirect(f"{request.path}?nam={made.year}")
        except BadInput as bad:
            problems = bad.problems
    context = {
        "year": year,
        "years": [y for y in (year - 1, year, year + 1) if FIRST <= y <= LAST],
        "holidays": sorted(public_holidays(year).items()),
        "added": days_off.days_of(year),
        "may_change": days_off.may_change(request.user),
        "problems": [(f"#{place}", message) for place, message in problems],
        "data": request.POST,
    }
    return render(request, "web/reports/calendar.html", context, status=422 if problems else 200)


def _add(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise BadInput([("day", _("Chọn ngày."))])
    works, reason = request.POST.get("works") == "1", request.POST.get("reason", "")
    return days_off.set_day(day, works=works, reason=reason, by=request.user).day


@require_POST
def remove(request: HttpRequest, day_id: int) -> HttpResponse:
    """Take an added day away again."""
    days_off.unset_day(day_id, by=request.user)
    messages.success(request, _("Đã bỏ ngày này; lịch chung áp dụng lại."))
    return redirect("reports:calendar")
