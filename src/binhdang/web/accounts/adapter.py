"""How allauth behaves here: no public sign-up, one address per account, our words in mails."""

import base64
import hashlib
import time
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from binhdang.web.accounts.mails import send_account_mail

FRESH = 300
"""Seconds during which a typed password counts as fresh."""


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account begins with an invitation."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Safety settings ask for the password again, unless it was typed within the last five minutes."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < FRESH for record in records)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person by mail that something in their account changed."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put what changed in an account into the outbox of its person."""
        mail = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        send_account_mail(context["user"], mail.subject, str(mail.body), key=uuid4().hex)

    def format_email_subject(self, subject: str) -> str:
        """The subject with the name of the product before it."""
        return f"[Bình Đẳng] {subject}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names of the keys in Vietnamese, secrets encrypted with the signing key of the installation."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """The first name proposed for a key."""
        return _("Khoá của %(name)s") % {"name": user.name}

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator app, unreadable without the signing key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The readable secret."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Any:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.SECRET_KEY.encode()).digest()))
