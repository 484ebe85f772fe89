"""A register as Excel: out with the filters of the list, in with a dry run first, and back."""

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit import files, incoming, secrets
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as orgs
from binhdang.registers.core import exchange, handing, queries, rules
from binhdang.web.context import context_of
from binhdang.web.registers.lists import rows_of
from binhdang.web.registers.shown import register_of

XLSX = files.TYPES["xlsx"]
PURPOSE = "register.import"


@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The list as .xlsx, or an empty sheet to fill in (`?trong=1`)."""
    register, work = register_of(code), context_of(request)
    rows = rows_of(request, register, work)
    rows = rows.none() if request.GET.get("trong") == "1" else rows
    data = handing.sheet_for(register, rows, by=request.user)
    return HttpResponse(data, XLSX, headers={"Content-Disposition": f'attachment; filename="{register.code}.xlsx"'})


def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a sheet in: first what it would do, then, confirmed, the doing."""
    register, work = register_of(code), context_of(request)
    orgs.check(request.user, rules.WRITE, work.placement.path)
    context = {"register": register, "work": work, "imports": queries.imports_of(request.user, register)}
    if request.method == "POST":
        try:
            token, data = _data(request)
            write = request.POST.get("confirm") == "1"
            name = request.POST.get("name", "") if write else str(getattr(request.FILES["file"], "name", ""))
            outcome = exchange.read(register, data, by=request.user, write=write, file_name=name)
        except BadInput as bad:
            context["problems"] = bad.problems
            return render(request, "web/registers/import.html", context, status=422)
        if write:
            incoming.drop(token)
            messages.success(request, _("Đã nhập %(n)s hồ sơ.") % {"n": outcome.added + outcome.changed})
            return redirect("registers:import", register.code)
        context |= {
            "outcome": outcome,
            "digest": _signer(request).sign(token),
            "name": name,
            "problems": outcome.problems,
        }
    return render(request, "web/registers/import.html", context, status=422 if context.get("problems") else 200)


def _data(request: HttpRequest) -> tuple[str, bytes]:
    """The bytes that came and the name they are kept under, or those that the person had checked before.

    They wait encrypted, since a sheet may hold what is sensitive. Raises BadInput.
    """
    if request.POST.get("confirm") == "1":
        try:
            token = _signer(request).unsign(request.POST.get("digest", ""))
        except BadSignature as error:
            raise BadInput([("", _("Không còn tệp đã kiểm tra; hãy tải lên lại."))]) from error
        return token, secrets.unseal_bytes(incoming.kept(token)[0], PURPOSE)
    upload = request.FILES.get("file")
    if upload is None:
        raise BadInput([("", _("Chọn một tệp rồi bấm Kiểm tra."))])
    data = upload.read(40 * 1024 * 1024)
    return incoming.keep([secrets.seal_bytes(data, PURPOSE)]), data


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
