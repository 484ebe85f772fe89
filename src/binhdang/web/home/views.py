"""Việc của tôi: what is due, what came back and why, what waits for my decision, in order of deadline."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.periods import parse_period
from binhdang.consolidation.queries import drafts_to_sign
from binhdang.documents import queries as papers
from binhdang.kit import clock
from binhdang.registers.awards import queries as awards
from binhdang.registers.awards.register import PROPOSALS
from binhdang.reports import asks, behalf, flow, queries, schedules
from binhdang.reports.choices import State
from binhdang.ui.parts import Moment
from binhdang.web.context import WorkContext, maybe_context_of
from binhdang.web.frame import period_label
from binhdang.web.home import personal, registers
from binhdang.web.home.tasks import Task

MOST = 60


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The first page of everybody."""
    schedules.open_due()
    found = [
        *_to_fill(request.user),
        *_to_confirm(request.user),
        *_to_decide(request.user),
        *_asked(request.user),
        *_to_issue(request.user),
        *_to_sign(request.user),
        *_to_award(request.user),
        *_answered(request.user),
        *registers.tasks(request.user),
        *personal.tasks(request.user),
    ]
    tasks = sorted(found, key=lambda t: (t.due or date.max, t.title))
    asked = request.GET.get("nhom", "")
    groups = [
        ("", _("Tất cả")),
        ("decide", _("Chờ tôi quyết định")),
        ("returned", _("Bị trả lại")),
        ("fill", _("Cần lập")),
    ]
    shown = [task for task in tasks if not asked or task.group == asked]
    today = clock.today()
    context = {
        "today": today,
        "late": sum(task.late for task in tasks),
        "tasks": tasks,
        "urgent": [t for t in shown if t.due and t.due <= today],
        "coming": [t for t in shown if not t.due or t.due > today],
        "groups": [(key, label, sum(not key or t.group == key for t in tasks)) for key, label in groups],
        "group": asked,
    } | _aside(request)
    return render(request, "web/home/work.html", context)


def _to_fill(by: Any) -> list[Task]:
    tasks = []
    for report in queries.mine_to_fill(by)[:MOST]:
        points = queries.returns_open(report) if report.state == State.RETURNED else []
        what = report.form.data_set.name
        period = period_label(parse_period(report.period_key)).lower()
        tasks.append(
            Task(
                due=report.due_on,
                title=f"{what}, {period}",
                text=f"{report.unit.name}. {report.get_state_display()}.",
                href=reverse("reports:form", args=[report.pk]),
                action=_("Sửa và nộp lại") if points else _("Tiếp tục nhập") if report.opened_at else _("Mở biểu"),
                group="returned" if points else "fill",
                quote=points[0].reason if points else "",
                cite=f"{points[0].by.name}, {points[0].at:%d/%m/%Y}" if points else "",
            )
        )
    return tasks


def _to_confirm(by: Any) -> list[Task]:
    """What a level above entered for the person's own unit and waits for the unit's word."""
    return [
        Task(
            due=None,
            title=_("Xác nhận số liệu cấp trên nhập thay"),
            text=_("%(form)s, %(unit)s. Người nhập: %(who)s; người trả lời: %(spoke)s.")
            % {
                "form": report.form.data_set.name,
                "unit": report.unit.name,
                "who": report.behalf_by.name if report.behalf_by else "",
                "spoke": report.behalf_spoke,
            },
            href=reverse("reports:check", args=[report.pk]),
            action=_("Xem và xác nhận"),
            group="fill",
        )
        for report in behalf.to_confirm(by)[:MOST]
    ]


def _to_decide(by: Any) -> list[Task]:
    """One task per period and form: how many wait, who waits longest, how many are silent."""
    tasks = []
    for request_ in queries.requests_to_review(by)[:6]:
        waiting = queries.to_review(by).filter(data_set=request_.data_set, period_key=request_.period_key)
        count = waiting.count()
        period = period_label(parse_period(request_.period_key)).lower()
        if count:
            first = waiting[0]
            tasks.append(
                Task(
                    due=first.due_on,
                    title=_("%(n)s báo cáo chờ duyệt, %(period)s") % {"n": count, "period": period},
                    text=_("Lâu nhất: %(unit)s, nộp ngày %(day)s.")
                    % {"unit": first.unit.name, "day": f"{first.submitted_at:%d/%m}"},
                    href=reverse("reports:review") + f"?period={request_.period_key}",
                    action=_("Duyệt báo cáo"),
                    group="decide",
                )
            )
        silent = queries.silent_below(by, request_)
        if silent:
            dues = [r.due_on for r in silent if r.due_on]
            tasks.append(
                Task(
                    due=min(dues) if dues else None,
                    title=_("%(n)s đơn vị chưa có số liệu, %(period)s") % {"n": len(silent), "period": period},
                    text=", ".join(r.unit.name for r in silent[:3]) + ("…" if len(silent) > 3 else ""),
                    href=reverse("reports:review") + f"?period={request_.period_key}#chua-nop",
                    action=_("Xem danh sách"),
                    group="decide",
                )
            )
    return tasks


def _asked(by: Any) -> list[Task]:
    """One task for what units ask for and this person decides."""
    waiting = asks.waiting_for(by)
    count = waiting.count()
    if not count:
        return []
    first = waiting[0]
    return [
        Task(
            due=None,
            title=_("%(n)s đề nghị của đơn vị chờ quyết định") % {"n": count},
            text=f"{first.report.unit.name}: {first.get_kind_display()}.",
            href=reverse("reports:asks"),
            action=_("Xem đề nghị"),
            group="decide",
        )
    ]


def _to_issue(by: Any) -> list[Task]:
    """One task for the drafts of papers that wait where the person issues them."""
    count = papers.drafts_to_issue(by)
    if not count:
        return []
    return [
        Task(
            due=None,
            title=_("%(n)s dự thảo văn bản chờ ban hành") % {"n": count},
            text=_("Đọc lại số liệu, cấp số và ban hành."),
            href=reverse("documents:list") + "?trang-thai=draft",
            action=_("Mở văn bản"),
            group="decide",
        )
    ]


def _to_award(by: Any) -> list[Task]:
    """The proposals of units below that wait for this person: one by name, many as one task for each state."""
    waiting: dict[str, list[Any]] = {}
    for proposal in awards.to_decide(by)[:MOST]:
        waiting.setdefault(proposal.state, []).append(proposal)
    tasks = []
    for state, found in waiting.items():
        one, title = found[0], _("Đề nghị khen thưởng chờ quyết định")
        href = reverse("awards:decide", args=[one.pk])
        if len(found) > 1:
            title = _("%(n)s đề nghị khen thưởng chờ quyết định") % {"n": len(found)}
            href = f"{reverse('registers:list', args=[PROPOSALS.code])}?tinh-trang={state}&khi=tat-ca"
        names = ", ".join(dict.fromkeys(proposal.unit.name for proposal in found[:3]))
        text = f"{one.get_state_display()}: {names}{'…' if len(found) > 3 else ''}"
        tasks.append(Task(None, title, text, href, _("Xem và quyết định"), "decide"))
    return tasks


def _answered(by: Any) -> list[Task]:
    """What the level above answered to proposals of the person's own units: a refusal with its reason, or the award."""
    return [
        Task(
            due=None,
            title=f"{one.get_state_display()}: {PROPOSALS.title(one)}",
            text=one.to.name + ".",
            href=reverse("awards:decide", args=[one.pk]),
            action=_("Xem và soạn lại") if one.reason else _("Xem quyết định"),
            group="returned" if one.reason else "",
            quote=one.reason,
            cite=f"{one.answered_by.name if one.answered_by else ''}, {timezone.localtime(one.answered_at):%d/%m/%Y}",
        )
        for one in awards.answered(by)[:MOST]
    ]


def _to_sign(by: Any) -> list[Task]:
    """The consolidated reports that are being written where the person signs."""
    return [
        Task(
            due=None,
            title=_("Báo cáo tổng hợp đang soạn, %(period)s")
            % {"period": period_label(parse_period(one.request.period_key)).lower()},
            text=f"{one.unit.name}. {one.request.data_set.name}.",
            href=reverse("consolidation:report", args=[one.pk]),
            action=_("Đọc và ký"),
            group="decide",
        )
        for one in drafts_to_sign(by)
    ]


def _aside(request: HttpRequest) -> dict[str, list[Moment]]:
    """The deadlines of the context's period with how many sent in time to be counted, and the latest moves."""
    context = maybe_context_of(request)
    if context is None:
        return {}
    moves = queries.latest_moves(request.user, context.placement.path)
    return {
        "deadlines": _deadlines(request, context),
        "moments": [
            Moment(
                f"{timezone.localtime(move.at):%d/%m %H:%M}",
                flow.LABELS.get(move.verb, move.verb).lower(),
                who=move.report.unit.name,
                note=move.by.name if move.by else "",
                href=reverse("reports:history", args=[move.report_id]),
            )
            for move in moves
        ],
    }


def _deadlines(request: HttpRequest, context: WorkContext) -> list[Moment]:
    today = clock.today()
    asked = queries.request_over(request.user, context.placement.path, context.period.key)
    if asked is None:
        return []
    rows = queries.progress(request.user, asked.data_set, asked.period_key, context.placement.path)
    days = sorted(
        ((date.fromisoformat(asked.due[r.level]), r) for r in rows if r.level in asked.due), key=lambda d: d[0]
    )
    said = _("%(a)s/%(b)s đơn vị đã nộp")
    return [
        Moment(f"{day:%d/%m}", row.name, note=said % {"a": row.reported, "b": row.expected}, current=day == today)
        for day, row in days
    ]
