"""What training keeps of a person beside records and lines, and how it is forgotten: what was said at a door, and why
a certificate was withdrawn. A certificate's number and its validity stay; whose it was goes with her name.
"""

from django.db.models import Q

from binhdang.kit import clock
from binhdang.kit.jobs import every
from binhdang.orgs import queries as orgs
from binhdang.registers.core.models import Someone
from binhdang.registers.training.door import KEPT
from binhdang.registers.training.models import Certificate, DoorClaim


def forget(who: Someone) -> int:
    """Forget what `who` said at doors, and the words why a certificate of hers was withdrawn; returns how many rows.

    At a door there are words alone: a claim is hers by name and birth year when it means her unit, or no unit that is
    known at a course of her unit or one above it.
    """
    said = DoorClaim.objects.filter(name_key=who.name_key)
    if who.birth_year is not None:
        said = said.filter(birth_year=who.birth_year)
    path = orgs.path_of(who.unit)
    above = [path[: at + 1] for at, sign in enumerate(path) if sign == "/"]
    mine = Q(unit=who.unit) | Q(unit=None, session__course__path__in=above)
    gone, _tables = said.filter(mine).delete()
    return gone + Certificate.objects.filter(enrolment__who=who).exclude(withdrawn_why="").update(withdrawn_why="")


@every("training.forget_claims", minutes=24 * 60)
def forget_old_claims() -> None:
    """Forget claims that nobody decided about in time."""
    DoorClaim.objects.filter(at__lt=clock.now() - KEPT).delete()
