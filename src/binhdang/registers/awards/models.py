"""Emulation of a year, honours, proposals, and the people named in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.orgs.models import OrgUnit
from binhdang.registers.awards import names
from binhdang.registers.awards.choices import Level, Occasion, State
from binhdang.registers.core.models import OfPerson, Part, Record

PERSON = settings.AUTH_USER_MODEL
ABOVE_ALL = _("Số nữ lớn hơn tổng số.")


class Emulation(Record):
    """A title at one unit in one year: registered at its start, recognised by a decision at its end.

    The counts are those of the list and the decision; names are optional.
    """

    title = models.CharField(_("Danh hiệu"), max_length=20, choices=names.emulation, default="gvn")
    other = models.CharField(_("Tên danh hiệu của ngành"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("Năm"))
    registered_on = models.DateField(_("Ngày đăng ký"))
    registered = models.PositiveIntegerField(_("Số người đăng ký"))
    registered_women = models.PositiveIntegerField(_("Trong đó nữ đăng ký"))
    decision = models.CharField(_("Quyết định công nhận tại cơ sở"), max_length=80, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True, blank=True)
    recognised = models.PositiveIntegerField(_("Số người được công nhận"), null=True, blank=True)
    recognised_women = models.PositiveIntegerField(_("Trong đó nữ được công nhận"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["year", "path"], name="emulation_below")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "title", "other"], condition=Q(removed_at__isnull=True), name="emulation_once"
            ),
            models.CheckConstraint(
                condition=Q(registered_women__lte=F("registered")),
                name="emulation_registered",
                violation_error_message=ABOVE_ALL,
            ),
            models.CheckConstraint(
                condition=Q(recognised_women__isnull=True) | Q(recognised_women__lte=F("recognised")),
                name="emulation_recognised",
                violation_error_message=ABOVE_ALL,
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, recognised__isnull=True, recognised_women__isnull=True)
                | Q(decided_on__isnull=False, recognised__isnull=False, recognised_women__isnull=False),
                name="emulation_decided",
                violation_error_message=_("Ghi đủ ngày quyết định, số người và số nữ công nhận, hoặc để trống cả ba."),
            ),
        ]


class Counted(models.Model):
    """Who is honoured: collectives and people, as counts."""

    honour = models.CharField(_("Hình thức khen"), max_length=20, choices=names.every)
    other = models.CharField(_("Tên hình thức khác"), max_length=120, blank=True)
    occasion = models.CharField(_("Dịp khen"), max_length=10, choices=Occasion.choices, default=Occasion.YEARLY)
    year = models.PositiveSmallIntegerField(_("Năm xét"))
    merit = models.CharField(_("Thành tích"), max_length=300, blank=True)
    collectives = models.PositiveIntegerField(_("Số tập thể"), default=0)
    collective_names = models.CharField(_("Tên tập thể"), max_length=300, blank=True)
    people = models.PositiveIntegerField(_("Số cá nhân"), default=0)
    women = models.PositiveIntegerField(_("Trong đó nữ"), default=0)

    class Meta:
        abstract = True


def _counts(name: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(women__lte=F("people")), name=f"{name}_women", violation_error_message=ABOVE_ALL
        ),
        models.CheckConstraint(
            condition=Q(collectives__gt=0) | Q(people__gt=0),
            name=f"{name}_somebody",
            violation_error_message=_("Ghi số tập thể hoặc số cá nhân."),
        ),
    ]


class AwardProposal(Record, Counted):
    """A unit asks a unit above it to honour its people or collectives."""

    to = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("Cấp quyết định"))
    state = models.CharField(_("Tình trạng"), max_length=8, choices=State.choices, default=State.DRAFT, editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, editable=False, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, editable=False, related_name="+")
    reason = models.TextField(_("Lý do từ chối"), default="", blank=True, editable=False)

    class Meta:
        constraints = [
            *_counts("proposal"),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(reason=""), name="proposal_refused_for_a_reason"
            ),
        ]


class Honour(Record, Counted):
    """A decision by which a unit's people or collectives were honoured, by its own level or one above."""

    level = models.CharField(_("Cấp khen"), max_length=10, choices=Level.choices)
    decision = models.CharField(_("Số quyết định"), max_length=80)
    decided_on = models.DateField(_("Ngày quyết định"))
    proposal = models.OneToOneField(AwardProposal, models.PROTECT, null=True, editable=False, related_name="+")
    """The proposal that the level above granted, when there was one."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "honour", "other", "decision"], condition=Q(removed_at__isnull=True), name="honour_once"
            ),
            *_counts("honour"),
        ]
        indexes = [
            models.Index(fields=["unit", "year"], name="honour_year"),
            models.Index(fields=["year", "path"], name="honour_below"),
        ]


class Named(Part, OfPerson):
    """A person named in a list; kept only where the unit wants to."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, editable=False, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class EmulationName(Named):
    """Somebody on the list of a year's title."""

    emulation = models.ForeignKey(Emulation, models.CASCADE, related_name="+")
    reached = models.BooleanField(_("Được công nhận"), default=False)


class ProposalName(Named):
    """Somebody proposed."""

    proposal = models.ForeignKey(AwardProposal, models.CASCADE, related_name="+")


class HonourName(Named):
    """Somebody honoured."""

    honour = models.ForeignKey(Honour, models.CASCADE, related_name="+")
