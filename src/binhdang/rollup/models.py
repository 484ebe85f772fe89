"""One total per unit, data set, period and basis, and the marks of what has to be summed again."""

from django.db import models

from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit import clock
from binhdang.kit.fields import PathField, parent_path
from binhdang.orgs.models import OrgUnit


class Basis(models.TextChoices):
    """Which reports count: only accepted ones, or submitted ones too."""

    APPROVED = "approved"
    PROVISIONAL = "provisional"


class Total(models.Model):
    """Own values plus children's totals of a unit that has units below it (a leaf's total is its report).

    `sums`, `counts`, `carried` are JSON arrays in the form's cell order (see `calc.totals.Document`).
    """

    unit = models.ForeignKey(OrgUnit, models.CASCADE, related_name="+")
    path = PathField()
    parent_path = parent_path()
    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=20)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    sums = models.TextField()
    counts = models.TextField()
    carried = models.TextField()
    kads = models.TextField()
    """How many reports that count answered a cell with KAD, in the same order."""
    heard = models.JSONField(default=dict)
    """Level code -> how many reports count."""
    reported = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    members_reported = models.BigIntegerField(default=0)
    members_expected = models.BigIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    """Silent units below of which not even an earlier size is known."""
    progress = models.JSONField(default=dict)
    """Level code -> how many reports are accepted, waiting, returned and not sent."""
    updated_at = models.DateTimeField(default=clock.now)
    edition = models.BigIntegerField(default=0)
    """The edition of the period (`Edition.token`) that wrote this row last."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "data_set", "period_key", "basis"], name="total_once"),
            models.CheckConstraint(
                condition=models.Q(reported__lte=models.F("expected")), name="total_reported_le_expected"
            ),
        ]
        indexes = [
            models.Index(fields=["data_set", "period_key", "path"], name="total_subtree"),
            models.Index(fields=["data_set", "period_key", "parent_path"], name="total_children"),
        ]


class Stale(models.Model):
    """A mark, written in the transaction of a change: the totals above `path` must be summed again before use.

    An empty path means the whole period. Marks are only ever added by writers, so nobody queues for the root's total;
    the next reader sums once for all of them (`docs/decisions/0007-totals-fresh-on-read.md`).
    """

    data_set = models.ForeignKey(DataSet, models.CASCADE, related_name="+")
    period_key = models.CharField(max_length=20)
    path = PathField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["data_set", "period_key"], name="stale_period")]


class Edition(models.Model):
    """A token drawn anew with every writing of a period's totals (or change of the structure of units).

    What is worked out from totals may be kept while the token stands. It is random, not a count, so that what was kept
    inside a transaction that came to nothing is never taken for something else later.
    """

    key = models.CharField(max_length=60, unique=True)
    """`<data set>/<period>`, or `structure`."""
    token = models.BigIntegerField()
