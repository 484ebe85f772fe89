"""Who reads and who writes the records of a register."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit.errors import Refused
from binhdang.orgs import roles, rules
from binhdang.orgs.models import Person
from binhdang.registers.core.register import Register

READ, WRITE, SENSITIVE = "register.read", "register.write", "register.sensitive"


def seen(by: Person | None, register: Register) -> Q:
    """The filter of the records that `by` reads: below their units, or only of those very units (`names_upward`)."""
    if by is None:
        return Q()
    found = rules.sight(by, right=READ)
    if register.names_upward:
        return found
    wanted = roles.with_right(READ)
    return found & Q(unit_id__in={row.unit_id for row in rules.held(by) if row.role in wanted})


def check_write(by: Person | None, path: str) -> None:
    """Raise `Refused`, with who can, unless `by` keeps registers for the unit at `path`."""
    rules.check(by, WRITE, path)


def may_write(by: Person | None, path: str) -> bool:
    """Whether `by` keeps registers for the unit at `path`."""
    return rules.may(by, WRITE, path)


def reads_sensitive(by: Person | None, path: str) -> bool:
    """Whether `by` reads the sensitive fields of records at `path`.

    Law 91/2025/QH15: the unit itself (who keeps its registers there), and those who hold the right by their role.
    """
    if by is None:
        return True
    held = rules.held(by)
    keepers, entitled = roles.with_right(WRITE), roles.with_right(SENSITIVE)
    own = any(row.role in keepers and row.path == path for row in held)
    return own or any(row.role in entitled and path.startswith(row.path) for row in held)


def check_unremoved(removed: bool) -> None:
    """Raise `Refused` for a record that was taken off."""
    if removed:
        raise Refused(_("Hồ sơ này đã được bỏ khỏi sổ nên không sửa được."), _("Khôi phục hồ sơ rồi sửa."))


def check_open(register: Register, record: Any) -> None:
    """Raise `Refused` for a record that its register has closed to changes by hand."""
    if why := register.closed(record):
        raise Refused(why)
