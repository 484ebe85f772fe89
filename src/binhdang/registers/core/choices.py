"""The words that several registers of people share: schooling, political theory, posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Schooling(models.TextChoices):
    """The highest schooling, lowest first."""

    LOWER = "thcs", _("Trung học cơ sở trở xuống")
    UPPER = "thpt", _("Trung học phổ thông")
    MIDDLE = "trung_cap", _("Trung cấp")
    COLLEGE = "cao_dang", _("Cao đẳng")
    UNIVERSITY = "dai_hoc", _("Đại học")
    MASTER = "thac_si", _("Thạc sĩ")
    DOCTOR = "tien_si", _("Tiến sĩ")


class Theory(models.TextChoices):
    """Political theory, lowest first."""

    NONE = "chua", _("Chưa qua đào tạo")
    FIRST = "so_cap", _("Sơ cấp")
    MIDDLE = "trung_cap", _("Trung cấp")
    HIGH = "cao_cap", _("Cao cấp, cử nhân")


class PostKind(models.TextChoices):
    """The posts that the union's forms count."""

    COMMITTEE = "bch", _("Uỷ viên ban chấp hành")
    BOARD = "btv", _("Uỷ viên ban thường vụ")
    INSPECTION = "ubkt", _("Uỷ viên uỷ ban kiểm tra")
    CHAIR = "chu_tich", _("Chủ tịch")
    DEPUTY = "pho_chu_tich", _("Phó chủ tịch")
    WOMEN_FULL = "nu_cong", _("Cán bộ nữ công chuyên trách")
    WOMEN_PART = "nu_cong_kn", _("Cán bộ nữ công kiêm nhiệm")
    MASS = "doan_the", _("Uỷ viên ban quần chúng")
