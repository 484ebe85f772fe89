"""Reading committees: which stand on a day, and who sits on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from binhdang.kit.fields import end_of
from binhdang.orgs.models import Person
from binhdang.registers.committees.models import Committee, CommitteeMember
from binhdang.registers.core import rules
from binhdang.registers.core.models import Sex
from binhdang.registers.core.register import ALL

CODE = "ban-nu-cong"


def standing(on: date) -> Q:
    """Committees that were set up and whose term has not ended."""
    return Q(decided_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def mass_below(by: Person | None, path: str, on: date) -> QuerySet[Committee]:
    """The mass committees in sight at or below a unit that stand on a day, the latest decision last."""
    below = Q(path__gte=path, path__lt=end_of(path), removed_at__isnull=True, kind=Committee.Kind.MASS)
    return Committee.objects.filter(rules.seen(by, ALL[CODE]), standing(on), below).order_by("decided_on", "pk")


@dataclass
class Seats:
    """Who sits on a committee on a day: people (each once), women, heads; people entered twice for that day.

    `outside` are the lines whose days do not lie within those of the committee, whatever the day.
    """

    people: set[int] = field(default_factory=set)
    women: set[int] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    doubled: set[int] = field(default_factory=set)
    outside: int = 0


def seats(days: Mapping[Committee, date]) -> dict[int, Seats]:
    """Who sits on each committee on its own day: one query for all."""
    wanted, spans = {one.pk: on for one, on in days.items()}, {one.pk: (one.decided_on, one.last_day) for one in days}
    found = {pk: Seats() for pk in wanted}
    rows = CommitteeMember.objects.filter(committee__in=list(wanted), removed_at__isnull=True).order_by()
    for pk, line, who, sex, place, since, until in rows.values_list(
        "committee", "pk", "who", "sex", "place", "since", "until"
    ):
        one, (first, last) = found[pk], spans[pk]
        one.outside += since < first or max(since, until or since) > last
        if since <= wanted[pk] and (until is None or until >= wanted[pk]):
            person = who or -line
            if person in one.people:
                one.doubled.add(person)
            one.people.add(person)
            one.women |= {person} if sex == Sex.WOMAN else set()
            one.heads |= {person} if place == CommitteeMember.Place.HEAD else set()
    return found


def beside(days: Mapping[Committee, date]) -> dict[int, int]:
    """Committee -> how many others of its kind stand at its unit on its own day: one query for all."""
    rows = Committee.objects.filter(unit__in={one.unit_id for one in days}, removed_at__isnull=True).order_by()
    at: dict[tuple[int, str], list[tuple[int, date, date]]] = {}
    for one in rows.only("unit", "kind", "decided_on", "ends_on", "term"):
        at.setdefault((one.unit_id, one.kind), []).append((one.pk, one.decided_on, one.ends_on or date.max))
    return {
        one.pk: sum(pk != one.pk and first <= on <= last for pk, first, last in at.get((one.unit_id, one.kind), []))
        for one, on in days.items()
    }
