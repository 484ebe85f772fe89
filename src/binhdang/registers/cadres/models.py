"""A cadre at a unit, and the posts that the cadre holds or held there."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.kit.secrets import EncryptedTextField
from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.core.models import PERSON, OfPerson, Part, Record


class Party(models.TextChoices):
    """Membership of the Party."""

    YES = "co", _("Đảng viên")
    NO = "khong", _("Chưa là đảng viên")


class Cadre(Record, OfPerson):
    """One person at one unit: the card stays where it was made, also after the person has gone to another unit."""

    one_card: ClassVar[bool] = True
    number = models.CharField(_("Số hiệu"), max_length=20, default="", blank=True)
    """Tells two people of one name and birth year apart; empty where nobody needs it."""
    ethnicity = EncryptedTextField(_("Dân tộc"), max_length=60, default="", blank=True)
    schooling = models.CharField(
        _("Trình độ học vấn"), max_length=10, choices=Schooling.choices, default="", blank=True
    )
    profession = models.CharField(_("Chuyên môn"), max_length=120, default="", blank=True)
    theory = models.CharField(_("Lý luận chính trị"), max_length=10, choices=Theory.choices, default="", blank=True)
    computing = models.CharField(_("Tin học"), max_length=80, default="", blank=True)
    languages = models.CharField(_("Ngoại ngữ"), max_length=120, default="", blank=True)
    party = EncryptedTextField(_("Đảng viên"), choices=Party.choices, default="", blank=True)
    came_on = models.DateField(_("Về đơn vị từ ngày"), null=True, blank=True)
    """Since when the person is at the unit; empty where nobody wrote it down: then ever since."""
    left_on = models.DateField(_("Ngày rời đơn vị"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    """The card that took this one's posts, when both turned out to be one person at one unit."""

    class Meta:
        indexes = [
            models.Index(fields=["path", "search_key"], condition=Q(removed_at__isnull=True), name="cadre_in_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(came_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("came_on")),
                name="cadre_days",
                violation_error_message=_("Ngày rời đơn vị không được trước ngày về đơn vị."),
            ),
        ]


class PostHeld(Part):
    """One post held by a cadre at the cadre's unit.

    Held on a day when `since` <= day <= `until`, or without an end, and while the cadre was at the unit.
    """

    class Source(models.TextChoices):
        """How one came to the post."""

        CONGRESS = "dai_hoi", _("Đại hội bầu")
        BY_ELECTION = "bau_bo_sung", _("Bầu bổ sung")
        APPOINTED = "chi_dinh", _("Chỉ định, phân công")

    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="+")
    kind = models.CharField(_("Chức vụ"), max_length=12, choices=PostKind.choices)
    since = models.DateField(_("Từ ngày"))
    until = models.DateField(_("Đến hết ngày"), null=True, blank=True)
    source = models.CharField(_("Nguồn"), max_length=12, choices=Source.choices, default=Source.CONGRESS)
    term = models.CharField(_("Nhiệm kỳ"), max_length=9, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["term"], condition=Q(removed_at__isnull=True), name="post_by_term")]
        constraints = [
            models.UniqueConstraint(
                fields=["cadre", "kind", "since"],
                condition=Q(removed_at__isnull=True),
                name="post_of_cadre_once",
                violation_error_message=_("Chức vụ này từ ngày này đã có trong hồ sơ."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="post_of_cadre_days",
                violation_error_message=_("Ngày thôi giữ chức không được trước ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.since:%d/%m/%Y}"


class KeptApart(models.Model):
    """Two cards that look like one person's and are of two: somebody looked, so nobody is asked again."""

    first = models.ForeignKey(Cadre, models.CASCADE, related_name="+")
    second = models.ForeignKey(Cadre, models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="kept_apart_in_order"),
        ]
