"""The work context of a page: which unit, which period, as of which structure, on which basis.

It comes from the address (`?unit=&period=&as_of=&basis=`), else from the session, else from the person: their first
unit and the latest period. An address with a unit out of sight is 404.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from binhdang.calc import periods
from binhdang.calc.periods import Period
from binhdang.kit import clock
from binhdang.orgs import queries, rules
from binhdang.rollup.queries import Standing

BASES = ("approved", "provisional")
SESSION_KEY = "work"
_latest: list[Callable[[Any], Period | None]] = []


@dataclass(frozen=True)
class WorkContext:
    """What a page is about. `placement` is where the unit stood on `as_of` (else its last place).

    Figures rest on the structure their reports were made under while `as_of` is the period's own day.
    """

    unit: Any
    placement: Any
    period: Period
    as_of: date
    basis: str = "approved"

    @property
    def standing(self) -> Standing | None:
        """The structure to sum under, where the reader chose another day than the period's own; else None."""
        return None if self.as_of == self.own_day else Standing(self.as_of, self.placement.path)

    @property
    def own_day(self) -> date:
        """The day of the period's own structure, which its reports were made under."""
        return _structure_day(self.period)

    @property
    def params(self) -> dict[str, str]:
        """The values that name this context in an address."""
        return {
            "unit": self.unit.code,
            "period": self.period.key,
            "as_of": self.as_of.isoformat(),
            "basis": self.basis,
        }

    def query(self, **changes: str) -> str:
        """`?unit=...&period=...` with some values changed; changing the period lets the structure date follow it."""
        params = self.params
        if "period" in changes and "as_of" not in changes:
            params.pop("as_of")
        return "?" + urlencode(params | changes)


def tells_latest_period(find: Callable[[Any], Period | None]) -> Callable[[Any], Period | None]:
    """Register a function that names the latest period that has a report for a person (None: it knows of none)."""
    if find not in _latest:
        _latest.append(find)
    return find


def context_of(request: HttpRequest) -> WorkContext:
    """The work context of this request, worked out once. Raises Http404 (out of sight, unreadable value, no unit)."""
    found = getattr(request, "_work_context", None)
    if found is None:
        found = _work_out(request)
        request._work_context = found  # type: ignore[attr-defined]
    return found


def maybe_context_of(request: HttpRequest) -> WorkContext | None:
    """The same, or None where there is none (nobody signed in, nobody's unit, a wrong address)."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    try:
        return context_of(request)
    except Http404:
        return None


def _work_out(request: HttpRequest) -> WorkContext:
    given = {k: v for k in ("unit", "period", "as_of", "basis") if (v := request.GET.get(k, "").strip())}
    kept: dict[str, str] = request.session.get(SESSION_KEY, {})
    period = _period(given.get("period")) or _period_or_none(kept.get("period")) or _latest_period(request.user)
    if "period" in given:
        kept = {k: v for k, v in kept.items() if k != "as_of"}
    as_of = _day(given["as_of"]) if "as_of" in given else _day_or_none(kept.get("as_of")) or _structure_day(period)
    placement = _placement(request, given.get("unit"), kept.get("unit"), as_of)
    basis = next((b for b in (given.get("basis"), kept.get("basis")) if b in BASES), "approved")
    found = WorkContext(placement.unit, placement, period, as_of, basis)
    if given:
        chosen = kept | {k: found.params[k] for k in given}
        if chosen != request.session.get(SESSION_KEY):
            request.session[SESSION_KEY] = chosen
    return found


def _placement(request: HttpRequest, given: str | None, kept: str | None, on: date) -> Any:
    for code in filter(None, (given, kept)):
        if placement := queries.placement_seen(request.user, code, on):
            return placement
        if given:
            raise Http404(_("Không có đơn vị này trong phạm vi bạn được xem."))
    first = rules.first_unit_id(request.user)
    placement = queries.placement_or_last(first, on) if first else None
    if placement is None:
        raise Http404(_("Bạn chưa được giao vai trò ở đơn vị nào."))
    return placement


def _latest_period(person: Any) -> Period:
    for find in _latest:
        if found := find(person):
            return found
    today = clock.today()
    return periods.parse_period(str(today.year if today.month == 12 else today.year - 1))


def _period(text: str | None) -> Period | None:
    if not text:
        return None
    try:
        return periods.parse_period(text)
    except periods.PeriodError as error:
        raise Http404(str(error))


def _period_or_none(text: str | None) -> Period | None:
    try:
        return periods.parse_period(text) if text else None
    except periods.PeriodError:
        return None


def _day(text: str) -> date:
    found = _day_or_none(text)
    if found is None:
        raise Http404(_("Ngày theo cơ cấu tổ chức phải có dạng 2019-11-30."))
    return found


def _day_or_none(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _structure_day(period: Period) -> date:
    return min(periods.structure_date(period), clock.today())
