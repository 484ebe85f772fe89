"""A nomination and the stages of its way."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhdang.calc import nominating
from binhdang.registers.core.models import OfPerson, Part, Record


class Stage(models.TextChoices):
    """The stages of `calc.nominating.FLOW`."""

    SOURCE = nominating.SOURCE, _("Trong danh sách nguồn")
    INTRODUCED = nominating.INTRODUCED, _("Đã giới thiệu")
    CONSULTED = nominating.CONSULTED, _("Đã hiệp thương, lấy ý kiến")
    BALLOT = nominating.BALLOT, _("Trong danh sách bầu")
    ELECTED = nominating.ELECTED, _("Trúng cử")
    NOT_ELECTED = nominating.NOT_ELECTED, _("Không trúng cử")
    WITHDRAWN = nominating.WITHDRAWN, _("Rút khỏi danh sách")


class Nomination(Record, OfPerson):
    """One person put forward by a unit for one body and term."""

    class Body(models.TextChoices):
        """What the person is put forward for."""

        PARTY = "cap_uy", _("Cấp uỷ Đảng")
        ASSEMBLY = "quoc_hoi", _("Quốc hội")
        COUNCIL = "hdnd", _("Hội đồng nhân dân")
        FRONT = "mttq", _("Uỷ ban Mặt trận Tổ quốc")
        WOMEN = "bch_phu_nu", _("Ban chấp hành Hội Liên hiệp Phụ nữ")
        WOMEN_BOARD = "btv_phu_nu", _("Ban thường vụ Hội Liên hiệp Phụ nữ")
        UNION = "bch_cong_doan", _("Ban chấp hành công đoàn")

    class Level(models.TextChoices):
        """At which level the body stands."""

        NATION = "trung_uong", _("Trung ương")
        PROVINCE = "tinh", _("Tỉnh, thành phố, ngành")
        DISTRICT = "huyen", _("Huyện, cấp trên cơ sở")
        COMMUNE = "xa", _("Xã, phường")
        BASE = "co_so", _("Cơ sở")

    body = models.CharField(_("Cơ quan"), max_length=14, choices=Body.choices)
    level = models.CharField(_("Cấp của cơ quan"), max_length=10, choices=Level.choices)
    term = models.CharField(_("Nhiệm kỳ của cơ quan"), max_length=20)
    post = models.CharField(_("Chức danh dự kiến"), max_length=120, blank=True)
    since = models.DateField(_("Ngày vào danh sách nguồn"))
    stage = models.CharField(_("Giai đoạn"), max_length=12, choices=Stage.choices, default=Stage.SOURCE, editable=False)
    """The latest stage, set from the steps."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "birth_year", "sex", "body", "level", "term"],
                condition=Q(removed_at__isnull=True, birth_year__isnull=False),
                name="nomination_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "name", "sex", "body", "level", "term"],
                condition=Q(removed_at__isnull=True, birth_year__isnull=True),
                name="nomination_once_without_year",
            ),
        ]
        indexes = [models.Index(fields=["path", "body", "level", "term"], name="nomination_funnel")]


class NominationStep(Part):
    """One stage after the source list: since when, by which document."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="+")
    stage = models.CharField(
        _("Giai đoạn"), max_length=12, choices=[one for one in Stage.choices if one[0] != nominating.SOURCE]
    )
    on = models.DateField(_("Ngày"))
    document = models.CharField(_("Văn bản, biên bản"), max_length=160, blank=True)

    class Meta:
        indexes = [models.Index(fields=["nomination", "stage"], name="nomination_step")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.on:%d/%m/%Y}"


def in_order(steps: list[NominationStep]) -> list[NominationStep]:
    """Steps by day; of one day those recorded first come first."""
    return sorted(steps, key=lambda step: (step.on or date.max, step.pk or 10**12))
