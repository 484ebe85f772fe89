"""A person goes to another unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.kit.errors import BadInput
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.registers.cadres import actions, twins
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import queries, rules
from binhdang.web.registers import beside
from binhdang.web.registers.days import day_of

MOST = 12


def move(request: HttpRequest, card: int) -> HttpResponse:
    """Find the unit, then say the last day; POST moves."""
    one = queries.record_for(request.user, CADRES, card)
    rules.check_write(request.user, one.path)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            there = _move(request, one)
            messages.success(request, _("Đã chuyển; các chức vụ cũ ở nguyên trong hồ sơ của đơn vị cũ."))
            return redirect("registers:record", CADRES.code, there.pk)
        except BadInput as bad:
            problems = bad.problems
    given = request.POST or request.GET
    words = given.get("tim", "").strip()[:100]
    found = list(orgs.find_units(request.user, words).exclude(unit=one.unit_id)[:MOST]) if words else []
    context = {
        "record": one,
        "posts": twins.posts_of([one]).get(one.pk, []),
        "words": words,
        "found": found,
        "chosen": given.get("unit", "") or (found[0].unit.code if len(found) == 1 else ""),
        "day": given.get("day", "")[:20],
        "problems": problems,
        "summary": [(f"#{place}" if place else "", message) for place, message in problems],
    }
    return render(request, "web/cadres/move.html", context, status=422 if problems else 200)


def _move(request: HttpRequest, one: Any) -> Any:
    last_day = day_of(request.POST.get("day", ""))
    if last_day is None:
        raise BadInput([("day", _("Ghi ngày theo dạng 30/06/2020."))])
    if not request.POST.get("unit"):
        raise BadInput([("unit", _("Chọn đơn vị mới."))])
    version = request.POST.get("version", "")
    unit = orgs.unit_by_code(request.user, request.POST["unit"][:60])
    known = int(version) if version.isdecimal() and len(version) < 10 else -1
    return actions.move(one.pk, unit, last_day=last_day, version=known, by=request.user)


def _links(request: HttpRequest, record: Any) -> list[beside.Link]:
    """The link to moving, for who keeps the register and while the person is there."""
    if record.left_on or record.removed_at or not org_rules.may(request.user, rules.WRITE, record.path):
        return []
    return [(gettext_lazy("Chuyển đơn vị"), reverse("cadres:move", args=[record.pk]))]


beside.RECORDS[CADRES.code] = _links
