"""Requests of persons about their own data: the list with its clocks, one request, what is held."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.files import TYPES
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.privacy import actions, papers, queries, rules
from binhdang.privacy.choices import Kind
from binhdang.registers.core.erasing import ERASE
from binhdang.registers.core.rules import WRITE
from binhdang.web.context import context_of
from binhdang.web.privacy.forms import AskedForm

PER_PAGE = 50
Say = Callable[[HttpRequest, int], str]


def check_part(by: Any) -> None:
    """Raise `Refused` for who has no part in personal data anywhere: keeping, erasing or reading the log."""
    if not any(org_rules.reach(by, right) for right in (WRITE, ERASE, rules.AUDIT)):
        raise Refused(_("Bạn không có việc về dữ liệu cá nhân."), _("Người ghi sổ, lãnh đạo, quản trị của đơn vị."))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The requests below the unit of the work context: those whose clock runs, and those that were answered."""
    check_part(request.user)
    work = context_of(request)
    path = work.placement.path
    page = Paginator(queries.closed_below(request.user, path), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "work": work,
        "open": [_line(request, one) for one in queries.open_below(request.user, path)[:200]],
        "closed": [_line(request, one) for one in page],
        "page": page,
        "may_write": rules.may_answer(request.user, path),
        "days": queries.days_of(path),
    }
    return render(request, "web/privacy/home.html", context)


def _line(request: HttpRequest, one: Any) -> dict[str, Any]:
    return {
        "asked": one,
        "name": one.name if rules.reads_name(request.user, one) else "",
        "next": queries.next_by(one),
        "late": queries.is_late(one),
    }


def add(request: HttpRequest) -> HttpResponse:
    """Write a request down."""
    work = context_of(request)
    rules.check_answer(request.user, work.placement.path)
    form = AskedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = orgs.unit_by_code(request.user, request.POST.get("unit", work.unit.code))
        try:
            made = actions.receive(unit, actions.Asked(**form.cleaned_data), by=request.user)
            messages.success(request, _("Đã ghi yêu cầu số %(n)s.") % {"n": made.number})
            return redirect("privacy:request", made.pk)
        except BadInput as bad:
            for name, text in bad.problems:
                form.add_error(name or None, text)
    context = {"form": form, "work": work, "days": queries.days_of(work.placement.path)}
    return render(request, "web/privacy/add.html", context, status=422 if form.errors else 200)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its clocks, who it is about, what can be done."""
    return _page(request, queries.request_for(request.user, pk))


def _page(request: HttpRequest, asked: Any, problem: str = "") -> HttpResponse:
    named = rules.reads_name(request.user, asked)
    text = request.GET.get("q", asked.name)[:100] if named else ""
    verbs = {move.verb for move in actions.flow.REQUEST_FLOW.moves_from(asked.state)}
    may = rules.may_answer(request.user, asked.path)
    reached, left = queries.outlook(request.user, asked) if verbs and may else ([], [])
    context = _line(request, asked) | {
        "reached": reached,
        "left": left,
        "named": named,
        "verbs": verbs if may else set(),
        "text": text,
        "found": queries.people_like(request.user, asked, text) if named and may and verbs else [],
        "deletes": asked.kind == Kind.DELETE,
        "holding": queries.still_held(request.user, asked) if verbs and may else [],
        "restricts": asked.kind == Kind.RESTRICT,
        "may_erase": org_rules.may(request.user, ERASE, asked.path),
        "restricted": may and asked.who is not None and asked.who.restricted_at is not None and not verbs,
        "problem": problem,
    }
    return render(request, "web/privacy/request.html", context, status=422 if problem else 200)


def _acknowledge(request: HttpRequest, pk: int) -> str:
    actions.acknowledge(pk, by=request.user)
    return _("Đã ghi là đã báo cho người yêu cầu.")


def _identify(request: HttpRequest, pk: int) -> str:
    who = request.POST.get("who", "")
    actions.identify(pk, int(who) if who.isdecimal() and len(who) < 18 else 0, by=request.user)
    return _("Đã xác định người trong sổ.")


def _finish(request: HttpRequest, pk: int) -> str:
    actions.finish(pk, answer=request.POST.get("answer", ""), by=request.user)
    return _("Đã giải quyết xong yêu cầu.")


def _refuse(request: HttpRequest, pk: int) -> str:
    actions.refuse(pk, answer=request.POST.get("answer", ""), by=request.user)
    return _("Đã đóng yêu cầu, có ghi lý do.")


def _lift(request: HttpRequest, pk: int) -> str:
    actions.lift(pk, by=request.user)
    return _("Đã bỏ hạn chế; người này hiện lại trong sổ.")


SAYS: dict[str, Say] = {
    "bao-nhan": _acknowledge,
    "xac-dinh": _identify,
    "giai-quyet": _finish,
    "tu-choi": _refuse,
    "bo-han-che": _lift,
}


@require_POST
def say(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of a request."""
    asked = queries.request_for(request.user, pk)
    if verb not in SAYS:
        raise Http404
    try:
        messages.success(request, SAYS[verb](request, pk))
    except BadInput as bad:
        return _page(request, asked, bad.problems[0][1])
    return redirect("privacy:request", pk)


@require_GET
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """What is held about the person of a request, to read or print."""
    asked = queries.request_for(request.user, pk)
    entries, elsewhere = papers.held_for(asked, by=request.user, how="page")
    return render(request, "web/privacy/held.html", {"asked": asked, "entries": entries, "elsewhere": elsewhere})


@require_GET
def held_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a machine."""
    asked = queries.request_for(request.user, pk)
    data = papers.as_json(asked, *papers.held_for(asked, by=request.user, how="json"))
    return _file(data, "application/json", f"du-lieu-{asked.number}.json")


@require_GET
def held_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a sheet."""
    asked = queries.request_for(request.user, pk)
    held = papers.held_for(asked, by=request.user, how="xlsx")
    return _file(papers.as_sheet(*held), TYPES["xlsx"], f"du-lieu-{asked.number}.xlsx")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, kind, headers=headers)
