"""Fixed words of the life of a report."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a report stands; the moves between them are in `flow.py`."""

    EXPECTED = "expected", _("Chưa mở")
    DRAFT = "draft", _("Đang lập")
    SUBMITTED = "submitted", _("Chờ duyệt")
    RETURNED = "returned", _("Trả lại")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    CORRECTING = "correcting", _("Đang đính chính")
    EXCUSED = "excused", _("Không thuộc diện")


class Origin(models.TextChoices):
    """How the values came in."""

    ENTERED = "entered", _("Nhập trên biểu")
    IMPORTED = "imported", _("Nhập từ tệp")
    EXCEL = "excel", _("Nộp bằng Excel")
    BEHALF = "behalf", _("Nhập thay qua điện thoại")


class AskKind(models.TextChoices):
    """What a unit may ask the level above for, about one report."""

    OUT = "out", _("Không thuộc diện báo cáo")
    EXTENSION = "extension", _("Gia hạn")


class AskState(models.TextChoices):
    """Where an ask stands; the moves between them are in `ask_flow.py`."""

    WAITING = "waiting", _("Chờ cấp trên quyết định")
    GRANTED = "granted", _("Đồng ý")
    REFUSED = "refused", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút")
    UNDONE = "undone", _("Đã huỷ bỏ")
