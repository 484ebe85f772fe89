"""Import of a list of units: file, what would happen, confirmation, undo."""

import re
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.kit.errors import BadInput
from binhdang.orgs import imports, queries
from binhdang.web.orgs import forms
from binhdang.web.orgs.views import check_manages

SHOWN = 50


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
            return _show_plan(request, plan, keep(data), upload.name)
    context = {"form": form, "problems": problems, "batches": queries.unit_imports(request.user)[:20]}
    return render(request, "web/orgs/import.html", context, status=400 if problems else 200)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write the file that was checked before."""
    check_manages(request.user)
    name = request.POST.get("name", "")[:255]
    plan = imports.import_units(kept(request.POST.get("token", "")), file_name=name, by=request.user)
    drop(request.POST.get("token", ""))
    messages.success(
        request,
        _("Đã tạo %(made)d đơn vị, sửa %(changed)d.") % {"made": len(plan.create), "changed": len(plan.change)},
    )
    return redirect("orgs:import")


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take a whole import back."""
    check_manages(request.user)
    gone = imports.undo_import(queries.unit_imports(request.user).get(pk=batch_id), by=request.user)
    messages.success(request, _("Đã huỷ lần nhập: %(gone)d đơn vị.") % {"gone": gone})
    return redirect("orgs:import")


def keep(data: bytes) -> str:
    """Keep an uploaded file until it is confirmed; returns the secret name under which it lies."""
    token = secrets.token_hex(16)
    path = _place(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return token


def kept(token: str) -> bytes:
    """The file kept under this name. Raises BadInput when there is none (any more)."""
    path = _place(token)
    if not re.fullmatch(r"[0-9a-f]{32}", token) or not path.exists():
        raise BadInput([("", _("Tệp chờ xác nhận không còn; hãy chọn lại tệp."))])
    return path.read_bytes()


def drop(token: str) -> None:
    """Delete a kept file."""
    _place(token).unlink(missing_ok=True)


def _place(token: str) -> Path:
    return settings.HOME / "incoming" / f"{Path(token).name or 'none'}.bin"


def _show_plan(request: HttpRequest, plan: Any, token: str, name: str) -> HttpResponse:
    context = {"plan": plan, "token": token, "name": name, "shown": plan.create[:SHOWN], "changed": plan.change[:SHOWN]}
    return render(request, "web/orgs/import_plan.html", context)
