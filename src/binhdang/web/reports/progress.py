"""The progress board, its units, and the list of whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.kit import clock, log
from binhdang.kit.errors import Refused
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.reports import locks, progress, queries
from binhdang.ui.charts import Stack
from binhdang.web.context import WorkContext, context_of
from binhdang.web.frame import period_label
from binhdang.web.reports import calls, live

PAGE = 50
CALLERS = ("report.review", "request.open", "people.manage")
"""Those who may see telephone numbers: who reviews or asks for the reports of a unit, or looks after its people."""


def groups() -> dict[str, str]:
    """The groups of the board by name, in the order of its columns."""
    return {
        "expected": _("Phải nộp"),
        "not_opened": _("Chưa mở"),
        "draft": _("Đang lập"),
        "submitted": _("Chờ duyệt"),
        "returned": _("Trả lại"),
        "accepted": _("Đã chấp nhận"),
        "silent": _("Chưa có số liệu"),
        "late": _("Quá hạn"),
        "empty": _("Nộp mà trống"),
    }


@dataclass(frozen=True)
class Asked:
    """What the address asks about: the work context and the form, of those that were asked for."""

    work: WorkContext
    data_sets: list[tuple[int, str, str]]
    data_set: tuple[int, str, str]

    @property
    def query(self) -> str:
        """The address part that keeps unit, period and form."""
        return f"{self.work.query()}&bieu={self.data_set[1]}"


def asked_of(request: HttpRequest) -> Asked | None:
    """What is asked about; None when nothing was asked of the unit for the period. Raises Http404."""
    work = context_of(request)
    found = progress.data_sets_asked(request.user, work.placement.path, work.period.key)
    wanted = request.GET.get("bieu", "")
    if wanted and wanted not in [code for _pk, code, _name in found]:
        raise Http404(_("Không có biểu này trong kỳ đang chọn."))
    chosen = next((one for one in found if not wanted or one[1] == wanted), None)
    return Asked(work, found, chosen) if chosen else None


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board: counts by level that add up, against last year, what is empty, each number leading to its units."""
    asked = asked_of(request)
    work = context_of(request)
    context: dict[str, Any] = {"work": work, "period_label": period_label(work.period), "asked": asked}
    if asked is None:
        return render(request, "web/reports/progress.html", context)
    path, data_set_id = work.placement.path, asked.data_set[0]
    moves = live.of(request.user, "board", [data_set_id], work.period.key, path)
    context["locks"] = locks.over(path, work.period.key, data_set_id)
    levels = progress.board(request.user, data_set_id, work.period, path, dict(queries.all_levels()))
    reports = progress.reports_of(request.user, data_set_id, work.period.key, path)
    sum_ = progress.total(levels, _("Toàn bộ"))
    context |= {
        "levels": levels,
        "total": sum_,
        "rows": [(level, bar(level)) for level in [*levels, sum_]],
        "empty": reports.filter(progress.empty()).count(),
        "data_sets": [(code, name) for _pk, code, name in asked.data_sets],
        "units_href": reverse("reports:progress_units") + asked.query,
        "live": moves,
        "now": clock.now(),
    }
    return render(request, "web/reports/progress.html", context)


def bar(level: Any) -> Stack:
    """The five standings of a level as one bar."""
    return Stack(
        [
            ("done", _("chấp nhận"), level.accepted),
            ("waiting", _("chờ duyệt"), level.submitted),
            ("returned", _("trả lại"), level.returned),
            ("rest", _("chưa nộp"), level.not_opened + level.draft),
        ]
    )


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The units of one number of the board, paged, with whom to call."""
    asked, group, level, found = _group(request)
    phones = may_call(request.user, asked.work.placement.path)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    ids = [report.unit_id for report in page]
    people = progress.contacts(ids, phones=callable_units(request.user, ids) if phones else ())
    nobody = progress.Contact()
    context = {
        "asked": asked,
        "work": asked.work,
        "period_label": period_label(asked.work.period),
        "page": page,
        "rows": [(report, people.get(report.unit_id, nobody)) for report in page],
        "groups": [(key, name) for key, name in groups().items()],
        "group": group,
        "group_name": groups()[group],
        "level": level,
        "levels": [("", _("Mọi cấp")), *queries.all_levels()],
        "phones": phones,
        "today": clock.today(),
        "board_href": reverse("reports:progress") + asked.query,
        "file_href": f"{reverse('reports:progress_calls')}{asked.query}&nhom={group}&level={level}",
    }
    return render(request, "web/reports/progress_units.html", context)


@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    """The units of a group with names and telephones as an Excel file; that it was read is logged."""
    asked, group, _level, found = _group(request)
    path = asked.work.placement.path
    if not may_call(request.user, path):
        raise Refused(
            _("Danh sách gọi điện có số điện thoại của người lập báo cáo."),
            _("Người duyệt báo cáo, người mở kỳ hoặc người quản lý người dùng của đơn vị này."),
        )
    title = f"{asked.data_set[2]}; {period_label(asked.work.period)}; {groups()[group]}"
    data, rows = calls.workbook(asked.work.unit.name, title, found, partial(callable_units, request.user))
    log.record("calls.read", asked.work.unit, by=request.user, path=path, rows=rows, period=asked.work.period.key)
    name = f"goi-dien-{asked.work.unit.code}-{asked.work.period.key}.xlsx".replace("..", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=calls.XLSX, headers=headers)


def _group(request: HttpRequest) -> tuple[Asked, str, str, Any]:
    """What is asked about, the group, the level, and the reports. Raises Http404."""
    asked = asked_of(request)
    group, level = request.GET.get("nhom", "silent"), request.GET.get("level", "")
    if asked is None or group not in groups():
        raise Http404(_("Không có nhóm này trong kỳ đang chọn."))
    work = asked.work
    return (
        asked,
        group,
        level,
        progress.units(request.user, asked.data_set[0], work.period.key, work.placement.path, group, level),
    )


def may_call(by: Any, path: str) -> bool:
    """Whether `by` sees the telephone numbers of those who report below `path`."""
    return any(org_rules.may(by, right, path) for right in CALLERS)


def callable_units(by: Any, unit_ids: Iterable[int]) -> set[int]:
    """The units of these whose reporters' telephone numbers `by` sees today."""
    return orgs.units_under(by, unit_ids, CALLERS)
