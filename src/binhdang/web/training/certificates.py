"""Certificates: who has one, giving them out, the files, withdrawing, and the check for everybody."""

from typing import Any

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from binhdang.kit import files, limits
from binhdang.kit.errors import BadInput
from binhdang.registers.training import certificates, papers, queries, rules

MAKERS = {"docx": papers.certificates_docx, "pdf": papers.certificates_pdf}
FIELDS = ("place", "signature", "signer")
MOST_CHECKS, STRETCH = 20, 600


def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificates of a course, those withdrawn too, and giving them to those who earned one."""
    course = queries.course_for(request.user, pk)
    rules.check_organises(request.user, course)
    given = {name: request.POST.get(name, "") for name in FIELDS}
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = certificates.issue(pk, **given, chosen=_chosen(request), by=request.user)
            messages.success(request, _("Đã cấp %(n)s giấy chứng nhận.") % {"n": len(made)})
            return redirect("training:certificates", pk)
        except BadInput as bad:
            problems = bad.problems
    rows = [(one, certificates.number_text(one)) for one in queries.certificates_of(course).values()]
    owed = {one.pk for one in certificates.owed(course)}
    wanted = _chosen(request) if request.method == "POST" else owed
    people = [(one, one.pk in wanted, one.pk not in owed) for one in certificates.earned(course)]
    context = {
        "course": course, "rows": sorted(rows, key=lambda row: (row[0].year, row[0].number)), "given": given,
        "owed": len(owed), "people": people, "problems": problems,
        "withdrawn": [(one, certificates.number_text(one)) for one in queries.withdrawn_of(course)],
    }  # fmt: skip
    return render(request, "web/training/certificates.html", context, status=422 if problems else 200)


def _chosen(request: HttpRequest) -> set[int]:
    return {int(text) for text in request.POST.getlist("give") if text.isdecimal() and len(text) < 18}


@require_GET
def whole(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All certificates of a course in one file."""
    course = queries.course_for(request.user, pk)
    rules.check_organises(request.user, course)
    rows = sorted(queries.certificates_of(course).values(), key=lambda one: (one.year, one.number))
    if not rows:
        raise Http404
    return _file(request, course, rows, kind, f"giay-chung-nhan-{pk}")


@require_GET
def one(request: HttpRequest, certificate_id: int, kind: str) -> HttpResponse:
    """One certificate as a file, for the organiser and the participant's own unit."""
    found = certificates.certificate_for(request.user, certificate_id)
    if found.withdrawn_at:
        raise Http404
    number = certificates.number_text(found).replace("/", "-")
    return _file(request, found.enrolment.course, [found], kind, f"giay-chung-nhan-{number}")


def _file(request: HttpRequest, course: Any, rows: list[Any], kind: str, name: str) -> HttpResponse:
    if kind not in MAKERS:
        raise Http404
    check = request.build_absolute_uri(reverse("training:check"))
    mark = _("Số liệu giả định") if settings.DEMO else ""
    data = MAKERS[kind](papers.contents(course, rows, check_url=check, mark=mark))
    return HttpResponse(
        data, files.TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


def withdraw(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Withdraw a certificate, with a reason."""
    found = certificates.certificate_for(request.user, certificate_id)
    rules.check_organises(request.user, found.enrolment.course)
    problem = ""
    if request.method == "POST":
        try:
            certificates.withdraw(certificate_id, why=request.POST.get("why", ""), by=request.user)
            messages.success(request, _("Đã thu hồi giấy chứng nhận."))
            return redirect("training:certificates", found.enrolment.course_id)
        except BadInput as bad:
            problem = bad.problems[0][1]
    context = {"one": found, "number": certificates.number_text(found), "problem": problem}
    return render(request, "web/training/withdraw.html", context, status=422 if problem else 200)


@require_GET
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is true, for everybody who has its number and code."""
    number, code = request.GET.get("so", "")[:40], request.GET.get("ma", "")[:40]
    context: dict[str, Any] = {"number": number, "code": code}
    if number or code:
        net = get_client_ip_address(request) or ""
        if not limits.spend("certificate", f"net {net}", most=MOST_CHECKS, seconds=STRETCH):
            return render(request, "web/training/check.html", context | {"slow": True}, status=429)
        context |= {"asked": True, "found": certificates.check(number, code)}
    return render(request, "web/training/check.html", context)
