"""Sends what waits in the outbox: each mail is taken by one process, and none is sent twice.

A mail is marked as being sent, for all to see, before the mail server is spoken to. If the server refuses it, it is
tried again later; if the process ends in between, nobody knows whether it left, so a person decides.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.jobs import every
from binhdang.notices import flow, queries
from binhdang.notices.choices import MailState
from binhdang.notices.models import OutgoingMail

BATCH = 200
ATTEMPTS = 5
GONE = timedelta(minutes=10)
"""After so long a sender counts as gone."""
logger = logging.getLogger(__name__)


@every("notices.send", minutes=1 / 6)
def send_waiting() -> int:
    """Send up to 200 mails whose time has come; returns how many left."""
    if not settings.MAILS_GO_OUT or not queries.mails_waiting():
        return 0
    now = clock.instant()
    _give_up_lost(now)
    ready = OutgoingMail.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), state=MailState.QUEUED)
    post = get_connection()
    sent = 0
    try:
        for mail in ready.order_by("pk")[:BATCH]:
            if _take(mail):
                sent += _send(mail, post)
    finally:
        post.close()
    return sent


def _take(mail: OutgoingMail) -> bool:
    """Mark a mail as being sent, unless another process was faster."""
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.QUEUED, attempts=mail.attempts)
    mail.state, mail.attempts = flow.MAIL_FLOW.move(mail.state, "take"), mail.attempts + 1
    return bool(mine.update(state=mail.state, attempts=mail.attempts, not_before=clock.instant() + GONE))


def _send(mail: OutgoingMail, post: Any) -> bool:
    """Hand one mail to the mail server and write down what became of it."""
    try:
        EmailMessage(mail.subject, mail.text, None, [mail.to], connection=post).send()
    except (SMTPException, OSError) as error:
        logger.warning("mail %s was not taken by the mail server: %s", mail.pk, error)
        post.close()
        verb = "later" if mail.attempts < ATTEMPTS else "fail"
        _settle(mail, verb, problem=_("Máy chủ thư không nhận (lần %(n)s).") % {"n": mail.attempts})
        return False
    _settle(mail, "sent", sent_at=clock.now(), problem="")
    return True


def _settle(mail: OutgoingMail, verb: str, **fields: Any) -> None:
    state = flow.MAIL_FLOW.move(mail.state, verb)
    later = clock.instant() + timedelta(minutes=2**mail.attempts) if state == MailState.QUEUED else None
    if mail.secret and state == MailState.SENT:
        fields["text"] = ""
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, not_before=later, **fields)


def _give_up_lost(now: Any) -> None:
    """Leave to a person what was being sent when its process ended."""
    lost = OutgoingMail.objects.filter(state=MailState.SENDING, not_before__lte=now)
    lost.update(
        state=flow.MAIL_FLOW.move(MailState.SENDING, "fail"),
        problem=_("Máy chủ dừng giữa lúc gửi, không rõ thư đã đi hay chưa; không tự gửi lại."),
    )
