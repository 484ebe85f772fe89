"""Fixed words of plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """Where a plan stands."""

    READING = "reading", _("Đang đọc")
    CONFIRMED = "confirmed", _("Đang thực hiện")
    WITHDRAWN = "withdrawn", _("Đã rút")


class FindingState(models.TextChoices):
    """What a person decided about a finding of the reader."""

    OPEN = "open", _("Chưa xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    DROPPED = "dropped", _("Đã bỏ")
    MERGED = "merged", _("Đã gộp")
