"""What is done to a request once it is open: change its words and deadlines, add units, close, open again."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import deadlines, gate
from binhdang.reports.choices import AskKind, AskState
from binhdang.reports.events import figures_changed
from binhdang.reports.models import Report, ReportRequest, UnitAsk
from binhdang.reports.requests import due_of, make_reports, rule_of
from binhdang.reports.rules import MINIMUM_REASON
from binhdang.reports.scope import Scope, scope_of


def _locked(request_id: int, by: Person | None) -> ReportRequest:
    """The request under lock, if `by` may open requests for it. Raises Refused."""
    rows = ReportRequest.objects.select_for_update(of=("self",)).select_related("form__data_set", "data_set", "unit")
    request = rows.get(pk=request_id)
    org_rules.check(by, "request.open", request.path)
    return request


def _still_open(request: ReportRequest) -> None:
    if request.closed_at:
        raise Refused(_("Kỳ này đã đóng; mở lại rồi mới thay đổi được."), _("Người mở kỳ báo cáo của đơn vị."))


def _reason(why: str) -> str:
    if len(why.strip()) < MINIMUM_REASON:
        raise BadInput([("why", _("Cần ghi lý do ít nhất %(n)s ký tự.") % {"n": MINIMUM_REASON})])
    return why.strip()


@transaction.atomic
def change_request(
    request_id: int, *, due: dict[str, date], instructions: str, why: str, by: Person | None
) -> ReportRequest:
    """Give an open request other deadlines and instructions, with a reason; extensions already given stand.

    Raises Refused, BadInput (a deadline on a day off or out of order, no reason).
    """
    request = _locked(request_id, by)
    _still_open(request)
    deadlines.check_days(due, deadlines.calendar())
    reason = _reason(why)
    before = request.due
    request.due = {level: day.isoformat() for level, day in due.items()}
    request.instructions = instructions.strip()
    request.save(update_fields=["due", "instructions"])
    extended = UnitAsk.objects.filter(kind=AskKind.EXTENSION, state=AskState.GRANTED, report__request=request).values(
        "report"
    )
    mine = Report.objects.filter(request=request)
    for level in {*before, *request.due}:
        day = due_of(request, level)
        rows = mine.filter(level_code=level)
        rows.exclude(pk__in=extended).update(due_on=day)
        if day:  # an extension that ends before the new deadline is none any more
            rows.filter(pk__in=extended).filter(Q(due_on__lt=day) | Q(due_on__isnull=True)).update(due_on=day)
    record("request.change", request, by=by, path=request.path, why=reason, before=before, due=request.due)
    return request


@transaction.atomic
def add_missing(request_id: int, *, by: Person | None) -> int:
    """Ask the units that the rule names and that came later; returns how many reports were made. Raises Refused."""
    request = _locked(request_id, by)
    _still_open(request)
    made, _there = make_reports(request)
    if made:
        _told(request, "request.complete", by, reports=made)
    return made


@transaction.atomic
def add_units(request_id: int, units: list[OrgUnit], *, by: Person | None) -> int:
    """Ask more units of the subtree by name, whatever the rule said of them; returns how many reports were made.

    Raises Refused, BadInput (no units, or one that the form or the structure does not know).
    """
    request = _locked(request_id, by)
    _still_open(request)
    if not units:
        raise BadInput([("units", _("Chọn ít nhất một đơn vị."))])
    known = dict(rule_of(request).placements([u.pk for u in units]).values_list("unit_id", "why_out"))
    problems = [
        ("units", _("%(unit)s (%(code)s): %(why)s") % {"unit": u.name, "code": u.code, "why": why})
        for u in units
        if (why := _never(known.get(u.pk)))
    ]
    if problems:
        raise BadInput(problems)
    scope = scope_of(request.scope)
    request.scope = _widened(scope, {u.pk for u in units if known[u.pk]}).stored()
    request.save(update_fields=["scope"])
    made, _there = make_reports(request)
    _told(request, "request.widen", by, reports=made, units=[u.code for u in units])
    return made


def _never(why: str | None) -> str:
    """Why a unit can not be added at all; "" when it can."""
    if why is None:
        return _("không có trong cơ cấu của kỳ này.")
    return _("biểu này không hỏi cấp của đơn vị.") if why == "level" else ""


def _widened(scope: Scope, more: set[int]) -> Scope:
    """The rule, and these units besides."""
    return Scope(**{**scope.__dict__, "also": tuple(sorted({*scope.also, *more}))})


def _told(request: ReportRequest, verb: str, by: Person | None, **data: Any) -> None:
    record(verb, request, by=by, path=request.path, period=request.period_key, **data)
    figures_changed.tell(data_set_id=request.data_set_id, period_key=request.period_key, paths=[request.path, ""])


@transaction.atomic
def close_request(request_id: int, *, why: str, by: Person | None) -> ReportRequest:
    """End the collecting: nothing is saved or submitted any more; what was submitted can still be decided.

    Raises Refused, BadInput without a reason.
    """
    gate.shut(ReportRequest.objects.filter(pk=request_id))
    request = _locked(request_id, by)
    _still_open(request)
    reason = _reason(why)
    request.closed_at = clock.now()
    request.save(update_fields=["closed_at"])
    record("request.close", request, by=by, path=request.path, why=reason, period=request.period_key)
    return request


@transaction.atomic
def reopen_request(request_id: int, *, why: str, by: Person | None) -> ReportRequest:
    """Collect again, with a reason. Raises Refused when it is open, BadInput without a reason."""
    request = _locked(request_id, by)
    if not request.closed_at:
        raise Refused(_("Kỳ này đang mở."))
    reason = _reason(why)
    request.closed_at = None
    request.save(update_fields=["closed_at"])
    record("request.reopen", request, by=by, path=request.path, why=reason, period=request.period_key)
    return request
