"""Tables of the tools: the append-only event log, import batches, jobs."""

from django.conf import settings
from django.db import models

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.kit.job_flow import JobState


class Event(models.Model):
    """One thing that happened: who did what to which thing, when and why. Never updated, never deleted (triggers)."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    path = PathField(default="", blank=True)
    """The path of the unit it concerns, so that sight is a range."""
    why = models.TextField(default="", blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["path", "at"], name="event_path"),
        ]


class ImportBatch(models.Model):
    """One import that was confirmed: what it made, so that it can be undone whole."""

    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=255)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    path = PathField(default="", blank=True)
    at = models.DateTimeField(default=clock.now)
    rows = models.PositiveIntegerField(default=0)
    undo = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=32, default="", blank=True)
    """The secret name under which the file waited; of an import that is written part by part."""
    open = models.BooleanField(default=False)
    """Whether parts of it are still to be written: under way, or cut off and to be gone on with or undone."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~models.Q(token=""), name="import_of_file_once")
        ]


class Job(models.Model):
    """Work that takes longer than a page: its state is visible, it can be tried again and may run twice."""

    kind = models.CharField(max_length=40)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(default="", blank=True)
    result = models.JSONField(default=dict)
    href = models.CharField(max_length=300, default="", blank=True)
    """Where the person sees what came of it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=32, default="", blank=True)
    """Which run holds it; a run that lost its lease finds another name here and stops."""
    lease_until = models.DateTimeField(null=True)
    """Real time. Of a running job: when its holder counts as gone; of a waiting one: not to be tried before."""
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["waiting", "running"]), name="job_open"),
            models.Index(fields=["by", "-id"], name="job_of_person"),
        ]


class Tick(models.Model):
    """When a periodic piece of work was last begun, by whichever process."""

    kind = models.CharField(max_length=40, primary_key=True)
    last_at = models.DateTimeField()
    """Real time."""


class WriteKey(models.Model):
    """One write that was done: the fingerprint of its key, person and content, and the answer. Kept some days."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    route = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=2000, default="", blank=True)
    answer = models.TextField(default="", blank=True)
    """The JSON that was answered; empty for a redirect or a page."""
    at = models.DateTimeField(default=clock.instant, db_index=True)


class Spent(models.Model):
    """How often something that is limited was done within one stretch of real time."""

    key = models.CharField(max_length=120, unique=True)
    n = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.instant, db_index=True)
