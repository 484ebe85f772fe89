"""Official papers and their numbers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs.models import OrgUnit

PERSON = settings.AUTH_USER_MODEL


class Paper(models.Model):
    """One official paper: a draft that is edited, then numbered and frozen with its file."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    subject_kind = models.CharField(max_length=40, default="", blank=True)
    """What it was drafted from, e.g. `plan-year`; `subject_key` says which."""
    subject_key = models.CharField(max_length=80, default="", blank=True)
    type_code = models.CharField(max_length=6, default="BC")
    series = models.CharField(max_length=20, default="BC")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60)
    """What follows the number: `BC-LĐLĐ`."""
    place = models.CharField(max_length=60, default="", blank=True)
    issued_on = models.DateField(null=True)
    title = models.CharField(max_length=500)
    content = models.JSONField(default=dict)
    """Issuer lines, legal bases, sections with paragraphs, tables, recipients, signature choice."""
    figures = models.JSONField(default=dict)
    """The numbers the text uses, each with where it came from; checked again when the paper is issued."""
    state = models.CharField(max_length=10, default="draft")
    version = models.PositiveIntegerField(default=0)
    file = models.BinaryField(null=True)
    file_sha256 = models.CharField(max_length=64, default="", blank=True)
    pdf = models.BinaryField(null=True)
    """Frozen with the Word file: a newer typesetter or font would not give the same bytes."""
    pdf_sha256 = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "series", "year", "number"], name="paper_number"),
            models.CheckConstraint(
                condition=~Q(state="issued") | (Q(number__isnull=False) & Q(issued_on__isnull=False)),
                name="paper_issued_has_number",
            ),
        ]


class NumberSeries(models.Model):
    """A series of numbers that an issuer added to the usual ones (`documents.series.USUAL`)."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="series_code")]
