"""The review page: the document on the left, on the right what was understood; decisions on many findings at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhdang.kit.errors import BadInput
from binhdang.plans import actions, decisions, fields, queries, rules
from binhdang.plans import review as pages
from binhdang.plans.choices import FindingKind, FindingState
from binhdang.web.plans.forms import entries, person, typed_entries, version_of

ADDABLE = [(value, label) for value, label in FindingKind.choices if value not in ("header", "unread")]


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; `?xem=` chooses which findings stand beside the text."""
    page = pages.review_page(person(request), pk)
    return render(request, "web/plans/review.html", review_context(request, page))


def review_context(request: HttpRequest, page: pages.Review, typed: list[Any] | None = None) -> dict[str, Any]:
    """What the templates of the review page need; `typed` keeps a header that was refused."""
    counts = page.counts
    shown = request.GET.get("xem") or ("can-xem" if counts["eyes"] else "tat-ca")
    plan = page.plan
    header = [card for card in page.cards if card.finding.kind == FindingKind.HEADER]
    return {
        "page": page,
        "plan": plan,
        "counts": counts,
        "shown": shown,
        "choices": [
            ("can-xem", _("Cần xem"), counts["eyes"]),
            ("chua-xac-nhan", _("Chưa xác nhận"), counts["open"]),
            ("tat-ca", _("Tất cả"), counts["all"]),
        ],
        "header_edit": typed is not None or plan.period_start is None,
        "header": typed or entries(fields.HEADER, header_data(plan)),
        "first": next((c.finding.order for c in page.cards if c.needs_eyes), 0) if shown == "can-xem" else 0,
        "header_open": any(card.finding.state == FindingState.OPEN for card in header),
        "unread": [c for c in page.cards if c.finding.kind == FindingKind.UNREAD],
    }


def header_data(plan: Any) -> dict[str, Any]:
    """The header of a plan as data of its fields."""
    data = {item.name: getattr(plan, item.name) for item in fields.HEADER}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in data.items()}


@require_POST
def header(request: HttpRequest, pk: int) -> HttpResponse:
    """Store and confirm the header."""
    plan = queries.plan_for(person(request), pk)
    try:
        actions.edit_header(plan, request.POST.dict(), by=person(request), version=version_of(request))
    except BadInput as error:
        page = pages.review_page(person(request), pk)
        context = review_context(request, page, typed_entries(fields.HEADER, request.POST))
        context["problems"] = [("#phan-dau", f"{place}: {said}") for place, said in error.problems]
        return render(request, "web/plans/review.html", context, status=400)
    messages.success(request, _("Đã xác nhận phần đầu văn bản."))
    return redirect(reverse("plans:review", args=[pk]) + "#phan-dau")


@require_POST
def sure(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all findings of a kind that the reader is sure of."""
    plan = queries.plan_for(person(request), pk)
    count = decisions.confirm_sure(plan, request.POST.get("kind", ""), by=person(request))
    said = ngettext("Đã xác nhận %(n)d điểm.", "Đã xác nhận %(n)d điểm.", count) % {"n": count}
    messages.success(request, said)
    return redirect(reverse("plans:review", args=[pk]) + "#xac-nhan-nhanh")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what the reader did not find: the person trims the paragraph to the words it is about and says what it is."""
    plan = queries.plan_for(person(request), pk)
    rules.check_edit(person(request), plan)
    start, end = _span(request, len(plan.text))
    quote = request.POST.get("quote", plan.text[start:end])
    context = {"plan": plan, "kinds": ADDABLE, "start": start, "end": end, "quote": quote, "problems": []}
    context |= {"kind": request.POST.get("kind", ""), "unread": request.POST.get("unread", request.GET.get("tu", ""))}
    if request.method == "POST":
        try:
            made = _added(request, plan, start, end, quote)
        except BadInput as error:
            context["problems"] = [("#quote", f"{place}: {said}") for place, said in error.problems]
        else:
            messages.success(request, _("Đã thêm điểm %(n)s. Hãy kiểm tra và xác nhận.") % {"n": made.order})
            return redirect("plans:finding", pk, made.order)
    return render(request, "web/plans/add.html", context, status=400 if context["problems"] else 200)


def _added(request: HttpRequest, plan: Any, start: int, end: int, quote: str) -> Any:
    words = " ".join(quote.split())
    at = plan.text.find(words, start, end) if words else -1
    if at < 0:
        raise BadInput([(_("Đoạn chữ"), _("phải giữ nguyên lời của văn bản; chỉ cắt bớt ở đầu và ở cuối."))])
    number = request.POST.get("unread", "")
    unread = (
        queries.finding_for(person(request), plan.pk, int(number)) if number.isdecimal() and len(number) < 10 else None
    )
    kind = request.POST.get("kind", "")
    return decisions.add_finding(plan, kind, at, at + len(words), by=person(request), unread=unread)


def _span(request: HttpRequest, length: int) -> tuple[int, int]:
    given = [(request.POST if request.method == "POST" else request.GET).get(name, "") for name in ("start", "end")]
    numbers = [int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0 for text in given]
    return min(numbers[0], length), min(numbers[1], length)
