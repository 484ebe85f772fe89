"""The choices of awards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The states of a proposal, in the order of its life."""

    DRAFT = "soan", _("Đang soạn")
    PROPOSED = "trinh", _("Đã trình cấp trên")
    AGREED = "dong_y", _("Cấp trên đồng ý")
    REFUSED = "tu_choi", _("Cấp trên từ chối")
    AWARDED = "da_khen", _("Đã có quyết định khen")


class Level(models.TextChoices):
    """Which level honours."""

    BASE = "co_so", _("Cơ sở")
    UPPER = "tren_co_so", _("Cấp trên trực tiếp cơ sở")
    PROVINCE = "tinh", _("Tỉnh, thành phố, ngành")
    NATION = "trung_uong", _("Trung ương")


class Occasion(models.TextChoices):
    """On what occasion."""

    YEARLY = "hang_nam", _("Hằng năm")
    FIVE_YEARS = "nam_nam", _("Sơ kết, tổng kết 5 năm")
    THEME = "chuyen_de", _("Chuyên đề")
    SUDDEN = "dot_xuat", _("Đột xuất")
