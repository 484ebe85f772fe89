"""Fixed words of the organisation: roles and kinds of succession."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SuccessionKind(models.TextChoices):
    """What happened to a unit."""

    MERGE = "merge", _("Sáp nhập")
    SPLIT = "split", _("Chia tách")
    RENAME = "rename", _("Đổi tên")
    END = "end", _("Kết thúc hoạt động")


ROLE_CHOICES = [
    ("reporter", _("Người lập báo cáo")),
    ("signer", _("Người ký")),
    ("reviewer", _("Người duyệt")),
    ("plan_officer", _("Cán bộ kế hoạch")),
    ("leader", _("Lãnh đạo")),
    ("viewer", _("Người xem")),
    ("administrator", _("Quản trị")),
]
