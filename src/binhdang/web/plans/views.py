"""Pages of plans: the list, the upload, one plan, putting it to work and withdrawing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhdang.kit.apart import text_of_bytes
from binhdang.kit.errors import BadInput
from binhdang.kit.texts import UnreadableFile, text_of_paste
from binhdang.plans import actions, queries, review, rules
from binhdang.plans.choices import PlanState
from binhdang.web.context import maybe_context_of
from binhdang.web.plans.forms import person, units_for_upload, version_of
from binhdang.web.plans.history import moments

PER_PAGE = 30
RECENT = 8


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans in sight, filtered by state and words."""
    state, text = request.GET.get("trang-thai", ""), request.GET.get("q", "")[:100]
    counts = queries.state_counts(person(request))
    choices = [("", _("Tất cả"), sum(counts.values()))]
    choices += [(value, str(label), counts.get(value, 0)) for value, label in PlanState.choices]
    found = queries.plan_lines(person(request), state=state if state in PlanState.values else "", text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    work = maybe_context_of(request)
    context = {
        "page": page,
        "lines": queries.with_counts(list(page)),
        "choices": choices,
        "state": state,
        "text": text,
        "any": bool(counts),
        "may_upload": bool(units_for_upload(request, work.unit if work else None)),
    }
    return render(request, "web/plans/list.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a plan document from a file or from pasted text; what was pasted stays when it cannot be read."""
    work = maybe_context_of(request)
    units = units_for_upload(request, work.unit if work else None)
    pasted = request.POST.get("text", "")
    context = {"units": units, "text": pasted, "chosen": request.POST.get("unit", ""), "problems": []}
    if request.method == "GET" or not units:
        return render(request, "web/plans/upload.html", context, status=200 if units else 403)
    try:
        unit = next((u for u in units if u.code == context["chosen"]), units[0])
        text, name = _text_of(request, pasted)
        made = actions.upload_plan(unit, text, by=person(request), source_name=name)
    except (BadInput, UnreadableFile) as error:
        problems = error.problems if isinstance(error, BadInput) else [("", str(error))]
        context["problems"] = [("#text", f"{place}: {said}" if place else said) for place, said in problems]
        return render(request, "web/plans/upload.html", context, status=400)
    messages.success(request, _("Đã đọc xong văn bản. Hãy kiểm tra điều hệ thống đã hiểu."))
    return redirect("plans:review", made.pk)


def _text_of(request: HttpRequest, pasted: str) -> tuple[str, str]:
    file = request.FILES.get("file")
    if file is not None and pasted.strip():
        raise BadInput([("", _("Hãy chọn một cách: tệp hoặc chữ dán vào. Phần chữ đã dán vẫn còn bên dưới."))])
    if file is not None:
        name = str(file.name or "")
        return text_of_bytes(file.read(), name), name
    return text_of_paste(pasted), ""


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan with its clauses and what follows from it; a plan still being read leads to its review page."""
    page = queries.plan_page(person(request), pk)
    if page.plan.state == PlanState.READING and rules.may_edit(person(request), page.plan):
        return redirect("plans:review", pk)
    history = moments(page.history)
    context = {
        "page": page,
        "plan": page.plan,
        "history": history[:RECENT],
        "older": history[RECENT:],
        "may_confirm": rules.may_confirm(person(request), page.plan),
    }
    return render(request, "web/plans/plan.html", context)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then put the plan to work; says what is still open."""
    page = review.review_page(person(request), pk)
    rules.check_confirm(person(request), page.plan)
    if request.method == "POST":
        try:
            actions.confirm_plan(page.plan, by=person(request), version=version_of(request))
        except BadInput:
            return redirect("plans:confirm", pk)
        messages.success(request, _("Kế hoạch đã được đưa vào thực hiện."))
        return redirect("plans:plan", pk)
    return render(request, "web/plans/confirm.html", {"page": page, "plan": page.plan})


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw the plan."""
    plan = queries.plan_for(person(request), pk)
    rules.check_confirm(person(request), plan)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            actions.withdraw_plan(
                plan, by=person(request), why=request.POST.get("why", ""), version=version_of(request)
            )
        except BadInput as error:
            problems = [("#why", f"{place}: {said}") for place, said in error.problems]
        else:
            messages.success(request, _("Đã rút kế hoạch. Nội dung vẫn xem được."))
            return redirect("plans:plan", pk)
    return render(request, "web/plans/withdraw.html", {"plan": plan, "problems": problems})
