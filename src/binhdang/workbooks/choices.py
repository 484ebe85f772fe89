"""Fixed words of uploads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was handed in."""

    SHEETS = "sheets", _("Biểu Excel")
    VALUES = "values", _("Số liệu các kỳ trước")


class State(models.TextChoices):
    """Where an upload stands; the moves between them are in `flow.py`."""

    READING = "reading", _("Đang kiểm tra")
    CHECKED = "checked", _("Chờ xác nhận")
    WRITING = "writing", _("Đang ghi")
    WRITTEN = "written", _("Đã ghi")
    DROPPED = "dropped", _("Đã bỏ")
    UNDONE = "undone", _("Đã hoàn tác")


class Found(models.TextChoices):
    """What a sheet, or a unit's row of one, turned out to be."""

    READY = "ready", _("Ghi được")
    BAD = "bad", _("Có chỗ cần sửa")
    SAME = "same", _("Không có gì đổi")
    REFUSED = "refused", _("Không nhận")
    FOREIGN = "foreign", _("Cần ghép cột")
    NOTE = "note", _("Không dùng")
    WRITTEN = "written", _("Đã ghi")
    LEFT = "left", _("Chưa ghi")
