"""The table of files attached to reports."""

from django.conf import settings
from django.db import models

from binhdang.kit import clock
from binhdang.reports.models import Report


class ReportFile(models.Model):
    """One file attached to a file question. Its bytes lie in the data folder under their hash (`kit.files`).

    A row stays when the file is taken off a draft: earlier revisions of the report name it.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    row = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    """What the content is: pdf, docx, xlsx, jpg or png (never what the name says)."""
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
