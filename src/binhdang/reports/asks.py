"""What a unit asks of the level above about one report: to be left out, or more time; and the level's decision."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.notices import actions as notices
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import deadlines, flow, rules
from binhdang.reports.actions import _locked, _move, _tell
from binhdang.reports.ask_flow import ASK_FLOW
from binhdang.reports.choices import AskKind, AskState
from binhdang.reports.models import Report, UnitAsk
from binhdang.reports.requests import due_of
from binhdang.reports.rules import MINIMUM_REASON

# ---- reading


def asks_seen(by: Person | None) -> QuerySet[UnitAsk]:
    """Every ask that `by` sees, the latest first."""
    rows = UnitAsk.objects.filter(org_rules.sight(by))
    return rows.select_related(
        "report__unit__kind", "report__form__data_set", "report__request__unit", "asked_by", "decided_by"
    ).order_by("-asked_at", "-pk")


def waiting_for(by: Person | None) -> QuerySet[UnitAsk]:
    """The asks that wait for a decision of `by`: of units strictly below a unit where they review, oldest first."""
    rows = asks_seen(by).filter(org_rules.sight(by, right="report.review"), state=AskState.WAITING)
    if by is not None:
        own = [path for path in org_rules.reach(by, "report.review") if path.count("/") > 1]
        rows = rows.exclude(path__in=own).exclude(asked_by=by)
    return rows.order_by("asked_at", "pk")


def asks_of(report: Report) -> list[UnitAsk]:
    """The asks about a report, the latest first."""
    rows = UnitAsk.objects.filter(report=report).select_related("asked_by", "decided_by")
    return list(rows.order_by("-asked_at", "-pk"))


# ---- the unit


@transaction.atomic
def ask_out(report_id: int, *, why: str, by: Person | None) -> UnitAsk:
    """The unit says that it need not report, and why. Raises Refused, BadInput."""
    report = _locked(by, report_id, "ask")
    _may_be_left_out(report)
    return _asked(report, AskKind.OUT, why, None, by=by)


@transaction.atomic
def ask_extension(report_id: int, *, until: date | None, why: str, by: Person | None) -> UnitAsk:
    """The unit asks for time until a working day after its deadline, and why. Raises Refused, BadInput."""
    report = _locked(by, report_id, "ask")
    return _asked(report, AskKind.EXTENSION, why, _checked_end(report, until), by=by)


def _asked(report: Report, kind: str, why: str, until: date | None, *, by: Person | None) -> UnitAsk:
    reason = _reason(why)
    if UnitAsk.objects.filter(report=report, kind=kind, state=AskState.WAITING).exists():
        raise Refused(_("Đề nghị trước đang chờ quyết định; rút đề nghị đó rồi gửi đề nghị mới."))
    ask = UnitAsk.objects.create(report=report, path=report.path, kind=kind, reason=reason, until=until, asked_by=by)
    record(f"ask.{kind}", report, by=by, path=report.path, why=reason, **_facts(ask))
    return ask


@transaction.atomic
def withdraw_ask(ask_id: int, *, by: Person | None) -> UnitAsk:
    """The unit takes an undecided ask back. Raises Refused."""
    ask, report = _ask(ask_id, by, "ask")
    return _step(ask, report, "withdraw", "", by=by)


# ---- the level above


@transaction.atomic
def decide(ask_id: int, *, grant: bool, answer: str, by: Person | None) -> UnitAsk:
    """The level above grants or refuses (with a reason). Raises Refused, BadInput."""
    ask, report = _ask(ask_id, by, "decide")
    if not grant:
        return _step(ask, report, "refuse", answer, by=by)
    _step(ask, report, "grant", answer, by=by)
    _GRANTED[ask.kind](report, ask, by)
    return ask


@transaction.atomic
def leave_out(report_id: int, *, why: str, by: Person | None) -> UnitAsk:
    """The level above leaves a unit out unasked, with a reason. Raises Refused, BadInput."""
    report = _locked(by, report_id, "excuse")
    _may_be_left_out(report)
    return _given(report, AskKind.OUT, why, None, by=by)


@transaction.atomic
def extend(report_id: int, *, until: date | None, why: str, by: Person | None) -> UnitAsk:
    """The level above gives a unit more time unasked, with an end and a reason. Raises Refused, BadInput."""
    report = _locked(by, report_id, "decide")
    return _given(report, AskKind.EXTENSION, why, _checked_end(report, until), by=by)


def _given(report: Report, kind: str, why: str, until: date | None, *, by: Person | None) -> UnitAsk:
    now, reason = clock.now(), _reason(why)
    waiting = UnitAsk.objects.filter(report=report, kind=kind, state=AskState.WAITING).first()
    if waiting:
        raise Refused(_("Đơn vị đã gửi đề nghị về việc này; quyết định đề nghị đó."))
    ask = UnitAsk.objects.create(
        report=report, path=report.path, kind=kind, reason=reason, until=until, asked_by=by, asked_at=now,
        state=AskState.GRANTED, decided_by=by, decided_at=now,
    )  # fmt: skip
    record(f"ask.{kind}.given", report, by=by, path=report.path, why=reason, **_facts(ask))
    _GRANTED[kind](report, ask, by)
    return ask


@transaction.atomic
def undo(ask_id: int, *, why: str, by: Person | None) -> UnitAsk:
    """The level above takes a granted ask back, with a reason: the unit reports again, or by its own deadline.

    Raises Refused, BadInput.
    """
    ask, report = _ask(ask_id, by, "decide")
    _step(ask, report, "undo", why, by=by)
    _UNDONE[ask.kind](report, ask, by)
    return ask


@transaction.atomic
def declare(report_id: int, *, by: Person | None, declared: bool = True) -> Report:
    """The unit or a level above confirms that the unit must report, or takes that back. Raises Refused."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    try:
        rules.check_side(by, report, "ask")
    except Refused:
        rules.check_side(by, report, "decide")
    report.declared = declared
    report.save(update_fields=["declared"])
    record("report.declare" if declared else "report.undeclare", report, by=by, path=report.path)
    return report


# ---- parts


def _ask(ask_id: int, by: Person | None, verb: str) -> tuple[UnitAsk, Report]:
    """The ask and its report, both under lock, if `by` may. Raises UnitAsk.DoesNotExist when it is not seen."""
    seen = UnitAsk.objects.filter(org_rules.sight(by)).get(pk=ask_id)
    report = _locked(by, seen.report_id, verb)
    return UnitAsk.objects.select_for_update().get(pk=ask_id), report


def _step(ask: UnitAsk, report: Report, verb: str, why: str, *, by: Person | None) -> UnitAsk:
    try:
        move = ASK_FLOW.find(ask.state, verb)
    except NotNow as no:
        raise Refused(no.reason_vi) from no
    ask.answer = _reason(why) if move.needs_reason else why.strip()
    ask.state, ask.decided_at, ask.decided_by = move.to_state, clock.now(), by
    ask.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    record(f"ask.{ask.kind}.{verb}", report, by=by, path=report.path, why=ask.answer, **_facts(ask))
    if ask.asked_by_id and by is not None and ask.asked_by_id != by.pk:
        _tell_asker(ask.asked_by_id, ask, report)
    return ask


def _tell_asker(person_id: int, ask: UnitAsk, report: Report) -> None:
    """Tell whoever asked what became of it, inside the product."""
    facts = {"ask": ask.get_kind_display(), "unit": report.unit.name, "state": ask.get_state_display().lower()}
    text = _("%(ask)s, %(unit)s: %(state)s.") % facts
    key = f"ask:{ask.pk}:{ask.state}"
    notices.tell(person_id, key=key, text=f"{text} {ask.answer}".strip(), href=f"/bao-cao/{report.pk}/de-nghi/")


def _facts(ask: UnitAsk) -> dict[str, str]:
    return {"on": ask.until.isoformat()} if ask.until else {}


def _reason(why: str) -> str:
    if len(why.strip()) < MINIMUM_REASON:
        raise BadInput([("why", _("Cần ghi lý do ít nhất %(n)s ký tự.") % {"n": MINIMUM_REASON})])
    return why.strip()[:2000]


def _may_be_left_out(report: Report) -> None:
    """Raise Refused when the report is past the point where a unit can be left out."""
    if report.accepted_values:
        raise Refused(_("Báo cáo của đơn vị đã được chấp nhận nên đơn vị thuộc diện báo cáo."))
    rules.next_state("excuse", report, "x" * MINIMUM_REASON)


def _checked_end(report: Report, until: date | None) -> date:
    if report.state not in flow.EDITABLE:
        raise Refused(
            _("Báo cáo đang ở trạng thái “%(state)s”; gia hạn chỉ cho báo cáo chưa nộp.")
            % {"state": report.get_state_display()}
        )
    if until is None:
        raise BadInput([("until", _("Chọn ngày hết gia hạn."))])
    days = deadlines.calendar()
    least = max(filter(None, (report.due_on, clock.today())))
    if until <= least:
        raise BadInput([("until", _("Ngày hết gia hạn phải sau %(day)s.") % {"day": f"{least:%d/%m/%Y}"})])
    if why := days.why_off(until):
        said = _("%(day)s là ngày nghỉ (%(why)s). Chọn %(after)s.")
        facts = {"day": f"{until:%d/%m/%Y}", "why": why, "after": f"{days.nearest(until):%d/%m/%Y}"}
        raise BadInput([("until", said % facts)])
    return until


def _excuse(report: Report, ask: UnitAsk, by: Person | None) -> None:
    _may_be_left_out(report)
    _move(report, "excuse", by=by, why=ask.reason, declared=False)
    UnitAsk.objects.filter(report=report, state=AskState.WAITING).update(
        state=AskState.WITHDRAWN, decided_at=clock.now()
    )
    _tell(report)


def _readmit(report: Report, ask: UnitAsk, by: Person | None) -> None:
    _move(report, "resume" if report.values else "readmit", by=by, why=ask.answer, declared=True)
    _tell(report)


def _set_due(report: Report, ask: UnitAsk, by: Person | None) -> None:
    """The effective deadline: the end of the last extension that stands, never before the level's own."""
    granted = UnitAsk.objects.filter(report=report, kind=AskKind.EXTENSION, state=AskState.GRANTED)
    ends = [granted.aggregate(last=Max("until"))["last"], due_of(report.request, report.level_code)]
    report.due_on = max(filter(None, ends), default=None)
    report.save(update_fields=["due_on"])


_GRANTED: dict[str, Callable[[Report, UnitAsk, Person | None], None]] = {
    AskKind.OUT.value: _excuse,
    AskKind.EXTENSION.value: _set_due,
}
_UNDONE: dict[str, Callable[[Report, UnitAsk, Person | None], None]] = {
    AskKind.OUT.value: _readmit,
    AskKind.EXTENSION.value: _set_due,
}
