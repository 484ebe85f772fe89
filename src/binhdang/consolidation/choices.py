"""Fixed words of consolidated reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a consolidated report stands."""

    DRAFT = "draft", _("Đang soạn")
    SIGNED = "signed", _("Đã ký")


class PassageKind(models.TextChoices):
    """The parts of the narrative, in their order."""

    OVERVIEW = "overview", _("Tình hình chung")
    ACHIEVEMENT = "achievement", _("Kết quả nổi bật")
    DIFFICULTY = "difficulty", _("Khó khăn, hạn chế")
    PROPOSAL = "proposal", _("Đề xuất, kiến nghị")


THEMES = {
    "cadres": _("Cán bộ nữ, nhân sự"),
    "training": _("Tập huấn, tuyên truyền"),
    "movement": _("Phong trào thi đua"),
    "rights": _("Chế độ, chính sách với lao động nữ"),
    "family": _("Gia đình, dân số, sức khoẻ"),
    "money": _("Kinh phí, nguồn lực"),
    "organisation": _("Tổ chức nữ công"),
    "other": _("Nội dung khác"),
}
