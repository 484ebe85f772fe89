"""Pages of the signature: sign with all that stands against it, reopen, what was signed and its files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhdang.calc.periods import parse_period
from binhdang.consolidation import actions, queries, rules
from binhdang.consolidation import snapshot as frozen
from binhdang.consolidation.book import book_of
from binhdang.consolidation.signing import paper_of
from binhdang.documents.pdf import paper_pdf
from binhdang.kit.errors import Conflict, Refused
from binhdang.web.consolidation import shown
from binhdang.web.consolidation.writing import number_of
from binhdang.web.frame import period_label

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more: sentences that moved, sources that changed, numbers nobody checks, silent units and the reason."""
    report = queries.report_for(request.user, pk)
    rules.check(request.user, report, "sign")
    problem = ""
    if request.method == "POST":
        reason, version = request.POST.get("reason", "")[:1000], number_of(request.POST.get("version", ""))
        try:
            actions.sign(pk, by=request.user, reason=reason, version=version)
            messages.success(request, _("Đã ký. Nội dung, tệp Word và PDF đã được khoá cùng dấu vân tay."))
            return redirect("consolidation:report", pk)
        except Refused as no:
            problem = f"{no.reason} {no.who_can}".strip()
        except Conflict:
            problem = _("Báo cáo vừa được người khác sửa; hãy đọc lại rồi ký.")
    context = shown.head_of(request, report) | _against(request, report) | {"problem": problem}
    return render(request, "web/consolidation/sign.html", context, status=422 if problem else 200)


def _against(request: HttpRequest, report: Any) -> dict[str, Any]:
    lines = queries.lines_of(queries.passages_of(report), book_of(request.user, report))
    return {
        "moved": [line for line in lines if line.moved],
        "turned": [line for line in lines if line.source in {"changed", "gone"}],
        "loose": [line for line in lines if line.loose],
        "lines": len(lines),
        "waiting": queries.waiting_of(report),
        **shown.silent_view(queries.silent_of(request.user, report)),
        "reason": request.POST.get("reason", ""),
    }


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as it would be signed now, to be read before; without fingerprint and number."""
    report = queries.report_for(request.user, pk)
    silent = [{"name": one.unit.name} for one in queries.silent_of(request.user, report)]
    book = book_of(request.user, report)
    data = paper_pdf(paper_of(report, book, queries.passages_of(report), silent, "…"))
    headers = {"Content-Disposition": f'attachment; filename="xem-truoc-tong-hop-{pk}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a signed report to sign it anew, with a reason."""
    report = queries.report_for(request.user, pk)
    rules.check(request.user, report, "reopen", "x" * rules.MINIMUM_REASON)
    problem = ""
    if request.method == "POST":
        try:
            actions.reopen(pk, by=request.user, why=request.POST.get("why", "")[:1000])
            messages.success(request, _("Đã mở lại. Bản đã ký vẫn được giữ nguyên."))
            return redirect("consolidation:report", pk)
        except Refused as no:
            problem = no.reason
    context = shown.head_of(request, report) | {"problem": problem}
    return render(request, "web/consolidation/reopen.html", context, status=422 if problem else 200)


@require_GET
def snapshot(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """What was signed: its fingerprints worked out anew, its words, and what changed since."""
    found = queries.snapshot_for(request.user, snapshot_id)
    content = frozen.read(found)
    context = {
        "snapshot": found,
        "report": found.consolidated,
        "broken": frozen.broken(found),
        "content": content,
        "passages": shown.signed_passages(content),
        "period_label": period_label(parse_period(found.period_key)),
        **shown.since_view(request, found),
    }
    return render(request, "web/consolidation/snapshot.html", context)


@require_GET
def word_file(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """The Word file as it was signed."""
    found = queries.snapshot_for(request.user, snapshot_id)
    return _file(bytes(found.word), DOCX, found, "docx")


@require_GET
def pdf_file(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """The PDF as it was signed."""
    found = queries.snapshot_for(request.user, snapshot_id)
    return _file(bytes(found.pdf), "application/pdf", found, "pdf")


def _file(data: bytes, kind: str, found: Any, ending: str) -> HttpResponse:
    name = f"tong-hop-{found.unit.code}-{found.period_key}-ban-{found.number}.{ending}"
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{safe}"'})
