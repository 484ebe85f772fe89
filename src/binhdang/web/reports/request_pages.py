"""One request: what was asked of whom, by when, what waits; who must report; what is done to it once it is open."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.calc.periods import parse_period
from binhdang.kit.errors import BadInput
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.reports import asks, choosing, presumed, queries, request_life, schedules, standing
from binhdang.reports.scope import scope_of
from binhdang.web.audit.words import moments
from binhdang.web.frame import period_label
from binhdang.web.reports import asking_forms as forms

PAGE = 50


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Every request in sight: filters by state and form, search by unit, paged."""
    schedules.open_due()
    found, state = queries.requests_seen(request.user), request.GET.get("state", "")
    words, form = request.GET.get("tim", "").strip(), request.GET.get("form", "")
    counts = queries.request_counts(found)
    found = queries.requests_filtered(found, state=state, form=form, words=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(asked, period_label(parse_period(asked.period_key))) for asked in page.object_list],
        "states": [
            ("", _("Tất cả"), counts["open"] + counts["closed"]),
            ("open", _("Đang thu"), counts["open"]),
            ("closed", _("Đã đóng"), counts["closed"]),
        ],
        "state": state,
        "words": words,
        "form": form,
        "forms": queries.forms_asked(request.user),
        "may_open": bool(org_rules.units_with(request.user, "request.open")),
    }
    return render(request, "web/reports/requests.html", context)


def _page_of(request: HttpRequest, request_id: int) -> tuple[Any, dict[str, Any]]:
    asked = queries.requests_seen(request.user).select_related("form", "opened_by").get(pk=request_id)
    return asked, {
        "asked": asked,
        "period_label": period_label(parse_period(asked.period_key)),
        "may_change": org_rules.may(request.user, "request.open", asked.path),
    }


@require_GET
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: what was asked, progress by level, deadlines, extensions, asks that wait."""
    asked, context = _page_of(request, request_id)
    names = dict(queries.all_levels())
    stands = asks.asks_seen(request.user).filter(
        report__data_set=asked.data_set, report__period_key=asked.period_key, path__startswith=asked.path
    )
    context |= {
        "progress": queries.progress(request.user, asked.data_set, asked.period_key, asked.path),
        "due": [(name, date.fromisoformat(asked.due[code])) for code, name in names.items() if code in asked.due],
        "counts": standing.counts(request.user, asked),
        "rule": choosing.said(scope_of(asked.scope)),
        "waiting": stands.filter(state="waiting")[:20],
        "extensions": stands.filter(state="granted", kind="extension")[:20],
        "others": queries.same_request(request.user, asked),
        "moments": moments(asked, limit=10),
        "preview_href": forms.address_of("datasets_forms:preview", asked.data_set.code),
    }
    return render(request, "web/reports/request.html", context)


@require_GET
def units(request: HttpRequest, request_id: int) -> HttpResponse:
    """Who must report: every unit of the subtree in sight with its standing and reason; filtered, paged."""
    asked, context = _page_of(request, request_id)
    word, text = request.GET.get("dien", ""), request.GET.get("tim", "").strip()
    counts, named = standing.counts(request.user, asked), standing_names()
    places = standing.matching(standing.standing_in(asked, standing.population(request.user, asked), word), text)
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "rows": standing.stands(asked, list(page.object_list)),
        "chips": [("", _("Tất cả"), sum(counts.values())), *((key, named[key], counts[key]) for key in counts)],
        "word": word,
        "words": text,
        "labels": named,
        "may_confirm": counts[standing.PRESUMED] and presumed.may_confirm(request.user, asked),
    }
    return render(request, "web/reports/request_units.html", context)


def standing_names() -> dict[str, str]:
    """Standing -> its name on the screen."""
    return {
        standing.DECLARED: _("Đã xác nhận"),
        standing.PRESUMED: _("Suy đoán"),
        standing.OUT: _("Không thuộc diện"),
    }


def change(request: HttpRequest, request_id: int) -> HttpResponse:
    """Other deadlines and instructions for an open request, with a reason."""
    asked, context = _page_of(request, request_id)
    org_rules.check(request.user, "request.open", asked.path)
    levels, data = choosing.levels_below(asked.unit, asked.structure_date), request.POST
    problems: forms.Problems = []
    if request.method == "POST":
        try:
            due = forms.due_from(data, levels, problems)
            forms.raise_if(problems)
            request_life.change_request(
                request_id,
                due=due,
                instructions=data.get("instructions", ""),
                why=data.get("why", ""),
                by=request.user,
            )
            messages.success(request, _("Đã đổi hạn nộp và hướng dẫn."))
            return redirect("reports:request", request_id)
        except BadInput as bad:
            problems = bad.problems
    posted, wrong = request.method == "POST", dict(problems)
    now = {code: data.get(f"due.{code}", "") if posted else asked.due.get(code, "") for code, _name in levels}
    context |= {
        "dues": [(code, name, now[code], wrong.get(f"due.{code}", "")) for code, name in levels],
        "instructions": data.get("instructions", "") if posted else asked.instructions,
        "why": data.get("why", ""),
        "problems": [(f"#{place}", message) for place, message in problems],
    }
    return render(request, "web/reports/request_change.html", context, status=422 if problems else 200)


def close(request: HttpRequest, request_id: int, verb: str) -> HttpResponse:
    """Close a request or open it again: asks for the reason first."""
    _asked, context = _page_of(request, request_id)
    org_rules.check(request.user, "request.open", _asked.path)
    problems: forms.Problems = []
    if request.method == "POST":
        act = request_life.close_request if verb == "close" else request_life.reopen_request
        try:
            act(request_id, why=request.POST.get("why", ""), by=request.user)
            messages.success(request, _("Đã đóng kỳ báo cáo.") if verb == "close" else _("Đã mở lại kỳ báo cáo."))
            return redirect("reports:request", request_id)
        except BadInput as bad:
            problems = bad.problems
    context |= {
        "verb": verb,
        "title": _("Đóng kỳ báo cáo") if verb == "close" else _("Mở lại kỳ báo cáo"),
        "why": request.POST.get("why", ""),
        "problems": [(f"#{place}", message) for place, message in problems],
    }
    return render(request, "web/reports/request_close.html", context, status=422 if problems else 200)


@require_POST
def complete(request: HttpRequest, request_id: int) -> HttpResponse:
    """Ask the units that came after the request was opened."""
    queries.requests_seen(request.user).get(pk=request_id)
    made = request_life.add_missing(request_id, by=request.user)
    messages.success(request, _("Đã rà lại danh sách: bổ sung %(n)s đơn vị.") % {"n": made})
    return redirect("reports:request_units", request_id)


def widen(request: HttpRequest, request_id: int) -> HttpResponse:
    """Ask more units by name."""
    asked, context = _page_of(request, request_id)
    org_rules.check(request.user, "request.open", asked.path)
    problems: forms.Problems = []
    if request.method == "POST":
        codes = forms.picks_from(request.POST, problems).units
        found = choosing.units_below(orgs.subtree(asked.path, asked.structure_date), codes)
        said = _("Không có đơn vị mã “%(code)s” trong phạm vi này.")
        problems += [("units", said % {"code": code[:40]}) for code in codes if code not in found]
        try:
            forms.raise_if(problems)
            made = request_life.add_units(request_id, list(found.values()), by=request.user)
            messages.success(request, _("Đã bổ sung %(n)s đơn vị vào yêu cầu.") % {"n": made})
            return redirect("reports:request", request_id)
        except BadInput as bad:
            problems = bad.problems
    context |= {
        "written": request.POST.get("units", ""),
        "problems": [(f"#{place}", message) for place, message in problems],
    }
    return render(request, "web/reports/request_widen.html", context, status=422 if problems else 200)
