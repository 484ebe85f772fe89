"""Views of the results: who asks, which plan, what is shown."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from binhdang.documents import rules as papers
from binhdang.evaluation import matrix, queries
from binhdang.plans import queries as plans
from binhdang.rollup import sources
from binhdang.web.consolidation.shown import signed_notes
from binhdang.web.context import WorkContext, context_of
from binhdang.web.frame import period_label
from binhdang.web.reports import live
from binhdang.web.results import excel, shown, tables
from binhdang.web.results.structure import structure_note

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bases() -> list[tuple[str, str]]:
    """The two bases a figure can rest on."""
    return [("approved", _("Đã chấp nhận")), ("provisional", _("Cả báo cáo chờ duyệt"))]


@login_required
def overview_page(request: HttpRequest) -> HttpResponse:
    """Tổng quan: the targets as cards, how reports come in, what needs attention."""
    work = context_of(request)
    plan = _plan(request, work)
    if plan is None:
        return render(request, "web/results/no_plan.html", {"work": work})
    moves = live.of_results(request, work)
    found = queries.overview(request.user, work.unit, plan, work.period, work.basis, work.standing)
    cards = [shown.card(result) for result in found.results]
    page = {
        "found": found,
        "cards": cards,
        "attention": tables.attention(found, work),
        "progress": tables.progress(found),
        "signed_notes": signed_notes(request, work.unit, work.period.key),
        "live": moves,
        "may_write_paper": papers.may_write(request.user, work.placement.path),
    }
    return render(request, "web/results/overview.html", _with(work, plan, page))


@login_required
def matrix_page(request: HttpRequest) -> HttpResponse:
    """The matrix of the units directly below; on a phone one target at a time."""
    work = context_of(request)
    plan = _plan(request, work)
    if plan is None:
        return render(request, "web/results/no_plan.html", {"work": work})
    asked = tables.asked(request.GET)
    moves = live.of_results(request, work)
    found = _matrix(request, work, plan, asked, most=matrix.PAGE)
    if found is None:
        return render(request, "web/results/no_figures.html", _with(work, plan, {}))
    pages = Paginator(range(found.count), matrix.PAGE)
    page = {
        "found": found, "table": tables.matrix_table(found, asked, work), "page": pages.get_page(asked.page),
        "kept": [(name, value) for name, value in request.GET.items() if name != "target"],
        "live": moves,
    }  # fmt: skip
    return render(request, "web/results/matrix.html", _with(work, plan, page))


@login_required
def matrix_file(request: HttpRequest) -> HttpResponse:
    """The whole matrix, filtered and sorted as on the page, as an Excel file."""
    work = context_of(request)
    plan = _plan(request, work)
    found = _matrix(request, work, plan, tables.asked(request.GET), most=None) if plan else None
    if found is None:
        raise Http404(_("Chưa có số liệu của kỳ này để tải."))
    data = excel.workbook(work, found, dict(bases())[work.basis])
    name = f"ket-qua-{work.unit.code}-{work.period.key}.xlsx".replace("..", "-")
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@login_required
def target_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One target: where it stands, how it came there, who lacks how many, and the reports behind it."""
    work, target = context_of(request), _target(request, pk)
    every = bool(request.GET.get("all"))
    most = 10**6 if every else 8
    moves = live.of_results(request, work)
    found = queries.target_page(
        request.user, target, work.unit, work.period, work.basis, most=most, standing=work.standing
    )
    page = {
        "found": found, "target": target, "table": tables.target_tables(found, work), "every": every,
        "live": moves,
    }  # fmt: skip
    return render(request, "web/results/target.html", _with(work, target.plan, page))


@login_required
def sources_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All reports behind a target's figure, paged, each leading to its cell."""
    work, target = context_of(request), _target(request, pk)
    found = queries.target_page(
        request.user, target, work.unit, work.period, work.basis, most=0, standing=work.standing
    )
    if found.data_set_id is None or not found.path:
        raise Http404(_("Chưa có số liệu của kỳ này."))
    level, wanted = request.GET.get("level", ""), tables.whole(request.GET.get("page"))
    count, rows = sources.contributors(
        request.user, found.path, found.data_set_id, work.period.key, work.basis, found.cells,
        level=level, start=(wanted - 1) * matrix.PAGE, most=matrix.PAGE, standing=work.standing,
    )  # fmt: skip
    page = {
        "found": found, "target": target, "table": tables.source_table(found, rows), "level": level,
        "levels": [("", _("Mọi cấp")), *tables.level_choices()],
        "page": Paginator(range(count), matrix.PAGE).get_page(wanted),
    }  # fmt: skip
    return render(request, "web/results/sources.html", _with(work, target.plan, page))


def _plan(request: HttpRequest, work: WorkContext) -> Any:
    """The plan the address asks for, else the one in force for the unit in the period; None without one."""
    wanted = request.GET.get("plan", "")
    if wanted:
        try:
            return plans.plan_for(request.user, int(wanted))
        except (ObjectDoesNotExist, ValueError):
            raise Http404(_("Không có kế hoạch này trong phạm vi bạn được xem."))
    return plans.plan_in_force(request.user, work.unit, work.period)


def _target(request: HttpRequest, pk: int) -> Any:
    try:
        return plans.target_for(request.user, pk)
    except ObjectDoesNotExist:
        raise Http404(_("Không có chỉ tiêu này trong phạm vi bạn được xem."))


def _matrix(request: HttpRequest, work: WorkContext, plan: Any, asked: tables.MatrixAsked, most: int | None) -> Any:
    return matrix.matrix(
        request.user, work.unit, plan, work.period, work.basis,
        mode=asked.mode, level=asked.level, word=shown.WORDS.get(asked.verdict, ""), sort=asked.sort,
        start=(asked.page - 1) * matrix.PAGE if most else 0, most=most, standing=work.standing,
    )  # fmt: skip


def _with(work: WorkContext, plan: Any, page: dict[str, Any]) -> dict[str, Any]:
    shared = {
        "work": work, "plan": plan, "bases": bases(), "period_name": period_label(work.period),
        "plan_href": tables.href("plans:plan", plan.pk),
        "structure": structure_note(work, page["found"].notes if "found" in page else None),
    }  # fmt: skip
    return shared | page
