"""The mails about accounts, put into the outbox."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from binhdang.notices import actions
from binhdang.orgs import queries, roles, rules


def send_invitation(invitation: Any, link: str) -> None:
    """Mail the link to the person invited; it works once and for seven days."""
    context = {"invitation": invitation, "link": link, "role": roles.ROLES[invitation.role]}
    body = render_to_string("web/accounts/invitation_mail.txt", context)
    actions.queue_mail(
        actions.Letter(
            to=invitation.email,
            key=f"invitation {invitation.pk}",
            subject=_("[Bình Đẳng] Lời mời tham gia hệ thống"),
            text=body,
            path=queries.path_of(invitation.unit),
            secret=True,
        )
    )


def send_account_mail(person: Any, subject: str, text: str, *, key: str, secret: bool = False) -> None:
    """Mail a person about their own account; `key` names the occasion, which is mailed once."""
    path = next(iter(rules.reach(person)), "")
    actions.queue_mail(
        actions.Letter(
            to=person.email,
            key=f"account {person.pk} {key}",
            subject=subject,
            text=text,
            path=path,
            person_id=person.pk,
            secret=secret,
        )
    )
