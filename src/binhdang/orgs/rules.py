"""Who may do what where, and the one filter of sight.

`by` is the acting person, or None when the system itself acts (a command, the first-run wizard): the system sees and
may everything. A person's rights come only from the role holdings that are valid today.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import Refused
from binhdang.kit.fields import end_of
from binhdang.kit.once import once
from binhdang.orgs import roles
from binhdang.orgs.models import OrgUnit, Person, Placement, RoleHolding


def holdings_of(by: Person, roles_wanted: Iterable[str] | None = None) -> QuerySet[RoleHolding]:
    """The role holdings of `by` that are valid today, of the given roles or of all. None for an inactive person."""
    if not (by.is_authenticated and by.is_active and by.pk):
        return RoleHolding.objects.none()
    today = clock.today()
    found = RoleHolding.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), person=by, valid_from__lte=today
    )
    return found if roles_wanted is None else found.filter(role__in=list(roles_wanted))


class Held(NamedTuple):
    """A role that a person holds today, at one of the paths that its unit ever had."""

    role: str
    unit_id: int
    path: str


def held(by: Person) -> list[Held]:
    """Every role that `by` holds today with every path its unit had; one plain statement, asked once a request."""
    return _rows_of(by) if by.is_authenticated and by.is_active and by.pk else []


def first_unit_id(person: Person) -> int | None:
    """The unit where a person works first: of the roles of today the one highest up; None without a role."""
    first = min(_rows_of(person), key=lambda row: (row.path.count("/"), row.path), default=None)
    return first.unit_id if first else None


def _rows_of(by: Person) -> list[Held]:
    rows: list[Held] = once(("held", by.pk), lambda: _held(by))
    return rows


def _held(by: Person) -> list[Held]:
    today = connection.ops.adapt_datefield_value(clock.today())
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [by.pk, today, today])
        return [Held(*row) for row in cursor.fetchall()]


_HELD = f"""
    SELECT h.role, h.unit_id, p.path
    FROM {RoleHolding._meta.db_table} h JOIN {Placement._meta.db_table} p ON p.unit_id = h.unit_id
    WHERE h.person_id = %s AND h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to >= %s)
"""  # noqa: S608  (own names)


def reach(by: Person, right: str = "see") -> list[str]:
    """The shortest paths that cover everything `by` has `right` for: all paths the units of the holdings ever had."""
    wanted = roles.with_right(right)
    return _shortest(row.path for row in held(by) if row.role in wanted)


def sight(by: Person | None, field: str = "path", right: str = "see") -> Q:
    """The filter of sight over a path column: rows stamped with a path at or below a unit that `by` has `right` for."""
    if by is None:
        return Q()
    seen = Q(pk__in=[])
    for path in reach(by, right):
        seen |= Q(**{f"{field}__gte": path, f"{field}__lt": end_of(path)})
    return seen


def may(by: Person | None, right: str, path: str) -> bool:
    """Whether `by` has `right` for the unit at `path`. Raises KeyError for a right that does not exist."""
    if by is None:
        return True
    return any(path.startswith(start) for start in reach(by, right))


def check(by: Person | None, right: str, path: str) -> None:
    """Raise `Refused` with its reason and who can, unless `by` has `right` for the unit at `path`."""
    if may(by, right, path):
        return
    raise Refused(
        _("Bạn không có quyền %(right)s ở đơn vị này.") % {"right": roles.RIGHTS[right]},
        _("Người có vai trò %(roles)s tại đơn vị này hoặc cấp trên của đơn vị.") % {"roles": roles.names_with(right)},
    )


def units_with(by: Person, right: str) -> list[OrgUnit]:
    """The units whose own role holdings give `by` the `right`, in Vietnamese order (not the units below them)."""
    wanted = roles.with_right(right)
    ids = {row.unit_id for row in held(by) if row.role in wanted}
    if not ids:
        return []
    return list(OrgUnit.objects.filter(pk__in=ids).select_related("kind__level").order_by("sort_key", "pk"))


def check_may_give(by: Person | None, role: str, path: str, *, to: Person | None) -> None:
    """Raise `Refused` unless `by` may give or end `role` at `path` for the person `to`; never for oneself."""
    if by is None:
        return
    if to is not None and to.pk == by.pk:
        raise Refused(
            _("Không ai được tự giao hoặc tự kết thúc vai trò của chính mình."),
            _("Một người quản trị khác của đơn vị hoặc của cấp trên."),
        )
    givers = roles.giving(role)
    if any(path.startswith(row.path) for row in held(by) if row.role in givers):
        return
    raise Refused(
        _("Bạn không được giao vai trò %(role)s ở đơn vị này.") % {"role": roles.ROLES[role].name},
        _("Người có vai trò %(roles)s tại đơn vị này hoặc cấp trên của đơn vị.")
        % {"roles": ", ".join(str(roles.ROLES[code].name) for code in roles.giving(role))},
    )


def manages(by: Person, person: Person) -> bool:
    """Whether `by` looks after the people of a unit where `person` holds a role today."""
    starts = reach(by, "people.manage")
    return any(path.startswith(start) for path in reach(person) for start in starts)


def needs_second_factor(by: Person) -> bool:
    """Whether a role of `by` asks for a second factor at sign-in (reviewers and all who decide)."""
    return any(roles.ROLES[row.role].second_factor for row in held(by))


def _shortest(paths: Iterable[str]) -> list[str]:
    shortest: list[str] = []
    for path in sorted(set(paths)):
        if not shortest or not path.startswith(shortest[-1]):
            shortest.append(path)
    return shortest
