"""The fixed choices of the training register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """Where a course is held."""

    PLACE = "tap_trung", _("Tập trung")
    ONLINE = "truc_tuyen", _("Trực tuyến")
    BOTH = "ket_hop", _("Kết hợp")


class DayPart(models.TextChoices):
    """The half days; an evening counts as one."""

    MORNING = "1_sang", _("Buổi sáng")
    AFTERNOON = "2_chieu", _("Buổi chiều")
    EVENING = "3_toi", _("Buổi tối")


class State(models.TextChoices):
    """How far a participant is."""

    INVITED = "moi", _("Được mời")
    ENROLLED = "ghi_danh", _("Đã ghi danh")
    ATTENDED = "da_du", _("Đã dự")
    ABSENT = "vang", _("Vắng")
    WITHDRAWN = "rut", _("Đã rút")


class Way(models.TextChoices):
    """How a participant came onto the list."""

    LIST = "danh_sach", _("Danh sách")
    QUOTA = "phan_bo", _("Đơn vị cử")
    DOOR = "tai_cua", _("Mã QR tại cửa")
    INVITED = "moi", _("Thư mời")
