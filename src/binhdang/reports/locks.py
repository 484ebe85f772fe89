"""Locks of a period: nobody types, submits or corrects below, from a day until a day; exceptions for one unit.

One rule holds everywhere: `rules.check_side` asks `check_open` before every verb of the unit's side, an import asks
`check_open_many`. Whoever is refused reads who locked, why, until when, and who can open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.calc import periods
from binhdang.datasets.models import DataSet
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import gate
from binhdang.reports.models import LevelAcceptance, Report
from binhdang.reports.review_models import LockOpening, PeriodLock

RIGHT = "level.accept"
VERBS = frozenset({"open", "save", "submit", "withdraw", "correct", "reopen"})
"""What a lock forbids. Accepting, returning and giving a correction up stay possible: they change no answer."""
LEAST = 10
MOST_NAMED = 200
"""How many held units an import names; the first are enough to see that the period is locked."""


@dataclass(frozen=True)
class Standing:
    """A lock that stands over a unit today, and the exception that opens it for this unit, if there is one."""

    lock: PeriodLock
    opening: LockOpening | None = None

    @property
    def closed(self) -> bool:
        """Whether the unit is held by it."""
        return self.opening is None

    @property
    def says(self) -> str:
        """Who locked, from when until when, and why, as one sentence."""
        lock = self.lock
        end = (
            _("đến hết ngày %(day)s") % {"day": f"{lock.ends_on:%d/%m/%Y}"} if lock.ends_on else _("chưa định ngày mở")
        )
        words = {"unit": lock.unit.name, "start": f"{lock.starts_on:%d/%m/%Y}", "end": end, "why": lock.reason}
        return _("%(unit)s đã khoá số liệu kỳ này từ ngày %(start)s, %(end)s. Lý do: %(why)s") % words

    @property
    def who_can(self) -> str:
        """Who can lift it or open it for one unit."""
        words = {"roles": roles.names_with(RIGHT), "unit": self.lock.unit.name}
        return _("%(roles)s của %(unit)s hoặc cấp trên mở khoá, hoặc mở riêng cho một đơn vị có thời hạn.") % words


def standing_on(day: date) -> Q:
    """The filter of the locks that hold on a day."""
    return Q(lifted_at__isnull=True, starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def over(path: str, period_key: str, data_set_id: int | None = None, unit_id: int | None = None) -> list[Standing]:
    """The locks that stand today over the unit at `path`, for one form or for all, highest level first.

    With `unit_id` the exceptions of that very unit are taken into account (2 queries, 1 without a lock).
    """
    steps = path.rstrip("/").split("/")
    paths = ["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)]
    found = PeriodLock.objects.filter(standing_on(clock.today()), path__in=paths, period_key=period_key)
    if data_set_id is not None:
        found = found.filter(data_set=data_set_id)
    locks = list(found.select_related("unit", "by", "data_set").order_by("path", "pk"))
    openings = {o.lock_id: o for o in _open_for(locks, unit_id)} if locks and unit_id is not None else {}
    return [Standing(lock, openings.get(lock.pk)) for lock in locks]


def _open_for(locks: list[PeriodLock], unit_id: int) -> QuerySet[LockOpening]:
    rows = LockOpening.objects.filter(lock__in=locks, unit=unit_id, closed_at__isnull=True, until__gte=clock.today())
    return rows.select_related("by")


ANY = Exists(
    PeriodLock.objects.filter(
        data_set=OuterRef("data_set"), period_key=OuterRef("period_key"), lifted_at__isnull=True
    ).order_by()
)
"""Whether a report's form and period have any lock at all, as an annotation `any_lock` that spares a query."""


def of_report(report: Report) -> list[Standing]:
    """The locks that stand today over a report, read once for each report that was fetched."""
    kept: list[Standing] | None = report.__dict__.get("_locks")
    if kept is None:
        free = report.__dict__.get("any_lock") is False
        kept = [] if free else over(report.path, report.period_key, report.data_set_id, report.unit_id)
        report.__dict__["_locks"] = kept
    return kept


def check_open(report: Report, *verbs: str) -> None:
    """Raise `Refused`, with who locked, why, until when and who can open, when a lock forbids one of these verbs."""
    if VERBS.isdisjoint(verbs):
        return
    for standing in of_report(report):
        if standing.closed:
            raise Refused(standing.says, standing.who_can)


def check_period(path: str, unit_id: int, period_key: str) -> None:
    """Raise `Refused` when a lock holds a unit's figures of a period, of whatever form: what feeds them stays too."""
    for standing in over(path, period_key, unit_id=unit_id):
        if standing.closed:
            raise Refused(standing.says, standing.who_can)


def check_open_many(data_set_id: int, places: Iterable[tuple[str, str]]) -> None:
    """The same for an import, over (period key, path) of many reports. Raises BadInput that names each held unit."""
    asked = set(places)
    keys = {key for key, _path in asked}
    locks = PeriodLock.objects.filter(standing_on(clock.today()), data_set=data_set_id, period_key__in=keys)
    problems: list[tuple[str, str]] = []
    for lock in locks.select_related("unit"):
        rows = LockOpening.objects.filter(lock=lock, closed_at__isnull=True, until__gte=clock.today())
        free = set(rows.values_list("unit_id", flat=True))
        held = [path for key, path in asked if key == lock.period_key and path.startswith(lock.path)]
        shut = [int(path.rstrip("/").rpartition("/")[2]) for path in held]
        codes = OrgUnit.objects.filter(pk__in=[pk for pk in shut if pk not in free][:MOST_NAMED]).order_by("code")
        problems += [(code, Standing(lock).says) for code in codes.values_list("code", flat=True)]
    if problems:
        raise BadInput(problems)


def check_unclosed_many(data_set_id: int, places: Iterable[tuple[str, str]]) -> None:
    """Nobody writes over figures a level has signed for: a correction is a slip of its own report, never a file.

    `places` are (period key, path) of accepted reports whose values change. Raises BadInput naming each closing.
    """
    asked = set(places)
    closed = LevelAcceptance.objects.filter(
        request__data_set=data_set_id, request__period_key__in={key for key, _path in asked}, withdrawn_at__isnull=True
    ).select_related("unit", "request")
    said = _("số liệu kỳ %(period)s đã được chốt; đính chính từng báo cáo, hoặc rút lần chốt rồi nhập lại.")
    problems = [
        (one.unit.code, said % {"period": one.request.period_key})
        for one in closed
        if any(key == one.request.period_key and path.startswith(one.path) for key, path in asked)
    ]
    if problems:
        raise BadInput(problems)


def locks_seen(by: Person | None) -> QuerySet[PeriodLock]:
    """Locks that concern `by`: at, below or above the units of the person's sight, latest first."""
    seen = org_rules.sight(by)
    if by is not None:
        for path in org_rules.reach(by):
            steps = path.rstrip("/").split("/")
            seen |= Q(path__in=["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)])
    return PeriodLock.objects.filter(seen).select_related("unit", "data_set", "by", "lifted_by").order_by("-pk")


def state_of(lock: PeriodLock) -> str:
    """Where a lock is today: "standing", "coming" (starts later), "over" (its end has passed) or "lifted"."""
    today = clock.today()
    if lock.lifted_at:
        return "lifted"
    if lock.starts_on > today:
        return "coming"
    return "over" if lock.ends_on and lock.ends_on < today else "standing"


def openings_of(by: Person | None, lock: PeriodLock) -> list[LockOpening]:
    """The exceptions of a lock for units that `by` sees, latest first."""
    rows = LockOpening.objects.filter(lock=lock).select_related("unit", "by", "closed_by").order_by("-pk")[:200]
    seen = set(orgs.units_seen(by).filter(unit__in=[o.unit_id for o in rows]).values_list("unit_id", flat=True))
    return [opening for opening in rows if opening.unit_id in seen]


@transaction.atomic
def lock_period(
    data_set: DataSet,
    period_key: str,
    unit: OrgUnit,
    *,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: Person | None,
) -> PeriodLock:
    """Lock a form and period for `unit` and all below it. Raises Refused, BadInput (period, dates, reason, twice)."""
    try:
        period = periods.parse_period(period_key)
    except periods.PeriodError as error:
        raise BadInput([("period", str(error))]) from error
    path = _path_of(unit, period)
    org_rules.check(by, RIGHT, path)
    gate.shut_period(data_set.pk, period.key)
    problems = []
    if period.kind != data_set.period_kind:
        problems.append(("period", _("Kỳ này không hợp với biểu đã chọn.")))
    if ends_on and ends_on < max(starts_on, clock.today()):
        problems.append(("ends_on", _("Ngày mở lại phải từ hôm nay và sau ngày bắt đầu khoá.")))
    if len(reason.strip()) < LEAST:
        problems.append(("reason", _("Ghi lý do khoá, ít nhất 10 ký tự: đơn vị bên dưới sẽ đọc lý do này.")))
    alive = PeriodLock.objects.filter(data_set=data_set, period_key=period.key, unit=unit, lifted_at__isnull=True)
    if alive.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)).exists():
        problems.append(("period", _("Đơn vị này đã khoá biểu và kỳ đã chọn; mở lần khoá cũ trước khi khoá lại.")))
    if problems:
        raise BadInput(problems)
    lock = PeriodLock.objects.create(
        data_set=data_set,
        period_key=period.key,
        unit=unit,
        path=path,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        by=by,
    )
    until = ends_on.isoformat() if ends_on else ""
    record("period.lock", lock, by=by, path=path, why=lock.reason, period=period.key, until=until)
    return lock


def _path_of(unit: OrgUnit, period: periods.Period) -> str:
    """Where a unit stood in a period, else its last place; raises BadInput for a unit without any place."""
    place = orgs.placement_of(unit.pk, periods.structure_date(period)) or orgs.last_placement(unit.pk)
    if place is None:
        raise BadInput([("unit", _("Đơn vị này chưa có vị trí trong cơ cấu tổ chức."))])
    return place.path


def _locked(lock_id: int, by: Person | None) -> PeriodLock:
    lock = PeriodLock.objects.select_for_update(of=("self",)).select_related("unit").get(pk=lock_id)
    org_rules.check(by, RIGHT, lock.path)
    if lock.lifted_at:
        raise Refused(_("Lần khoá này đã được mở rồi."))
    return lock


@transaction.atomic
def lift_lock(lock_id: int, *, why: str, by: Person | None) -> PeriodLock:
    """Open a lock for everybody below it, with a reason. Raises Refused, BadInput."""
    lock = _locked(lock_id, by)
    if len(why.strip()) < LEAST:
        raise BadInput([("why", _("Ghi lý do mở khoá, ít nhất 10 ký tự."))])
    lock.lifted_at, lock.lifted_by, lock.lifted_why = clock.now(), by, why.strip()
    lock.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    record("period.unlock", lock, by=by, path=lock.path, why=lock.lifted_why, period=lock.period_key)
    return lock


@transaction.atomic
def open_for_unit(lock_id: int, unit: OrgUnit, *, until: date, reason: str, by: Person | None) -> LockOpening:
    """Let one unit below a lock work until a day, with a reason; a new exception replaces the one before.

    Raises Refused, BadInput (day, reason, a unit that the lock does not hold).
    """
    lock = _locked(lock_id, by)
    problems = []
    if until < clock.today():
        problems.append(("until", _("Ngày hết hạn phải từ hôm nay.")))
    if len(reason.strip()) < LEAST:
        problems.append(("reason", _("Ghi lý do, ít nhất 10 ký tự.")))
    path = _path_of(unit, periods.parse_period(lock.period_key))
    if not path.startswith(lock.path):
        problems.append(("unit", _("Đơn vị này không thuộc phạm vi khoá.")))
    if problems:
        raise BadInput(problems)
    LockOpening.objects.filter(lock=lock, unit=unit, closed_at__isnull=True).update(closed_at=clock.now(), closed_by=by)
    opening = LockOpening.objects.create(lock=lock, unit=unit, until=until, reason=reason.strip(), by=by)
    record("lock.open", opening, by=by, path=path, why=opening.reason, until=until.isoformat())
    return opening


@transaction.atomic
def close_opening(opening_id: int, *, by: Person | None) -> LockOpening:
    """Take an exception back before its day. Raises Refused."""
    opening = LockOpening.objects.select_for_update(of=("self",)).select_related("lock").get(pk=opening_id)
    org_rules.check(by, RIGHT, opening.lock.path)
    if opening.closed_at:
        raise Refused(_("Lần mở riêng này đã kết thúc."))
    opening.closed_at, opening.closed_by = clock.now(), by
    opening.save(update_fields=["closed_at", "closed_by"])
    record("lock.shut", opening, by=by, path=opening.lock.path)
    return opening
