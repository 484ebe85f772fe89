"""Reminding of deadlines: 7 and 2 working days before, on the day, 1, 3 and 7 days after; one digest a person a day.

What is newly asked for is told once as well, in the next digest after the request was sent.

Reporters are told of their own unit; of a unit where nobody has an account the reviewers of the nearest unit above are
told, so that they call. Whoever turned mail off is told inside the product alone. A person's digest, its mail and its
marks are one transaction that begins with a row which exists once a day, so nobody is told twice, whoever runs this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc import periods
from binhdang.calc.workdays import Calendar
from binhdang.kit import clock, jobs
from binhdang.notices import actions as notices
from binhdang.notices.queries import without_mail
from binhdang.orgs import queries as orgs
from binhdang.orgs import roles
from binhdang.reports.deadlines import calendar
from binhdang.reports.models import Report
from binhdang.reports.queries import SILENT
from binhdang.reports.reminder_models import Reminder

BEFORE = ((2, "b2"), (7, "b7"))
"""Working days left, at most -> stage."""
AFTER = ((7, "a7"), (3, "a3"), (1, "a1"))
"""Days late, at least -> stage."""
NEW, NEW_FOR = "new", timedelta(days=14)
"""The stage of a report that its people were told nothing of yet, and how long after the request it may be told."""
FARTHEST_BEFORE, FARTHEST_AFTER = 30, 30
"""Days around the deadline in which anybody is reminded; later on the progress board tells."""
NAMED = 20
"""How many units without an account a digest names."""
FROM_HOUR = 7
PART = 500


def stage_of(due: date, today: date, days: Calendar) -> str:
    """The stage of a deadline today: b7, b2, on, a1, a3, a7, or "" when nobody is reminded.

    A day on which nothing was run is made up for by the stage of the next day, so each is said once or left out.
    """
    if due == today:
        return "on"
    if due < today:
        late = (today - due).days
        return next((name for n, name in AFTER if n <= late <= FARTHEST_AFTER), "")
    if (due - today).days > FARTHEST_BEFORE:
        return ""
    left = days.between(today, due)
    return next((name for n, name in BEFORE if left <= n), "")


@dataclass(frozen=True)
class Due:
    """A report that somebody is to be reminded of."""

    report_id: int
    unit_id: int
    unit: str
    path: str
    form: str
    period_key: str
    due: date
    stage: str


@dataclass
class Digest:
    """What one person is told today: reports of their own units, and units below where nobody has an account."""

    own: list[Due] = field(default_factory=list)
    calls: list[Due] = field(default_factory=list)


@jobs.every("reports.remind", minutes=60)
def look() -> None:
    """On working days from seven in the morning, start the reminding when there is anything near its deadline."""
    early = timezone.localtime(clock.now()).hour < FROM_HOUR and not settings.DEMO
    days = calendar()
    if not early and days.works(clock.today()) and _near(_stages(days)).exists():
        jobs.start("reports.remind", {}, by=None)


@jobs.job("reports.remind", gettext_lazy("Nhắc hạn nộp báo cáo"))
def remind(args: Mapping[str, Any], report: jobs.Progress) -> dict[str, int]:
    """Tell everybody what is due today; may run any number of times a day."""
    digests = due_today()
    told = 0
    silent = without_mail(digests)
    for number, (person_id, digest) in enumerate(digests.items()):
        told += _tell(person_id, digest, mail=person_id not in silent)
        report.at(number + 1, len(digests))
    return {"told": told}


def _stages(days: Calendar) -> dict[date, str]:
    """Deadline -> its stage today, for the deadlines that have one."""
    today = clock.today()
    around = (today + timedelta(days=n) for n in range(-FARTHEST_AFTER, FARTHEST_BEFORE + 1))
    return {due: stage for due in around if (stage := stage_of(due, today, days))}


def _near(stages: Mapping[date, str]) -> Any:
    """The reports that are asked for, have nothing to count, and whose deadline has a stage today or that are new."""
    waiting = Report.objects.filter(state__in=SILENT, accepted_values="", request__closed_at__isnull=True)
    lately = (clock.now() - NEW_FOR, clock.now())
    new = Q(request__opened_at__range=lately, due_on__gt=clock.today())
    return waiting.filter(Q(due_on__in=list(stages)) | new)


def due_today() -> dict[int, Digest]:
    """Person -> what they are to be told today and were not told at this stage before."""
    stages = _stages(calendar())
    columns = ["pk", "unit_id", "unit__name", "path", "form__data_set__name", "period_key", "due_on"]
    rows = _near(stages).order_by("due_on", "path").values_list(*columns)
    found = [
        Due(pk, unit_id, unit, path, form, period, due, stages.get(due, NEW))
        for pk, unit_id, unit, path, form, period, due in rows.iterator(2000)
    ]
    reporters = _holders({due.unit_id for due in found}, [roles.Reporter.code])
    nobody = [due for due in found if due.unit_id not in reporters]
    above = {int(step) for due in nobody for step in due.path.rstrip("/").split("/")[:-1]}
    reviewers = _holders(above, roles.with_right("report.review"))
    digests: dict[int, Digest] = defaultdict(Digest)
    for due in found:
        for person in reporters.get(due.unit_id, ()):
            digests[person].own.append(due)
    for due in nobody:
        for person in _nearest(due.path, reviewers):
            digests[person].calls.append(due)
    return _without_told(digests, found)


def _holders(unit_ids: set[int], codes: Iterable[str]) -> dict[int, list[int]]:
    """Unit -> the people who hold one of the roles at this very unit today."""
    found: dict[int, list[int]] = defaultdict(list)
    ids, codes = sorted(unit_ids), list(codes)
    for start in range(0, len(ids), PART):
        held = orgs.holders_of(ids[start : start + PART], codes)
        for unit_id, person_id in held.values_list("unit_id", "person_id").distinct():
            found[unit_id].append(person_id)
    return found


def _nearest(path: str, holders: Mapping[int, list[int]]) -> list[int]:
    """Those who hold the role at the nearest unit above the one at `path`."""
    for step in reversed(path.rstrip("/").split("/")[:-1]):
        if people := holders.get(int(step)):
            return people
    return []


def _without_told(digests: Mapping[int, Digest], found: list[Due]) -> dict[int, Digest]:
    """The digests without what these people were told before; those with nothing left fall away."""
    told: set[tuple[int, int, str, date]] = set()
    for start in range(0, len(found), PART):
        part = [due.report_id for due in found[start : start + PART]]
        rows = Reminder.objects.filter(report__in=part).values_list("report_id", "person_id", "stage", "due_on")
        told.update(rows)
    known = {(report, person) for report, person, _stage, _due in told}
    left = {}
    for person, digest in digests.items():
        own, calls = (
            [due for due in dues if not _was_told(due, person, told, known)] for dues in (digest.own, digest.calls)
        )
        if own or calls:
            left[person] = Digest(own, calls)
    return left


def _was_told(due: Due, person: int, told: set[tuple[int, int, str, date]], known: set[tuple[int, int]]) -> bool:
    """Whether the person heard of this stage of this deadline, or (of what is new) anything about the report."""
    if due.stage == NEW:
        return (due.report_id, person) in known
    return (due.report_id, person, due.stage, due.due) in told


@transaction.atomic
def _tell(person_id: int, digest: Digest, *, mail: bool) -> bool:
    """Tell one person, unless they were told something today already: then what is new waits for tomorrow."""
    key = f"reminder {clock.today().isoformat()}"
    lines = list(_lines(digest))
    href = "/" if digest.own else "/bao-cao/tien-do/don-vi/?nhom=silent"
    if not notices.tell(person_id, key=key, text="\n".join(lines), href=href):
        return False
    marks = [
        Reminder(report_id=due.report_id, person_id=person_id, stage=due.stage, due_on=due.due)
        for due in (*digest.own, *digest.calls)
    ]
    Reminder.objects.bulk_create(marks, batch_size=PART)
    if mail:
        notices.queue_mail(_letter(person_id, digest, lines, key))
    return True


def _lines(digest: Digest) -> Iterable[str]:
    for due in digest.own:
        new = _("yêu cầu mới, ") if due.stage == NEW else ""
        yield f"{due.form}, {_period(due)}, {due.unit}: {new}{_when(due)}."
    if not digest.calls:
        return
    grouped: dict[tuple[str, str, date], list[Due]] = defaultdict(list)
    for due in digest.calls:
        grouped[due.form, _period(due), due.due].append(due)
    for (form, period, _day), dues in grouped.items():
        units = len({due.unit_id for due in dues})
        yield _("%(form)s, %(period)s: %(n)s đơn vị chưa có tài khoản, gọi điện; %(when)s.") % {
            "form": form, "period": period, "n": units, "when": _when(dues[0]),
        }  # fmt: skip
        more = _("và %(n)s đơn vị khác") % {"n": units - NAMED}
        yield "  " + "; ".join([*(due.unit for due in dues[:NAMED]), *([more] if units > NAMED else [])])


def _period(due: Due) -> str:
    return periods.label_vi(periods.parse_period(due.period_key)).lower()


def _when(due: Due) -> str:
    """How far the deadline is, in words."""
    days = (due.due - clock.today()).days
    said = _("hôm nay là hạn") if not days else _("còn %(n)s ngày") if days > 0 else _("quá hạn %(n)s ngày")
    return f"{said % {'n': abs(days)} if days else said} ({due.due:%d/%m/%Y})"


def _subject(digest: Digest) -> str:
    every = [*digest.own, *digest.calls]
    late = sum(due.due < clock.today() for due in every)
    count = {"n": len(every), "late": late}
    if late == len(every):
        return _("[Bình Đẳng] %(n)s báo cáo quá hạn") % count
    if late:
        return _("[Bình Đẳng] %(n)s báo cáo đến hạn, trong đó %(late)s quá hạn") % count
    return _("[Bình Đẳng] %(n)s báo cáo sắp đến hạn") % count


def _letter(person_id: int, digest: Digest, lines: list[str], key: str) -> notices.Letter:
    person = orgs.person_by_id(None, person_id)
    address = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    body = [
        _("Kính gửi anh/chị %(name)s,") % {"name": person.name},
        "",
        *lines,
        "",
        *([_("Mở hệ thống: %(address)s") % {"address": address + "/"}] if address else []),
        _("Thư gồm mọi việc đến hạn hôm nay. Muốn thôi nhận thư nhắc việc: vào Thông báo, bấm Tắt thư nhắc việc."),
        "",
        _("Hệ thống Bình Đẳng"),
    ]
    return notices.Letter(
        to=person.email, key=f"{key} {person_id}", subject=_subject(digest), text="\n".join(body),
        path=orgs.home_path(person), person_id=person_id,
    )  # fmt: skip
