"""The lines of a register from a sheet: first what it would do, then, confirmed, the doing, and back."""

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.kit import incoming
from binhdang.kit import jobs as all_jobs
from binhdang.kit.errors import BadInput
from binhdang.kit.sheets import MAX_BYTES
from binhdang.orgs import rules as orgs
from binhdang.registers.core import jobs, line_import, queries, rules
from binhdang.registers.core.register import Lines, Register
from binhdang.web.context import context_of
from binhdang.web.registers.exchange import every_problem, start, told
from binhdang.web.registers.shown import register_of


def _lines(register: Register, code: str) -> Lines:
    found = next((one for one in register.lines if one.code == code and line_import.may_come(one)), None)
    if found is None:
        raise Http404
    return found


def bring(request: HttpRequest, code: str, lines: str) -> HttpResponseBase:
    """Bring a sheet of lines in."""
    register, work = register_of(code), context_of(request)
    part = _lines(register, lines)
    orgs.check(request.user, rules.WRITE, work.placement.path)
    kind = line_import.kind_of(register, part)
    context: dict[str, Any] = {"register": register, "lines": part, "work": work}
    context["imports"] = queries.imports_of(request.user, register, kind)
    if kept := request.GET.get("loi", ""):
        return every_problem(_signer(request), kept)
    if request.method == "POST":
        try:
            if request.POST.get("confirm") == "1":
                return _confirmed(request, register, part)
            found = _handed(request, register, part)
        except BadInput as bad:
            found = {"problems": bad.problems}
        if isinstance(found, HttpResponse):
            return found
        context |= found
    elif number := request.GET.get("viec", ""):
        context |= _checked(request, register, part, int(number) if number.isdecimal() and len(number) < 10 else 0)
    return render(request, "web/registers/import_lines.html", context, status=422 if context.get("problems") else 200)


def _handed(request: HttpRequest, register: Register, part: Lines) -> HttpResponse | dict[str, Any]:
    """A sheet came: what it would do, at once or by a job."""
    upload = request.FILES.get("file")
    if upload is None:
        raise BadInput([("", _("Chọn một tệp rồi bấm Kiểm tra."))])
    data, name = upload.read(MAX_BYTES + 1), str(upload.name)
    if len(data) > jobs.LONG:
        return start(request, "registers.check", register, part, token=jobs.keep(data), name=name)
    outcome = line_import.read(register, part, data, by=request.user)
    return told(_signer(request), outcome, jobs.keep(data), name)


def _checked(request: HttpRequest, register: Register, part: Lines, number: int) -> dict[str, Any]:
    """What a job found out about a sheet. Raises Http404 for anybody else's, or other lines'."""
    made = all_jobs.job_for(request.user, number)
    outcome = jobs.outcome_of(made)
    if outcome is None or (made.args["register"], made.args.get("lines")) != (register.code, part.code):
        raise Http404
    return told(_signer(request), outcome, made.args["token"], made.args["name"])


def _confirmed(request: HttpRequest, register: Register, part: Lines) -> HttpResponse:
    try:
        token = _signer(request).unsign(request.POST.get("digest", ""))
    except BadSignature as error:
        raise BadInput([("", _("Không còn tệp đã kiểm tra; hãy tải lên lại."))]) from error
    data, name = jobs.kept(token), request.POST.get("name", "")[:255]
    if len(data) > jobs.LONG:
        return start(request, "registers.write", register, part, token=token, name=name)
    outcome = line_import.read(register, part, data, by=request.user, write=True, file_name=name)
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
