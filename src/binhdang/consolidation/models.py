"""Tables of consolidated reports: the draft, its passages, signed snapshots, slips of corrections."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from binhdang.consolidation.choices import PassageKind, Stage
from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs.models import OrgUnit
from binhdang.plans.models import Plan
from binhdang.reports.models import LevelAcceptance, Report, ReportRequest

PERSON = settings.AUTH_USER_MODEL


class Consolidated(models.Model):
    """What a level makes of one request: a draft until it is signed; then its snapshots say what was signed."""

    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    """Stamped: where the unit stood on the structure date of the period."""
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    """The plan whose targets the text may quote."""
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    version = models.PositiveIntegerField(default=0)
    """Grows with every change; a change made on an older version is a conflict."""
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "unit"], name="consolidated_once")]
        indexes = [models.Index(fields=["path"], name="consolidated_path")]


class Passage(models.Model):
    """One paragraph of the narrative; a quotation keeps where it comes from and what it said when it was picked."""

    consolidated = models.ForeignKey(Consolidated, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=PassageKind.choices)
    order = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    figures = models.JSONField(default=dict)
    """Figure key -> {"label", "text"}: the figures of the text as somebody last agreed to them."""
    source_unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    source_report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=140, default="", blank=True)
    """Where in the source: `note:ROW`, `text:QUESTION` of the report, or `passage:ID` of a consolidated one below."""
    quoted = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source_unit__isnull=True, place="", quoted="")
                | (Q(source_unit__isnull=False) & ~Q(place="") & ~Q(quoted="")),
                name="passage_source_whole",
            ),
        ]
        indexes = [models.Index(fields=["consolidated", "order"], name="passage_order")]


class Snapshot(models.Model):
    """What was signed, word for word, with its fingerprint and files. Never updated, never deleted (triggers)."""

    consolidated = models.ForeignKey(Consolidated, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=20)
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    rules_version = models.CharField(max_length=64)
    """Fingerprint of the form's cells, formulas and rules as they were."""
    structure_date = models.DateField()
    content = models.TextField()
    """Canonical JSON: totals, own figures, narrative, reports with their versions, silent units, reason, who, when."""
    sha256 = models.CharField(max_length=64)
    acceptance = models.ForeignKey(LevelAcceptance, models.PROTECT, related_name="+")
    reason = models.TextField(default="", blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    word = models.BinaryField()
    word_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consolidated", "number"], name="snapshot_number")]
        indexes = [models.Index(fields=["data_set", "period_key", "path"], name="snapshot_subtree")]


class Slip(models.Model):
    """One accepted correction: old and new of each cell, why, who, and the ripple up to the nation. Never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=20)
    cells = models.JSONField(default=list)
    """[code, label, old, new]; "" is missing, "KAD" not applicable, else the exact number."""
    texts = models.JSONField(default=list)
    """[question, old words, new words]."""
    ripple = models.JSONField(default=list)
    """A level each, the nearest first: unit, path, cells with old and new total, verdicts, what signed it touches."""
    why = models.TextField(default="", blank=True)
    corrected_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="slip_number")]
        indexes = [models.Index(fields=["data_set", "period_key", "path"], name="slip_subtree")]
