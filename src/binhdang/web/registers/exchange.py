"""A register as Excel: out with the filters of the list, in with a dry run first, and back."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit import files, incoming
from binhdang.kit import jobs as all_jobs
from binhdang.kit.errors import BadInput
from binhdang.kit.sheets import MAX_BYTES
from binhdang.orgs import rules as orgs
from binhdang.registers.core import exchange, handing, jobs, line_import, queries, rules
from binhdang.registers.core.register import Lines, Register
from binhdang.web.context import context_of
from binhdang.web.registers.asked import Asked
from binhdang.web.registers.shown import register_of

XLSX = files.TYPES["xlsx"]


@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The list as .xlsx, or an empty sheet to fill in (`?trong=1`)."""
    register = register_of(code)
    rows = Asked(request, register).rows
    rows = rows.none() if request.GET.get("trong") == "1" else rows
    data = handing.sheet_for(register, rows, by=request.user)
    return HttpResponse(data, XLSX, headers={"Content-Disposition": f'attachment; filename="{register.code}.xlsx"'})


def bring(request: HttpRequest, code: str) -> HttpResponseBase:
    """Bring a sheet in: first what it would do, then, confirmed, the doing; a long one as jobs."""
    register, work = register_of(code), context_of(request)
    orgs.check(request.user, rules.WRITE, work.placement.path)
    context = {"register": register, "work": work, "imports": queries.imports_of(request.user, register)}
    context["line_imports"] = [part for part in register.lines if line_import.may_come(part)]
    if request.method == "POST":
        try:
            return _confirmed(request, register) if request.POST.get("confirm") == "1" else _handed(request, context)
        except BadInput as bad:
            return _shown(request, context | {"problems": bad.problems})
    if kept := request.GET.get("loi", ""):
        return every_problem(_signer(request), kept)
    if number := request.GET.get("viec", ""):
        return _checked(request, context, int(number) if number.isdecimal() and len(number) < 10 else 0)
    return _shown(request, context)


def _handed(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """A sheet came: what it would do, at once or by a job."""
    register, upload = context["register"], request.FILES.get("file")
    if upload is None:
        raise BadInput([("", _("Chọn một tệp rồi bấm Kiểm tra."))])
    data, name = upload.read(MAX_BYTES + 1), str(upload.name)
    if len(data) > jobs.LONG:
        return start(request, "registers.check", register, token=jobs.keep(data), name=name)
    outcome = exchange.read(register, data, by=request.user)
    return _shown(request, context | told(_signer(request), outcome, jobs.keep(data), name))


def _checked(request: HttpRequest, context: dict[str, Any], number: int) -> HttpResponse:
    """What a job found out about a sheet. Raises Http404 for anybody else's, or another register's."""
    made = all_jobs.job_for(request.user, number)
    outcome = jobs.outcome_of(made)
    if outcome is None or (made.args["register"], made.args.get("lines")) != (context["register"].code, None):
        raise Http404
    return _shown(request, context | told(_signer(request), outcome, made.args["token"], made.args["name"]))


def told(signer: Signer, outcome: Any, token: str, name: str) -> dict[str, Any]:
    """What the page says of a sheet that was checked: what it would do, its problems, and where all of these are."""
    every = signer.sign(outcome.every) if outcome.every else ""
    return {
        "outcome": outcome, "digest": signer.sign(token), "name": name, "problems": outcome.problems, "every": every
    }  # fmt: skip


def every_problem(signer: Signer, kept: str) -> StreamingHttpResponse:
    """All problems of a sheet as CSV, for who handed the sheet in. Raises Http404."""
    try:
        found = jobs.problems_of(signer.unsign(kept))
    except (BadSignature, BadInput) as error:
        raise Http404 from error
    return StreamingHttpResponse(
        _csv(found), "text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="loi.csv"'}
    )


def _csv(found: Iterator[tuple[str, str]]) -> Iterator[str]:
    line = csv.writer(type("Echo", (), {"write": staticmethod(str)})())
    yield "\ufeff" + line.writerow([_("Chỗ"), _("Lỗi")])
    for place, text in found:
        yield line.writerow([place, f"'{text}" if text[:1] in "=+-@" else text])


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "web/registers/import.html", context, status=422 if context.get("problems") else 200)


def _confirmed(request: HttpRequest, register: Register) -> HttpResponse:
    """The sheet that was checked before is brought in. Raises BadInput."""
    try:
        token = _signer(request).unsign(request.POST.get("digest", ""))
    except BadSignature as error:
        raise BadInput([("", _("Không còn tệp đã kiểm tra; hãy tải lên lại."))]) from error
    data, name = jobs.kept(token), request.POST.get("name", "")[:255]
    if len(data) > jobs.LONG:
        return start(request, "registers.write", register, token=token, name=name)
    outcome = exchange.read(register, data, by=request.user, write=True, file_name=name)
    incoming.drop(token)
    messages.success(request, _("Đã nhập %(n)s hồ sơ.") % {"n": outcome.added + outcome.changed})
    return redirect("registers:import", register.code)


def start(
    request: HttpRequest, kind: str, register: Register, part: Lines | None = None, *, token: str, name: str
) -> HttpResponse:
    """Let a job check ("registers.check") or write a kept sheet of records, or of a kind of their lines."""
    args = {"register": register.code, "token": token, "name": name, "by": request.user.pk}
    back = reverse("registers:import", args=[register.code])
    if part is not None:
        args["lines"] = part.code
        back = reverse("registers:import_lines", args=[register.code, part.code])
    back += "?viec={id}" if kind == "registers.check" else ""
    return redirect("jobs:page", all_jobs.start(kind, args, by=request.user, href=back).pk)


def _signer(request: HttpRequest) -> Signer:
    """Only who handed a file in can confirm it: its hash alone opens nothing."""
    return Signer(salt=f"registers.import.{request.user.pk}")


@require_POST
def undo(request: HttpRequest, code: str, batch_id: int) -> HttpResponse:
    """Take an import back whole."""
    register = register_of(code)
    exchange.undo(register, batch_id, by=request.user)
    messages.success(request, _("Đã hoàn tác lần nhập."))
    return redirect("registers:import", register.code)
