"""The talks about the cells of one report: all of them on one page, from where either side asks, answers, settles."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput, Refused
from binhdang.reports import queries, threads
from binhdang.web.reports.sheet import whole_of
from binhdang.web.reports.views import page_of


def talks(request: HttpRequest, report_id: int) -> HttpResponse:
    """The talks of a report; a POST asks, answers, settles or opens again."""
    report = queries.report_for(request.user, report_id)
    problem, status = "", 200
    if request.method == "POST":
        try:
            at = _do(request, report)
            return redirect(f"{reverse('reports:talks', args=[report.pk])}#t-{at}")
        except BadInput as bad:
            problem, status = bad.problems[0][1], 422
    try:
        side, no_talk = threads.side_of(request.user, report), ""
    except Refused as no:
        side, no_talk = "", f"{no.reason} {no.who_can}"
    context = page_of(
        report,
        talks=threads.talks_of(report),
        places=threads.labels_of(report).items(),
        place=request.POST.get("cell") or request.GET.get("o", ""),
        text=request.POST.get("text", ""),
        to=request.POST.get("thread", ""),
        side=side,
        no_talk=no_talk,
        problem=problem,
    )
    return render(request, "web/reports/talks.html", context, status=status)


def _do(request: HttpRequest, report: Any) -> int:
    """What was posted; returns the thread's id. A thread of another report is not found."""
    data, by = request.POST, request.user
    what, text = data.get("do", ""), data.get("text", "")
    if what == "start":
        messages.success(request, _("Đã gửi câu hỏi về ô này."))
        return threads.start_thread(report.pk, data.get("cell", ""), text, by=by).pk
    thread = next((t.thread.pk for t in threads.talks_of(report) if t.thread.pk == whole_of(data.get("thread", ""))), 0)
    if what == "resolve":
        return threads.resolve(thread, by=by).pk
    if what == "reopen":
        return threads.reopen(thread, by=by).pk
    return threads.answer(thread, text, by=by).pk
