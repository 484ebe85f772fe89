"""Locks of a period: the list, a new lock, one lock with its exceptions, opening it again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.calc.periods import PeriodError, parse_period
from binhdang.datasets.queries import data_sets_seen
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.orgs import queries as org_queries
from binhdang.orgs import rules as org_rules
from binhdang.reports import locks
from binhdang.web.context import context_of
from binhdang.web.frame import period_label

PAGE = 30


@require_GET
def all_locks(request: HttpRequest) -> HttpResponse:
    """The locks that concern the person, standing ones first in the eye: state, who, until when, why."""
    page = Paginator(locks.locks_seen(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(lock, locks.state_of(lock), label_of(lock.period_key)) for lock in page]
    may = bool(org_rules.units_with(request.user, locks.RIGHT))
    return render(request, "web/reports/locks.html", {"page": page, "rows": rows, "may_lock": may})


def label_of(key: str) -> str:
    """A period's name for the screen."""
    try:
        return period_label(parse_period(key))
    except PeriodError:
        return key


def _day(data: Any, name: str, problems: list[tuple[str, str]], *, needed: bool = True) -> date | None:
    text = data.get(name, "").strip()
    if not text and not needed:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append((name, _("Nhập ngày, ví dụ 05/12/2026.")))
        return None


def new_lock(request: HttpRequest) -> HttpResponse:
    """Lock a form and period for a unit and all below it."""
    units = org_rules.units_with(request.user, locks.RIGHT)
    if not units:
        org_rules.check(request.user, locks.RIGHT, context_of(request).placement.path)
    work, forms = context_of(request), list(data_sets_seen(request.user))
    data = request.POST or {"period": work.period.key, "starts_on": clock.today().isoformat(), "for": work.unit.code}
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            lock = _lock(request, units, forms)
            messages.success(request, _("Đã khoá số liệu. Đơn vị bên dưới thấy ai khoá, vì sao và đến bao giờ."))
            return redirect("reports:lock", lock.pk)
        except BadInput as bad:
            problems = [(f"#{place}", message) for place, message in bad.problems]
    context = {"units": units, "forms": forms, "data": data, "problems": problems}
    return render(request, "web/reports/lock_new.html", context, status=422 if problems else 200)


def _lock(request: HttpRequest, units: list[Any], forms: list[Any]) -> Any:
    problems: list[tuple[str, str]] = []
    data = request.POST
    unit = next((u for u in units if u.code == data.get("for")), None)
    data_set = next((f for f in forms if f.code == data.get("form")), None)
    if unit is None:
        problems.append(("for", _("Chọn đơn vị khoá.")))
    if data_set is None:
        problems.append(("form", _("Chọn biểu số liệu.")))
    start, end = _day(data, "starts_on", problems), _day(data, "ends_on", problems, needed=False)
    if problems or unit is None or data_set is None or start is None:
        raise BadInput(problems)
    words = data.get("reason", "")
    return locks.lock_period(
        data_set, data.get("period", ""), unit, starts_on=start, ends_on=end, reason=words, by=request.user
    )


def lock(request: HttpRequest, lock_id: int) -> HttpResponse:
    """One lock: what it holds, its exceptions, an exception for one more unit, and opening it for everybody."""
    found = locks.locks_seen(request.user).get(pk=lock_id)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            _change(request, found)
            return redirect("reports:lock", found.pk)
        except BadInput as bad:
            problems = [(f"#{place}", message) for place, message in bad.problems]
    context = {
        "lock": found,
        "standing": locks.Standing(found),
        "state": locks.state_of(found),
        "period_label": label_of(found.period_key),
        "openings": locks.openings_of(request.user, found),
        "may": org_rules.may(request.user, locks.RIGHT, found.path) and not found.lifted_at,
        "data": request.POST,
        "problems": problems,
        "today": clock.today(),
    }
    return render(request, "web/reports/lock.html", context, status=422 if problems else 200)


def _change(request: HttpRequest, found: Any) -> None:
    data = request.POST
    if data.get("do") == "lift":
        locks.lift_lock(found.pk, why=data.get("why", ""), by=request.user)
        messages.success(request, _("Đã mở khoá số liệu."))
        return
    problems: list[tuple[str, str]] = []
    until = _day(data, "until", problems)
    try:
        unit = org_queries.unit_by_code(request.user, data.get("unit", "").strip())
    except ObjectDoesNotExist:
        problems.append(("unit", _("Không có đơn vị mang mã này trong phạm vi bạn được xem.")))
    if problems or until is None:
        raise BadInput(problems)
    locks.open_for_unit(found.pk, unit, until=until, reason=data.get("reason", ""), by=request.user)
    messages.success(request, _("Đã mở riêng cho %(unit)s.") % {"unit": unit.name})


@require_POST
def close_opening(request: HttpRequest, lock_id: int, opening_id: int) -> HttpResponse:
    """Take an exception back before its day."""
    found = locks.locks_seen(request.user).get(pk=lock_id)
    if opening_id not in {opening.pk for opening in locks.openings_of(request.user, found)}:
        raise ObjectDoesNotExist
    locks.close_opening(opening_id, by=request.user)
    messages.success(request, _("Đã kết thúc việc mở riêng."))
    return redirect("reports:lock", lock_id)
