"""An entry of the succession pipeline."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.core.models import OfPerson, Record


class Successor(Record, OfPerson):
    """One person prepared for one post of the unit and one term; in the pipeline from `since` to `until`."""

    aim = models.CharField(_("Chức danh quy hoạch"), max_length=12, choices=PostKind.choices)
    term = models.CharField(_("Nhiệm kỳ"), max_length=9, default="", blank=True)
    since = models.DateField(_("Đưa vào quy hoạch ngày"))
    until = models.DateField(_("Trong quy hoạch đến hết ngày"), null=True, blank=True)
    decision = models.CharField(_("Số quyết định phê duyệt"), max_length=80, default="", blank=True)
    schooling = models.CharField(
        _("Trình độ học vấn"), max_length=10, choices=Schooling.choices, default="", blank=True
    )
    """What is known here of somebody who has no card in the register of cadres; where there is a card it counts."""
    theory = models.CharField(_("Lý luận chính trị"), max_length=10, choices=Theory.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "birth_year", "aim", "term"],
                condition=Q(removed_at__isnull=True),
                name="successor_once",
                violation_error_message=_("Người này đã có trong quy hoạch chức danh này của nhiệm kỳ này."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="successor_days",
                violation_error_message=_("Ngày ra khỏi quy hoạch không được trước ngày đưa vào."),
            ),
        ]
