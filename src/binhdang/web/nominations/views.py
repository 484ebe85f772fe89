"""The funnel of nominations, and the move of many people to their next stage."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc import nominating
from binhdang.careers.nominated import entries_of, in_pipeline, nominations_of, prepared
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as orgs
from binhdang.registers.core import rules
from binhdang.registers.nominations import actions, queries
from binhdang.registers.nominations.forms import AdvanceForm
from binhdang.registers.nominations.queries import Chosen
from binhdang.registers.nominations.register import NOMINATIONS
from binhdang.registers.pipeline.register import PIPELINE
from binhdang.web.context import WorkContext, context_of
from binhdang.web.frame import period_label
from binhdang.web.registers import beside


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """How many people, by sex, came how far, for a body, level and term."""
    work = context_of(request)
    chosen = _chosen(request, work)
    ready = {"co": True, "chua": False}.get(request.GET.get("quy-hoach", ""))
    only = queries.everybody if ready is None else prepared(work.period.end, ready)
    found = queries.funnel_of(request.user, work.placement.path, chosen, work.period.end, only)
    labels = queries.stage_labels()
    context = {
        "work": work,
        "period": period_label(work.period).lower(),
        "found": found,
        "steps": [(labels[one.stage], one) for one in found.steps],
        "ends": [(labels[one.stage], one) for one in (found.not_elected, found.withdrawn)],
        "introduced": found.at(nominating.INTRODUCED),
        "elected": found.at(nominating.ELECTED),
        "prepared": in_pipeline(request.user, work.placement.path, chosen, work.period.end),
        "filters": [*_filters(request, work, chosen), _ready(ready)],
        "may_write": orgs.may(request.user, rules.WRITE, work.placement.path),
        "kept": request.GET.urlencode(),
    }
    return render(request, "web/nominations/funnel.html", context)


def _ready(ready: bool | None) -> dict[str, Any]:
    """The filter by the pipeline of union cadres."""
    choices = [("co", _("đang trong quy hoạch")), ("chua", _("không trong quy hoạch"))]
    current = {True: "co", False: "chua", None: ""}[ready]
    return {"name": "quy-hoach", "label": _("Quy hoạch"), "choices": choices, "current": current}


def advance(request: HttpRequest) -> HttpResponse:
    """Bring several people to their next stage, with its day and document, all or none."""
    work = context_of(request)
    orgs.check(request.user, rules.WRITE, work.placement.path)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            done = _advance(request)
            messages.success(request, _("Đã ghi giai đoạn mới cho %(n)s người.") % {"n": done})
            return redirect(f"{reverse('nominations:advance')}?{request.GET.urlencode()}")
        except BadInput as bad:
            problems = bad.problems
    chosen, labels = _chosen(request, work), queries.stage_labels()
    stage = request.GET.get("giai-doan", "")
    stage = stage if stage in labels and stage not in nominating.CLOSED else nominating.SOURCE
    rows = queries.waiting_at(request.user, work.placement.path, chosen, stage)
    context = {
        "work": work,
        "people": list(rows[: queries.MOST_AT_ONCE]),
        "picked": request.POST.getlist("id"),
        "given": request.POST,
        "problems": problems,
        "filters": _filters(request, work, chosen),
        "stage": stage,
        "stages": [(code, label) for code, label in labels.items() if code not in nominating.CLOSED],
        "next": [(move.to_state, labels[move.to_state]) for move in nominating.FLOW.moves_from(stage)],
        "most": queries.MOST_AT_ONCE,
    }
    return render(request, "web/nominations/advance.html", context, status=422 if problems else 200)


def _advance(request: HttpRequest) -> int:
    form = AdvanceForm(request.POST)
    if not form.is_valid():
        raise BadInput([("", _("Chọn giai đoạn và ghi ngày dạng 05/12/2026."))])
    ids = [int(one) for one in request.POST.getlist("id") if one.isdecimal() and len(one) < 18]
    return actions.advance(ids, by=request.user, **form.cleaned_data)


def _chosen(request: HttpRequest, work: WorkContext) -> Chosen:
    bodies, levels = queries.bodies(), queries.levels()
    body, level = request.GET.get("co-quan", ""), request.GET.get("cap", "")
    return Chosen(
        body if body in bodies else "", level if level in levels else "", request.GET.get("nhiem-ky", "")[:20]
    )


def _filters(request: HttpRequest, work: WorkContext, chosen: Chosen) -> list[dict[str, Any]]:
    terms = [(term, term) for term in queries.terms_seen(request.user, work.placement.path)]
    return [
        {"name": "co-quan", "label": _("Cơ quan"), "choices": list(queries.bodies().items()), "current": chosen.body},
        {
            "name": "cap",
            "label": _("Cấp của cơ quan"),
            "choices": list(queries.levels().items()),
            "current": chosen.level,
        },
        {"name": "nhiem-ky", "label": _("Nhiệm kỳ"), "choices": terms, "current": chosen.term},
    ]


def _entries(request: HttpRequest, record: Any) -> list[beside.Link]:
    """From a nomination to the same person's entries in the pipeline, for who reads both."""
    return [
        beside.Link(
            _("Quy hoạch: %(aim)s %(term)s") % {"aim": one.get_aim_display(), "term": one.term},
            reverse("registers:record", args=[PIPELINE.code, one.pk]),
        )
        for one in entries_of(request.user, record)
    ]


def _put_forward(request: HttpRequest, record: Any) -> list[beside.Link]:
    """From an entry of the pipeline to what the same person was put forward for, for who reads both."""
    return [
        beside.Link(
            _("Giới thiệu: %(body)s %(term)s") % {"body": one.get_body_display(), "term": one.term},
            reverse("registers:record", args=[NOMINATIONS.code, one.pk]),
        )
        for one in nominations_of(request.user, record)
    ]


beside.RECORDS[NOMINATIONS.code] = _entries
beside.RECORDS[PIPELINE.code] = _put_forward
