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
            return _moved(request, one, there)
        except BadInput as bad:
            problems = bad.problems
    given = request.POST or request.GET
    words = given.get("tim", "").strip()[:100]
    kept = orgs.find_units(request.user, words).filter(org_rules.sight(request.user, right=rules.WRITE))
    found = list(kept.exclude(unit=one.unit_id)[:MOST]) if words else []
    place = orgs.placement_of(one.unit_id)
    context = {
        "record": one,
        "posts": twins.posts_of([one]).get(one.pk, []),
        "words": words,
        "found": found,
        "above": place.parent if place else None,
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


def _moved(request: HttpRequest, old: Any, new: Any) -> HttpResponse:
    """To the new card, else to the old one, else to the list: as far as this person still reads them."""
    seen = set(queries.records_seen(request.user, CADRES).filter(pk__in=[old.pk, new.pk]).values_list("pk", flat=True))
    if new.pk in seen:
        messages.success(request, _("Đã chuyển; các chức vụ cũ ở nguyên trong hồ sơ của đơn vị cũ."))
        return redirect("registers:record", CADRES.code, new.pk)
    text = _("Đã chuyển; người ghi sổ của %(unit)s ghi tiếp ở hồ sơ mới, bạn không mở được hồ sơ ấy.")
    messages.success(request, text % {"unit": new.unit.name})
    if old.pk in seen:
        return redirect("registers:record", CADRES.code, old.pk)
    return redirect("registers:list", CADRES.code)


def _links(request: HttpRequest, record: Any) -> list[beside.Link]:
    """Moving, for who keeps the register and while the person is there; the person's other cards in sight."""
    cards = queries.records_seen(request.user, CADRES).filter(who=record.who_id).exclude(pk=record.pk)
    links = [
        beside.Link(
            _("Hồ sơ ở %(unit)s") % {"unit": card.unit.name},
            reverse("registers:record", args=[CADRES.code, card.pk]),
        )
        for card in cards.order_by("pk")
    ]
    if record.left_on or record.removed_at or not org_rules.may(request.user, rules.WRITE, record.path):
        return links
    return [beside.Link(gettext_lazy("Chuyển đơn vị"), reverse("cadres:move", args=[record.pk])), *links]


beside.RECORDS[CADRES.code] = _links
