"""Reading courses and who took part, actor first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person, Placement
from binhdang.registers.core.people import Key, key_of
from binhdang.registers.core.rules import READ, WRITE, unrestricted
from binhdang.registers.training import catalogue, rules
from binhdang.registers.training.catalogue import Topic
from binhdang.registers.training.choices import State
from binhdang.registers.training.models import Attendance, Certificate, Course, Enrolment, Quota, Session

WOMAN = Q(sex="nu")
CAME = Q(state=State.ATTENDED)


@dataclass(frozen=True)
class Tally:
    """Participants of a course or of a unit: on the list, those who came (lượt người), each with the women."""

    listed: int
    listed_women: int
    came: int
    came_women: int
    invited: int


@dataclass(frozen=True)
class UnitTally:
    """What a unit may send and whom it sent, in counts."""

    unit: OrgUnit
    seats: int | None
    tally: Tally


@dataclass(frozen=True)
class Gain:
    """What the tests say of those who wrote both: sums of points, never an average of averages."""

    people: int
    before: Decimal
    after: Decimal
    top: int
    listed: int

    @property
    def mean_before(self) -> Decimal | None:
        """The mean before, from the sums; None when nobody wrote both."""
        return self.before / self.people if self.people else None

    @property
    def mean_after(self) -> Decimal | None:
        """The mean after, from the sums."""
        return self.after / self.people if self.people else None

    @property
    def gained(self) -> Decimal | None:
        """How many points a person gained, from the sums."""
        return (self.after - self.before) / self.people if self.people else None


_TALLY = {
    "listed": Count("pk"),
    "listed_women": Count("pk", filter=WOMAN),
    "came": Count("pk", filter=CAME),
    "came_women": Count("pk", filter=CAME & WOMAN),
    "invited": Count("pk", filter=Q(state=State.INVITED)),
}


def course_for(by: Person | None, pk: int) -> Course:
    """A course that `by` may know of. Raises Course.DoesNotExist when it is not seen or was taken off."""
    rows = Course.objects.filter(rules.courses_seen(by), removed_at__isnull=True)
    return rows.select_related("unit").get(pk=pk)


def session_for(by: Person | None, pk: int) -> Session:
    """A half day of a course that `by` may know of. Raises Session.DoesNotExist."""
    rows = Session.objects.filter(removed_at__isnull=True, course__in=Course.objects.filter(rules.courses_seen(by)))
    return rows.select_related("course__unit").get(pk=pk, course__removed_at__isnull=True)


def sessions_of(course: Course) -> list[Session]:
    """The half days of a course in their order."""
    return list(Session.objects.filter(course=course, removed_at__isnull=True).order_by("day", "part"))


def participants(by: Person | None, course: Course) -> QuerySet[Enrolment]:
    """The participants whose names `by` reads, by unit and name."""
    rows = Enrolment.objects.filter(
        rules.names_read(by), unrestricted(Enrolment), course=course, removed_at__isnull=True
    )
    return rows.select_related("unit", "course__unit").order_by("unit__sort_key", "name", "pk")


def keys_of(course: Course) -> dict[Key, str]:
    """What tells the participants of a course apart -> that they are on its list, in words."""
    rows = Enrolment.objects.filter(course=course, removed_at__isnull=True).only("unit_id", "name", "birth_year", "sex")
    return {key_of(one): _("đã có trong danh sách") for one in rows}


def to_mark(by: Person | None, course: Course) -> QuerySet[Enrolment]:
    """The participants by name for the list of a half day. Raises Refused unless `by` marks at the course."""
    rules.check_marks(by, course)
    return participants(None, course)


def participant_for(by: Person | None, pk: int) -> Enrolment:
    """One participant whose name `by` reads. Raises Enrolment.DoesNotExist."""
    rows = Enrolment.objects.filter(rules.names_read(by), unrestricted(Enrolment), removed_at__isnull=True)
    rows = rows.filter(course__removed_at__isnull=True)
    return rows.select_related("unit", "course__unit").get(pk=pk)


def tally(course: Course) -> Tally:
    """The counts of a course; counts go up, names do not."""
    rows = Enrolment.objects.filter(course=course, removed_at__isnull=True)
    return Tally(**rows.order_by().aggregate(**_TALLY))


def by_unit(by: Person | None, course: Course) -> list[UnitTally]:
    """Counts by the unit of the participants: all of them for the organiser's line, else those of units in sight."""
    seen = Q() if org_rules.may(by, READ, course.path) else org_rules.sight(by, right=READ)
    rows = Enrolment.objects.filter(seen, course=course, removed_at__isnull=True).order_by()
    counts: dict[int, Tally] = {}
    row: Any
    for row in rows.values("unit").annotate(**_TALLY):
        unit = row.pop("unit")
        counts[unit] = Tally(**row)
    quotas = dict(
        Quota.objects.filter(seen, course=course, removed_at__isnull=True).order_by().values_list("unit", "seats")
    )
    units = OrgUnit.objects.filter(pk__in={*counts, *quotas}).order_by("sort_key", "pk")
    nobody = Tally(0, 0, 0, 0, 0)
    return [UnitTally(one, quotas.get(one.pk), counts.get(one.pk, nobody)) for one in units]


@dataclass(frozen=True)
class PostTally:
    """Participants by the post of that day."""

    name: str
    listed: int
    came: int
    came_women: int


def by_post(course: Course) -> list[PostTally]:
    """Counts by the post that participants held, in the order of the catalogue; without a post last, as ""."""
    rows = Enrolment.objects.filter(course=course, removed_at__isnull=True).order_by()
    found = rows.values_list("post_at_time").annotate(
        n=Count("pk"), went=Count("pk", filter=CAME), women=Count("pk", filter=CAME & WOMAN)
    )
    counts = {code: numbers for code, *numbers in found}
    order = [*catalogue.audience_choices(), ("", "")]
    return [PostTally(name, *counts[code]) for code, name in order if code in counts]


def gain(course: Course) -> Gain:
    """What the tests before and after say, over those who wrote both."""
    rows = Enrolment.objects.filter(course=course, removed_at__isnull=True)
    pairs = rows.filter(before__isnull=False, after__isnull=False).values_list("before", "after")
    both = [(before, after) for before, after in pairs if before is not None and after is not None]
    before = sum((one for one, _after in both), Decimal(0))
    return Gain(len(both), before, sum((one for _before, one in both), Decimal(0)), course.top_score, rows.count())


def present_at(session: Session) -> dict[int, bool]:
    """Participant -> present, of those who were marked for a half day."""
    return dict(Attendance.objects.filter(session=session).values_list("enrolment", "present"))


def half_days(course: Course) -> dict[int, int]:
    """Participant -> half days present."""
    rows = Attendance.objects.filter(
        enrolment__course=course, enrolment__removed_at__isnull=True, session__removed_at__isnull=True, present=True
    )
    return dict(rows.order_by().values_list("enrolment").annotate(n=Count("pk")))


def marked(course: Course) -> dict[int, tuple[int, int]]:
    """Half day -> (marked, present)."""
    rows = Attendance.objects.filter(session__course=course, enrolment__removed_at__isnull=True).order_by()
    found = rows.values("session").annotate(n=Count("pk"), present=Count("pk", filter=Q(present=True)))
    return {row["session"]: (row["n"], row["present"]) for row in found}


def certificates_of(course: Course) -> dict[int, Certificate]:
    """Participant -> the certificate that stands."""
    rows = Certificate.objects.filter(enrolment__course=course, withdrawn_at__isnull=True)
    return {one.enrolment_id: one for one in rows.select_related("unit", "enrolment__course__unit", "enrolment__unit")}


def withdrawn_of(course: Course) -> list[Certificate]:
    """The certificates of a course that were withdrawn, by number."""
    rows = Certificate.objects.filter(enrolment__course=course, withdrawn_at__isnull=False)
    return list(rows.select_related("unit", "enrolment__unit").order_by("year", "number"))


def quota_of(course: Course, unit: OrgUnit) -> Quota | None:
    """How many a unit may send; None when it was not asked."""
    return Quota.objects.filter(course=course, unit=unit, removed_at__isnull=True).first()


@dataclass(frozen=True)
class Asked:
    """A course that asks a unit for people: seats and how many were named."""

    course: Course
    unit: OrgUnit
    seats: int
    named: int
    invited: int

    @property
    def open(self) -> bool:
        """Whether the unit has seats without a name, or people invited who did not answer."""
        return self.invited > 0 or self.named < self.seats


def asked_of(by: Person) -> list[Asked]:
    """The courses not yet over that ask the very units of `by` for people, or invited some of them; soonest first."""
    units, today = rules.own_units(by, WRITE), clock.today()
    open_ = Q(course__ends_on__gte=today, course__removed_at__isnull=True, removed_at__isnull=True, unit__in=units)
    quotas = {(q.course_id, q.unit_id): q.seats for q in Quota.objects.filter(open_)}
    rows = Enrolment.objects.filter(open_).order_by().values("course", "unit")
    found = rows.annotate(n=Count("pk"), invited=Count("pk", filter=Q(state=State.INVITED)))
    named = {(row["course"], row["unit"]): (row["n"], row["invited"]) for row in found}
    keys = {key for key, (_n, invited) in named.items() if invited} | set(quotas)
    courses = Course.objects.select_related("unit").in_bulk({course for course, _unit in keys})
    places = OrgUnit.objects.in_bulk({unit for _course, unit in keys})
    asked = [Asked(courses[c], places[u], quotas.get((c, u), 0), *named.get((c, u), (0, 0))) for c, u in sorted(keys)]
    return sorted(asked, key=lambda one: (one.course.starts_on, one.course.pk))


@dataclass(frozen=True)
class TopicLine:
    """What was held on a topic in a period: courses, attendances and women among them, distinct people."""

    topic: Topic
    courses: int
    came: int
    came_women: int
    people: int


def by_topic(by: Person | None, path: str, start: date, end: date) -> list[TopicLine]:
    """Every topic of the catalogue with what the units below `path` (in sight) held in a period, in counts."""
    seen = org_rules.sight(by, right=READ) & Q(path__gte=path, path__lt=end_of(path))
    courses = Course.objects.filter(seen, removed_at__isnull=True, starts_on__range=(start, end)).order_by()
    came = Enrolment.objects.filter(CAME, course__in=courses, removed_at__isnull=True).order_by()
    held, counts = {}, {}
    for one in catalogue.topics():
        mark = catalogue.packed([one.code])
        on = Q(course__topics__contains=mark)
        held[one.code] = Count("pk", filter=Q(topics__contains=mark))
        counts[f"{one.code}_came"] = Count("pk", filter=on)
        counts[f"{one.code}_women"] = Count("pk", filter=on & WOMAN)
        counts[f"{one.code}_people"] = Count("who", filter=on, distinct=True)
    opened, found = courses.aggregate(**held), came.aggregate(**counts)
    return [
        TopicLine(one, opened[one.code], *(found[f"{one.code}_{what}"] for what in ("came", "women", "people")))
        for one in catalogue.topics()
    ]


def trained(start: date, end: date) -> QuerySet[Enrolment]:
    """Who attended, within the days, a course on a topic that counts for the target of trained cadres.

    A course lies in the days when it opened within them, as its feed into the report does.
    """
    topics = Q()
    for code in catalogue.counting():
        topics |= Q(course__topics__contains=catalogue.packed([code]))
    return Enrolment.objects.filter(
        topics, CAME, removed_at__isnull=True, course__removed_at__isnull=True, course__starts_on__range=(start, end)
    )


def open_courses(by: Person) -> list[Course]:
    """The courses not yet over of the very units where `by` keeps registers, to invite people to; soonest first."""
    rows = Course.objects.filter(
        unit__in=rules.own_units(by, WRITE), removed_at__isnull=True, ends_on__gte=clock.today()
    )
    return list(rows.select_related("unit").order_by("starts_on", "pk"))


def waiting_courses(people: Collection[int]) -> dict[int, list[str]]:
    """Person -> the courses not yet over on whose lists she is and has not come, soonest first."""
    rows = Enrolment.objects.filter(
        who__in=people, state__in=[State.INVITED, State.ENROLLED], removed_at__isnull=True,
        course__removed_at__isnull=True, course__ends_on__gte=clock.today(),
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for who, name in rows.order_by("course__starts_on", "course").values_list("who", "course__name"):
        found.setdefault(who, []).append(name)
    return found


def places_below(course: Course, texts: Iterable[str]) -> Mapping[str, tuple[OrgUnit, str]]:
    """Text -> (unit, path), for codes and whole names of units at or below the organiser today, or asked for people.

    Two units of one name are found by their codes alone.
    """
    wanted = {text for text in texts if text}
    asked = Quota.objects.filter(course=course, unit=OuterRef("unit"), removed_at__isnull=True)
    rows = orgs.subtree(course.path).order_by()
    others = orgs.units_seen(None).filter(Exists(asked)).order_by()
    found: dict[str, tuple[OrgUnit, str]] = {}
    doubled: set[str] = set()
    for place in [*_named(rows, wanted), *_named(others, wanted)]:
        for text in (place.unit.code, place.unit.name):
            if text in found and found[text][0].pk != place.unit_id:
                doubled.add(text)
            found.setdefault(text, (place.unit, place.path))
    return {text: one for text, one in found.items() if text in wanted and text not in doubled}


def _named(rows: QuerySet[Placement], wanted: set[str]) -> QuerySet[Placement]:
    return rows.filter(Q(unit__code__in=wanted) | Q(unit__name__in=wanted)).select_related("unit")


def asked_units(by: Person | None, course: Course) -> list[OrgUnit]:
    """The very units of `by` that a course asks for people or has people of, by name."""
    if by is None:
        return []
    own = rules.own_units(by, WRITE)
    of_course = {"course": course, "removed_at__isnull": True, "unit__in": own}
    ids = {*Quota.objects.filter(**of_course).values_list("unit", flat=True)}
    ids |= {*Enrolment.objects.filter(**of_course).values_list("unit", flat=True)}
    return list(OrgUnit.objects.filter(pk__in=ids).order_by("sort_key", "pk"))


@dataclass(frozen=True)
class QuotaRow:
    """A unit that may be asked for people: how many, and how many are on the list."""

    unit: OrgUnit
    seats: int | None
    listed: int


def quota_rows(by: Person | None, course: Course) -> list[QuotaRow]:
    """The units directly below the organiser, and any other that was asked, with their quotas."""
    asked = {one.unit.pk: one for one in by_unit(by, course)}
    below = {place.unit_id: place.unit for place in orgs.children(by, course.unit_id)}
    others = {pk: one.unit for pk, one in asked.items() if one.seats is not None and pk not in below}
    return [
        QuotaRow(unit, asked[pk].seats if pk in asked else None, asked[pk].tally.listed if pk in asked else 0)
        for pk, unit in (below | others).items()
    ]
