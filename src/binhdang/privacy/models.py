"""Requests of persons about their data, the days a unit set for answering, and what was found past its time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.kit.secrets import EncryptedTextField
from binhdang.orgs.models import OrgUnit
from binhdang.privacy.choices import ACKNOWLEDGE, LEAST_DAYS, MOST_DAYS, Kind, State
from binhdang.registers.core.models import Someone

PERSON = settings.AUTH_USER_MODEL


class PersonRequest(models.Model):
    """What one person asked one unit about her own data; who asked and what was said is encrypted."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    path = PathField()
    number = models.PositiveIntegerField()
    """Counts the requests of the unit."""
    kind = models.CharField(_("Nội dung"), max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=14, choices=State.choices, default=State.RECEIVED)
    name = EncryptedTextField(_("Người yêu cầu"), max_length=120)
    contact = EncryptedTextField(_("Cách liên hệ"), max_length=200, default="", blank=True)
    text = EncryptedTextField(_("Nội dung cụ thể"), max_length=2000, default="", blank=True)
    answer = EncryptedTextField(max_length=2000, default="", blank=True)
    """How it was answered, or why not."""
    who = models.ForeignKey(Someone, models.PROTECT, null=True, related_name="+")
    """Whom of the registers it is about, once an officer made sure."""
    received_on = models.DateField(_("Ngày nhận"))
    acknowledge_by = models.DateField()
    due_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    unreached = models.JSONField(default=list)
    """What an erasing did not reach: [unit, register, rows]."""
    forgotten = models.BooleanField(default=False)
    """Whether who asked and what was said was emptied, long after the answer."""
    lifted_on = models.DateField(null=True)
    """When a restriction was taken off again."""
    erased = models.JSONField(default=dict)
    """Register code -> how many rows were erased."""
    entered_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="person_request_number"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(state__in=[State.DONE, State.REFUSED]),
                name="person_request_closed",
            ),
        ]
        indexes = [models.Index(fields=["path", "due_on"], name="person_request_due")]


class AnswerDays(models.Model):
    """How many working days a unit and those below it have for one kind of request, or for acknowledging any."""

    unit = models.ForeignKey(OrgUnit, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=[(ACKNOWLEDGE, ACKNOWLEDGE), *Kind.choices])
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind"], name="answer_days_once"),
            models.CheckConstraint(condition=Q(days__range=(LEAST_DAYS, MOST_DAYS)), name="answer_days_range"),
        ]


class Expired(models.Model):
    """How many rows of a register were found past their time at a place, by the last daily look."""

    register = models.CharField(max_length=40)
    path = PathField()
    rows = models.PositiveIntegerField()
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "path"], name="expired_once")]
