"""Who read what is sensitive; why and how long registers keep data of persons; how fast requests are answered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binhdang.kit import clock, jobs
from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.privacy import actions, queries, rules
from binhdang.privacy.choices import ACKNOWLEDGE, DAYS, Kind
from binhdang.privacy.jobs import ERASE_EXPIRED
from binhdang.registers.core import erasing
from binhdang.registers.core.erasing import ERASE
from binhdang.registers.core.register import ALL
from binhdang.web.context import context_of
from binhdang.web.privacy.requests import check_part
from binhdang.web.registers.shown import register_of

PER_PAGE = 50
MOST_SHOWN = 100


def readings(request: HttpRequest) -> HttpResponse:
    """Who read sensitive fields below the unit of the work context, or of one record."""
    check_part(request.user)
    work, code, number = context_of(request), request.GET.get("so", ""), request.GET.get("hs", "")
    record = int(number) if number.isdecimal() and len(number) < 18 else None
    found = queries.readings(request.user, path=work.placement.path, register=code, record=record)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    choices = [("", _("Mọi sổ"))] + [(r.code, str(r.name)) for r in ALL.values() if r.sensitive]
    context = {
        "work": work,
        "page": page,
        "rows": queries.shown(request.user, page),
        "choices": choices,
        "code": code,
        "record": record,
    }
    return render(request, "web/privacy/readings.html", context)


def kept(request: HttpRequest) -> HttpResponse:
    """Every register of persons: purpose and ground, what is sensitive, how long it is kept, what is past its time."""
    check_part(request.user)
    may = bool(org_rules.reach(request.user, ERASE))
    rows = [
        {
            "register": register,
            "upward": queries.names_upward(register),
            "sensitive": [str(register.label(name)) for name in sorted(register.sensitive)],
            "from": erasing.kept_from(register),
            "expired": erasing.expired_count(register, clock.today(), by=request.user) if may else None,
        }
        for register in ALL.values()
        if erasing.about_people(register)
    ]
    return render(request, "web/privacy/kept.html", {"rows": rows, "may": may})


def expired(request: HttpRequest) -> HttpResponse:
    """What of one register is past its time, shown first; erased by a job once a person has confirmed it."""
    if not org_rules.reach(request.user, ERASE):
        raise Refused(
            _("Bạn không có quyền xoá dữ liệu cá nhân."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with(ERASE)},
        )
    register = register_of(request.POST.get("so", request.GET.get("so", "")))
    if request.method == "POST":
        args = {"register": register.code, "by": request.user.pk}
        made = jobs.start(ERASE_EXPIRED, args, by=request.user, href="/du-lieu-ca-nhan/luu-giu/")
        return redirect("jobs:page", made.pk)
    parts = [
        (
            lines.name if lines else register.name,
            rows.count(),
            [_shown(register, lines, row) for row in rows[:MOST_SHOWN]],
        )
        for lines, rows in erasing.expired(register, clock.today(), by=request.user)
    ]
    total = sum(count for _name, count, _rows in parts)
    return render(request, "web/privacy/expired.html", {"register": register, "parts": parts, "total": total})


def _shown(register: Any, lines: Any, row: Any) -> dict[str, Any]:
    record = row if lines is None else getattr(row, lines.owner)
    since, day = erasing.kept_since(register, lines, row)
    return {"title": row.name, "unit": record.unit.name, "since": since, "day": day}


def days(request: HttpRequest) -> HttpResponse:
    """How many working days the unit of the work context has for requests: its own setting over the defaults."""
    check_part(request.user)
    work = context_of(request)
    unit, problems = work.unit, []
    if request.method == "POST":
        rules.check_set_days(request.user, work.placement.path)
        try:
            for kind in DAYS:
                given = request.POST.get(kind, "").strip()
                number = int(given) if given.isdecimal() and len(given) < 4 else 0
                actions.set_days(unit, kind, number if given else None, by=request.user)
            messages.success(request, _("Đã lưu thời hạn của %(unit)s.") % {"unit": unit.name})
            return redirect("privacy:days")
        except BadInput as bad:
            problems = bad.problems
    now, own = queries.days_of(work.placement.path), queries.own_days(unit)
    names = {ACKNOWLEDGE: _("Báo đã nhận yêu cầu")} | {kind.value: str(kind.label) for kind in Kind}
    context = {
        "work": work,
        "rows": [(kind, names[kind], now[kind], DAYS[kind], own.get(kind, "")) for kind in DAYS],
        "may": org_rules.may(request.user, ERASE, work.placement.path),
        "problems": problems,
    }
    return render(request, "web/privacy/days.html", context, status=422 if problems else 200)
