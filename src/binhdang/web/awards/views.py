"""The award against each denominator, and the steps of a proposal."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.words import said
from binhdang.evaluation.awards import AwardRow, award_page
from binhdang.kit.errors import BadInput
from binhdang.registers.awards import actions, flow, queries
from binhdang.registers.awards.forms import MoveForm
from binhdang.registers.awards.register import HONOURS, PROPOSALS, name_of
from binhdang.registers.core import queries as core
from binhdang.web.context import context_of
from binhdang.web.frame import period_label
from binhdang.web.registers import beside
from binhdang.web.results.views import bases

PER_PAGE = 50


@require_GET
def measure(request: HttpRequest) -> HttpResponse:
    """Women recognised against women workers, women members and those registered; which one a plan uses."""
    work = context_of(request)
    number = request.GET.get("page", "1")
    wanted = int(number) if number.isdecimal() and 0 < len(number) < 6 else 1
    found = award_page(
        request.user, work.unit, work.placement.path, work.period, work.basis,
        start=(max(wanted, 1) - 1) * PER_PAGE, most=PER_PAGE,
    )  # fmt: skip
    used = {target.indicator.code: target for target in found.targets if target.indicator}
    context = {
        "work": work,
        "period": period_label(work.period).lower(),
        "found": found,
        "shares": [(label, share, used.get(code)) for (code, label), share in _labelled(found.whole)],
        "below": [
            {"row": row, "shares": [(label, share) for (_code, label), share in _labelled(row)]} for row in found.below
        ],
        "heads": [(label, code in used) for code, label in _bottoms()],
        "used": list(used.values()),
        "page": Paginator(range(found.count), PER_PAGE).get_page(wanted),
        "bases": bases(),
    }
    return render(request, "web/awards/measure.html", context)


def _bottoms() -> list[tuple[str, str]]:
    return [("E01", _("Nữ CNVCLĐ")), ("E01.DV", _("Nữ đoàn viên")), ("E01.DK", _("Nữ đăng ký đầu năm"))]


def _labelled(row: AwardRow) -> list[Any]:
    return list(zip(_bottoms(), row.shares, strict=False))


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal with its dossier and the steps this person may take."""
    proposal = queries.proposal_for(request.user, pk)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            _move(request, pk)
            messages.success(request, _("Đã ghi."))
            return redirect("registers:record", PROPOSALS.code, pk)
        except BadInput as bad:
            problems = bad.problems
    context = {
        "proposal": proposal,
        "title": PROPOSALS.title(proposal),
        "name": name_of(proposal),
        "names": queries.names_of(request.user, proposal),
        "files": core.files_of(PROPOSALS, proposal),
        "honour": queries.honour_of(request.user, proposal),
        "moves": [
            {
                "verb": move.verb,
                "label": said(move.label_vi),
                "why": move.needs_reason,
                "grant": move.to_state == flow.AWARDED,
            }
            for move in queries.moves_of(request.user, proposal)
        ],
        "given": request.POST,
        "problems": problems,
    }
    return render(request, "web/awards/decide.html", context, status=422 if problems else 200)


def _move(request: HttpRequest, pk: int) -> None:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise BadInput([("decided_on", _("Ghi ngày dạng 05/12/2026."))])
    try:
        actions.move(pk, request.POST.get("verb", ""), by=request.user, **form.cleaned_data)
    except KeyError as error:
        raise Http404 from error


def _steps(request: HttpRequest, record: Any) -> list[beside.Link]:
    """The links from a proposal to its steps, where this person may take one, and to the honour it became."""
    if record.removed_at:
        return []
    found: list[beside.Link] = []
    if queries.moves_of(request.user, record):
        found.append(beside.Link(_("Trình, quyết định"), reverse("awards:decide", args=[record.pk])))
    if honour := queries.honour_of(request.user, record):
        at = reverse("registers:record", args=[HONOURS.code, honour.pk])
        found.append(beside.Link(_("Hồ sơ khen thưởng"), at))
    return found


def _asked(request: HttpRequest, record: Any) -> list[beside.Link]:
    """The link from an honour to the proposal that it stems from."""
    if record.proposal_id is None:
        return []
    at = reverse("registers:record", args=[PROPOSALS.code, record.proposal_id])
    return [beside.Link(_("Đề nghị khen thưởng"), at)]


beside.RECORDS[PROPOSALS.code] = _steps
beside.RECORDS[HONOURS.code] = _asked
