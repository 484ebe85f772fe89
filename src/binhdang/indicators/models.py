"""The catalogue of indicators."""

from django.db import models


class Indicator(models.Model):
    """One version of one indicator; its value is always a ratio of two sums, or a sum."""

    code = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, default="", blank=True)
    concept = models.TextField(default="", blank=True)
    unit = models.CharField(max_length=30)
    breakdown = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    numerator = models.CharField(max_length=300, default="", blank=True)
    denominator = models.CharField(max_length=300, default="", blank=True)
    per = models.PositiveIntegerField(default=100)
    direction = models.CharField(max_length=10, default="higher")
    period_kind = models.CharField(max_length=10, default="year")
    owner = models.CharField(max_length=160, default="", blank=True)
    source = models.CharField(max_length=300, default="", blank=True)
    keywords = models.JSONField(default=list)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="indicator_version")]
