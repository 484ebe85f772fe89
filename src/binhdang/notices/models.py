"""Tables of notices and mails."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.notices.choices import MailState

PERSON = settings.AUTH_USER_MODEL


class Notice(models.Model):
    """One thing told to one person inside the product."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    """What is told, so that it is told once."""
    text = models.TextField()
    href = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_latest"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]


class OutgoingMail(models.Model):
    """One mail in the outbox. Its key is unique, so that the same mail is never sent twice."""

    to = models.EmailField()
    person = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+")
    path = PathField(default="", blank=True)
    """The path of the unit it concerns, so that sight is a range."""
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    secret = models.BooleanField(default=False)
    """Its text opens an account: nobody but the receiver reads it, and it is forgotten once it has left."""
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    """Real time before which it is not tried (again); of one being sent, when its sender counts as gone."""
    problem = models.TextField(default="", blank=True)
    at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "sending"]), name="mail_open"),
            models.Index(fields=["path", "-id"], name="mail_path"),
        ]


class MailOff(models.Model):
    """A person who wants no mails about work; what concerns the account itself is mailed all the same."""

    person = models.OneToOneField(PERSON, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
