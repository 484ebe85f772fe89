"""Reading committees: which stand on a day, and who sits on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from binhdang.kit.fields import end_of
from binhdang.orgs.models import Person
from binhdang.registers.committees.models import Committee, CommitteeMember
from binhdang.registers.core import rules
from binhdang.registers.core.register import ALL

CODE = "ban-nu-cong"


def standing(on: date) -> Q:
    """Committees that were set up and whose term has not ended."""
    return Q(decided_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def mass_below(by: Person | None, path: str, on: date) -> QuerySet[Committee]:
    """The mass committees in sight at or below a unit that stand on a day, the latest decision last."""
    below = Q(path__gte=path, path__lt=end_of(path), removed_at__isnull=True, kind=Committee.Kind.MASS)
    return Committee.objects.filter(rules.seen(by, ALL[CODE]), standing(on), below).order_by("decided_on", "pk")


@dataclass(frozen=True)
class Seats:
    """How many sit on a committee, how many of them are women, and whether it has a head."""

    members: int = 0
    women: int = 0
    headed: bool = False


def seats(days: Iterable[tuple[int, date]]) -> dict[int, Seats]:
    """Who sits on each committee on its own day, by (committee, day): one query for all."""
    wanted = dict(days)
    found: dict[int, Seats] = {}
    rows = CommitteeMember.objects.filter(committee__in=list(wanted), removed_at__isnull=True).order_by()
    for pk, sex, place, since, until in rows.values_list("committee", "sex", "place", "since", "until"):
        if since <= wanted[pk] and (until is None or until >= wanted[pk]):
            one = found.get(pk, Seats())
            headed = one.headed or place == CommitteeMember.Place.HEAD
            found[pk] = Seats(one.members + 1, one.women + (sex == "nu"), headed)
    return found
