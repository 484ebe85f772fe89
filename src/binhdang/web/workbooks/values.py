"""History by file: the file, what would be written, the deed, the undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.datasets.queries import data_sets_seen
from binhdang.kit.errors import BadInput
from binhdang.web.jobs.views import shown as job_shown
from binhdang.workbooks import moves, queries, rules, values
from binhdang.workbooks.choices import Kind, State


def start(request: HttpRequest) -> HttpResponse:
    """The file and its form, and the files that came before; the file is checked and shown as it would be written."""
    rules.check_values(request.user)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            name, data = (file.name or "", file.read()) if file else ("", b"")
            upload = values.hand_in(name, data, request.POST.get("form", ""), by=request.user)
            return redirect("workbooks:values_upload", upload.pk)
        except BadInput as bad:
            problems = [("#file", message) for _place, message in bad.problems]
    context = {
        "problems": problems,
        "forms": data_sets_seen(request.user),
        "chosen": request.POST.get("form", ""),
        "uploads": queries.uploads_of(request.user, Kind.VALUES)[:20],
    }
    return render(request, "web/workbooks/values.html", context, status=422 if problems else 200)


@require_GET
def page(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What a values file would write, or every problem with its row."""
    upload = queries.upload_for(request.user, upload_id, Kind.VALUES)
    context = {
        "upload": upload,
        "counts": upload.counts,
        "problems": upload.problems,
        "waiting": upload.state == State.CHECKED,
        "undoable": upload.state == State.WRITTEN and upload.batch is not None,
        "writable": bool(upload.counts.get("created") or upload.counts.get("changed")),
    }
    if upload.job_id and upload.state in (State.READING, State.WRITING):
        context |= job_shown(request.user, upload.job_id)
    return render(request, "web/workbooks/values_upload.html", context)


@require_POST
def confirm(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Write what was shown."""
    values.confirm(upload_id, by=request.user)
    return redirect("workbooks:values_upload", upload_id)


@require_POST
def drop(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Give the file up; nothing was written."""
    moves.drop(upload_id, by=request.user, kind=Kind.VALUES)
    messages.success(request, _("Đã bỏ lần nộp; không có gì được ghi."))
    return redirect("workbooks:values")


def undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Take a written file back: first what will happen, then, confirmed, the deed."""
    upload = queries.upload_for(request.user, upload_id, Kind.VALUES)
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and request.POST.get("confirm"):
        try:
            done = values.undo(upload_id, by=request.user)
            messages.success(request, _("Đã hoàn tác %(n)s báo cáo.") % {"n": done})
            return redirect("workbooks:values_upload", upload_id)
        except BadInput as bad:
            problems = bad.problems
    context = {"upload": upload, "problems": problems}
    return render(request, "web/workbooks/undo.html", context, status=422 if problems else 200)
