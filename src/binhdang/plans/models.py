"""Tables of plan documents and of what follows from them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from binhdang.indicators.models import Indicator
from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs.models import OrgUnit
from binhdang.plans.choices import FindingState, PlanState

PERSON = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """One plan document of a unit: the text as it came, and the header a person confirmed."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    path = PathField()
    title = models.CharField(max_length=500)
    number = models.CharField(max_length=60, default="", blank=True)
    issued_on = models.DateField(null=True)
    issuer = models.CharField(max_length=255, default="", blank=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    text = models.TextField()
    """The normalised text that all spans point into."""
    source_name = models.CharField(max_length=255, default="", blank=True)
    signature = models.JSONField(default=dict)
    search_key = models.TextField(default="", blank=True)
    """Title, number and issuer without diacritics."""
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.READING)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True) | Q(period_end__gte=F("period_start")),
                name="plan_period",
            )
        ]


class Finding(models.Model):
    """One thing the reader found, or one a person added; `data` has the reader's fields of that kind."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    """target, legal_basis, measure, deadline, review, reporting, recipient, campaign, unread ..."""
    clause_ident = models.CharField(max_length=60, default="", blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    confidence = models.PositiveSmallIntegerField(default=0)
    """Percent."""
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    indicator_code = models.CharField(max_length=30, default="", blank=True)
    version = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="finding_span")]
        indexes = [models.Index(fields=["plan", "order"], name="finding_order")]


class Clause(models.Model):
    """One clause of the plan's tree."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    ident = models.CharField(max_length=60)
    label = models.CharField(max_length=60, default="", blank=True)
    level = models.PositiveSmallIntegerField()
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, default="", blank=True)
    text = models.TextField()
    search_key = models.TextField(default="", blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "ident"], name="clause_ident")]


class Target(models.Model):
    """A confirmed target of a plan, tied to an indicator."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)
    order = models.PositiveIntegerField()
    clause_ident = models.CharField(max_length=60, default="", blank=True)
    name = models.CharField(max_length=500)
    text = models.TextField(default="", blank=True)
    population = models.CharField(max_length=500, default="", blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    comparator = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    value_max = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    """The upper end of a range such as "70–80%"."""
    unit = models.CharField(max_length=12, default="percent")
    counted = models.CharField(max_length=60, default="", blank=True)
    """What a count counts ("lớp")."""
    milestones = models.JSONField(default=list)
    recurrence = models.CharField(max_length=10, default="", blank=True)
    condition = models.CharField(max_length=500, default="", blank=True)
    levels = models.JSONField(default=list)
    search_key = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="target_code")]


class PlanItem(models.Model):
    """Everything else a plan says: legal basis, measure, duty to report, review, deadline, recipient, campaign."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    order = models.PositiveIntegerField()
    clause_ident = models.CharField(max_length=60, default="", blank=True)
    text = models.TextField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["plan", "kind", "order"], name="planitem_order")]
