"""Who reads and who writes the records of a register."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import roles, rules
from binhdang.orgs.models import Person
from binhdang.registers.core.models import OfPerson, Someone
from binhdang.registers.core.register import Lines, Register

ERASED = "Đã xoá #"
"""How the name of a person whose data was erased begins; a number follows that tells people apart."""
READ, WRITE, SENSITIVE = "register.read", "register.write", "register.sensitive"


def seen(by: Person | None, register: Register) -> Q:
    """The filter of the records that `by` reads: below their units, or only of those very units (`names_upward`).

    Of a register whose names stay at the unit, those above read what its rule sends up, and what they entered for the
    unit themselves. Nobody reads the records of a person who asked that her data be counted only.
    """
    if by is None:
        return Q()
    found = rules.sight(by, right=READ) & unrestricted(register.model)
    if register.names_upward:
        return found
    own = Q(unit__in=_units(by, READ)) | Q(entered_from__in=_units(by, WRITE))
    return found & (own | register.upward() if register.upward else own)


def _units(by: Person, right: str) -> set[int]:
    """The very units, not those below, where `by` holds a right."""
    wanted = roles.with_right(right)
    return {row.unit_id for row in rules.held(by) if row.role in wanted}


def entering(by: Person | None, unit_id: int, path: str) -> int | None:
    """The id of the unit above as which `by` enters a record for a unit; None for its own people and the system."""
    if by is None or unit_id in _units(by, WRITE):
        return None
    wanted = roles.with_right(WRITE)
    above = [row for row in rules.held(by) if row.role in wanted and path.startswith(row.path)]
    return max(above, key=lambda row: len(row.path)).unit_id if above else None


def reads_names(by: Person | None, record: Any, lines: Lines) -> bool:
    """Whether `by` reads the lines of a record: those that name people only at the record's own unit and the unit
    that entered it, unless a rule says so."""
    if by is None or lines.names_upward or not issubclass(lines.model, OfPerson):
        return True
    return record.unit_id in _units(by, READ) or record.entered_from_id in _units(by, WRITE)


def names_read(by: Person | None, lines: Lines) -> Q:
    """The filter of the lines that `by` reads, of records that `by` reads (`reads_names`, for many at once)."""
    if by is None or lines.names_upward or not issubclass(lines.model, OfPerson):
        return Q()
    own = Q(**{f"{lines.owner}__unit__in": _units(by, READ)})
    return own | Q(**{f"{lines.owner}__entered_from__in": _units(by, WRITE)})


def check_reads_names(by: Person | None, record: Any, lines: Lines) -> None:
    """Raise `Refused` unless `by` reads the lines of a record."""
    if not reads_names(by, record, lines):
        raise Refused(
            _("Cấp trên chỉ xem số người, không xem tên, ở mục “%(name)s”.") % {"name": lines.name},
            _("Người ghi sổ của chính đơn vị."),
        )


def of_person(model: type[Any]) -> bool:
    """Whether the rows of a table are about people."""
    return issubclass(model, OfPerson)


def unrestricted(model: type[Any]) -> Q:
    """The filter of the rows that are not about a person who restricted the use of her data."""
    if not issubclass(model, OfPerson):
        return Q()
    return ~Q(who__in=Someone.objects.filter(restricted_at__isnull=False).values("pk")) | Q(who__isnull=True)


def check_unrestricted(rows: Iterable[Any]) -> None:
    """Raise BadInput when a row about a person who restricted the use of her data would be written."""
    if names := [row.name for row in rows if row.who is not None and row.who.restricted_at is not None]:
        text = _("%(names)s đã yêu cầu hạn chế xử lý dữ liệu của mình nên không ghi thêm, không sửa được.")
        raise BadInput([("", text % {"names": ", ".join(names[:3])})])


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


def check_sensitive(by: Person | None, path: str) -> None:
    """Raise `Refused` unless `by` reads the sensitive fields of records at `path`."""
    if not reads_sensitive(by, path):
        raise Refused(
            _("Tệp của hồ sơ này có thể có thông tin nhạy cảm nên bạn không mở được."),
            _("Người ghi sổ của chính đơn vị; người có vai trò %(roles)s.") % {"roles": roles.names_with(SENSITIVE)},
        )


def is_erased(row: OfPerson) -> bool:
    """Whether the personal data of a row was erased."""
    return str(row.name).startswith(ERASED)


def check_unerased(record: Any) -> None:
    """Raise `Refused` for a record of a person whose data was erased."""
    if isinstance(record, OfPerson) and is_erased(record):
        raise Refused(_("Dữ liệu cá nhân của hồ sơ này đã được xoá; hồ sơ chỉ còn để đếm."))


def check_unremoved(removed: bool) -> None:
    """Raise `Refused` for a record that was taken off."""
    if removed:
        raise Refused(_("Hồ sơ này đã được bỏ khỏi sổ nên không sửa được."), _("Khôi phục hồ sơ rồi sửa."))


def check_loose(register: Register, record: Any) -> None:
    """Raise `Refused` for a record that its register does not let be taken off now."""
    if why := register.holds(record):
        raise Refused(why)


def check_open(register: Register, record: Any) -> None:
    """Raise `Refused` for a record that its register has closed to changes by hand."""
    if why := register.closed(record):
        raise Refused(why)
