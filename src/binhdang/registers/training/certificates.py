"""Certificates: who earned one, the number that is unique per issuer and year, and the check that anybody may make."""

import re
import secrets
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from binhdang.documents.layout import clean
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core.rules import is_erased, unrestricted
from binhdang.registers.training import actions, queries, rules
from binhdang.registers.training.models import Certificate, Course, Enrolment

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No sign that is taken for another when it is read from paper."""
LENGTH = 10
LEAST_REASON = 10


def number_text(one: Certificate) -> str:
    """The number as it stands on the paper: "05/2019/GCN"."""
    return f"{one.number:02d}/{one.year}/GCN"


def earned(course: Course) -> list[Enrolment]:
    """The participants who were present on enough half days and have no certificate that stands, by unit and name."""
    days, have = queries.half_days(course), queries.certificates_of(course)
    rows = Enrolment.objects.filter(course=course, removed_at__isnull=True, pk__in=list(days))
    rows = rows.select_related("unit").order_by("unit__sort_key", "name", "pk")
    return [one for one in rows if days[one.pk] >= course.least and one.pk not in have]


def owed(course: Course) -> list[Enrolment]:
    """Those who earned one and had none withdrawn: whose was taken back gets another only when chosen."""
    lost = {one.enrolment_id for one in queries.withdrawn_of(course)}
    return [one for one in earned(course) if one.pk not in lost]


def field_names() -> dict[str, str]:
    """What the fields of a certificate are called."""
    return {
        "place": _("Nơi cấp"), "signature": _("Thẩm quyền và chức vụ người ký"), "signer": _("Họ và tên người ký")
    }  # fmt: skip


@transaction.atomic
def issue(
    course_pk: int, *, place: str, signature: str, signer: str, chosen: Set[int] | None = None, by: Person | None
) -> list[Certificate]:
    """Give certificates to those `chosen` (participants) who earned one; to everybody who is owed one when None.

    Numbers go on from the last of the issuer in this year. Raises Refused unless `by` organises the course or before
    its last day, BadInput for a missing place or signer, or when nobody was chosen.
    """
    course = actions.locked(course_pk, by)
    if course.ends_on > clock.today():
        raise Refused(_("Khoá bế mạc ngày %(day)s; cấp giấy chứng nhận từ ngày đó.") % {"day": _day(course.ends_on)})
    given = {"place": clean(place), "signature": clean(signature), "signer": clean(signer)}
    longest = {"place": 80, "signature": 200, "signer": 50}
    names = field_names()
    problems = [(names[name], _("Không được để trống.")) for name, text in given.items() if not text]
    problems += [(names[name], _("Quá dài.")) for name, text in given.items() if len(text) > longest[name]]
    if chosen is not None and not chosen:
        problems.append((_("Người được cấp"), _("Chọn ít nhất một người.")))
    if problems:
        raise BadInput(problems)
    today = clock.today()
    OrgUnit.objects.select_for_update().get(pk=course.unit_id)
    wanted = {one.pk for one in owed(course)} if chosen is None else chosen
    last = Certificate.objects.filter(unit=course.unit_id, year=today.year).aggregate(m=Max("number"))["m"] or 0
    made = [
        Certificate(
            enrolment=one, unit_id=course.unit_id, year=today.year, number=number, code=new_code(), issued_on=today,
            by=by, **given,
        )
        for number, one in enumerate([row for row in earned(course) if row.pk in wanted], last + 1)
    ]  # fmt: skip
    Certificate.objects.bulk_create(made, batch_size=500)
    Course.objects.filter(pk=course.pk).update(updated_at=clock.now())
    log(f"{actions.CODE}.certify", course, by=by, path=course.path, n=len(made))
    return made


def new_code() -> str:
    """A code that nobody guesses."""
    return "".join(secrets.choice(SIGNS) for _n in range(LENGTH))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@transaction.atomic
def withdraw(pk: int, *, why: str, by: Person | None) -> Certificate:
    """Withdraw a certificate with a reason; its number is never given again. Raises DoesNotExist, Refused, BadInput."""
    one = certificate_for(by, pk)
    course = actions.locked(one.enrolment.course_id, by)
    if len(why.strip()) < LEAST_REASON:
        raise BadInput([("why", _("Ghi lý do, ít nhất 10 ký tự."))])
    stored = Certificate.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if stored.withdrawn_at:
        raise Refused(_("Giấy chứng nhận này đã bị thu hồi."))
    stored.withdrawn_at, stored.withdrawn_why = clock.now(), clean(why)[:500]
    stored.save(update_fields=["withdrawn_at", "withdrawn_why"])
    log(f"{actions.CODE}.certificate_withdraw", course, by=by, path=course.path, certificate=stored.pk)
    return stored


def certificate_for(by: Person | None, pk: int) -> Certificate:
    """A certificate of somebody whose name `by` reads. Raises Certificate.DoesNotExist."""
    seen = Enrolment.objects.filter(rules.names_read(by), unrestricted(Enrolment), course__removed_at__isnull=True)
    rows = Certificate.objects.filter(enrolment__in=seen)
    return rows.select_related("unit", "enrolment__course__unit", "enrolment__unit").get(pk=pk)


@dataclass(frozen=True)
class Checked:
    """What anybody learns of a certificate whose number and code they have: as little as tells a false one."""

    number: str
    initials: str
    """Empty when the holder's personal data was erased."""
    course: str
    issuer: str
    issued_on: date
    starts_on: date
    ends_on: date
    withdrawn_on: date | None


def check(number: str, code: str) -> Checked | None:
    """What is known of a certificate; None unless number and code belong together. For everybody."""
    digits = re.findall(r"\d+", number)
    key = re.sub(r"[^0-9A-Z]", "", code.upper())
    if len(digits) < 2 or any(len(one) > 9 for one in digits[:2]) or len(key) != LENGTH:
        return None
    rows = Certificate.objects.filter(code=key, number=int(digits[0]), year=int(digits[1]))
    one = rows.select_related("unit", "enrolment__course").first()
    if one is None:
        return None
    course, withdrawn = one.enrolment.course, one.withdrawn_at
    letters = "" if is_erased(one.enrolment) else initials(one.enrolment.name)
    return Checked(
        number_text(one), letters, course.name, one.unit.name, one.issued_on, course.starts_on,
        course.ends_on, timezone.localtime(withdrawn).date() if withdrawn else None,
    )  # fmt: skip


def initials(name: str) -> str:
    """The first letters of a name: "Nguyễn Thị Hoa" -> "N.T.H."."""
    return "".join(f"{word[0].upper()}." for word in name.split())
