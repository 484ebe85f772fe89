"""Courses, their half days, quotas and participants, who was present, and the certificates."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs.models import OrgUnit
from binhdang.registers.core.models import OfPerson, Part, Record
from binhdang.registers.training import catalogue
from binhdang.registers.training.choices import DayPart, Mode, State, Way

PERSON = settings.AUTH_USER_MODEL
STANDS = Q(removed_at__isnull=True)


class Course(Record):
    """One course that a unit holds; its topics and audiences are codes of the catalogue between marks."""

    name = models.CharField(_("Tên khoá"), max_length=200)
    topics = models.CharField(_("Chuyên đề"), max_length=300)
    audience = models.CharField(_("Đối tượng"), max_length=300, blank=True)
    mode = models.CharField(_("Hình thức"), max_length=12, choices=Mode.choices, default=Mode.PLACE)
    place = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    address = models.URLField(_("Địa chỉ học trực tuyến"), max_length=300, blank=True)
    starts_on = models.DateField(_("Ngày khai mạc"))
    ends_on = models.DateField(_("Ngày bế mạc"))
    lecturers = models.TextField(_("Giảng viên, báo cáo viên"), blank=True)
    partners = models.TextField(_("Đơn vị phối hợp"), blank=True)
    cost = models.PositiveBigIntegerField(_("Kinh phí (đồng)"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("Số chỗ"), null=True, blank=True)
    least = models.PositiveSmallIntegerField(
        _("Số buổi phải dự để được cấp giấy chứng nhận"), default=1, validators=[MinValueValidator(1)]
    )
    top_score = models.PositiveSmallIntegerField(
        _("Điểm tối đa của bài kiểm tra"), default=10, validators=[MinValueValidator(1)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "starts_on"], condition=STANDS, name="course_once",
                violation_error_message=_("Đơn vị đã có khoá cùng tên, cùng ngày khai mạc."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="course_days",
                violation_error_message=_("Ngày bế mạc phải từ ngày khai mạc trở đi."),
            ),
            models.CheckConstraint(condition=Q(least__gte=1, top_score__gte=1), name="course_least"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "starts_on"], name="course_by_day")]

    def get_topics_display(self) -> str:
        """The topics in words."""
        return catalogue.names_of(self.topics, catalogue.topic_choices())

    def get_audience_display(self) -> str:
        """The audiences in words."""
        return catalogue.names_of(self.audience, catalogue.audience_choices())


class Session(Part):
    """One half day of a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    day = models.DateField(_("Ngày"))
    part = models.CharField(_("Buổi"), max_length=8, choices=DayPart.choices, default=DayPart.MORNING)
    subject = models.CharField(_("Nội dung"), max_length=200, blank=True)
    lecturer = models.CharField(_("Giảng viên"), max_length=120, blank=True)
    door_turn = models.PositiveSmallIntegerField(default=0, editable=False)
    """Grows when the door is closed and when it is opened again, so odd is closed; a code of another turn is void."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "day", "part"], condition=STANDS, name="session_once",
                violation_error_message=_("Khoá đã có buổi này."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.day:%d/%m/%Y}"


class Quota(Part):
    """How many people a unit may send; the unit itself names them."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    path = PathField(editable=False)
    seats = models.PositiveSmallIntegerField(_("Số người được cử"), validators=[MinValueValidator(1)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "unit"], condition=STANDS, name="quota_once")]


class Enrolment(Part, OfPerson):
    """One participant of one course, stamped with the unit, its path and the post of that day.

    Attended means present on at least one half day; one enrolment that attended is one "lượt người".
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("Đơn vị"))
    path = PathField(editable=False)
    post_at_time = models.CharField(_("Chức danh khi dự"), max_length=20, blank=True)
    state = models.CharField(
        _("Tình trạng"), max_length=10, choices=State.choices, default=State.ENROLLED, editable=False
    )
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.LIST, editable=False)
    before = models.DecimalField(_("Điểm trước khoá"), max_digits=6, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("Điểm sau khoá"), max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["course", "state"], name="enrolment_state")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(before__isnull=True) | Q(before__gte=0)) & (Q(after__isnull=True) | Q(after__gte=0)),
                name="enrolment_scores",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_post_at_time_display(self) -> str:
        """The post of that day in words."""
        return catalogue.names_of(self.post_at_time, catalogue.audience_choices())


class Attendance(models.Model):
    """Whether a participant was present on a half day; a half day that nobody marked has no row."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    present = models.BooleanField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "session"], name="attendance_once")]


class DoorClaim(models.Model):
    """What somebody without an account said at the door of a half day; kept until the organiser decides."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    name = models.CharField(_("Họ và tên"), max_length=120)
    name_key = models.CharField(max_length=120)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"))
    sex = models.CharField(_("Giới tính"), max_length=3)
    unit_said = models.CharField(_("Đơn vị công tác"), max_length=150)
    unit = models.ForeignKey(OrgUnit, models.CASCADE, null=True, related_name="+")
    """The one unit that these words seem to mean; empty when none or several do."""
    at = models.DateTimeField(default=clock.now)
    refused_at = models.DateTimeField(null=True)
    """Since when it waits no more; sent again it stays refused, and it is forgotten with the others."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "name_key", "birth_year", "unit_said"], name="door_claim_once")
        ]


class Certificate(models.Model):
    """A certificate with its number, unique per issuer and year, and the code by which anybody checks it."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    """The issuer: the unit that held the course."""
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=12, unique=True)
    issued_on = models.DateField()
    place = models.CharField(max_length=80)
    signature = models.CharField(max_length=200)
    """The authority and post that sign, one a line."""
    signer = models.CharField(max_length=50)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(withdrawn_at__isnull=True), name="certificate_once"
            ),
        ]
