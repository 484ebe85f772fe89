"""A club and its lines: members by name or by count, meetings, plan, exchanges, shared materials."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.calc.collation import search_key
from binhdang.orgs.models import OrgUnit
from binhdang.registers.core.models import Attachment, OfPerson, Part, Record


class Club(Record):
    """One club of a unit, from the day it was founded to the day it closed."""

    name = models.CharField(_("Tên câu lạc bộ"), max_length=150)
    purpose = models.CharField(_("Nội dung hoạt động chính"), max_length=300, blank=True)
    decision = models.CharField(_("Số quyết định"), max_length=80, blank=True)
    founded_on = models.DateField(_("Ngày thành lập"))
    closed_on = models.DateField(_("Ngày ngừng hoạt động"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(removed_at__isnull=True), name="club_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("founded_on")),
                name="club_days",
                violation_error_message=_("Ngày ngừng hoạt động phải sau ngày thành lập."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit.name})"


class ClubMember(Part, OfPerson):
    """One member by name."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", editable=False)
    since = models.DateField(_("Từ ngày"))
    until = models.DateField(_("Đến ngày"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="club_member_days",
                violation_error_message=_("“Đến ngày” phải từ “Từ ngày” trở đi."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClubCount(Part):
    """How many members a club had on a day, where it keeps no names."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="+")
    day = models.DateField(_("Tính đến ngày"))
    members = models.PositiveIntegerField(_("Số hội viên"))
    women = models.PositiveIntegerField(_("Trong đó nữ"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["club", "day"], condition=Q(removed_at__isnull=True), name="club_count_once"
            ),
            models.CheckConstraint(
                condition=Q(women__lte=F("members")),
                name="club_count_women",
                violation_error_message=_("Số nữ không được lớn hơn số hội viên."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.members}"


class Meeting(Part):
    """One meeting: its topic, and who came, by sex."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="+")
    day = models.DateField(_("Ngày"))
    topic = models.CharField(_("Chủ đề"), max_length=200)
    place = models.CharField(_("Địa điểm"), max_length=150, blank=True)
    women = models.PositiveIntegerField(_("Nữ dự"))
    men = models.PositiveIntegerField(_("Nam dự"), default=0)

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.topic}"


class PlannedActivity(Part):
    """One line of a club's plan of a year."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("Năm"))
    activity = models.CharField(_("Việc dự kiến"), max_length=200)
    when = models.CharField(_("Thời gian dự kiến"), max_length=60, blank=True)
    meetings = models.PositiveSmallIntegerField(_("Số buổi"), default=1)

    def __str__(self) -> str:
        return f"{self.year}: {self.activity}"


class Exchange(Part):
    """One event of two clubs of different units: entered by the host, seen by both; each says who of its own came."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="+", verbose_name=_("Câu lạc bộ chủ nhà"))
    guest = models.ForeignKey(Club, models.PROTECT, related_name="+", verbose_name=_("Câu lạc bộ bạn"))
    day = models.DateField(_("Ngày"))
    topic = models.CharField(_("Chủ đề"), max_length=200)
    women = models.PositiveIntegerField(_("Nữ dự của chủ nhà"), default=0)
    men = models.PositiveIntegerField(_("Nam dự của chủ nhà"), default=0)
    guest_women = models.PositiveIntegerField(_("Nữ dự của câu lạc bộ bạn"), null=True, blank=True)
    guest_men = models.PositiveIntegerField(_("Nam dự của câu lạc bộ bạn"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(club=F("guest")), name="club_exchange_two")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.topic}"

    def get_club_display(self) -> str:
        """The host as lists show it, with its unit."""
        return str(self.club)

    def get_guest_display(self) -> str:
        """The guest as lists show it, with its unit."""
        return str(self.guest)


class Material(Part):
    """A file of a club that the other clubs of its province-level union may read."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="+")
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("Tệp"))
    title = models.CharField(_("Tên tài liệu"), max_length=200)
    about = models.CharField(_("Dùng cho"), max_length=300, blank=True)
    search_key = models.CharField(max_length=500, default="", blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["club", "file"], condition=Q(removed_at__isnull=True), name="club_material_once"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what it is found by with its words."""
        self.search_key = search_key(f"{self.title} {self.about}")[:500]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.title
