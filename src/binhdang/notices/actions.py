"""Telling people, inside the product and by mail: put down in the caller's transaction, said once for each key."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.kit import clock
from binhdang.kit.errors import Refused
from binhdang.kit.log import record
from binhdang.notices import flow, queries
from binhdang.notices.choices import MailState
from binhdang.notices.models import MailOff, Notice, OutgoingMail
from binhdang.orgs.models import Person


@dataclass(frozen=True)
class Letter:
    """A mail to be queued: address, unit path it concerns, key that is used once, subject and plain text."""

    to: str
    key: str
    subject: str
    text: str
    path: str = ""
    person_id: int | None = None
    secret: bool = False


def tell(person_id: int, *, key: str, text: str, href: str = "") -> bool:
    """Tell a person something inside the product, once for this key; False when it was told before.

    Of two processes that tell the same at once, the second waits for the first one's transaction.
    """
    return Notice.objects.get_or_create(person_id=person_id, key=key, defaults={"text": text, "href": href})[1]


def tell_many(rows: Iterable[tuple[int, str, str, str]]) -> None:
    """Tell many: rows of (person id, key, text, href); what was told before is left as it is."""
    made = [Notice(person_id=person, key=key, text=text, href=href) for person, key, text, href in rows]
    Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)


def queue_mail(letter: Letter) -> None:
    """Put a mail into the outbox, once for its key."""
    queue_mails([letter])


def queue_mails(letters: Iterable[Letter]) -> None:
    """Put mails into the outbox, each once for its key. Where no mail goes out (demo, no mail server) they are held."""
    goes = settings.MAILS_GO_OUT
    made = [
        OutgoingMail(
            to=letter.to,
            key=letter.key,
            subject=" ".join(letter.subject.split())[:200],
            text="" if letter.secret and not goes and not settings.DEMO else letter.text,
            path=letter.path,
            person_id=letter.person_id,
            secret=letter.secret,
            state=MailState.QUEUED if goes else MailState.HELD,
        )
        for letter in letters
    ]
    OutgoingMail.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)


def mark_read(by: Person, *, notice_id: int | None = None) -> None:
    """Mark one notice of `by`, or all, as read."""
    mine = Notice.objects.filter(person=by, read_at__isnull=True)
    (mine if notice_id is None else mine.filter(pk=notice_id)).update(read_at=clock.now())


@transaction.atomic
def choose_mail(wanted: bool, *, by: Person) -> None:
    """Turn mails about work on or off for oneself; notices inside the product go on."""
    if wanted == queries.wants_mail(by):
        return
    if wanted:
        MailOff.objects.filter(person=by).delete()
    else:
        MailOff.objects.get_or_create(person=by)
    record("mail.on" if wanted else "mail.off", by, by=by)


@transaction.atomic
def send_again(mail_id: int, *, by: Person) -> OutgoingMail:
    """Put a mail that did not leave back into the queue. Raises Refused, OutgoingMail.DoesNotExist."""
    seen = queries.mail_seen(by, mail_id)
    mail = OutgoingMail.objects.select_for_update().get(pk=seen.pk)
    if not settings.MAILS_GO_OUT:
        raise Refused(
            _("Hệ thống này không gửi thư ra ngoài (bản trình diễn, hoặc chưa cấu hình máy chủ thư)."),
            _("Người cài đặt hệ thống, bằng biến EMAIL_URL."),
        )
    if not mail.text:
        raise Refused(
            _("Thư này chứa đường dẫn mở tài khoản nên nội dung đã được xoá; không gửi lại được."),
            _("Hãy mời lại, hoặc để người nhận yêu cầu đặt lại mật khẩu."),
        )
    try:
        mail.state = flow.MAIL_FLOW.move(mail.state, "again")
    except NotNow as no:
        raise Refused(no.reason_vi, _("Chờ hệ thống gửi xong rồi xem lại trạng thái.")) from no
    mail.attempts, mail.problem, mail.not_before = 0, "", None
    mail.save(update_fields=["state", "attempts", "problem", "not_before"])
    record("mail.again", mail, by=by, path=mail.path)
    return mail
