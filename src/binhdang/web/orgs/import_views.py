"""Import of a list of units: file, what would happen, confirmation, undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.kit import incoming, jobs
from binhdang.kit.errors import BadInput
from binhdang.orgs import imports, queries
from binhdang.web.orgs import forms
from binhdang.web.orgs.views import check_manages

SHOWN = 50
LONG = 200_000
"""Files of more bytes than this (some two thousand units) are written as a job."""


def start(request: HttpRequest) -> HttpResponse:
    """The file, and the imports that were made; a file is checked and shown as it would be written."""
    check_manages(request.user)
    form = forms.FileForm(request.POST or None, request.FILES or None)
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        data = upload.read()
        try:
            plan = imports.import_units(data, file_name=upload.name, by=request.user, dry_run=True)
        except BadInput as error:
            problems = error.problems
        else:
            return _show_plan(request, plan, incoming.keep([data]), upload.name)
    context = {"form": form, "problems": problems, "batches": queries.unit_imports(request.user)[:20]}
    return render(request, "web/orgs/import.html", context, status=400 if problems else 200)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write the file that was checked before: at once, or a long one as a job with its progress."""
    check_manages(request.user)
    name, token = request.POST.get("name", "")[:255], request.POST.get("token", "")
    data = incoming.kept(token)[0]
    if len(data) > LONG:
        args = {"token": token, "name": name, "by": request.user.pk}
        made = jobs.start("orgs.import", args, by=request.user, href=reverse("orgs:import"))
        return redirect("jobs:page", made.pk)
    plan = imports.import_units(data, file_name=name, by=request.user)
    incoming.drop(token)
    counts = {"made": len(plan.create), "changed": len(plan.change), "moved": len(plan.shift)}
    messages.success(request, _("Đã tạo %(made)d đơn vị, sửa %(changed)d, chuyển hoặc kết thúc %(moved)d.") % counts)
    return redirect("orgs:import")


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take a whole import back."""
    check_manages(request.user)
    gone = imports.undo_import(queries.unit_imports(request.user).get(pk=batch_id), by=request.user)
    messages.success(request, _("Đã huỷ lần nhập: %(gone)d đơn vị.") % {"gone": gone})
    return redirect("orgs:import")


def _show_plan(request: HttpRequest, plan: Any, token: str, name: str) -> HttpResponse:
    context = {
        "plan": plan,
        "token": token,
        "name": name,
        "shown": plan.create[:SHOWN],
        "changed": plan.change[:SHOWN],
        "moved": plan.shift[:SHOWN],
    }
    return render(request, "web/orgs/import_plan.html", context)
