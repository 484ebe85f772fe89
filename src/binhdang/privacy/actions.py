"""What is done with requests: one function per verb, each in its own transaction, logged without names."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.privacy import flow, queries, rules
from binhdang.privacy.choices import ACKNOWLEDGE, DAYS, KEEP_YEARS, LEAST_DAYS, MOST_DAYS, Kind, State
from binhdang.privacy.models import AnswerDays, Expired, PersonRequest
from binhdang.registers.core import finding
from binhdang.registers.core.erasing import ERASE, check_erase, erase_person, outlook
from binhdang.registers.core.models import Someone
from binhdang.registers.core.register import ALL
from binhdang.reports.deadlines import calendar

LEAST_REASON = 10


@dataclass(frozen=True)
class Asked:
    """What an officer wrote down: kind, name, how to reach the person, what exactly, and the day it came."""

    kind: str
    name: str
    contact: str = ""
    text: str = ""
    received_on: date | None = None


@transaction.atomic
def receive(unit: OrgUnit, asked: Asked, *, by: Person | None) -> PersonRequest:
    """Write a request down; its clocks are stamped by the unit's days. Raises Refused, BadInput."""
    path, day = orgs.path_of(unit), asked.received_on or clock.today()
    rules.check_answer(by, path)
    problems = [] if asked.kind in Kind else [("kind", _("Chọn nội dung yêu cầu."))]
    problems += [] if asked.name.strip() else [("name", _("Ghi họ và tên người yêu cầu."))]
    problems += [("received_on", _("Ngày nhận không được ở tương lai."))] if day > clock.today() else []
    if problems:
        raise BadInput(problems)
    OrgUnit.objects.select_for_update().get(pk=unit.pk)
    last = PersonRequest.objects.filter(unit=unit).aggregate(n=Max("number"))["n"] or 0
    days, works = queries.days_of(path), calendar()
    made = PersonRequest.objects.create(
        unit=unit,
        path=path,
        number=last + 1,
        kind=asked.kind,
        name=asked.name.strip()[:120],
        contact=asked.contact.strip()[:200],
        text=asked.text.strip()[:2000],
        received_on=day,
        acknowledge_by=works.add(day, days[ACKNOWLEDGE]),
        due_on=works.add(day, days[asked.kind]),
        by=by,
    )
    log("privacy.receive", made, by=by, path=path, kind=made.kind, number=made.number)
    return made


def _locked(pk: int, by: Person | None) -> PersonRequest:
    rows = PersonRequest.objects.select_for_update(of=("self",)).filter(rules.seen(by))
    stored = rows.select_related("unit", "who__unit").get(pk=pk)
    rules.check_answer(by, stored.path)
    return stored


def _move(stored: PersonRequest, verb: str, answer: str = "") -> None:
    """Set the state that `verb` leads to. Raises Refused when it is not possible now, BadInput without a reason."""
    try:
        move = flow.REQUEST_FLOW.find(stored.state, verb)
    except NotNow as no:
        raise Refused(no.reason_vi) from no
    if move.needs_reason and len(answer.strip()) < LEAST_REASON:
        raise BadInput([("answer", _("Ghi đã giải quyết thế nào hoặc vì sao không, ít nhất 10 ký tự."))])
    stored.state = move.to_state


@transaction.atomic
def acknowledge(pk: int, *, by: Person | None) -> PersonRequest:
    """Say that the person was told that the request came. Raises Refused, PersonRequest.DoesNotExist."""
    stored = _locked(pk, by)
    _move(stored, "acknowledge")
    stored.acknowledged_on = clock.today()
    stored.save(update_fields=["state", "acknowledged_on"])
    log("privacy.acknowledge", stored, by=by, path=stored.path)
    return stored


@transaction.atomic
def identify(pk: int, who_id: int, *, by: Person | None) -> PersonRequest:
    """Say whom of those in the unit's registers a request is about, after making sure who asks.

    Raises Refused, BadInput for a person whom the unit holds no data of or a request that was answered.
    """
    stored = _locked(pk, by)
    rules.check_reads_name(by, stored)
    who = Someone.objects.filter(finding.held_by(stored.unit), pk=who_id).first()
    if who is None or stored.state not in flow.OPEN:
        raise BadInput([("who", _("Chọn người trong danh sách của đơn vị, khi yêu cầu còn chờ."))])
    stored.who = who
    stored.save(update_fields=["who"])
    log("privacy.identify", stored, by=by, path=stored.path, who=who.pk)
    return stored


@transaction.atomic
def finish(pk: int, *, answer: str, by: Person | None) -> PersonRequest:
    """Answer a request: a restriction is set, an erasure is done, in this very transaction.

    Raises Refused (also for an erasure without the right to it), BadInput without an answer or a known person.
    """
    stored = _locked(pk, by)
    _move(stored, "finish", answer)
    if stored.kind in (Kind.RESTRICT, Kind.DELETE):
        if stored.who is None:
            raise BadInput([("who", _("Xác định người này trong sổ trước; hoặc chọn không giải quyết và ghi lý do."))])
        _do(stored, by)
    stored.answer, stored.closed_on = answer.strip()[:2000], clock.today()
    stored.acknowledged_on = stored.acknowledged_on or stored.closed_on
    stored.save()
    log("privacy.finish", stored, by=by, path=stored.path, kind=stored.kind, erased=stored.erased)
    return stored


def _do(stored: PersonRequest, by: Person | None) -> None:
    who: Any = stored.who
    if stored.kind == Kind.DELETE:
        check_erase(by, stored.path)
        stored.unreached = [[one.unit, one.register, one.rows] for one in outlook(by, who)[1]]
        stored.erased = erase_person(who, why=f"#{stored.number}", by=by)
    else:
        Someone.objects.filter(pk=who.pk).update(restricted_at=clock.now())
        log("people.restrict", who, by=by, path=stored.path)


@transaction.atomic
def refuse(pk: int, *, answer: str, by: Person | None) -> PersonRequest:
    """Close a request without doing what was asked, with the reason. Raises Refused, BadInput."""
    stored = _locked(pk, by)
    _move(stored, "refuse", answer)
    stored.answer, stored.closed_on = answer.strip()[:2000], clock.today()
    stored.save(update_fields=["state", "answer", "closed_on"])
    log("privacy.refuse", stored, by=by, path=stored.path)
    return stored


@transaction.atomic
def lift(pk: int, *, by: Person | None) -> PersonRequest:
    """Take the restriction off that a request had set. Raises Refused."""
    stored = _locked(pk, by)
    who: Any = stored.who
    if who is None or who.restricted_at is None or stored.kind != Kind.RESTRICT or stored.state != State.DONE:
        raise Refused(_("Không có hạn chế nào đang áp dụng theo yêu cầu này."))
    Someone.objects.filter(pk=who.pk).update(restricted_at=None)
    stored.lifted_on = clock.today()
    stored.save(update_fields=["lifted_on"])
    log("privacy.lift", stored, by=by, path=stored.path)
    return stored


@transaction.atomic
def set_days(unit: OrgUnit, kind: str, days: int | None, *, by: Person | None) -> None:
    """Set how many working days a unit and those below have for a kind; None goes back to the level above.

    Requests that came before keep the days they were stamped with. Raises Refused, BadInput.
    """
    path = orgs.path_of(unit)
    rules.check_set_days(by, path)
    if kind not in DAYS or (days is not None and not LEAST_DAYS <= days <= MOST_DAYS):
        raise BadInput([(kind, _("Số ngày làm việc từ 1 đến 60."))])
    if days is None:
        AnswerDays.objects.filter(unit=unit, kind=kind).delete()
    else:
        AnswerDays.objects.update_or_create(unit=unit, kind=kind, defaults={"days": days})
    log("privacy.days", unit, by=by, path=path, kind=kind, days=days)


@transaction.atomic
def forget_answered(*, by: Person | None) -> int:
    """Empty who asked and what was said in requests answered longer ago than they are kept; returns how many.

    Only where `by` decides about erasing; kind, days and outcome stay to be counted.
    """
    before = clock.today() - timedelta(days=366 * KEEP_YEARS)
    rows = PersonRequest.objects.filter(org_rules.sight(by, right=ERASE), closed_on__lt=before, forgotten=False)
    count = rows.update(name="", contact="", text="", answer="", forgotten=True)
    if count and by is not None:
        log("privacy.forget", by, by=by, rows=count)
    return count


@transaction.atomic
def forget_found(register: str, *, by: Person | None) -> None:
    """Take what the last look found off the list, where `by` has just erased it. Raises KeyError for no register."""
    Expired.objects.filter(org_rules.sight(by, right=ERASE), register=ALL[register].code).delete()
