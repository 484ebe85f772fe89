"""Pages on which a unit asks to be left out or for more time, and on which the level above decides."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.reports import asks, deadlines, queries, rules, standing
from binhdang.web.reports import asking_forms as forms
from binhdang.web.reports.views import page_of

PAGE = 50


def about(request: HttpRequest, report_id: int) -> HttpResponse:
    """All about one report's standing and deadline: what was asked and decided, and what this person can do."""
    report = queries.report_for(request.user, report_id)
    unit_side = not rules.reason_against_side(request.user, report, "ask")
    above = not rules.reason_against_side(request.user, report, "decide")
    problems: forms.Problems = []
    if request.method == "POST":
        if not (unit_side or above):
            rules.check_side(request.user, report, "ask")
        try:
            messages.success(request, _act(request, report))
            return redirect("reports:ask", report_id)
        except BadInput as bad:
            problems = bad.problems
    found = standing.of_report(report)
    context = page_of(
        report,
        asks=asks.asks_of(report),
        standing=found[0],
        standing_why=found[1],
        unit_side=unit_side,
        above=above,
        problems=[(f"#{place}", message) for place, message in problems],
        data=request.POST,
        least=_day_after(report.due_on),
    )
    return render(request, "web/reports/ask.html", context, status=422 if problems else 200)


def _day_after(due: date | None) -> date:
    """The first day to which a deadline could be put off."""
    return deadlines.calendar().add(max(filter(None, (due, clock.today()))), 1)


def _act(request: HttpRequest, report: Any) -> str:
    """Do what the pressed button says; returns the sentence that tells so. Raises BadInput, Refused."""
    data, by = request.POST, request.user
    verb, why = data.get("verb", ""), data.get("why", "")
    if verb == "out":
        asks.ask_out(report.pk, why=why, by=by)
        return _("Đã gửi đề nghị không thuộc diện báo cáo lên cấp trên.")
    if verb == "extension":
        asks.ask_extension(report.pk, until=_until(data), why=why, by=by)
        return _("Đã gửi đề nghị gia hạn lên cấp trên.")
    if verb == "leave_out":
        asks.leave_out(report.pk, why=why, by=by)
        return _("Đơn vị không thuộc diện báo cáo kỳ này.")
    if verb == "extend":
        asks.extend(report.pk, until=_until(data), why=why, by=by)
        return _("Đã gia hạn cho đơn vị.")
    if verb in ("declare", "undeclare"):
        asks.declare(report.pk, by=by, declared=verb == "declare")
        return _("Đã xác nhận đơn vị phải báo cáo.") if verb == "declare" else _("Đã bỏ xác nhận.")
    raise BadInput([("verb", _("Chọn một việc."))])


def _until(data: Any) -> date | None:
    try:
        return date.fromisoformat(data.get("until", ""))
    except ValueError:
        return None


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What units ask for and this person decides, oldest first; then what was decided."""
    open_asks, every = asks.waiting_for(request.user), asks.asks_seen(request.user)
    which = request.GET.get("xem", "")
    shown = every.exclude(state="waiting") if which == "xong" else open_asks
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "chips": [
            ("", _("Chờ tôi quyết định"), open_asks.count()),
            ("xong", _("Đã xử lý"), every.exclude(state="waiting").count()),
        ],
        "which": which,
    }
    return render(request, "web/reports/asks.html", context)


def decide(request: HttpRequest, ask_id: int) -> HttpResponse:
    """One ask: its reason, the report, and the decision."""
    ask = asks.asks_seen(request.user).get(pk=ask_id)
    problems: forms.Problems = []
    if request.method == "POST":
        rules.check_side(request.user, ask.report, "decide")
        grant = request.POST.get("decision") == "grant"
        try:
            if request.POST.get("decision") not in ("grant", "refuse"):
                raise BadInput([("decision-grant", _("Chọn đồng ý hoặc không đồng ý."))])
            asks.decide(ask_id, grant=grant, answer=request.POST.get("why", ""), by=request.user)
            messages.success(request, _("Đã ghi quyết định."))
            return redirect("reports:asks")
        except BadInput as bad:
            problems = bad.problems
    context = page_of(
        queries.report_for(request.user, ask.report_id),
        ask=ask,
        against=rules.reason_against_side(request.user, ask.report, "decide"),
        problems=[(f"#{place}", message) for place, message in problems],
        data=request.POST,
    )
    return render(request, "web/reports/ask_decide.html", context, status=422 if problems else 200)


def end(request: HttpRequest, ask_id: int, verb: str) -> HttpResponse:
    """Take an ask back (the unit), or a decision (the level above, with a reason)."""
    ask = asks.asks_seen(request.user).get(pk=ask_id)
    rules.check_side(request.user, ask.report, "ask" if verb == "withdraw" else "decide")
    problems: forms.Problems = []
    if request.method == "POST":
        try:
            if verb == "withdraw":
                asks.withdraw_ask(ask_id, by=request.user)
            else:
                asks.undo(ask_id, why=request.POST.get("why", ""), by=request.user)
            messages.success(request, _("Đã rút đề nghị.") if verb == "withdraw" else _("Đã huỷ bỏ quyết định."))
            return redirect("reports:ask", ask.report_id)
        except BadInput as bad:
            problems = bad.problems
    context = page_of(
        queries.report_for(request.user, ask.report_id),
        ask=ask,
        verb=verb,
        title=_("Rút đề nghị") if verb == "withdraw" else _("Huỷ bỏ quyết định"),
        problems=[(f"#{place}", message) for place, message in problems],
        why=request.POST.get("why", ""),
    )
    return render(request, "web/reports/ask_end.html", context, status=422 if problems else 200)
