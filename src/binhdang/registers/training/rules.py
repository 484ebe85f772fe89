"""Who keeps a course, who reads the names of its participants, who marks them, and who names people for a unit.

Names are read by the unit that holds the course and by each participant's own unit; everybody else reads counts. The
unit directly above the holder marks attendance too, and reads the names of that list for it and nowhere else.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from binhdang.kit.errors import Refused
from binhdang.orgs import roles
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.queries import unit_names
from binhdang.registers.core import rules
from binhdang.registers.training.models import Course, Enrolment, Quota


def own_units(by: Person, right: str) -> set[int]:
    """The very units (not those below) where `by` holds `right` today."""
    wanted = roles.with_right(right)
    return {row.unit_id for row in orgs.held(by) if row.role in wanted}


def organises(by: Person | None, course: Course) -> bool:
    """Whether `by` keeps the registers of the very unit that holds the course."""
    return by is None or course.unit_id in own_units(by, rules.WRITE)


def check_organises(by: Person | None, course: Course) -> None:
    """Raise `Refused`, with who can, unless `by` keeps the registers of the unit that holds the course."""
    if not organises(by, course):
        raise Refused(
            _("Chỉ đơn vị mở khoá mới làm được việc này."),
            _("Người có quyền ghi sổ tại %(unit)s.") % {"unit": course.unit.name},
        )


def marks(by: Person | None, course: Course) -> bool:
    """Whether `by` marks who was present: who organises the course, or keeps registers at the very unit above."""
    return organises(by, course) or (by is not None and _above(course) in own_units(by, rules.WRITE))


def check_marks(by: Person | None, course: Course) -> None:
    """Raise `Refused`, with who can, unless `by` marks who was present at the course."""
    if not marks(by, course):
        names = [course.unit.name, *unit_names([above] if (above := _above(course)) else []).values()]
        raise Refused(
            _("Chỉ đơn vị mở khoá và cấp trên trực tiếp của đơn vị ấy mới điểm danh được."),
            _("Người có quyền ghi sổ tại %(unit)s.") % {"unit": "; ".join(names)},
        )


def _above(course: Course) -> int | None:
    """The id of the unit directly above the holder, as it stood when the course was entered; None at the top."""
    steps = course.path.rstrip("/").split("/")
    return int(steps[-2]) if len(steps) > 1 else None


def reads_record(by: Person | None, course: Course) -> bool:
    """Whether `by` reads the record of the course in the register, not only that it asks or took people in sight."""
    return orgs.may(by, rules.READ, course.path)


def names_for(by: Person | None, unit: OrgUnit) -> bool:
    """Whether `by` keeps the registers of the very unit and so names its people."""
    return by is None or unit.pk in own_units(by, rules.WRITE)


def check_names_for(by: Person | None, unit: OrgUnit) -> None:
    """Raise `Refused`, with who can, unless `by` keeps the registers of this very unit."""
    if not names_for(by, unit):
        raise Refused(
            _("Chỉ đơn vị mới cử người của mình."),
            _("Người có quyền ghi sổ tại %(unit)s.") % {"unit": unit.name},
        )


def names_read(by: Person | None) -> Q:
    """The filter of the participants whose names `by` reads."""
    if by is None:
        return Q()
    own = own_units(by, rules.READ)
    return Q(course__unit__in=own) | Q(unit__in=own)


def courses_seen(by: Person | None) -> Q:
    """The filter of the courses `by` reads: of the register in sight, and those that ask or took people in sight."""
    if by is None:
        return Q()
    sight = orgs.sight(by, right=rules.READ)
    asked = Quota.objects.filter(sight, course=OuterRef("pk"), removed_at__isnull=True)
    took = Enrolment.objects.filter(sight, course=OuterRef("pk"), removed_at__isnull=True)
    return sight | Exists(asked) | Exists(took)
