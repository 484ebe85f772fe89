"""A congress that a unit plans."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.core.models import Record


class Congress(Record):
    """One body to be elected at one unit for one term; what is asked of candidates is the unit's own decision."""

    class Body(models.TextChoices):
        """What is elected, by the word of its members' post."""

        COMMITTEE = PostKind.COMMITTEE.value, _("Ban chấp hành")
        BOARD = PostKind.BOARD.value, _("Ban thường vụ")
        INSPECTION = PostKind.INSPECTION.value, _("Uỷ ban kiểm tra")

    body = models.CharField(_("Bầu"), max_length=5, choices=Body.choices, default=Body.COMMITTEE)
    term = models.CharField(_("Nhiệm kỳ"), max_length=9)
    day = models.DateField(_("Ngày đại hội dự kiến"))
    seats = models.PositiveSmallIntegerField(_("Số uỷ viên dự kiến bầu"), validators=[MinValueValidator(1)])
    list_by = models.DateField(_("Ngày chốt danh sách nhân sự"), null=True, blank=True)
    schooling = models.CharField(
        _("Trình độ học vấn thấp nhất"), max_length=10, choices=Schooling.choices, default="", blank=True
    )
    theory = models.CharField(
        _("Lý luận chính trị thấp nhất"), max_length=10, choices=Theory.choices, default="", blank=True
    )

    class Meta:
        indexes = [models.Index(fields=["path", "day"], name="congress_below")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body", "term"],
                condition=Q(removed_at__isnull=True),
                name="congress_once",
                violation_error_message=_("Đơn vị đã ghi đại hội bầu ban này cho nhiệm kỳ này."),
            ),
            models.CheckConstraint(
                condition=Q(list_by__isnull=True) | Q(list_by__lte=F("day")),
                name="congress_days",
                violation_error_message=_("Ngày chốt danh sách không được sau ngày đại hội."),
            ),
        ]
