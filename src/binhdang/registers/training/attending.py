"""Who was present on which half day, and the points of the tests: marked by the organiser, corrected at any time.

The unit directly above may mark who was present as well.
"""

from collections.abc import Mapping, Set
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.orgs.models import Person
from binhdang.registers.training import actions, queries, rules
from binhdang.registers.training.flow import ENROLMENT
from binhdang.registers.training.models import Attendance, Course, Enrolment, Session

Points = tuple[Decimal | None, Decimal | None]
"""Before and after; None where nothing was written."""
PLACES = Decimal("0.01")


@transaction.atomic
def mark(session_pk: int, *, shown: Set[int], present: Set[int], by: Person | None) -> int:
    """Mark the participants that a page showed as present or not on a half day. Returns how many are present.

    Raises Session.DoesNotExist, Refused unless `by` marks at the course (`rules.marks`) or before the day has come.
    """
    session = queries.session_for(by, session_pk)
    course = actions.held(session.course_id, by)
    rules.check_marks(by, course)
    if session.day > clock.today():
        raise Refused(_("Chưa đến ngày của buổi này nên chưa điểm danh được."))
    listed = Enrolment.objects.filter(course=course, removed_at__isnull=True, pk__in=shown)
    ids = set(listed.values_list("pk", flat=True))
    write(session, {pk: pk in present for pk in ids}, by=by)
    settle(course)
    came = len(ids & present)
    log(f"{actions.CODE}.attendance", course, by=by, path=course.path, session=session.pk, n=len(ids), present=came)
    return came


def write(session: Session, marks: Mapping[int, bool], *, by: Person | None) -> None:
    """Write marks (participant -> present) of a half day, over older ones."""
    now = clock.now()
    rows = [Attendance(session=session, enrolment_id=pk, present=there, at=now, by=by) for pk, there in marks.items()]
    Attendance.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["enrolment", "session"],
        update_fields=["present", "at", "by"],
    )  # fmt: skip


def settle(course: Course) -> tuple[str, ...]:
    """Let the state of every participant follow the marks of the half days that stand; nothing of the course itself."""
    marks = Attendance.objects.filter(session__course=course, session__removed_at__isnull=True)
    found: dict[int, bool] = {}
    for pk, there in marks.order_by().values_list("enrolment", "present"):
        found[pk] = found.get(pk, False) or there
    turned = []
    for one in Enrolment.objects.filter(course=course, removed_at__isnull=True):
        marked = found.get(one.pk)
        verb = "attend" if marked else "miss" if marked is False else "unmark" if one.state in MARKED else ""
        state = ENROLMENT.move(one.state, verb) if verb else one.state
        if state != one.state:
            one.state = state
            turned.append(one)
    Enrolment.objects.bulk_update(turned, ["state"], batch_size=500)
    return ()


MARKED = {move.to_state for move in ENROLMENT.moves if move.verb in {"attend", "miss"}}
"""The states that rest on marks."""


@transaction.atomic
def set_points(course_pk: int, points: Mapping[int, Points], *, by: Person | None) -> int:
    """Write the points of the tests before and after. Returns how many participants changed.

    Raises Refused unless `by` organises the course, BadInput naming the participant whose points are out of range.
    """
    course = actions.locked(course_pk, by)
    rows = Enrolment.objects.filter(course=course, removed_at__isnull=True, pk__in=list(points))
    changed, problems = [], []
    for one in rows:
        pair = points[one.pk]
        if any(value is not None and not 0 <= value <= course.top_score for value in pair):
            problems.append((one.name, _("Điểm phải từ 0 đến %(top)s.") % {"top": course.top_score}))
        if any(value is not None and value != value.quantize(PLACES) for value in pair):
            problems.append((one.name, _("Điểm có nhiều nhất hai chữ số thập phân.")))
        if (one.before, one.after) != pair:
            one.before, one.after = pair
            changed.append(one)
    if problems:
        raise BadInput(problems)
    Enrolment.objects.bulk_update(changed, ["before", "after"], batch_size=500)
    log(f"{actions.CODE}.points", course, by=by, path=course.path, n=len(changed))
    return len(changed)
