"""Tables of uploads and of remembered mappings."""

from django.conf import settings
from django.db import models

from binhdang.datasets.models import DataSet
from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.kit.models import ImportBatch
from binhdang.orgs.models import OrgUnit
from binhdang.reports.models import Report, ReportRequest
from binhdang.workbooks.choices import Found, Kind, State

__all__ = ["SheetMapping", "Upload", "UploadItem"]
PERSON = settings.AUTH_USER_MODEL


class Upload(models.Model):
    """What one person handed in at once: the dry run first, written only when confirmed, undone whole."""

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SHEETS)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    names = models.JSONField(default=list)
    """Names of the files as they came, for people; nothing is recognised by them."""
    token = models.CharField(max_length=32, default="", blank=True)
    """Where the files lie until they are forgotten."""
    request = models.ForeignKey(ReportRequest, models.PROTECT, null=True, related_name="+")
    """What sheets without a mark answer."""
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+")
    """Whom a sheet that names no unit is from: the report on whose page it was handed in."""
    data_set = models.ForeignKey(DataSet, models.PROTECT, null=True, related_name="+")
    """The form of a values file."""
    job_id = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    """(place, message) of a values file."""
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="upload_by")]


class UploadItem(models.Model):
    """One unit's answers in one sheet, or a file or sheet that gave none and says why."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=300, default="", blank=True)
    """Which of the kept files, and which file inside a zip: "0", "1/inner name.xlsx"."""
    file = models.CharField(max_length=300, default="", blank=True)
    sheet = models.CharField(max_length=200, default="", blank=True)
    row = models.PositiveIntegerField(default=0)
    """The row of a sheet that has a row a unit; 0 where the whole sheet is one unit's."""
    unit_text = models.CharField(max_length=300, default="", blank=True)
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    path = PathField(default="", blank=True)
    found = models.CharField(max_length=10, choices=Found.choices)
    seen_version = models.PositiveIntegerField(default=0)
    values = models.TextField(default="", blank=True)
    """The cells that the sheet gives, packed in the order of the report's form; null where it gives nothing."""
    emptied = models.JSONField(default=list)
    """Cells that the sheet empties on purpose ("–")."""
    remarks = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    """[row, column, value, code, detail] of everything that must be mended."""
    unused = models.JSONField(default=list)
    """The same of everything that was found and is not used."""
    changes = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="upload_item_number")]
        indexes = [models.Index(fields=["upload", "found"], name="upload_item_found")]


class SheetMapping(models.Model):
    """How a unit's foreign sheet was mapped to a form once: the same headings are understood from then on."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    headings = models.JSONField(default=dict)
    """Heading or label as it was folded -> what it is: a cell, `@unit`, `@name`, or "" for not used."""
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "data_set", "fingerprint"], name="sheet_mapping_once")]
