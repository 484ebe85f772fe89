"""Writing people, posts, roles and invitations; called through `actions`."""

import hashlib
import re
import secrets
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.kit import clock, log
from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import names, queries, rules
from binhdang.orgs.models import Invitation, OrgUnit, Person, Post, RoleHolding
from binhdang.orgs.roles import ROLES

INVITATION_DAYS = 7
PHONE = re.compile(r"\+?(?:[ .]?\d){8,15}")


@transaction.atomic
def create_person(
    email: str, *, name: str, by: Person | None, password: str | None = None, demo: bool = False
) -> Person:
    """Create an account without any role. Raises BadInput (e-mail, name, weak password)."""
    email, name = _checked_email(email), names.tidy(name)
    if not name:
        raise BadInput([("name", _("Hãy nhập họ và tên."))])
    person = Person(email=email, name=name, demo=demo, search_key=names.search_key(name, email, 160))
    if password is not None:
        _check_password(password, person)
    person.set_password(password)
    person.save()
    log.record("person.created", person, by=by, name=name)
    return person


@transaction.atomic
def set_phone(person: Person, phone: str, *, by: Person) -> Person:
    """Write down a telephone number: one's own, or that of somebody whose unit's people `by` manages.

    Raises BadInput for anything but digits, spaces, dots and a leading "+", and Refused.
    """
    if person.pk != by.pk and not rules.manages(by, person):
        raise Refused(
            _("Bạn chỉ ghi được số điện thoại của mình hoặc của người thuộc đơn vị bạn quản lý."),
            _("Chính người đó, hoặc người quản lý người dùng của đơn vị."),
        )
    tidy = " ".join(phone.split())
    if tidy and not PHONE.fullmatch(tidy):
        raise BadInput([("phone", _("Số điện thoại gồm 8 đến 15 chữ số, ví dụ 0260 000 000."))])
    person.phone = tidy
    person.save(update_fields=["phone"])
    log.record("person.phone", person, by=by, path=queries.home_path(person))
    return person


@transaction.atomic
def give_role(
    person: Person, *, role: str, unit: OrgUnit, by: Person | None,
    valid_from: date | None = None, valid_to: date | None = None,
) -> RoleHolding:  # fmt: skip
    """Give a person a role at a unit and below it, from `valid_from` (today when None).

    Raises BadInput (unknown role, dates, already held) and Refused (not by oneself, not beyond one's own reach).
    """
    start = valid_from or clock.today()
    if role not in ROLES:
        raise BadInput([("role", _("Không có vai trò này."))])
    path = queries.path_of(unit)
    rules.check_may_give(by, role, path, to=person)
    if valid_to and valid_to < start:
        raise BadInput([("valid_to", _("Ngày kết thúc trước ngày bắt đầu."))])
    taken = RoleHolding.objects.filter(person=person, role=role, unit=unit).exclude(valid_to__lt=start)
    if taken.exists():
        raise BadInput([("role", _("Người này đã có vai trò đó ở đơn vị này."))])
    holding = RoleHolding.objects.create(
        person=person, role=role, unit=unit, valid_from=start, valid_to=valid_to, given_by=by
    )
    log.record("role.given", person, by=by, path=path, role=role, unit=unit.code, valid_from=start.isoformat())
    return holding


@transaction.atomic
def end_role(holding: RoleHolding, *, by: Person | None, on: date | None = None, why: str = "") -> RoleHolding:
    """End a role; `on` is its last day (None: yesterday, so that it ends at once). Raises BadInput and Refused."""
    path = queries.path_of(holding.unit)
    rules.check_may_give(by, holding.role, path, to=holding.person)
    last = on or clock.today() - timedelta(days=1)
    if holding.valid_to and holding.valid_to <= last:
        raise BadInput([("on", _("Vai trò này đã kết thúc."))])
    if last < holding.valid_from:
        holding.delete()
    else:
        holding.valid_to = last
        holding.save(update_fields=["valid_to"])
    log.record(
        "role.ended", holding.person, by=by, path=path, why=why,
        role=holding.role, unit=holding.unit.code, on=last.isoformat(),
    )  # fmt: skip
    return holding


@transaction.atomic
def give_post(person: Person, *, title: str, unit: OrgUnit, by: Person | None, valid_from: date | None = None) -> Post:
    """Record what a person is at a unit. A post gives no right. Raises BadInput and Refused."""
    path = queries.path_of(unit)
    rules.check(by, "people.manage", path)
    title = names.tidy(title)
    if not title:
        raise BadInput([("title", _("Hãy nhập chức vụ."))])
    start = valid_from or clock.today()
    post = Post.objects.create(person=person, unit=unit, title=title, valid_from=start)
    log.record("post.given", person, by=by, path=path, title=title, unit=unit.code)
    return post


@transaction.atomic
def end_post(post: Post, *, by: Person | None, on: date | None = None) -> Post:
    """End a post; `on` is its last day (today when None). Raises BadInput and Refused."""
    path = queries.path_of(post.unit)
    rules.check(by, "people.manage", path)
    last = on or clock.today()
    if last < post.valid_from:
        raise BadInput([("on", _("Ngày kết thúc trước ngày bắt đầu."))])
    post.valid_to = last
    post.save(update_fields=["valid_to"])
    log.record("post.ended", post.person, by=by, path=path, title=post.title, unit=post.unit.code)
    return post


@transaction.atomic
def invite_person(
    email: str, *, name: str, role: str, unit: OrgUnit, by: Person, post_title: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody to an account with a role; returns the invitation and its secret token, which is not stored.

    A token opens the invitation for seven days. Raises BadInput (e-mail taken) and Refused (as `give_role`).
    """
    if role not in ROLES:
        raise BadInput([("role", _("Không có vai trò này."))])
    path = queries.path_of(unit)
    rules.check(by, "people.manage", path)
    rules.check_may_give(by, role, path, to=None)
    email, name = _checked_email(email), names.tidy(name)
    if not name:
        raise BadInput([("name", _("Hãy nhập họ và tên."))])
    token = secrets.token_urlsafe(32)
    now = clock.now()
    Invitation.objects.filter(email=email, accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    invitation = Invitation.objects.create(
        email=email, name=name, role=role, unit=unit, post_title=names.tidy(post_title), token_hash=_hash(token),
        invited_by=by, sent_at=now, expires_at=now + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    log.record("person.invited", invitation, by=by, path=path, role=role, unit=unit.code, name=name)
    return invitation, token


def invitation_for(token: str) -> Invitation:
    """The open invitation for a token. Raises Invitation.DoesNotExist (unknown, taken, withdrawn or too old)."""
    return Invitation.objects.select_related("unit", "invited_by").get(
        token_hash=_hash(token), accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()
    )


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str) -> Person:
    """Take an invitation: makes the account with its role and post. Raises BadInput and Invitation.DoesNotExist."""
    invitation = invitation_for(token)
    Invitation.objects.select_for_update().get(pk=invitation.pk, accepted_at__isnull=True)
    giver = invitation.invited_by
    person = create_person(invitation.email, name=name, password=password, by=None)
    give_role(person, role=invitation.role, unit=invitation.unit, by=giver)
    if invitation.post_title:
        give_post(person, title=invitation.post_title, unit=invitation.unit, by=giver)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    log.record("invitation.accepted", invitation, by=person, path=queries.path_of(invitation.unit))
    return person


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Person) -> None:
    """Withdraw an invitation that was not taken yet. Raises Refused."""
    path = queries.path_of(invitation.unit)
    rules.check(by, "people.manage", path)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    log.record("invitation.revoked", invitation, by=by, path=path)


def _checked_email(email: str) -> str:
    email = Person.objects.normalize_email(email.strip()).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput([("email", _("Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@congdoan.vn."))])
    if Person.objects.filter(email=email).exists():
        raise BadInput([("email", _("Địa chỉ thư điện tử này đã có tài khoản."))])
    return email


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadInput([("password", message) for message in error.messages])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
