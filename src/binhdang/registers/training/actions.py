"""Who comes onto the list of a course and who leaves it: one verb, one function, logged by counts and without names."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.notices.actions import tell_many
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import people
from binhdang.registers.core.rules import check_unrestricted
from binhdang.registers.training import queries, rules
from binhdang.registers.training.choices import State, Way
from binhdang.registers.training.flow import ENROLMENT
from binhdang.registers.training.listing import Named
from binhdang.registers.training.models import Course, Enrolment, Quota

CODE = "tap-huan"


def locked(pk: int, by: Person | None) -> Course:
    """The course under lock. Raises Course.DoesNotExist when it is not seen, Refused unless `by` organises it."""
    course = held(pk, by)
    rules.check_organises(by, course)
    return course


def held(pk: int, by: Person | None) -> Course:
    """The course under lock, for who may know of it. Raises Course.DoesNotExist."""
    seen = queries.course_for(by, pk)
    return Course.objects.select_for_update(of=("self",)).select_related("unit").get(pk=seen.pk)


@transaction.atomic
def enrol(course_pk: int, named: Sequence[Named], *, by: Person | None, way: str = Way.LIST) -> int:
    """Put people on the list of a course; who is on it already stays once. Returns how many are new.

    Raises Refused unless `by` organises the course.
    """
    course = locked(course_pk, by)
    made = _put(course, named, way, State.ENROLLED)
    log(f"{CODE}.enrol", course, by=by, path=course.path, n=len(made), way=way)
    return len(made)


@transaction.atomic
def invite(course_pk: int, named: Sequence[Named], *, by: Person | None) -> int:
    """Invite people in one go and tell who keeps the registers of their units. Returns how many were not on the list.

    Raises Refused unless `by` organises the course, or when it is over; BadInput for more people than seats.
    """
    course = locked(course_pk, by)
    _check_open(course)
    made = _put(course, named, Way.INVITED, State.INVITED)
    listed = queries.tally(course).listed
    if made and course.seats is not None and listed > course.seats:
        said = {"seats": course.seats, "n": len(made), "all": listed}
        text = _("Khoá có %(seats)s chỗ; mời thêm %(n)s người thì thành %(all)s. Chọn ít hơn, hoặc sửa số chỗ.")
        raise BadInput([("", text % said)])
    _tell(course, {one.unit_id for one in made}, f"invite:{len(made)}:{clock.now():%Y%m%d%H%M%S}")
    log(f"{CODE}.invite", course, by=by, path=course.path, n=len(made))
    return len(made)


@transaction.atomic
def name_people(course_pk: int, unit: OrgUnit, named: Sequence[Named], *, by: Person | None) -> int:
    """A unit names its people within its quota. Returns how many are new.

    Raises Refused unless `by` keeps the registers of that very unit, or when the unit was not asked or the course is
    over; BadInput for more people than seats.
    """
    course = held(course_pk, by)
    rules.check_names_for(by, unit)
    _check_open(course)
    quota = queries.quota_of(course, unit)
    if quota is None:
        raise Refused(_("Đơn vị chưa được phân bổ người dự khoá này."), course.unit.name)
    path = orgs.path_of(unit)
    rows = [Named(one.name, one.sex, one.birth_year, unit, path, one.post) for one in named]
    made = _put(course, rows, Way.QUOTA, State.ENROLLED)
    listed = Enrolment.objects.filter(course=course, unit=unit, removed_at__isnull=True).count()
    if listed > quota.seats:
        text = _("Đơn vị được cử %(seats)s người, danh sách thành %(n)s người; bỏ bớt hoặc rút người đã ghi.")
        raise BadInput([("", text % {"seats": quota.seats, "n": listed})])
    log(f"{CODE}.name", course, by=by, path=path, n=len(made))
    return len(made)


def _check_open(course: Course) -> None:
    if course.ends_on < clock.today():
        raise Refused(
            _("Khoá đã bế mạc ngày %(day)s nên không nhận thêm người.") % {"day": f"{course.ends_on:%d/%m/%Y}"},
            _("Đơn vị mở khoá ghi bổ sung ở mục Nhập danh sách."),
        )


def _put(course: Course, named: Iterable[Named], way: str, state: str) -> list[Enrolment]:
    """Make the rows of who is not on the list yet; the same person (unit, name, year, sex) is on it once."""
    stored = Enrolment.objects.filter(course=course, removed_at__isnull=True)
    seen = {people.key_of(one) for one in stored.only("unit_id", "name", "birth_year", "sex")}
    made = []
    for one in named:
        row = Enrolment(
            course=course, unit=one.unit, path=one.path, name=one.name, sex=one.sex, birth_year=one.birth_year,
            post_at_time=one.post, way=way, state=state, who_id=one.who_id,
        )  # fmt: skip
        if people.key_of(row) not in seen:
            seen.add(people.key_of(row))
            made.append(row)
    people.assign(made)
    check_unrestricted(made)
    return Enrolment.objects.bulk_create(made, batch_size=500)


@transaction.atomic
def set_quotas(course_pk: int, seats: Mapping[int, int], *, by: Person | None) -> int:
    """Say how many people units may send (0 takes a quota back); new ones are told. Returns how many changed.

    `seats` is unit id -> people; units that `by` does not see are left out. Raises Refused.
    """
    course = locked(course_pk, by)
    _check_open(course)
    stored = {one.unit_id: one for one in Quota.objects.filter(course=course, removed_at__isnull=True)}
    seen = orgs.units_seen(by).filter(unit__in=list(seats)).order_by().values_list("unit", "path")
    paths: dict[int, str] = dict(seen)
    changed = [pk for pk in paths if seats[pk] != (stored[pk].seats if pk in stored else 0)]
    for pk in changed:
        one = stored.get(pk) or Quota(course=course, unit_id=pk, path=paths[pk])
        if seats[pk]:
            one.seats = seats[pk]
        else:
            one.removed_at = clock.now()
        one.save()
    _tell(course, {pk for pk in changed if pk not in stored}, "quota")
    log(f"{CODE}.quota", course, by=by, path=course.path, n=len(changed))
    return len(changed)


def _tell(course: Course, units: set[int], key: str) -> None:
    """Tell who keeps the registers of units that a course asks for people."""
    days = {"course": course.name, "day": f"{course.starts_on:%d/%m/%Y}", "by": course.unit.name}
    text = _("%(by)s mời đơn vị cử người dự “%(course)s”, khai mạc %(day)s.") % days
    rows = orgs.reporters_of(units).select_related("unit")
    href = reverse("training:naming", args=[course.pk])
    tell_many(
        (row.person_id, f"training:{course.pk}:{row.unit_id}:{key}", text, f"{href}?unit={row.unit.code}")
        for row in rows
    )


@transaction.atomic
def accept(pk: int, *, by: Person | None) -> Enrolment:
    """Say that somebody invited will come. Raises Enrolment.DoesNotExist, Refused, NotNow."""
    return _turn(pk, "enrol", by)


@transaction.atomic
def withdraw(pk: int, *, by: Person | None) -> Enrolment:
    """Take somebody off the list who did not attend. Raises Enrolment.DoesNotExist, Refused, NotNow."""
    return _turn(pk, "withdraw", by)


def _turn(pk: int, verb: str, by: Person | None) -> Enrolment:
    """A move of one participant that the organiser or the own unit may say."""
    seen = queries.participant_for(by, pk)
    course = held(seen.course_id, by)
    if not rules.organises(by, course):
        rules.check_names_for(by, seen.unit)
        _check_open(course)
    one = Enrolment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    one.state = ENROLMENT.move(one.state, verb)
    one.removed_at = clock.now() if one.state == State.WITHDRAWN else None
    one.save(update_fields=["state", "removed_at"])
    log(f"{CODE}.{verb}", course, by=by, path=one.path, enrolment=one.pk)
    return one
