"""Tables of requests and reports."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value

from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit import clock
from binhdang.kit.fields import PathField, parent_path
from binhdang.orgs.models import OrgUnit
from binhdang.reports.choices import AskKind, AskState, Origin, State

PERSON = settings.AUTH_USER_MODEL
EMPTY = Value({}, models.JSONField())


class ReportRequest(models.Model):
    """A level asks the units below it (and itself) for one data set and one period; that makes their reports."""

    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    period_key = models.CharField(max_length=20)
    period_start = models.DateField()
    period_end = models.DateField()
    structure_date = models.DateField()
    due = models.JSONField(default=dict)
    """Level code -> last day to submit (ISO)."""
    scope = models.JSONField(default=dict)
    """Who of the subtree must report, as `reports.scope.Scope` writes it; empty means everybody whom the form asks."""
    instructions = models.TextField(default="", blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["data_set", "period_key", "unit"], name="request_once")]


class Report(models.Model):
    """One unit's answers for one form and period. A row exists for every unit from which a report is expected."""

    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="+")
    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    """Stamped: where the unit stood on the structure date of the period."""
    parent_path = parent_path()
    level_code = models.CharField(max_length=30)
    period_key = models.CharField(max_length=20)
    period_end = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.EXPECTED)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)
    values = models.TextField(default="", blank=True)
    """What the unit works on: `calc.cells.pack` in the form's cell order; empty while nothing was entered."""
    accepted_values = models.TextField(default="", blank=True)
    """What was last accepted; a correction under way leaves it standing."""
    last_values = models.TextField(default="", blank=True)
    """The unit's last accepted values of an earlier period, in this form's cell order (bridged)."""
    last_period_key = models.CharField(max_length=20, default="", blank=True)
    texts = models.JSONField(default=dict, db_default=EMPTY)
    """Row -> answer of the text and file questions (`calc.answers`)."""
    accepted_texts = models.JSONField(default=dict, db_default=EMPTY)
    """What was last accepted of them, as `accepted_values`."""
    notes = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    explained = models.JSONField(default=dict, db_default=EMPTY)
    """Key of a warning -> the figures that its explanation explained (`quality.figures_of`)."""
    stale = models.JSONField(default=dict, db_default=EMPTY)
    """Key of a warning -> explanations that no longer fit, latest last: `{"text", "figures", "until"}`."""
    compared = models.JSONField(default=dict, db_default=EMPTY)
    """What it is held against, stamped at the first save: `{"past": [packed values], "peers": digest, "kind"}`."""
    doubt = models.PositiveIntegerField(default=0, db_default=0)
    """How much a reviewer should look, worked out at submission; 0 is clean (`calc.rules_doubt`)."""
    doubts = models.JSONField(default=dict, db_default=EMPTY)
    """What the doubt rests on: `{"findings": [[key, severity, message]], "empty", "zero", "changed", "talks" ...}`."""
    version = models.PositiveIntegerField(default=0)
    """Grows with every save; a save made on an older version is a conflict."""
    due_on = models.DateField(null=True)
    """The effective deadline: that of the level, or the end of an extension."""
    declared = models.BooleanField(default=False, db_default=False)
    """The unit or a level above has confirmed that it must report."""
    opened_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    behalf_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    """Who of a level above entered the figures that the unit gave by telephone (`behalf.py`)."""
    behalf_at = models.DateTimeField(null=True)
    behalf_spoke = models.CharField(max_length=200, default="", db_default="", blank=True)
    """Who of the unit answered."""
    confirmed_at = models.DateTimeField(null=True)
    """When the unit confirmed what was entered for it, or took it over by saving or submitting itself."""
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    from_above = False
    """Whether the person acting now stands above the unit (no column; set where the report is locked for an action)."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(behalf_by__isnull=True, behalf_at__isnull=True, behalf_spoke="")
                | (Q(behalf_by__isnull=False, behalf_at__isnull=False) & ~Q(behalf_spoke="")),
                name="report_behalf_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, behalf_by__isnull=False),
                name="report_confirmed_whole",
            ),
            models.UniqueConstraint(fields=["unit", "data_set", "period_key"], name="report_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | ~Q(state__in=["submitted", "accepted"]),
                name="report_submitted_has_date",
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | ~Q(accepted_values=""), name="report_accepted"),
        ]
        indexes = [
            models.Index(fields=["data_set", "period_key", "path"], name="report_subtree"),
            models.Index(fields=["data_set", "period_key", "parent_path"], name="report_children"),
            models.Index(fields=["data_set", "period_key", "state"], name="report_state"),
            models.Index(
                fields=["period_key", "-doubt", "submitted_at"], condition=Q(state="submitted"), name="report_queue"
            ),
        ]


class ReportRevision(models.Model):
    """One move in the life of a report with the values it carried: append-only, so both values are kept."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    state_from = models.CharField(max_length=12)
    state_to = models.CharField(max_length=12)
    values = models.TextField(default="", blank=True)
    texts = models.JSONField(default=dict, db_default=EMPTY)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="revision_number")]
        indexes = [models.Index(fields=["at"], name="revision_at")]


class ReturnPoint(models.Model):
    """Why a report was returned: on the whole, a section or a cell."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=10)
    target = models.CharField(max_length=120, default="", blank=True)
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="report", target="") | (Q(scope__in=["section", "cell"]) & ~Q(target="")),
                name="return_scope_has_target",
            )
        ]


class LevelAcceptance(models.Model):
    """A level accepts what it has, with the list of the silent units and its signed reason."""

    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    silent = models.JSONField(default=list)
    reason = models.TextField(default="", blank=True)
    reported = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    sums = models.TextField()
    signed_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)


class Schedule(models.Model):
    """A form that a unit asks for again every period; opens each period's request when it is due."""

    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    next_period = models.CharField(max_length=20)
    next_open_on = models.DateField()
    open_after = models.SmallIntegerField()
    """Working days from the period's end to the opening; negative before it."""
    due_after = models.JSONField()
    """Level code -> working days from the period's end to the deadline."""
    scope = models.JSONField(default=dict)
    instructions = models.TextField(default="", blank=True)
    version = models.PositiveIntegerField(default=0)
    problem = models.TextField(default="", blank=True)
    """Why the last attempt to open failed; empty when it did not."""
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["data_set", "unit"], condition=Q(ended_at__isnull=True), name="schedule_one_running"
            )
        ]
        indexes = [models.Index(fields=["next_open_on"], name="schedule_next")]


class Opening(models.Model):
    """A period that a schedule has opened: at most once, whoever runs it."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="+")
    period_key = models.CharField(max_length=20)
    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "period_key"], name="opening_once")]


class UnitAsk(models.Model):
    """A unit asks the level above to be left out or for more time, or the level above gives it unasked."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    path = PathField()
    kind = models.CharField(max_length=10, choices=AskKind.choices)
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.WAITING)
    until = models.DateField(null=True)
    reason = models.TextField()
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="extension", until__isnull=False) | Q(kind="out", until__isnull=True),
                name="ask_extension_has_end",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="ask_decided_has_date",
            ),
            models.UniqueConstraint(fields=["report", "kind"], condition=Q(state="waiting"), name="ask_one_waiting"),
            models.UniqueConstraint(fields=["report"], condition=Q(state="granted", kind="out"), name="ask_one_out"),
        ]
        indexes = [models.Index(fields=["state", "path"], name="ask_waiting")]


class DayOff(models.Model):
    """A day that a yearly decision takes off, or makes a working day, beside the public holidays that are known."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
