"""Reading notices and the outbox, actor first."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from binhdang.notices import rules
from binhdang.notices.choices import MailState
from binhdang.notices.models import MailOff, Notice, OutgoingMail
from binhdang.orgs.models import Person


def notices_of(by: Person) -> QuerySet[Notice]:
    """What `by` was told, the latest first."""
    return Notice.objects.filter(person=by).order_by("-at", "-pk")


def unread_count(by: Person) -> int:
    """How many notices `by` has not read."""
    return Notice.objects.filter(person=by, read_at__isnull=True).count()


def notice_of(by: Person, notice_id: int) -> Notice:
    """One notice of `by`. Raises Notice.DoesNotExist for anybody else's."""
    return Notice.objects.get(pk=notice_id, person=by)


def mails_seen(by: Person) -> QuerySet[OutgoingMail]:
    """The mails about units whose people `by` manages, the latest first."""
    return OutgoingMail.objects.filter(rules.outbox_sight(by)).select_related("person").order_by("-pk")


def mail_seen(by: Person, mail_id: int) -> OutgoingMail:
    """One of them. Raises OutgoingMail.DoesNotExist."""
    return mails_seen(by).get(pk=mail_id)


def mail_counts(by: Person) -> dict[str, int]:
    """State -> how many of the mails that `by` sees stand there."""
    rows = mails_seen(by).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def wants_mail(by: Person) -> bool:
    """Whether `by` gets mails about work."""
    return not MailOff.objects.filter(person=by).exists()


def without_mail(people: Iterable[int]) -> set[int]:
    """Those of the people (ids) who turned mail off."""
    return set(MailOff.objects.filter(person__in=list(people)).values_list("person_id", flat=True))


def mails_waiting() -> bool:
    """Whether anything waits to be sent or was left in the middle."""
    return OutgoingMail.objects.filter(state__in=[MailState.QUEUED, MailState.SENDING]).exists()
