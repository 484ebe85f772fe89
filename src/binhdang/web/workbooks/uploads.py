"""Handing in: one drop zone, one list of findings, one button; and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.calc.periods import parse_period
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as org_rules
from binhdang.reports import queries as reports
from binhdang.web.context import context_of
from binhdang.web.frame import period_label
from binhdang.web.jobs.views import shown as job_shown
from binhdang.web.reports.sheet import shown, whole_of
from binhdang.workbooks import actions, moves, queries, rules, words
from binhdang.workbooks.choices import Found, Kind, State

PAGE = 25
ORDER = [Found.BAD, Found.REFUSED, Found.FOREIGN, Found.LEFT, Found.READY, Found.WRITTEN, Found.SAME, Found.NOTE]
TONES = {
    Found.BAD: "err",
    Found.REFUSED: "err",
    Found.FOREIGN: "warn",
    Found.LEFT: "warn",
    Found.READY: "ok",
    Found.WRITTEN: "ok",
    Found.SAME: "none",
    Found.NOTE: "none",
}


def start(request: HttpRequest) -> HttpResponse:
    """The drop zone, the sheets to take away, and what was handed in before."""
    rules.check_uploads(request.user)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            upload = actions.hand_in(
                _files(request),
                by=request.user,
                request_id=whole_of(request.POST.get("request", "")),
                report_id=whole_of(request.POST.get("report", "")),
            )
            return redirect("workbooks:upload", upload.pk)
        except BadInput as bad:
            problems = [("#tep", message) for _place, message in bad.problems]
    report_id = whole_of(request.GET.get("report", "") or request.POST.get("report", ""))
    report = reports.report_for(request.user, report_id) if report_id else None
    asked = queries.requests_to_answer(request.user)
    context = {
        "problems": problems,
        "report": report,
        "report_period": period_label(parse_period(report.period_key)) if report else "",
        "requests": [(one, period_label(parse_period(one.period_key))) for one in asked],
        "chosen": whole_of(request.POST.get("request", "")) or (asked[0].pk if asked else None),
        "unit": context_of(request).unit,
        "uploads": Paginator(queries.uploads_of(request.user), 10).get_page(request.GET.get("page")),
        "may_import": bool(org_rules.units_with(request.user, "values.import")),
        "pasted": request.POST.get("pasted", ""),
    }
    return render(request, "web/workbooks/start.html", context, status=422 if problems else 200)


def _files(request: HttpRequest) -> list[tuple[str, bytes]]:
    """What came with the post: every file, and what was pasted as one more."""
    given = [(upload.name or "", upload.read()) for upload in request.FILES.getlist("files")]
    pasted = request.POST.get("pasted", "")
    if pasted.strip():
        given.append((_("Nội dung dán"), pasted.encode()))
    return given


def page(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What an upload would change, or has changed, and everything that must be mended."""
    upload = queries.upload_for(request.user, upload_id)
    found = request.GET.get("loai", "")
    items = Paginator(queries.items_of(upload, found if found in Found.values else ""), PAGE)
    items_page = items.get_page(request.GET.get("page"))
    lines = [_line(item) for item in queries.with_reports(list(items_page.object_list))]
    counts = upload.counts
    now = queries.counts_by_found(upload)
    choices = [("", _("Tất cả"), sum(now.values()))]
    choices += [(kind.value, str(kind.label), now[kind]) for kind in ORDER if now.get(kind)]
    context: dict[str, Any] = {
        "upload": upload,
        "page": items_page,
        "lines": lines,
        "counts": counts,
        "choices": choices,
        "found": found,
        "ready": now.get(Found.READY, 0),
        "bad": now.get(Found.BAD, 0),
        "mendable": now.get(Found.BAD, 0) + now.get(Found.REFUSED, 0) + now.get(Found.LEFT, 0),
        "own": upload.report is not None or counts.get("files", 0) == 1,
        "waiting": upload.state == State.CHECKED,
        "undoable": upload.state == State.WRITTEN and upload.batch is not None,
    }
    if upload.job_id and upload.state in (State.READING, State.WRITING):
        context |= job_shown(request.user, upload.job_id)
    return render(request, "web/workbooks/upload.html", context)


def _line(item: Any) -> dict[str, Any]:
    """One line of the list: where, what is wrong, what is not used, what changes."""
    changes = queries.changes_of(item)
    return {
        "item": item,
        "tone": TONES[Found(item.found)],
        "problems": [words.told(problem) for problem in item.problems],
        "unused": [words.told(place) for place in item.unused],
        "changes": [
            (c.label, c.old if c.is_text else shown(c.old), c.new if c.is_text else shown(c.new))  # type: ignore[arg-type]
            for c in changes
        ],
    }


@require_POST
def confirm(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Write what was shown."""
    actions.confirm(
        upload_id,
        by=request.user,
        with_problems=bool(request.POST.get("with_problems")),
        submit=bool(request.POST.get("submit")),
    )
    return redirect("workbooks:upload", upload_id)


@require_POST
def drop(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Give the upload up; nothing was written."""
    moves.drop(upload_id, by=request.user, kind=Kind.SHEETS)
    messages.success(request, _("Đã bỏ lần nộp; không có gì được ghi."))
    return redirect("workbooks:start")


def undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Take a written upload back: first what will happen, then, confirmed, the deed."""
    upload = queries.upload_for(request.user, upload_id)
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and request.POST.get("confirm"):
        try:
            done = actions.undo(upload_id, by=request.user)
            messages.success(request, _("Đã hoàn tác %(n)s báo cáo.") % {"n": done})
            return redirect("workbooks:upload", upload_id)
        except BadInput as bad:
            problems = bad.problems
    context = {"upload": upload, "problems": problems}
    return render(request, "web/workbooks/undo.html", context, status=422 if problems else 200)
