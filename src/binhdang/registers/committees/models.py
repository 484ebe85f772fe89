"""A committee, its members and its yearly grades."""

import re
from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.orgs.models import OrgUnit
from binhdang.registers.core.models import OfPerson, Part, Record

TERM = re.compile(r"\d{4}-\d{4}")


class Committee(Record):
    """One committee for one term of the executive committee that set it up."""

    class Kind(models.TextChoices):
        """Which board it is."""

        PROFESSIONAL = "ban_nc", _("Ban nữ công")
        MASS = "ban_ncqc", _("Ban nữ công quần chúng")

    kind = models.CharField(_("Loại ban"), max_length=10, choices=Kind.choices, default=Kind.MASS)
    decision = models.CharField(_("Số quyết định"), max_length=80)
    decided_on = models.DateField(_("Ngày quyết định"))
    term = models.CharField(_("Nhiệm kỳ của ban chấp hành"), max_length=40)
    ends_on = models.DateField(_("Ngày hết nhiệm kỳ"), null=True, blank=True)
    executives = models.PositiveSmallIntegerField(_("Số uỷ viên ban chấp hành"), validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "decision"], condition=Q(removed_at__isnull=True), name="committee_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("decided_on")),
                name="committee_days",
                violation_error_message=_("Ngày hết nhiệm kỳ phải sau ngày quyết định."),
            ),
        ]

    @property
    def term_ends(self) -> int | None:
        """The last year of the executive committee's term; None where the term is not written as two years."""
        return int(self.term[5:]) if TERM.fullmatch(self.term) else None

    @property
    def last_day(self) -> date:
        """The day on which it ends: as written, else the last of the executive committee's term."""
        return self.ends_on or date(self.term_ends or date.max.year, 12, 31)


class CommitteeMember(Part, OfPerson):
    """One member."""

    class Place(models.TextChoices):
        """What the member is."""

        HEAD = "truong", _("Trưởng ban")
        DEPUTY = "pho", _("Phó trưởng ban")
        MEMBER = "uy_vien", _("Uỷ viên")

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", editable=False)
    place = models.CharField(_("Chức danh trong ban"), max_length=10, choices=Place.choices, default=Place.MEMBER)
    executive = models.BooleanField(_("Là uỷ viên ban chấp hành"), default=False)
    since = models.DateField(_("Từ ngày"))
    until = models.DateField(_("Đến ngày"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="committee_member_days",
                violation_error_message=_("“Đến ngày” phải từ “Từ ngày” trở đi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_place_display()}"


class CommitteeGrade(Part):
    """How the work of a year was graded."""

    class Grade(models.TextChoices):
        """The grades, best first."""

        EXCELLENT = "xuat_sac", _("Hoàn thành xuất sắc nhiệm vụ")
        GOOD = "tot", _("Hoàn thành tốt nhiệm vụ")
        DONE = "hoan_thanh", _("Hoàn thành nhiệm vụ")
        FAILED = "khong", _("Không hoàn thành nhiệm vụ")

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("Năm"))
    grade = models.CharField(_("Xếp loại"), max_length=12, choices=Grade.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "year"], condition=Q(removed_at__isnull=True), name="committee_grade_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_grade_display()}"
