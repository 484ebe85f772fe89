"""Data sets and the versions of their forms."""

from django.conf import settings
from django.db import models

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs.models import OrgUnit


class DataSet(models.Model):
    """A form as people name it: one code for all its versions."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=500)
    period_kind = models.CharField(max_length=10)
    owner = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    """The unit that built it: seen and used by the units below and above. None for a form of the catalogue."""
    owner_path = PathField(default="", blank=True)
    search_key = models.CharField(max_length=600, default="", blank=True)


class FormVersion(models.Model):
    """One version of a form. `cell_order` is the order in which a report packs its values; it never changes."""

    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    layout = models.JSONField()
    cell_order = models.JSONField()
    content_hash = models.CharField(max_length=64)
    bridge = models.JSONField(default=dict)
    """Cell of the previous version -> cell of this one, where a code changed."""
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["data_set", "version"], name="form_version")]


class FormDraft(models.Model):
    """A form being built. `definition` is what `calc.layout` reads, possibly not yet fit to be read."""

    owner = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    data_set = models.ForeignKey(DataSet, models.PROTECT, null=True, related_name="+")
    """The form whose next version this is; None for a new form."""
    definition = models.JSONField()
    removed = models.JSONField(default=list)
    """What was taken away, latest last, so that it can be put back (`calc.drafting`)."""
    renamed = models.JSONField(default=dict)
    """Row of the version it was started from -> row of this draft, where a code was changed."""
    version = models.PositiveIntegerField(default=0)
    """Grows with every save; a save made on an older version is a conflict."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["data_set"], name="form_draft_once")]
        indexes = [models.Index(fields=["path"], name="form_draft_path")]
