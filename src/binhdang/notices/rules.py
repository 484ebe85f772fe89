"""Who sees the outbox: those who manage the people of a unit, for that unit and below."""

from django.db.models import Q

from binhdang.orgs import rules
from binhdang.orgs.models import Person


def outbox_sight(by: Person | None) -> Q:
    """The filter of mails that `by` may look at."""
    return rules.sight(by, right="people.manage")


def check_outbox(by: Person, path: str) -> None:
    """Raise `Refused` unless `by` looks after the people of the unit at `path`."""
    rules.check(by, "people.manage", path)
