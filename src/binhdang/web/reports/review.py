"""The review queue: one report at a time with its evidence, or the clean ones together; and closing a level."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from binhdang.calc.periods import parse_period
from binhdang.calc.rules_doubt import NEEDS_EYES
from binhdang.datasets.queries import layout_of
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.orgs import queries as org_queries
from binhdang.orgs import rules as org_rules
from binhdang.reports import actions, deciding, locks, queries, requests, reviewing, rules
from binhdang.rollup import queries as rollup
from binhdang.web.consolidation.shown import signed_notes, slip_view
from binhdang.web.context import context_of
from binhdang.web.frame import period_label
from binhdang.web.reports import quality
from binhdang.web.reports import sheet as sheets

PAGE = 12
MOST = 500
"""How many clean reports are accepted in one go; the rest comes next."""
ALL = "tat-ca"


def queue(request: HttpRequest) -> HttpResponse:
    """The most doubtful waiting report in sight of the context's unit, with the queue beside it."""
    return _page(request, None)


def decide(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report of the queue; a POST accepts or returns it."""
    report = queries.report_for(request.user, report_id)
    if request.method != "POST":
        return _page(request, report)
    version = sheets.version_of(request.POST.get("version", ""))
    try:
        if request.POST.get("decision") == "accept":
            coverage = quality.coverage_above(request.user, report)
            deciding.accept_one(report_id, version=version, coverage=coverage, by=request.user)
            messages.success(request, _("Đã chấp nhận báo cáo của %(unit)s.") % {"unit": report.unit.name})
        elif request.POST.get("decision") == "return":
            actions.return_report(report_id, _points(request), by=request.user, version=version)
            messages.success(request, _("Đã trả lại báo cáo của %(unit)s kèm lý do.") % {"unit": report.unit.name})
        else:
            raise BadInput([("decision", _("Chọn chấp nhận hoặc trả lại."))])
    except BadInput as bad:
        return _page(request, report, problems=[message for _place, message in bad.problems], status=422)
    except Conflict:
        report = queries.report_for(request.user, report_id)
        changed = _("Báo cáo vừa thay đổi trong lúc bạn xem; xem lại số liệu mới rồi quyết định.")
        problem = rules.reason_against(request.user, request.POST["decision"], report) or changed
        return _page(request, report, problems=[problem], status=409)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the queue, with the same choice of levels."""
    return redirect(reverse("reports:review") + (f"?cap={ALL}" if request.POST.get("cap") == ALL else ""))


def _points(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The reasons of a return: pairs `where.<n>` and `why.<n>`; empty pairs are left out."""
    points = []
    for n in range(1, 6):
        where, why = request.POST.get(f"where.{n}", ""), request.POST.get(f"why.{n}", "").strip()
        scope, _colon, target = where.partition(":")
        if why or (where and where != "report:" and n > 1):
            points.append((scope or "report", target, why))
    return points


def _page(
    request: HttpRequest, report: Any | None, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    work = context_of(request)
    mine = ALL not in {request.GET.get("cap"), request.POST.get("cap")}
    waiting = reviewing.waiting(request.user, work.placement.path, work.period.key, mine=mine)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    if report is None and page.object_list:
        report = queries.report_for(request.user, page.object_list[0].pk)
    counts = reviewing.counts(request.user, work.placement.path, work.period.key)
    context: dict[str, Any] = {
        "work": work,
        "period_label": period_label(work.period),
        "page": page,
        "waiting": [(item, quality.reasons(item), quality.is_clean(item)) for item in page.object_list],
        "clean": counts.clean(mine=mine),
        "doubtful": counts.doubtful(mine=mine),
        "caps": [
            ("", _("Cấp của tôi trước"), counts.every(mine=True)),
            (ALL, _("Mọi cấp dưới"), counts.every(mine=False)),
        ],
        "cap": "" if mine else ALL,
        "elsewhere": counts.every(mine=False) if mine else 0,
        "locks": locks.over(work.placement.path, work.period.key),
        "report": report,
        "problems": problems or [],
        "chosen": {request.POST.get("decision", ""): True},
    }
    context |= _numbers(request, work)
    if report is not None:
        context |= _evidence(request, report)
    return render(request, "web/reports/review.html", context, status=status)


def _numbers(request: HttpRequest, work: Any) -> dict[str, Any]:
    """Progress of the period below the unit, the silent units, and the standing acceptance of the level."""
    asked = queries.request_over(request.user, work.placement.path, work.period.key)
    if asked is None:
        return {"asked": None}
    rows = queries.progress(request.user, asked.data_set, asked.period_key, work.placement.path)
    silent = queries.silent_units(request.user, asked, work.placement.path)
    return {
        "asked": asked,
        "sums": {
            "expected": sum(r.expected for r in rows),
            "accepted": sum(r.accepted for r in rows),
            "submitted": sum(r.submitted for r in rows),
            "returned": sum(r.returned for r in rows),
            "open": sum(r.open for r in rows),
        },
        "silent": Paginator(silent, 20).get_page(1),
        "acceptance": queries.acceptance_of(asked, work.unit.pk),
        "statements": reviewing.statements_over(request.user, work.placement.path, asked.period_key),
        "may_close": org_rules.may(request.user, "level.accept", work.placement.path),
    }


def _evidence(request: HttpRequest, report: Any) -> dict[str, Any]:
    """The report's figures beside last period and, for a unit with units below, beside their sum."""
    page = sheets.sheet_of(report, queries.returns_open(report))
    figure, coverage = quality.sums_of(request.user, report)
    sums = dict(zip(figure.order, figure.document.sums, strict=True)) if figure else {}
    for row in (row for section in page.sections for row in section.rows):
        for cell in row.cells:
            cell.total = sums.get(cell.code)
    places = [("report:", _("Cả báo cáo"))]
    for section in page.sections:
        places.append((f"section:{section.index}", _("Mục: %(title)s") % {"title": section.title}))
        for row in section.rows:
            for cell in row.cells:
                words = {"n": row.number, "row": Truncator(row.name).chars(40), "column": cell.label.lower()}
                place = _("Ô: dòng %(n)s, %(row)s, %(column)s") % words
                places.append((f"cell:{cell.code}", place))
    return {
        "sheet": page,
        "report_period": period_label(parse_period(report.period_key)),
        "places": places,
        "slots": [(n, request.POST.get(f"where.{n}", ""), request.POST.get(f"why.{n}", "")) for n in range(1, 4)],
        "no_accept": rules.reason_against(request.user, "accept", report),
        "below": figure.document if figure else None,
        "coverage": coverage,
        **quality.beside(report, page.sections),
        **(quality.explained(request, report.path, report.data_set_id, report.period_key) if figure else {}),
        **slip_view(request, report),
    }


def bulk(request: HttpRequest) -> HttpResponse:
    """Accept the clean waiting reports together: first the exceptions and the list, then, confirmed, the deed."""
    if request.method != "POST":
        return redirect("reports:review")
    work = context_of(request)
    mine = request.POST.get("cap") != ALL
    if request.POST.get("confirm"):
        return _accept_chosen(request, work)
    waiting = reviewing.waiting(request.user, work.placement.path, work.period.key, mine=mine)
    clean = waiting.filter(doubt__lt=NEEDS_EYES).order_by("submitted_at", "pk")
    doubtful = waiting.filter(doubt__gte=NEEDS_EYES)
    asked = queries.request_over(request.user, work.placement.path, work.period.key)
    context = {
        "work": work,
        "period_label": period_label(work.period),
        "clean": clean[:MOST],
        "more": max(0, clean.count() - MOST),
        "doubtful": [(report, quality.reasons(report)) for report in doubtful[:MOST]],
        "cap": "" if mine else ALL,
        "coverage": asked and quality.coverage_of(request.user, asked, work.unit, work.placement.path),
    }
    return render(request, "web/reports/bulk.html", context)


def _accept_chosen(request: HttpRequest, work: Any) -> HttpResponse:
    """Accept the reports that were ticked, each at the version the page showed."""
    pairs = [text.partition(":") for text in request.POST.getlist("report")[:MOST]]
    seen = [(sheets.whole_of(pk), sheets.version_of(version)) for pk, _colon, version in pairs]
    chosen = [(pk, version) for pk, version in seen if pk is not None]
    asked = queries.requests_of(request.user, [pk for pk, _version in chosen])
    covered = {a.pk: quality.coverage_of(request.user, a, work.unit, work.placement.path) for a in asked}
    outcome = deciding.accept_many(chosen, coverage={k: c for k, c in covered.items() if c}, by=request.user)
    messages.success(request, _("Đã chấp nhận %(n)s báo cáo.") % {"n": len(outcome.done)})
    for left in outcome.left[:20]:
        messages.warning(request, _("%(unit)s chưa được chấp nhận: %(why)s") % {"unit": left.unit, "why": left.reason})
    if outcome.statements:
        return redirect("reports:statement", outcome.statements[0].pk)
    return redirect("reports:review")


def level(request: HttpRequest, request_id: int, code: str) -> HttpResponse:
    """Close a level: the silent units by name, the signed reason, and what counts at this moment."""
    asked = queries.requests_seen(request.user).get(pk=request_id)
    unit = org_queries.unit_by_code(request.user, code)
    place = org_queries.placement_of(unit.pk, asked.structure_date)
    if place is None:
        raise Http404
    org_rules.check(request.user, "level.accept", place.path)
    silent = list(queries.uncounted_units(request.user, asked, place.path))
    coverage = quality.coverage_of(request.user, asked, unit, place.path)
    if coverage is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        total = rollup.documents(request.user, [unit.pk], asked.data_set_id, asked.period_key, "approved")[unit.pk]
        names = [{"unit": r.unit_id, "code": r.unit.code, "name": r.unit.name, "state": r.state} for r in silent]
        try:
            words = request.POST.get("reason", "")
            deciding.close_level(asked.pk, coverage=coverage, silent=names, total=total, reason=words, by=request.user)
            messages.success(request, _("Đã chốt số liệu của %(unit)s.") % {"unit": unit.name})
            return redirect("reports:review")
        except Refused as no:
            problem = f"{no.reason} {no.who_can}".strip()
    context = {
        "asked": asked,
        "unit": unit,
        "silent": silent,
        "signed_notes": signed_notes(request, unit, asked.period_key),
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "waiting": queries.waiting_for(asked, place.path),
        "period_label": period_label(parse_period(asked.period_key)),
        "coverage": coverage,
        **quality.explained(request, place.path, asked.data_set_id, asked.period_key),
    }
    return render(request, "web/reports/level.html", context, status=422 if problem else 200)


def withdraw(request: HttpRequest, acceptance_id: int) -> HttpResponse:
    """Take the closing of a level back, with a reason."""
    acceptance = queries.acceptance_seen(request.user, acceptance_id)
    org_rules.check(request.user, "level.accept", acceptance.path)
    problem = ""
    if request.method == "POST":
        try:
            requests.withdraw_level(acceptance_id, why=request.POST.get("why", ""), by=request.user)
            messages.success(request, _("Đã rút lần chốt số liệu."))
            return redirect("reports:review")
        except Refused as no:
            problem = no.reason
    context = {"acceptance": acceptance, "problem": problem, "layout": layout_of(acceptance.request.form)}
    return render(request, "web/reports/level_withdraw.html", context, status=422 if problem else 200)
