"""The door of a half day: a short-lived signed address shown as a QR code, what people without an account say there,
and the organiser's decision. Nothing counts before that decision.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key, search_key
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.names import tidy
from binhdang.registers.core import people
from binhdang.registers.core.models import Sex
from binhdang.registers.training import actions, attending, listing, queries, rules
from binhdang.registers.training.choices import State, Way
from binhdang.registers.training.flow import ENROLMENT
from binhdang.registers.training.models import Attendance, Course, DoorClaim, Enrolment, Session

LASTS = 20 * 60
"""Seconds from showing a code to the last moment of sending the form it opens."""
SALT = "training.door"
MOST_WAITING = 500
SEX_WORDS = dict(Sex.choices)
KEPT = timedelta(days=30)
"""What nobody decided about is forgotten after this time (`forgetting`)."""


def open_door(session_pk: int, *, by: Person | None) -> str:
    """The signed token of a half day, good for `LASTS` seconds from now; "" while its door is closed.

    Raises Session.DoesNotExist, Refused unless `by` organises the course and the day is today.
    """
    session = queries.session_for(by, session_pk)
    rules.check_organises(by, session.course)
    _check_today(session)
    return "" if _closed(session) else signing.TimestampSigner(salt=SALT).sign(_said(session))


def _check_today(session: Session) -> None:
    if session.day != clock.today():
        raise Refused(
            _("Mã QR chỉ mở trong ngày của buổi (%(day)s).") % {"day": f"{session.day:%d/%m/%Y}"},
            _("Ngày khác, đơn vị mở khoá điểm danh ở danh sách."),
        )


def _closed(session: Session) -> bool:
    return session.door_turn % 2 == 1


def _said(session: Session) -> str:
    """What a token says: the half day, and which opening of its door."""
    return f"{session.pk}-{session.door_turn}"


@transaction.atomic
def turn_door(session_pk: int, *, shut: bool, by: Person | None) -> Session:
    """Close the door of a half day, so that no code opens it any more, or open it again for new codes.

    Nothing changes for a door that is so already. Raises Session.DoesNotExist, Refused unless `by` organises the
    course, or for another day than today.
    """
    seen = queries.session_for(by, session_pk)
    course = actions.locked(seen.course_id, by)
    session = Session.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    _check_today(session)
    if _closed(session) != shut:
        session.door_turn += 1
        session.save(update_fields=["door_turn"])
        log(f"{actions.CODE}.{'door_close' if shut else 'door_open'}", course, by=by, path=course.path, session=seen.pk)
    return session


def door(token: str) -> Session:
    """The half day that a token opens. Raises Refused for an old or false token, or when the day is over."""
    try:
        said = signing.TimestampSigner(salt=SALT).unsign(token, max_age=LASTS)
        session = Session.objects.select_related("course__unit").get(
            pk=int(said.partition("-")[0]), removed_at__isnull=True, course__removed_at__isnull=True
        )
    except (signing.BadSignature, ValueError, Session.DoesNotExist) as error:
        raise Refused(_("Mã này đã hết hạn."), _("Quét lại mã đang chiếu ở cửa phòng học.")) from error
    if session.day != clock.today():
        raise Refused(_("Buổi học này không phải hôm nay."), session.course.unit.name)
    if _closed(session) or said != _said(session):
        text = _("Ban tổ chức đã đóng việc ghi tên bằng mã này.")
        raise Refused(text, _("Hỏi ban tổ chức, hoặc quét mã đang chiếu ở cửa phòng học."))
    return session


@transaction.atomic
def claim(token: str, given: Mapping[str, str]) -> DoorClaim:
    """Write down what somebody says at the door: name, sex, birth year, unit.

    The same name, year and unit said twice is one claim, of the sex said last; a refused one stays refused.

    Raises Refused for a token that opens nothing or a full list, BadInput naming the field.
    """
    session = door(token)
    row = {name: tidy(given.get(name, "")) for name in ("name", "sex", "birth_year", "unit")}
    problems = listing.problems_of(row)
    if not row["birth_year"]:
        problems.append((_("Năm sinh"), _("ghi năm bằng bốn chữ số, ví dụ 1985.")))
    if not 2 <= len(row["unit"]) <= 150:
        problems.append((_("Đơn vị công tác"), _("ghi tên hoặc mã đơn vị, không quá 150 ký tự.")))
    if problems:
        raise BadInput(problems)
    waiting = DoorClaim.objects.filter(session=session, refused_at__isnull=True).count()
    if waiting >= MOST_WAITING:
        raise Refused(_("Danh sách chờ xác nhận đã đầy."), session.course.unit.name)
    year = listing.year_of(row["birth_year"]) or 0
    sex = listing.SEXES[search_key(row["sex"])]
    found, _made = DoorClaim.objects.update_or_create(
        session=session, name_key=search_key(row["name"])[:120], birth_year=year, unit_said=row["unit"],
        defaults={"sex": sex},
        create_defaults={"name": row["name"], "sex": sex, "unit": _unit_of(session, row["unit"])},
    )  # fmt: skip
    return found


@dataclass(frozen=True)
class Waiting:
    """A claim that waits, with the participant it fits and the unit it seems to mean ("" when none or several do)."""

    claim: DoorClaim
    known: Enrolment | None
    unit_code: str
    unit_name: str

    @property
    def sex(self) -> str:
        """The sex said at the door, in words."""
        return str(Sex(self.claim.sex).label)

    @property
    def listed_sex(self) -> str:
        """The sex on the list in words, where it is another one than was said; the list's stands."""
        return str(Sex(self.known.sex).label) if self.known and self.known.sex != self.claim.sex else ""


def waiting(by: Person | None, session: Session, *, refused: bool = False) -> list[Waiting]:
    """The claims of a half day that wait: who is on the list first, then whose unit is known; each group oldest first.

    With `refused` those that were refused instead. Raises Refused unless `by` organises the course.
    """
    rules.check_organises(by, session.course)
    rows = DoorClaim.objects.filter(session=session, refused_at__isnull=not refused).select_related("unit")
    rows = rows.order_by("pk")
    claims = list(rows[:MOST_WAITING])
    listed: dict[tuple[str, int | None], list[Enrolment]] = {}
    for one in queries.participants(by, session.course):
        listed.setdefault((search_key(one.name), one.birth_year), []).append(one)
    waits = []
    for claim in claims:
        same = listed.get((claim.name_key, claim.birth_year), [])
        known = same[0] if len(same) == 1 else None
        unit = known.unit if known else claim.unit
        waits.append(Waiting(claim, known, unit.code if unit else "", unit.name if unit else ""))
    return sorted(waits, key=lambda one: (one.known is None, not one.unit_code))


def _unit_of(session: Session, text: str) -> OrgUnit | None:
    """The one unit at or below the organiser whose code or name `text` means, diacritics or not."""
    found = queries.places_below(session.course, {text})
    if text in found:
        return found[text][0]
    rows = orgs.subtree(session.course.path).order_by()
    for word in search_key(text).split():
        rows = rows.filter(unit__search_key__contains=word)
    fitting = list(rows[:2])
    return fitting[0].unit if len(fitting) == 1 else None


@transaction.atomic
def decide(
    session_pk: int, codes: Mapping[int, str], refused: set[int], *, again: Set[int] = frozenset(), by: Person | None
) -> int:
    """Confirm claims (claim -> code of the unit) and refuse others. Returns how many were confirmed.

    Who is confirmed is on the list and present at the half day; what was said at the door is then forgotten. What was
    refused is kept as refused, so that the same sent again does not wait again; `again` wait once more.

    Raises Refused unless `by` organises the course, BadInput naming the person whose unit is not known.
    """
    session = queries.session_for(by, session_pk)
    course = actions.locked(session.course_id, by)
    open_ = DoorClaim.objects.select_for_update(of=("self",)).filter(session=session)
    claims = {one.pk: one for one in open_.filter(pk__in={*codes, *refused})}
    places = queries.places_below(course, codes.values())
    bad = [claims[pk].name for pk, code in codes.items() if pk in claims and code not in places]
    if bad:
        raise BadInput([(name, _("Ghi mã đơn vị của người này.")) for name in bad])
    DoorClaim.objects.filter(session=session, pk__in=again).update(refused_at=None)
    there = {_listed(session, claims[pk], *places[codes[pk]]).pk: True for pk in codes if pk in claims}
    open_.filter(pk__in=list(codes)).delete()
    DoorClaim.objects.filter(session=session, pk__in=refused - codes.keys()).update(refused_at=clock.now())
    attending.write(session, there, by=by)
    attending.settle(course)
    log(f"{actions.CODE}.door", course, by=by, path=course.path, session=session.pk, confirmed=len(there))
    return len(there)


def _listed(session: Session, claim: DoorClaim, unit: OrgUnit, path: str) -> Enrolment:
    """The participant that a claim is about: on the list already, else put there."""
    rows = Enrolment.objects.filter(course=session.course, unit=unit, removed_at__isnull=True)
    near = [one for one in rows.filter(birth_year=claim.birth_year) if search_key(one.name) == claim.name_key]
    for one in sorted(near, key=lambda one: same_key(one.name) != same_key(claim.name)):
        return one
    made = Enrolment(
        course=session.course, unit=unit, path=path, name=claim.name, sex=claim.sex, birth_year=claim.birth_year,
        way=Way.DOOR, state=State.ENROLLED,
    )  # fmt: skip
    people.assign([made])
    made.save()
    return made


def came_by_door(by: Person | None, session: Session) -> list[Enrolment]:
    """Who was put on the list at a door, is present at this half day and has no certificate that stands.

    Raises Refused unless `by` organises the course.
    """
    rules.check_organises(by, session.course)
    present = Attendance.objects.filter(session=session, present=True).values("enrolment")
    rows = queries.participants(by, session.course).filter(way=Way.DOOR, pk__in=present)
    return list(rows.exclude(pk__in=list(queries.certificates_of(session.course))))


@transaction.atomic
def take_back(session_pk: int, ids: set[int], *, by: Person | None) -> int:
    """Undo the confirmation of people who came onto the list by the door: absent from the half day and off the list.

    Who was present on another half day too stays on the list. Returns how many were taken off. Raises
    Session.DoesNotExist, Refused unless `by` organises the course.
    """
    session = queries.session_for(by, session_pk)
    course = actions.locked(session.course_id, by)
    chosen = [one.pk for one in came_by_door(by, session) if one.pk in ids]
    attending.write(session, dict.fromkeys(chosen, False), by=by)
    attending.settle(course)
    gone = list(Enrolment.objects.filter(pk__in=chosen, state=State.ABSENT))
    for one in gone:
        one.state, one.removed_at = ENROLMENT.move(one.state, "withdraw"), clock.now()
    Enrolment.objects.bulk_update(gone, ["state", "removed_at"], batch_size=500)
    log(f"{actions.CODE}.door_undo", course, by=by, path=course.path, session=session.pk, n=len(gone))
    return len(gone)


def counts(course: Course) -> dict[int, int]:
    """Half day -> claims that wait."""
    rows = DoorClaim.objects.filter(session__course=course, refused_at__isnull=True).order_by()
    return dict(rows.values_list("session").annotate(n=Count("pk")))
