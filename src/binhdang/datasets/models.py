"""Data sets and the versions of their forms."""

from django.db import models

from binhdang.kit import clock


class DataSet(models.Model):
    """A form as people name it: one code for all its versions."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    period_kind = models.CharField(max_length=10)


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
