"""Tables of quality and review: locks of a period, peers, threads on cells, statements of coverage, integrity."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs.models import OrgUnit
from binhdang.reports.models import Report, ReportRequest

PERSON = settings.AUTH_USER_MODEL


class PeriodLock(models.Model):
    """A level closes one form and period for its subtree, from a day until a day (or until it is lifted)."""

    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=20)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    """The last day of the lock; empty while it has no end."""
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    lifted_why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="lock_dates"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_why="") | (Q(lifted_at__isnull=False) & ~Q(lifted_why="")),
                name="lock_lifted_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["data_set", "period_key", "path"], name="lock_path")]


class LockOpening(models.Model):
    """An exception of a lock for one unit, until a day."""

    lock = models.ForeignKey(PeriodLock, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lock", "unit"], condition=Q(closed_at__isnull=True), name="lock_opening_once"
            )
        ]


class PeerTable(models.Model):
    """The middle and spread of every cell among units of like kind and size in one period; figures never change.

    `figures` is `{"kind:size": {cell: [count, middle, spread]}}` in the cells of `form`, with exact fractions as texts.
    The digest names the content, so that what a report was checked against can be read back.
    """

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="+")
    period_key = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    built_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "period_key", "digest"], name="peer_table_once")]
        indexes = [models.Index(fields=["digest"], name="peer_digest")]


class CellThread(models.Model):
    """A talk about one cell of a report between the unit and the level above."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    cell = models.CharField(max_length=120)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["report", "resolved_at"], name="thread_report")]


class ThreadComment(models.Model):
    """One thing said in a thread; `side` is who spoke: the unit or the level above."""

    thread = models.ForeignKey(CellThread, models.CASCADE, related_name="+")
    side = models.CharField(max_length=10)
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")


class CoverageStatement(models.Model):
    """What was covered at the moment somebody accepted: signed with the acceptance of one report or of many."""

    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    reported = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    members_reported = models.BigIntegerField(default=0)
    members_expected = models.BigIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)
    level = models.BooleanField(default=False)
    """Whether it was signed with the closing of the level instead of the acceptance of reports."""
    signed_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reported__lte=F("expected")), name="statement_reported_le_expected")
        ]
        indexes = [models.Index(fields=["request", "path"], name="statement_request")]


class CoveredReport(models.Model):
    """One report that was accepted with a statement, at the version that the reviewer had seen."""

    statement = models.ForeignKey(CoverageStatement, models.CASCADE, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="covered_once")]


class IntegrityRun(models.Model):
    """One look over everything below a path (empty: everything)."""

    path = PathField(default="", blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    lines = models.PositiveIntegerField(default=0)


class IntegrityLine(models.Model):
    """One thing that does not fit: which check, where, and what exactly; replaced whenever its place is looked at."""

    check_code = models.CharField(max_length=20)
    path = PathField(default="", blank=True)
    unit = models.ForeignKey(OrgUnit, models.CASCADE, null=True, related_name="+")
    what = models.TextField()
    target = models.CharField(max_length=80, default="", blank=True)
    """What to open: "report:12", "unit:KT-H01", "form:BDG-NAM" or "totals:KT/BDG-NAM/2020"."""

    class Meta:
        indexes = [models.Index(fields=["check_code", "path"], name="integrity_line")]
