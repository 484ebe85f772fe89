"""The table of reminders."""

from django.conf import settings
from django.db import models

from binhdang.kit import clock
from binhdang.reports.models import Report


class Reminder(models.Model):
    """A person was reminded of a report at one stage before or after one deadline: at most once, whoever runs it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    stage = models.CharField(max_length=4)
    due_on = models.DateField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "person", "stage", "due_on"], name="reminder_once")]
