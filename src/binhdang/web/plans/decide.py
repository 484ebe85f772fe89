"""Decisions on one finding: each is a small form that works without scripts and comes back to its place."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhdang.kit.errors import BadInput, Conflict
from binhdang.plans import decisions, fields, queries, rules, words
from binhdang.plans import review as pages
from binhdang.web.plans.forms import entries, person, posted_data, typed_entries, version_of
from binhdang.web.plans.review import review_context

CUT = "|"


def place_of(pk: int, number: int) -> str:
    """The address of a finding on the review page."""
    return reverse("plans:review", args=[pk]) + f"?xem=tat-ca#diem-{number}"


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One finding with all its fields: correct, and confirm at once if asked to."""
    plan, card = pages.card_for(person(request), pk, number)
    if request.method == "GET":
        return _finding_page(request, plan, card)
    try:
        kept = decisions.correct_finding(
            card.finding, posted_data(request.POST), by=person(request), version=version_of(request)
        )
        card.finding.version = kept.version
        if "confirm" in request.POST:
            decisions.confirm_finding(kept, by=person(request), indicator=request.POST.get("indicator") or None)
    except BadInput as error:
        return _finding_page(request, plan, card, problems=error.problems)
    except Conflict as conflict:
        return _finding_page(request, plan, card, theirs=conflict.theirs)
    messages.success(request, _("Đã lưu điểm %(n)s.") % {"n": number})
    return redirect(place_of(pk, number))


@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Confirm, drop or take back; the row comes back alone when htmx asks for it."""
    one = queries.finding_for(person(request), pk, number)
    verb = request.POST.get("verb", "")
    try:
        _do(request, verb, one)
    except BadInput as error:
        for _place, said in error.problems:
            messages.error(request, _("Điểm %(n)s: %(said)s") % {"n": number, "said": said})
        return _to(request, reverse("plans:finding", args=[pk, number]))
    if request.htmx and verb != "reopen":  # type: ignore[attr-defined]
        page = pages.review_page(person(request), pk)
        row = next((row for row in page.rows if any(c.finding.order == number for c in row.cards)), None)
        row = row or next((row for row in page.rows if row.start <= one.start < row.end), None)
        if row is not None:
            context = review_context(request, page) | {"row": row, "shown": "tat-ca", "partial": True, "done": number}
            return render(request, "web/plans/_row.html", context)
    return _to(request, place_of(pk, number))


def _do(request: HttpRequest, verb: str, one: Any) -> None:
    version = version_of(request)
    if verb == "confirm":
        choice, why = request.POST.get("indicator") or None, request.POST.get("lower_reason", "")
        decisions.confirm_finding(one, by=person(request), version=version, indicator=choice, lower_reason=why)
    elif verb == "drop":
        decisions.drop_finding(one, by=person(request), version=version)
    elif verb == "reopen":
        decisions.reopen_finding(one, by=person(request), version=version)
    else:
        raise BadInput([("", _("không rõ phải làm gì với điểm này."))])


@require_POST
def indicator(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Choose any indicator of the catalogue, or make a new one."""
    plan, card = pages.card_for(person(request), pk, number)
    version = version_of(request)
    try:
        if request.POST.get("name"):
            decisions.new_indicator(card.finding, request.POST.dict(), by=person(request), version=version)
        else:
            decisions.choose_indicator(card.finding, request.POST.get("code", ""), by=person(request), version=version)
    except BadInput as error:
        return _finding_page(request, plan, card, problems=error.problems, stored=True)
    messages.success(request, _("Đã chọn chỉ số cho điểm %(n)s.") % {"n": number})
    return redirect("plans:finding", pk, number)


@require_POST
def split(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Cut a finding where the person put the sign."""
    plan, card = pages.card_for(person(request), pk, number)
    marked = request.POST.get("marked", "").replace("\r\n", "\n")
    before, sign, after = marked.partition(CUT)
    try:
        if not sign or CUT in after or "".join((before + after).split()) != "".join(card.quote.split()):
            raise BadInput([(_("Chỗ tách"), _("hãy giữ nguyên lời và đặt đúng một dấu | vào chỗ tách."))])
        at = card.finding.start + _length_of(card.quote, len("".join(before.split())))
        new = decisions.split_finding(card.finding, at, by=person(request), version=version_of(request))
    except BadInput as error:
        return _finding_page(request, plan, card, problems=error.problems, stored=True)
    messages.success(request, _("Đã tách thành điểm %(a)s và điểm %(b)s.") % {"a": number, "b": new.order})
    return redirect(place_of(pk, number))


def _length_of(quote: str, letters: int) -> int:
    """How far into the quote so many characters that are no spaces reach."""
    for index, char in enumerate(quote):
        if letters == 0:
            return index
        letters -= not char.isspace()
    return len(quote)


@require_POST
def merge(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put other findings of the same kind into this one."""
    plan, card = pages.card_for(person(request), pk, number)
    wanted = {int(text) for text in request.POST.getlist("other") if text.isdecimal() and len(text) < 10}
    others = [one for one in pages.neighbours(plan, card.finding) if one.order in wanted]
    try:
        decisions.merge_findings(card.finding, others, by=person(request), version=version_of(request))
    except BadInput as error:
        return _finding_page(request, plan, card, problems=error.problems, stored=True)
    messages.success(request, _("Đã gộp vào điểm %(n)s.") % {"n": number})
    return redirect(place_of(pk, number))


def _finding_page(
    request: HttpRequest,
    plan: Any,
    card: pages.Card,
    *,
    problems: list[tuple[str, str]] | None = None,
    theirs: Any = None,
    stored: bool = False,
) -> HttpResponse:
    """The page of one finding; what was typed stays, and another's newer version is shown beside it."""
    shape = fields.FIELDS.get(card.finding.kind, ())
    typed = request.method == "POST" and not stored
    near = pages.neighbours(plan, card.finding)
    context = {
        "plan": plan,
        "card": card,
        "may_edit": rules.may_edit(person(request), plan) and plan.state == "reading",
        "entries": typed_entries(shape, request.POST) if typed else entries(shape, card.finding.data),
        "problems": [("", f"{place}: {said}" if place else said) for place, said in problems or []],
        "theirs": words.facts(theirs.kind, theirs.data) if theirs is not None else None,
        "their_version": theirs.version if theirs is not None else card.finding.version,
        "catalogue": pages.catalogue() if card.finding.kind == "target" else [],
        "others": [(one.order, words.title(one.kind, one.data, plan.text[one.start : one.end])) for one in near],
        "cut": CUT,
    }
    return render(request, "web/plans/finding.html", context, status=409 if theirs else 400 if problems else 200)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Go there; htmx is told to load the page."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
