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


class Origin(models.TextChoices):
    """How the values came in."""

    ENTERED = "entered", _("Nhập trên biểu")
    IMPORTED = "imported", _("Nhập từ tệp")
