"""Cards that may be one person's: the list, two side by side, the decision, and taking a merge back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit.errors import BadInput
from binhdang.registers.cadres import actions, twins
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions as records
from binhdang.registers.core import rules
from binhdang.web.context import context_of
from binhdang.web.registers.shown import text


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """The pairs below the unit of the work context that wait for a decision, and the merges that can be taken back."""
    work = context_of(request)
    context = {
        "work": work,
        "pairs": twins.pairs(request.user, work.placement.path),
        "unread": twins.unread(request.user, work.placement.path),
        "merged": twins.merged(request.user, work.placement.path),
        "most": twins.MOST,
    }
    return render(request, "web/cadres/twins.html", context)


def compare(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two cards side by side; POST says that they are one person's, or two people's."""
    cards = twins.both(request.user, first, second)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            return _decide(request, first, second)
        except BadInput as bad:
            problems = bad.problems
    sensitive = all(rules.reads_sensitive(request.user, card.path) for card in cards)
    if sensitive and request.method == "GET":
        for card in cards:
            records.note_reading(CADRES, card, sorted(CADRES.sensitive), by=request.user)
    posts = twins.posts_of(cards)
    context = {
        "cards": [(card, posts.get(card.pk, [])) for card in cards],
        "rows": _rows(cards, sensitive),
        "clashes": twins.clashes(*cards),
        "same_unit": cards[0].unit_id == cards[1].unit_id,
        "problems": problems,
        "summary": [(f"#{place}" if place else "", message) for place, message in problems],
        "why": request.POST.get("why", "")[:500],
    }
    return render(request, "web/cadres/compare.html", context, status=422 if problems else 200)


def _rows(cards: tuple[Any, Any], sensitive: bool) -> list[dict[str, Any]]:
    rows = []
    for name in actions.FIELDS:
        closed = name in CADRES.sensitive and not sensitive
        said = [_("Đã đóng") if closed else text(card, name) for card in cards]
        both = all(getattr(card, name) not in {None, ""} for card in cards)
        differ = getattr(cards[0], name) != getattr(cards[1], name)
        rows.append({"name": name, "label": CADRES.label(name), "said": said, "choose": both and differ and not closed})
    return rows


def _decide(request: HttpRequest, first: int, second: int) -> HttpResponse:
    if request.POST.get("decision") == "apart":
        actions.keep_apart(first, second, by=request.user)
        messages.success(request, _("Đã ghi là hai người khác nhau."))
        return redirect("cadres:twins")
    keep, twin = (first, second) if request.POST.get("keep") != "second" else (second, first)
    side = "second" if keep == first else "first"
    taken = frozenset(name for name in actions.FIELDS if request.POST.get(f"value-{name}") == side)
    card = actions.merge(keep, twin, taken=taken, why=request.POST.get("why", "")[:500], by=request.user)
    messages.success(request, _("Đã gộp: hai hồ sơ là của một người."))
    return redirect("registers:record", CADRES.code, card.pk)


@require_POST
def undo(request: HttpRequest, twin: int) -> HttpResponse:
    """Take a merge back."""
    card = actions.unmerge(twin, by=request.user)
    messages.success(request, _("Đã tách lại thành hai hồ sơ."))
    return redirect("registers:record", CADRES.code, card.pk)
