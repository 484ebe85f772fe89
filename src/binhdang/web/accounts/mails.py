"""The mail that carries an invitation."""

from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from binhdang.orgs import roles


def send_invitation(invitation: Any, link: str) -> None:
    """Mail the link to the person invited; it works once and for seven days."""
    context = {"invitation": invitation, "link": link, "role": roles.ROLES[invitation.role]}
    body = render_to_string("web/accounts/invitation_mail.txt", context)
    send_mail(_("[Bình Đẳng] Lời mời tham gia hệ thống"), body, None, [invitation.email])
