"""The register of training courses."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core import grounds
from binhdang.registers.core.register import Feed, Filter, Lines, Register, Text, declare
from binhdang.registers.training import catalogue
from binhdang.registers.training.attending import settle
from binhdang.registers.training.choices import Mode, State
from binhdang.registers.training.forgetting import forget
from binhdang.registers.training.forms import CourseForm, EnrolmentForm, SessionForm
from binhdang.registers.training.models import Certificate, Course, Enrolment, Session

WOMAN = "nu"


def findings(record: Course) -> list[str]:
    """What of a course does not fit: half days missing, outside its days or fewer than asked, people beyond seats."""
    found = []
    days = list(Session.objects.filter(course=record, removed_at__isnull=True).values_list("day", flat=True))
    if not days:
        found.append(gettext("Khoá chưa có buổi nào nên chưa điểm danh được."))
    elif record.least > len(days):
        said = {"least": record.least, "n": len(days)}
        found.append(gettext("Phải dự %(least)s buổi mà khoá mới có %(n)s buổi: chưa ai được cấp giấy.") % said)
    if n := sum(not record.starts_on <= day <= record.ends_on for day in days):
        found.append(gettext("%(n)s buổi có ngày ngoài thời gian của khoá.") % {"n": n})
    people = Enrolment.objects.filter(course=record, removed_at__isnull=True).count()
    if record.seats is not None and people > record.seats:
        said = {"n": people, "seats": record.seats}
        found.append(gettext("Danh sách có %(n)s người, nhiều hơn %(seats)s chỗ.") % said)
    return found


def holds(record: Course) -> str:
    """A course stays while certificates of it stand: who holds one finds it true."""
    n = Certificate.objects.filter(enrolment__course=record, withdrawn_at__isnull=True).count()
    if not n:
        return ""
    return gettext("Khoá còn %(n)s giấy chứng nhận có giá trị; thu hồi từng giấy rồi mới bỏ được khoá.") % {"n": n}


def _within(start: date, end: date) -> Q:
    """Courses that opened in the period."""
    return Q(starts_on__range=(start, end))


def _opened(units: list[int], start: date, end: date) -> Mapping[int, int]:
    rows = Course.objects.filter(_within(start, end), unit__in=units, removed_at__isnull=True).order_by()
    return dict(rows.values_list("unit").annotate(n=Count("pk")))


def _came(sex: str, start: date, end: date) -> Q:
    """Those of them that somebody attended."""
    rows = Enrolment.objects.filter(removed_at__isnull=True, state=State.ATTENDED)
    return _within(start, end) & Q(pk__in=(rows.filter(sex=sex) if sex else rows).order_by().values("course"))


def _attended(sex: str, units: list[int], start: date, end: date) -> Mapping[int, int]:
    """Unit -> attendances (lượt người: each person once a course) of the courses that it opened."""
    rows = Enrolment.objects.filter(
        course__unit__in=units, course__starts_on__range=(start, end), course__removed_at__isnull=True,
        removed_at__isnull=True, state=State.ATTENDED,
    )  # fmt: skip
    rows = rows.filter(sex=sex) if sex else rows
    return dict(rows.order_by().values_list("course__unit").annotate(n=Count("pk")))


def _topics() -> list[tuple[str, Text]]:
    return list(catalogue.topic_choices())


def _audiences() -> list[tuple[str, Text]]:
    return list(catalogue.audience_choices())


TRAINING = declare(
    Register(
        code="tap-huan",
        name=_("Tập huấn"),
        one=_("khoá tập huấn"),
        about=_("Khoá, buổi, người dự, điểm danh, bài kiểm tra và giấy chứng nhận."),
        model=Course,
        form=CourseForm,
        title=lambda record: record.name,
        words=lambda record: [
            record.name, record.get_topics_display(), record.place, record.lecturers[:80], record.unit.name,
        ],
        columns=("name", "unit", "starts_on", "ends_on", "topics", "mode"),
        order=("-starts_on", "unit__sort_key"),
        key=("name", "starts_on"),
        filters=(
            Filter("chuyen-de", _("Chuyên đề"), _topics, lambda v: Q(topics__contains=f";{v};")),
            Filter("doi-tuong", _("Đối tượng"), _audiences, lambda v: Q(audience__contains=f";{v};")),
            Filter("hinh-thuc", _("Hình thức"), lambda: list(Mode.choices), lambda v: Q(mode=v)),
        ),
        lines=(
            Lines(
                "buoi", _("Các buổi"), Session, SessionForm, "course",
                ("day", "part", "subject", "lecturer"), ("day", "part"),
            ),
            Lines(
                "nguoi-du", _("Người dự"), Enrolment, EnrolmentForm, "course",
                ("name", "sex", "birth_year", "unit", "post_at_time", "state"), ("unit__sort_key", "name"),
                select=("unit",), entered=False,
            ),
        ),
        day="starts_on",
        findings=findings,
        kept_from="ends_on",
        purpose=_("Mục đích: tổ chức tập huấn, cấp giấy chứng nhận và số liệu báo cáo về cán bộ đã được tập huấn."),
        ground=(grounds.LEARNING, grounds.TARGETS, grounds.MANAGEMENT),
        settle=settle,
        forgets=forget,
        pages=((_("Danh mục chuyên đề"), "training:catalogue"), (_("Được mời cử người"), "training:asked")),
        holds=holds,
        verbs={
            "enrol": _("ghi danh sách người dự"), "invite": _("mời người dự"), "name": _("đơn vị cử người"),
            "quota": _("phân bổ số người"), "withdraw": _("rút tên"), "attendance": _("điểm danh"),
            "points": _("ghi điểm bài kiểm tra"), "door": _("xác nhận người ghi tên tại cửa"),
            "door_close": _("đóng việc ghi tên bằng mã QR"), "door_open": _("mở lại việc ghi tên bằng mã QR"),
            "door_undo": _("rút người đã xác nhận tại cửa"),
            "certify": _("cấp giấy chứng nhận"), "certificate_withdraw": _("thu hồi giấy chứng nhận"),
        },
        feeds=(
            Feed("BDG-NAM", "lop", "within", _opened, _within),
            Feed("BDG-NAM", "luot.tong", "within", partial(_attended, ""), partial(_came, "")),
            Feed("BDG-NAM", "luot.nu", "within", partial(_attended, WOMAN), partial(_came, WOMAN)),
        ),
    )
)  # fmt: skip
