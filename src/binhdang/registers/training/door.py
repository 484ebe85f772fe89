"""The door of a half day: a short-lived signed address shown as a QR code, what people without an account say there,
and the organiser's decision. Nothing counts before that decision.
"""

from collections.abc import Mapping
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
from binhdang.registers.training import actions, attending, listing, queries, rules
from binhdang.registers.training.choices import State, Way
from binhdang.registers.training.models import Course, DoorClaim, Enrolment, Session

LASTS = 20 * 60
"""Seconds from showing a code to the last moment of sending the form it opens."""
SALT = "training.door"
MOST_WAITING = 500
KEPT = timedelta(days=30)
"""What nobody decided about is forgotten after this time (`forgetting`)."""


def open_door(session_pk: int, *, by: Person | None) -> str:
    """The signed token of a half day, good for `LASTS` seconds from now.

    Raises Session.DoesNotExist, Refused unless `by` organises the course and the day is today.
    """
    session = queries.session_for(by, session_pk)
    rules.check_organises(by, session.course)
    if session.day != clock.today():
        raise Refused(
            _("Mã QR chỉ mở trong ngày của buổi (%(day)s).") % {"day": f"{session.day:%d/%m/%Y}"},
            _("Ngày khác, đơn vị mở khoá điểm danh ở danh sách."),
        )
    return signing.TimestampSigner(salt=SALT).sign(str(session.pk))


def door(token: str) -> Session:
    """The half day that a token opens. Raises Refused for an old or false token, or when the day is over."""
    try:
        pk = int(signing.TimestampSigner(salt=SALT).unsign(token, max_age=LASTS))
        session = Session.objects.select_related("course__unit").get(
            pk=pk, removed_at__isnull=True, course__removed_at__isnull=True
        )
    except (signing.BadSignature, ValueError, Session.DoesNotExist) as error:
        raise Refused(_("Mã này đã hết hạn."), _("Quét lại mã đang chiếu ở cửa phòng học.")) from error
    if session.day != clock.today():
        raise Refused(_("Buổi học này không phải hôm nay."), session.course.unit.name)
    return session


@transaction.atomic
def claim(token: str, given: Mapping[str, str]) -> DoorClaim:
    """Write down what somebody says at the door: name, sex, birth year, unit. The same said twice is one claim.

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
    waiting = DoorClaim.objects.filter(session=session).count()
    if waiting >= MOST_WAITING:
        raise Refused(_("Danh sách chờ xác nhận đã đầy."), session.course.unit.name)
    year = listing.year_of(row["birth_year"]) or 0
    found, _made = DoorClaim.objects.get_or_create(
        session=session, name_key=search_key(row["name"])[:120], birth_year=year, unit_said=row["unit"],
        defaults={
            "name": row["name"], "sex": listing.SEXES[search_key(row["sex"])], "unit": _unit_of(session, row["unit"]),
        },
    )  # fmt: skip
    return found


@dataclass(frozen=True)
class Waiting:
    """A claim that waits, with the participant it fits and the unit it seems to mean ("" when none or several do)."""

    claim: DoorClaim
    known: Enrolment | None
    unit_code: str
    unit_name: str


def waiting(by: Person | None, session: Session) -> list[Waiting]:
    """The claims of a half day that wait: who is on the list first, then whose unit is known; each group oldest first.

    Raises Refused unless `by` organises the course.
    """
    rules.check_organises(by, session.course)
    rows = DoorClaim.objects.filter(session=session).select_related("unit").order_by("pk")
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
def decide(session_pk: int, codes: Mapping[int, str], refused: set[int], *, by: Person | None) -> int:
    """Confirm claims (claim -> code of the unit) and refuse others. Returns how many were confirmed.

    Who is confirmed is on the list and present at the half day; what was said at the door is then forgotten.

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
    there = {_listed(session, claims[pk], *places[codes[pk]]).pk: True for pk in codes if pk in claims}
    DoorClaim.objects.filter(pk__in=list(claims)).delete()
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


def counts(course: Course) -> dict[int, int]:
    """Half day -> claims that wait."""
    rows = DoorClaim.objects.filter(session__course=course).order_by()
    return dict(rows.values_list("session").annotate(n=Count("pk")))
