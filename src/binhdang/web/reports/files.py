"""The files of one question of a report: a page to add and take off, and the way to read one."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.files import MOST_BYTES, TYPES
from binhdang.reports import files, queries, rules
from binhdang.web.reports.sheet import version_of, whole_of
from binhdang.web.reports.views import page_of


def page(request: HttpRequest, report_id: int, code: str) -> HttpResponse:
    """The files of a question; a POST adds one or takes one off."""
    report = queries.report_for(request.user, report_id)
    row = files.row_for(report, code)
    no_edit = rules.reason_against_edit(request.user, report)
    problems: list[str] = []
    if request.method == "POST":
        if no_edit:
            raise Refused(no_edit)
        try:
            _change(request, report, code)
            return redirect("reports:files", report.pk, code)
        except BadInput as bad:
            problems = [message for _place, message in bad.problems]
        except Conflict:
            problems = [_("Báo cáo vừa được lưu ở nơi khác; hãy làm lại thao tác với tệp.")]
        report = queries.report_for(request.user, report_id)
    context = page_of(
        report,
        row=row,
        files=files.files_of(report).get(code, []),
        no_edit=no_edit,
        problems=[("#file", text) for text in problems],
        back=request.GET.get("phan", ""),
    )
    return render(request, "web/reports/files.html", context, status=422 if problems else 200)


def _change(request: HttpRequest, report: Any, code: str) -> None:
    version = version_of(request.POST.get("version", ""))
    if gone := whole_of(request.POST.get("remove", "")):
        files.detach(report.pk, gone, version=version, by=request.user)
        messages.success(request, _("Đã bỏ tệp."))
        return
    upload = request.FILES.get("file")
    if upload is None:
        raise BadInput([("file", _("Chọn một tệp rồi bấm Tải lên."))])
    data = upload.read(MOST_BYTES + 1)
    files.attach(report.pk, code, name=str(upload.name or ""), data=data, version=version, by=request.user)
    messages.success(request, _("Đã nhận tệp."))


@require_GET
def read(request: HttpRequest, report_id: int, file_id: int) -> HttpResponseBase:
    """One file, always as a download."""
    file, path = files.open_file(request.user, report_id, file_id)
    return FileResponse(path.open("rb"), as_attachment=True, filename=file.name, content_type=TYPES[file.kind])
