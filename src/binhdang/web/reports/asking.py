"""Asking for reports once: form, period, who, deadlines, instructions; a preview, then sent."""

import hashlib
import json
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binhdang.datasets.queries import data_sets_seen, form_asked
from binhdang.kit.errors import BadInput
from binhdang.orgs import rules as org_rules
from binhdang.reports import deadlines, requests
from binhdang.reports.choosing import levels_below, scope_from
from binhdang.reports.scope import Scope
from binhdang.web.context import context_of
from binhdang.web.reports import asking_forms as forms

DECIDE = ("form", "period", "for", "branch", "kind", "sector", "units", "least", "most", "age_days")


def units_of(request: HttpRequest) -> list[Any]:
    """The units for which this person may ask. Raises Refused where there are none."""
    units = org_rules.units_with(request.user, "request.open")
    if not units:
        org_rules.check(request.user, "request.open", context_of(request).placement.path)
    return units


def chosen_unit(request: HttpRequest, units: list[Any]) -> Any:
    """The unit in the field "for", else the first."""
    code = request.POST.get("for") or request.GET.get("for", "")
    return next((unit for unit in units if unit.code == code), units[0])


def open_request(request: HttpRequest) -> HttpResponse:
    """The page; a POST shows whom it would ask, and sends when it says exactly what was shown."""
    units = units_of(request)
    _fill_period(request)
    unit = chosen_unit(request, units)
    levels = levels_below(unit, forms.structure_day(request.POST.get("period", "")))
    problems: forms.Problems = []
    preview, seen = None, ""
    if request.method == "POST" and request.POST.get("verb") != "refresh":
        try:
            form, scope, due = _asked(request, unit, levels)
            seen = _digest(request)
            if request.POST.get("verb") == "send" and request.POST.get("seen") == seen:
                return _send(request, form, unit, scope, due)
            preview = requests.would_ask(form, unit=unit, period_key=request.POST.get("period", ""), scope=scope)
            _every_level_has_a_day(preview, due)
        except BadInput as bad:
            problems, seen = bad.problems, ""
    context = _fields(request, unit, units, levels, dict(problems)) | {
        "problems": [(f"#{place}", message) for place, message in problems],
        "wrong": dict(problems),
        "preview": preview,
        "seen": seen,
        "changed": request.POST.get("verb") == "send" and bool(seen),
    }
    return render(request, "web/reports/open.html", context, status=422 if problems else 200)


def _fill_period(request: HttpRequest) -> None:
    """An empty period stands for the present one of the form that was picked."""
    if request.method == "POST" and not request.POST.get("period", "").strip():
        known = data_sets_seen(request.user).filter(code=request.POST.get("form", ""))
        posted = request.POST.copy()
        posted["period"] = forms.suggested_period(_kind(known.first()))
        request.POST = posted  # type: ignore[assignment]


def _fields(
    request: HttpRequest, unit: Any, units: list[Any], levels: list[tuple[str, str]], wrong: dict[str, str]
) -> dict[str, Any]:
    """What stands in the fields: what was posted, else suggestions."""
    posted = request.POST if request.method == "POST" else None
    data, known = posted or request.GET, list(data_sets_seen(request.user))
    chosen = next((item for item in known if item.code == data.get("form")), known[0] if known else None)
    period = data.get("period", "")
    if not posted and not period and data.get("form"):
        period = forms.suggested_period(_kind(chosen))
    due = {} if posted else forms.suggested_due(levels)
    return {
        "unit": unit,
        "units": units,
        "forms": known,
        "chosen": chosen,
        "period": period,
        "dues": [(c, n, data.get(f"due.{c}", due.get(c, "")), wrong.get(f"due.{c}", "")) for c, n in levels],
        "instructions": data.get("instructions", ""),
        "who": forms.scope_fields(unit, forms.structure_day(period), posted),
        "build_href": forms.address_of("datasets_forms:new"),
        "preview_href": forms.address_of("datasets_forms:preview", chosen.code) if chosen else "",
    }


def _kind(data_set: Any) -> str:
    return data_set.period_kind if data_set else ""


def _asked(request: HttpRequest, unit: Any, levels: list[tuple[str, str]]) -> tuple[Any, Scope, dict[str, date]]:
    """The form, rule and deadlines that were posted. Raises BadInput naming every field that is wrong."""
    data = request.POST
    problems: forms.Problems = []
    due = forms.due_from(data, levels, problems)
    picks = forms.picks_from(data, problems)
    if data.get("for") != unit.code:
        problems.append(("for", _("Chọn đơn vị yêu cầu.")))
    form = form_asked(request.user, data.get("form", ""))
    steps = (
        lambda: deadlines.check_days(due, deadlines.calendar()),
        lambda: requests.period_for(form, data.get("period", "")),
    )
    for step in steps:
        try:
            step()
        except BadInput as bad:
            problems += bad.problems
    forms.raise_if(problems)
    on = requests.period_for(form, data.get("period", "")).end
    return form, scope_from(picks, unit, on), due


def _every_level_has_a_day(preview: requests.Preview, due: dict[str, date]) -> None:
    said = _("Nhập hạn nộp của %(level)s.")
    forms.raise_if([(f"due.{code}", said % {"level": name}) for code, name, _count in preview.asked if code not in due])


def _digest(request: HttpRequest) -> str:
    """A mark of everything that decides whom the request asks and by when."""
    data = {key: values for key, values in request.POST.lists() if key in DECIDE or key.startswith("due.")}
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]


def _send(request: HttpRequest, form: Any, unit: Any, scope: Scope, due: dict[str, date]) -> HttpResponse:
    made = requests.open_request(
        form,
        unit=unit,
        period_key=request.POST.get("period", ""),
        due=due,
        by=request.user,
        instructions=request.POST.get("instructions", ""),
        scope=scope,
    )
    messages.success(request, _("Đã gửi yêu cầu báo cáo."))
    return redirect("reports:request", made.pk)
