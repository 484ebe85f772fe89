"""The register of nominations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core import grounds
from binhdang.registers.core.register import Filter, Lines, Register, declare
from binhdang.registers.nominations import life
from binhdang.registers.nominations.forms import NominationForm, StepForm, left_without
from binhdang.registers.nominations.models import Nomination, NominationStep, Stage

NOMINATIONS = declare(
    Register(
        code="gioi-thieu-nhan-su",
        name=_("Giới thiệu nhân sự"),
        one=_("người được giới thiệu"),
        about=_(
            "Người được đưa vào nguồn, giới thiệu và bầu vào cấp uỷ, cơ quan dân cử, Mặt trận, Hội Phụ nữ, "
            "ban chấp hành công đoàn."
        ),
        model=Nomination,
        form=NominationForm,
        title=lambda record: f"{record.name}, {record.get_body_display()} {record.term}",
        words=lambda record: [record.name, record.get_body_display(), record.term, record.post, record.unit.name],
        columns=("name", "sex", "body", "level", "term", "stage", "unit"),
        order=("-term", "unit__sort_key", "name"),
        key=("name", "birth_year", "sex", "body", "level", "term"),
        filters=(
            Filter("co-quan", _("Cơ quan"), lambda: list(Nomination.Body.choices), lambda value: Q(body=value)),
            Filter("cap", _("Cấp của cơ quan"), lambda: list(Nomination.Level.choices), lambda value: Q(level=value)),
            Filter("giai-doan", _("Giai đoạn"), lambda: list(Stage.choices), lambda value: Q(stage=value)),
            Filter("gioi", _("Giới tính"), lambda: [("nu", _("Nữ")), ("nam", _("Nam"))], lambda value: Q(sex=value)),
        ),
        lines=(
            Lines(
                "giai-doan", _("Các giai đoạn"), NominationStep, StepForm, "nomination",
                ("stage", "on", "document"), ("on", "pk"), held=left_without, asks=True,
            ),
        ),
        sex="sex",
        standing=lambda day: Q(since__lte=day),
        names_upward=False,
        purpose=_("Giới thiệu nhân sự nữ theo nhiệm vụ của công đoàn; cấp trên chỉ thấy số lượng, không thấy tên."),
        ground=(grounds.CADRE_WORK, grounds.TARGETS, grounds.CONSENT),
        facts=lambda record, on: [(str(_("Giai đoạn")), record.get_stage_display())],
        pages=((_("Phễu theo giới"), "nominations:funnel"), (_("Chuyển giai đoạn"), "nominations:advance")),
        findings=life.findings,
        settle=life.settle,
    )
)  # fmt: skip
