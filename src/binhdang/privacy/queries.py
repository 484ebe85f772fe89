"""Reading requests, clocks and readings, actor first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.kit.models import Event
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.privacy import flow, rules
from binhdang.privacy.choices import DAYS, Kind, State
from binhdang.privacy.models import AnswerDays, Expired, PersonRequest
from binhdang.registers.core import about, ending, erasing, finding
from binhdang.registers.core import rules as registers
from binhdang.registers.core.about import Place
from binhdang.registers.core.erasing import ERASE
from binhdang.registers.core.finding import Candidate
from binhdang.registers.core.models import OfPerson
from binhdang.registers.core.register import ALL, Register

MOST_FOUND = 20
SOON = 3
"""Days before a clock ends from which it counts as near."""


def requests_seen(by: Person | None) -> QuerySet[PersonRequest]:
    """The requests that `by` sees, by deadline."""
    rows = PersonRequest.objects.filter(rules.seen(by)).select_related("unit", "who")
    return rows.order_by("due_on", "pk")


def request_for(by: Person | None, pk: int) -> PersonRequest:
    """One request. Raises PersonRequest.DoesNotExist when it is not seen."""
    return requests_seen(by).get(pk=pk)


def open_below(by: Person | None, path: str) -> QuerySet[PersonRequest]:
    """The requests at or below a unit whose clock runs."""
    return requests_seen(by).filter(path__gte=path, path__lt=end_of(path), state__in=flow.OPEN)


def closed_below(by: Person | None, path: str) -> QuerySet[PersonRequest]:
    """The requests at or below a unit that were answered, latest first."""
    rows = requests_seen(by).filter(path__gte=path, path__lt=end_of(path)).exclude(state__in=flow.OPEN)
    return rows.order_by("-closed_on", "-pk")


def next_by(asked: PersonRequest) -> date | None:
    """The day until which something has to be done next; None for a request that was answered."""
    if asked.state not in flow.OPEN:
        return None
    return min(asked.acknowledge_by, asked.due_on) if asked.state == State.RECEIVED else asked.due_on


def waiting_for(by: Person) -> list[PersonRequest]:
    """The open requests of the units for which `by` keeps registers, by the next deadline."""
    rows = PersonRequest.objects.filter(org_rules.sight(by, right="register.write"), state__in=flow.OPEN)
    own = {row.unit_id for row in org_rules.held(by)}
    found = rows.filter(unit__in=own).select_related("unit").order_by("due_on")[:60]
    return sorted(found, key=lambda one: (next_by(one) or date.max, one.pk))


def expired_found(by: Person) -> int:
    """How many rows the last look found past their time where `by` decides about erasing."""
    if not org_rules.reach(by, ERASE):
        return 0
    return Expired.objects.filter(org_rules.sight(by, right=ERASE)).aggregate(n=Sum("rows"))["n"] or 0


def days_of(path: str) -> Mapping[str, int]:
    """Kind -> working days at the unit of `path`: its own, else of the nearest unit above, else the defaults."""
    steps = [int(step) for step in path.rstrip("/").split("/") if step]
    found = dict(DAYS)
    rows = AnswerDays.objects.filter(unit__in=steps)
    for row in sorted(rows, key=lambda row: steps.index(row.unit_id)):
        found[row.kind] = row.days
    return found


def own_days(unit: OrgUnit) -> Mapping[str, int]:
    """What a unit set itself."""
    return dict(AnswerDays.objects.filter(unit=unit).values_list("kind", "days"))


def people_like(by: Person | None, asked: PersonRequest, text: str) -> list[Candidate]:
    """Those of whom the request's unit holds data and whose name holds all the words (no diacritics needed).

    Raises Refused unless `by` reads who asked.
    """
    rules.check_reads_name(by, asked)
    return finding.candidates(asked.unit, text, MOST_FOUND)


def outlook(by: Person | None, asked: PersonRequest) -> tuple[list[Place], list[Place]]:
    """What erasing the person of a request would reach and what not, as `by`; nothing while she is not known."""
    if asked.kind != Kind.DELETE or asked.who is None or asked.who.erased_at is not None:
        return [], []
    return erasing.outlook(by, asked.who)


def still_held(by: Person | None, asked: PersonRequest) -> list[str]:
    """What the person of a request for erasing still holds, in words without her name: it has to be ended first."""
    if asked.kind != Kind.DELETE or asked.who is None or asked.who.erased_at is not None:
        return []
    mine, others = about.within(by, about.rows_about(asked.who), ERASE)
    return [ending.told(one) for one in ending.holding(mine or others)]


@dataclass(frozen=True)
class Reading:
    """One reading of sensitive fields: when, by whom, of what, which fields."""

    at: Any
    by: Any
    register: str
    how: str
    what: str
    fields: list[str]
    records: int


def readings(by: Person | None, *, path: str, register: str = "", record: int | None = None) -> QuerySet[Event]:
    """The readings at or below a unit, latest first, of every register or one, or one record of it."""
    codes = [register] if register in ALL else list(ALL)
    found = Event.objects.filter(rules.readings_sight(by), verb__in=[f"{code}.read" for code in codes])
    found = found.filter(path__gte=path, path__lt=end_of(path))
    if register in ALL and record is not None:
        found = found.filter(subject_kind=ALL[register].kind, subject_id=str(record))
    return found.select_related("by").order_by("-at", "-pk")


def shown(by: Person | None, events: Iterable[Event]) -> list[Reading]:
    """Readings in words: the record's name where `by` reads the record, else its number; the unit of a sheet."""
    events = list(events)
    named = _names(by, events)
    return [
        Reading(
            at=event.at,
            by=event.by,
            register=str(ALL[event.verb.removesuffix(".read")].name),
            how=event.data.get("how", "page"),
            what=named.get((event.subject_kind, event.subject_id), f"#{event.subject_id}"),
            fields=_labels(event),
            records=event.data.get("records", 1),
        )
        for event in events
    ]


def _labels(event: Event) -> list[str]:
    register = ALL[event.verb.removesuffix(".read")]
    return [str(register.label(n)) if n in register.sensitive else n for n in event.data.get("fields", [])]


def _names(by: Person | None, events: list[Event]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[int]] = {}
    for event in events:
        ids.setdefault(event.subject_kind, set()).add(int(event.subject_id))
    named = {("orgunit", str(pk)): name for pk, name in orgs.unit_names(ids.pop("orgunit", set())).items()}
    for register in ALL.values():
        if wanted := ids.get(register.kind):
            rows = register.model.objects.filter(registers.seen(by, register), pk__in=wanted)
            rows = rows.select_related(*register.select).defer(*register.sensitive)
            named |= {(register.kind, str(row.pk)): register.title(row) for row in rows}
    return named


def names_upward(register: Register) -> str:
    """What of a register levels above read of people: "rule" (names of some), "counts", "people" (records, but how
    many people only) or "names"."""
    if issubclass(register.model, OfPerson):
        return "names" if register.names_upward else "rule" if register.upward else "counts"
    closed = any(issubclass(lines.model, OfPerson) and not lines.names_upward for lines in register.lines)
    return "people" if closed else "names"


def is_late(asked: PersonRequest) -> bool:
    """Whether the next deadline has passed."""
    day = next_by(asked)
    return day is not None and day < clock.today()
