"""The lines of a register from a sheet: first what it would do, then, confirmed, the doing, and back."""

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.kit import incoming
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as orgs
from binhdang.registers.core import jobs, line_import, queries, rules
from binhdang.registers.core.register import Lines, Register
from binhdang.web.context import context_of
from binhdang.web.registers.shown import register_of


def _lines(register: Register, code: str) -> Lines:
    found = next((one for one in register.lines if one.code == code and line_import.may_come(one)), None)
    if found is None:
        raise Http404
    return found


def bring(request: HttpRequest, code: str, lines: str) -> HttpResponse:
    """Bring a sheet of lines in."""
    register, work = register_of(code), context_of(request)
    part = _lines(register, lines)
    orgs.check(request.user, rules.WRITE, work.placement.path)
    kind = line_import.kind_of(register, part)
    context: dict[str, Any] = {"register": register, "lines": part, "work": work}
    context["imports"] = queries.imports_of(request.user, register, kind)
    if request.method == "POST":
        try:
            if request.POST.get("confirm") == "1":
                return _confirmed(request, register, part)
            context |= _handed(request, register, part)
        except BadInput as bad:
            context["problems"] = bad.problems
    return render(request, "web/registers/import_lines.html", context, status=422 if context.get("problems") else 200)


def _handed(request: HttpRequest, register: Register, part: Lines) -> dict[str, Any]:
    upload = request.FILES.get("file")
    if upload is None:
        raise BadInput([("", _("Chọn một tệp rồi bấm Kiểm tra."))])
    data = upload.read(10 * 1024 * 1024)
    outcome = line_import.read(register, part, data, by=request.user)
    digest = _signer(request).sign(jobs.keep(data))
    return {"outcome": outcome, "problems": outcome.problems, "digest": digest, "name": str(upload.name)}


def _confirmed(request: HttpRequest, register: Register, part: Lines) -> HttpResponse:
    try:
        token = _signer(request).unsign(request.POST.get("digest", ""))
    except BadSignature as error:
        raise BadInput([("", _("Không còn tệp đã kiểm tra; hãy tải lên lại."))]) from error
    name = request.POST.get("name", "")[:255]
    outcome = line_import.read(register, part, jobs.kept(token), by=request.user, write=True, file_name=name)
    incoming.drop(token)
    messages.success(request, _("Đã nhập %(n)s dòng.") % {"n": outcome.added})
    return redirect("registers:import_lines", register.code, part.code)


def _signer(request: HttpRequest) -> Signer:
    return Signer(salt=f"registers.import.lines.{request.user.pk}")


@require_POST
def undo(request: HttpRequest, code: str, lines: str, batch_id: int) -> HttpResponse:
    """Take an import of lines back."""
    register = register_of(code)
    part = _lines(register, lines)
    line_import.undo(register, part, batch_id, by=request.user)
    messages.success(request, _("Đã hoàn tác lần nhập."))
    return redirect("registers:import_lines", register.code, part.code)
