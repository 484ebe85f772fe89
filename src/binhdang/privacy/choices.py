"""What can be asked, where a request stands, and the days that hold until an organisation sets its own."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a person asks."""

    VIEW = "view", _("Xem dữ liệu của mình")
    EXPORT = "export", _("Nhận một bản dữ liệu của mình")
    CORRECT = "correct", _("Sửa dữ liệu của mình")
    RESTRICT = "restrict", _("Rút lại đồng ý, hạn chế xử lý")
    DELETE = "delete", _("Xoá dữ liệu của mình")


class State(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("Đã nhận")
    ACKNOWLEDGED = "acknowledged", _("Đã báo đã nhận")
    DONE = "done", _("Đã giải quyết")
    REFUSED = "refused", _("Không giải quyết")


ACKNOWLEDGE: Final = "acknowledge"
"""The clock of telling the person that the request came."""
DAYS: Final = {
    ACKNOWLEDGE: 2,
    Kind.VIEW.value: 10,
    Kind.EXPORT.value: 10,
    Kind.CORRECT.value: 10,
    Kind.RESTRICT.value: 15,
    Kind.DELETE.value: 20,
}
"""Working days that hold until a unit sets its own. Where they come from stands in SECURITY.md; export goes as view."""
LEAST_DAYS, MOST_DAYS = 1, 60
KEEP_YEARS: Final = 5
"""How long an answered request says who asked; this product's own choice."""
