"""The register of congresses."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhdang.registers.congresses.forms import CongressForm
from binhdang.registers.congresses.models import Congress
from binhdang.registers.core.register import Filter, Register, declare

BODIES = list(Congress.Body.choices)
"""What a congress elects, as choices."""

CONGRESSES = declare(
    Register(
        code="dai-hoi",
        name=_("Đại hội"),
        one=_("đại hội"),
        about=_("Ngày đại hội dự kiến, nhiệm kỳ, số uỷ viên dự kiến bầu và điều kiện nhân sự của từng đơn vị."),
        model=Congress,
        form=CongressForm,
        title=lambda record: f"{record.get_body_display()} {record.term}, {record.unit.name}",
        words=lambda record: [record.get_body_display(), record.term, record.unit.name],
        columns=("unit", "body", "term", "day", "seats", "list_by"),
        order=("day", "unit__sort_key"),
        key=("body", "term"),
        pages=((_("Nhân sự nữ cho đại hội"), "careers:planner"),),
        filters=(Filter("bau", _("Bầu"), lambda: BODIES, lambda value: Q(body=value)),),
    )
)
