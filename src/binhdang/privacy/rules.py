"""Who sees a request, who answers it, who reads the name of the person."""

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit.errors import Refused
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.privacy.models import PersonRequest
from binhdang.registers.core import rules
from binhdang.registers.core.erasing import ERASE

AUDIT = "audit.read"


def seen(by: Person | None) -> Q:
    """The filter of the requests that `by` sees: where `by` keeps registers or decides about erasing."""
    return org_rules.sight(by, right=rules.WRITE) | org_rules.sight(by, right=ERASE)


def check_answer(by: Person | None, path: str) -> None:
    """Raise `Refused` unless `by` keeps registers at `path`, or decides about erasing there."""
    if not may_answer(by, path):
        rules.check_write(by, path)


def may_answer(by: Person | None, path: str) -> bool:
    """Whether `by` answers requests at `path`: who keeps the data, or decides about erasing it."""
    return rules.may_write(by, path) or org_rules.may(by, ERASE, path)


def reads_name(by: Person | None, asked: PersonRequest) -> bool:
    """Whether `by` reads who asked and what: the unit itself and those who read what is sensitive; else the clocks."""
    return rules.reads_sensitive(by, asked.path)


def check_reads_name(by: Person | None, asked: PersonRequest) -> None:
    """Raise `Refused` unless `by` reads who asked."""
    if not reads_name(by, asked):
        raise Refused(
            _("Bạn xem được thời hạn của yêu cầu này, không xem được người yêu cầu."),
            _("Người ghi sổ của chính đơn vị; người có vai trò %(roles)s.")
            % {"roles": roles.names_with(rules.SENSITIVE)},
        )


def readings_sight(by: Person | None) -> Q:
    """The filter of the readings that `by` may look through: who keeps the unit's registers, or reads the log."""
    return org_rules.sight(by, right=rules.WRITE) | org_rules.sight(by, right=AUDIT)


def may_look(by: Person | None, path: str) -> bool:
    """Whether `by` may look through the readings at `path` (`readings_sight`, for one place)."""
    return org_rules.may(by, rules.WRITE, path) or org_rules.may(by, AUDIT, path)


def check_set_days(by: Person | None, path: str) -> None:
    """Raise `Refused` unless `by` decides for the unit at `path` how fast requests are answered."""
    org_rules.check(by, ERASE, path)
