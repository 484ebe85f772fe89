"""What every record of every register carries, and the two tables they share."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.kit.models import ImportBatch
from binhdang.kit.secrets import EncryptedTextField
from binhdang.orgs.models import OrgUnit

PERSON = settings.AUTH_USER_MODEL


class Record(models.Model):
    """One entry of a register: of a unit, stamped with where the unit stood; never deleted, only taken off."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    path = PathField(editable=False)
    entered_from = models.ForeignKey(OrgUnit, models.PROTECT, null=True, editable=False, related_name="+")
    """The unit above that entered the record for its unit, and so reads and mends it; empty for its own entries."""
    search_key = models.CharField(max_length=400, default="", blank=True, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    """Grows with every change; a change made on an older version is a conflict."""
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_why = models.TextField(default="", blank=True, editable=False)

    class Meta:
        abstract = True


class Part(models.Model):
    """A line that belongs to a record (a post held, a meeting of a club); it goes where its record goes."""

    created_at = models.DateTimeField(default=clock.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class Sex(models.TextChoices):
    """The two values by which the unions' forms count."""

    WOMAN = "nu", _("Nữ")
    MAN = "nam", _("Nam")


class Someone(models.Model):
    """One person as every register knows her, so that people are counted once; registers join by this and nothing else.

    Never deleted: of two that are the same person one is merged into the other.
    """

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    """Where the person belongs now; records keep the unit at which they were made."""
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    sex = models.CharField(max_length=3, choices=Sex.choices)
    birth_year = models.PositiveSmallIntegerField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    restricted_at = models.DateTimeField(null=True)
    """Since when she asked that her data be counted only: no list, page or sheet shows it."""
    erased_at = models.DateTimeField(null=True)
    """When her personal data was erased; what stays are rows that count."""

    class Meta:
        indexes = [
            models.Index(fields=["unit", "name_key"], name="someone_by_name"),
            models.Index(fields=["id"], condition=Q(restricted_at__isnull=False), name="someone_restricted"),
        ]


class OfPerson(models.Model):
    """What a record or a line about a person carries; `who` is found or made when it is saved."""

    one_card: ClassVar[bool] = False
    """Whether a unit has at most one of these for each person, so that a second one is about somebody else."""
    name = models.CharField(_("Họ và tên"), max_length=120)
    sex = models.CharField(_("Giới tính"), max_length=3, choices=Sex.choices)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"), null=True, blank=True)
    who = models.ForeignKey(Someone, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True


class Attachment(models.Model):
    """A file of a record, known by its content and kept under its hash."""

    register = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    path = PathField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    """Of the encrypted bytes, as they lie in the folder of files."""
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["register", "record_id"], name="attachment_record")]

    def __str__(self) -> str:
        return self.name


class ImportPart(models.Model):
    """Some rows of an import, written in one transaction: what undoing it takes off and what it sets back."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    """When its rows were stamped: a record that changed later was changed by somebody else."""
    added = models.JSONField(default=list)
    """Ids of new rows."""
    changed = EncryptedTextField(default="", blank=True)
    """JSON: id -> old values by field name of records that were changed."""


class Aside(models.Model):
    """What an event says of a person's record and the log, which nothing is taken from, must be able to forget."""

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    said = EncryptedTextField(blank=True)
    """JSON: the reason given ("why") and what else the event needs to be undone."""

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id"], name="aside_of_record")]


class SavedView(models.Model):
    """A list with its filters that a person keeps under a name."""

    register = models.CharField(max_length=40)
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "person", "name"], name="saved_view_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
        ]
