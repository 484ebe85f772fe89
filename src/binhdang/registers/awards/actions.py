"""The verbs of a proposal, by its table: one function, one transaction, logged."""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from binhdang.calc.flow import Move, NotNow
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.notices.actions import tell_many
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Person
from binhdang.registers.awards import flow, rules
from binhdang.registers.awards.choices import Level, State
from binhdang.registers.awards.events import decision_changing
from binhdang.registers.awards.forms import DECIDED, not_of_year
from binhdang.registers.awards.models import AwardProposal, Honour, HonourName
from binhdang.registers.awards.register import HONOURS, PROPOSALS, decided_as
from binhdang.registers.core import actions as core
from binhdang.registers.core import queries
from binhdang.registers.core import rules as core_rules

LEAST_REASON = 10
LEVELS = {"co_so": Level.BASE, "tren_co_so": Level.UPPER, "tinh": Level.PROVINCE, "trung_uong": Level.NATION}
"""The level of the deciding unit (its kind's level code) -> the level of the honour."""


@transaction.atomic
def move(
    pk: int, verb: str, *, by: Person | None, why: str = "", decision: str = "", decided_on: date | None = None
) -> AwardProposal:
    """Move a proposal by its table. Awarding takes the number and the day of the decision and writes the honour;
    whoever decides corrects both later, while no lock holds the year. The unit is told of an answer.

    Raises AwardProposal.DoesNotExist when it is not seen, Refused, BadInput, KeyError for an unknown verb.
    """
    rows = AwardProposal.objects.select_for_update(of=("self",)).filter(core_rules.seen(by, PROPOSALS))
    stored = rows.select_related("unit", "to__kind__level").get(pk=pk, removed_at__isnull=True)
    step = _step(stored, verb)
    rules.check_side(by, stored, step.side)
    _check(stored, step, why, decision, decided_on)
    before, stored.state = stored.state, step.to_state
    _stamp(stored, step, why.strip(), by)
    core.stamp(PROPOSALS, stored)
    stored.version += 1
    stored.save()
    if before == stored.state:
        return _correct(stored, decision.strip(), decided_on, by)
    log(f"{PROPOSALS.code}.move", stored, by=by, path=stored.path, why=why.strip(), **_told(before, step))
    if stored.state == State.AWARDED and decided_on:
        _grant(stored, decision.strip(), decided_on, by)
    if stored.state in flow.ANSWERED:
        _tell(stored, why.strip() or decided_as(decision.strip(), decided_on))
    return stored


def _told(before: str, step: Move) -> dict[str, dict[str, str]]:
    return {"old": {"state": before}, "new": {"state": step.to_state}}


def _step(stored: AwardProposal, verb: str) -> Move:
    try:
        return flow.PROPOSAL_FLOW.find(stored.state, verb)
    except NotNow as wrong:
        raise Refused(wrong.reason_vi) from wrong


def _check(stored: AwardProposal, step: Move, why: str, decision: str, decided_on: date | None) -> None:
    problems = []
    if step.needs_reason and len(why.strip()) < LEAST_REASON:
        problems.append(("why", _("Ghi lý do, ít nhất 10 ký tự.")))
    if step.to_state == State.PROPOSED and not queries.files_of(PROPOSALS, stored):
        problems.append(("file", _("Kèm hồ sơ (báo cáo thành tích, biên bản xét) trước khi trình.")))
    if step.to_state == State.AWARDED:
        if not decision.strip():
            problems.append(("decision", _("Ghi số quyết định khen.")))
        if wrong := _day_problem(stored, decided_on):
            problems.append(("decided_on", wrong))
    if problems:
        raise BadInput(problems)


def _day_problem(stored: AwardProposal, day: date | None) -> str:
    """Why a decision on a proposal cannot be of this day; empty when it can."""
    if day is None or day > clock.today():
        return _("Ghi ngày quyết định, không sau hôm nay.")
    sent = timezone.localtime(stored.proposed_at).date() if stored.proposed_at else day
    if day < sent:
        return _("Ngày quyết định trước ngày trình (%(day)s).") % {"day": f"{sent:%d/%m/%Y}"}
    before, after = DECIDED
    fits = stored.year - before <= day.year <= stored.year + after
    return "" if fits else not_of_year(stored.year, before, after)


def _stamp(stored: AwardProposal, step: Move, why: str, by: Person | None) -> None:
    if step.to_state == State.PROPOSED:
        stored.proposed_at, stored.proposed_by, stored.reason = clock.now(), by, ""
    elif step.side == flow.ABOVE:
        stored.answered_at, stored.answered_by, stored.reason = clock.now(), by, why if step.needs_reason else ""
    elif step.to_state == State.DRAFT:
        stored.proposed_at = stored.proposed_by = None


def _tell(stored: AwardProposal, answer: str) -> None:
    """Tell who fills in for the unit, and who sent the proposal, how it was answered."""
    words = {"to": stored.to.name, "what": PROPOSALS.title(stored), "state": stored.get_state_display()}
    text = _("%(to)s trả lời đề nghị “%(what)s”: %(state)s.") % words + f" {answer}"
    people = {row.person_id for row in orgs.reporters_of([stored.unit_id])} | {stored.proposed_by_id}
    href = reverse("registers:record", args=[PROPOSALS.code, stored.pk])
    tell_many((pk, f"award:{stored.pk}:{stored.version}", text, href) for pk in sorted(filter(None, people)))


def _correct(stored: AwardProposal, decision: str, decided_on: date | None, by: Person | None) -> AwardProposal:
    """Correct the number and the day of the decision on a granted proposal, while no lock holds its year."""
    honour = Honour.objects.select_for_update().filter(proposal=stored, removed_at__isnull=True).first()
    if honour is None or decided_on is None:
        raise Refused(_("Quyết định khen theo đề nghị này không còn trong sổ Khen thưởng."))
    for year in sorted({honour.decided_on.year, decided_on.year}):
        decision_changing.tell(path=honour.path, unit_id=honour.unit_id, period_key=str(year))
    before = {"decision": honour.decision, "decided_on": str(honour.decided_on)}
    honour.decision, honour.decided_on = decision, decided_on
    core.stamp(HONOURS, honour)
    honour.version += 1
    _save(honour)
    after = {"decision": decision, "decided_on": str(decided_on)}
    log(f"{HONOURS.code}.change", honour, by=by, path=honour.path, proposal=stored.pk, old=before, new=after)
    log(f"{PROPOSALS.code}.correct", stored, by=by, path=stored.path)
    return stored


def _save(made: Honour) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        text = _("Sổ khen thưởng của đơn vị đã có quyết định số này cho hình thức này; xem lại số quyết định.")
        raise BadInput([("decision", text)]) from error


def _grant(stored: AwardProposal, decision: str, decided_on: date, by: Person | None) -> Honour:
    """Write the honour that a granted proposal became, with its names, into the unit's register."""
    made = Honour(
        unit=stored.unit, path=stored.path, proposal=stored, decision=decision, decided_on=decided_on,
        level=LEVELS.get(stored.to.kind.level.code, Level.UPPER), honour=stored.honour, other=stored.other,
        occasion=stored.occasion, year=stored.year, merit=stored.merit, collectives=stored.collectives,
        collective_names=stored.collective_names, people=stored.people, women=stored.women,
    )  # fmt: skip
    core.stamp(HONOURS, made)
    _save(made)
    named = queries.lines_of(stored, PROPOSALS.lines[0])
    HonourName.objects.bulk_create(
        HonourName(honour=made, unit_id=one.unit_id, name=one.name, sex=one.sex, birth_year=one.birth_year, who=one.who)
        for one in named
    )
    log(f"{HONOURS.code}.add", made, by=by, path=made.path, title=HONOURS.title(made), proposal=stored.pk)
    return made
