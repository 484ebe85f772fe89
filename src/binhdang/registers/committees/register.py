"""The register of women's-affairs committees."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from binhdang.registers.committees import checks, queries
from binhdang.registers.committees.forms import CommitteeForm, GradeForm, MemberForm
from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.core import grounds
from binhdang.registers.core.register import Feed, Filter, Lines, Register, declare

HEAD_FIRST = Case(
    *(When(place=place, then=Value(at)) for at, place in enumerate(CommitteeMember.Place.values)), default=Value(9)
)
"""Members in the order of their place: head, deputies, the others."""


def _behind(_start: date, end: date) -> Q:
    return queries.standing(end) & Q(kind=Committee.Kind.MASS)


def _has_one(units: list[int], start: date, end: date) -> Mapping[int, int]:
    rows = Committee.objects.filter(_behind(start, end), unit__in=units, removed_at__isnull=True)
    return {unit: 1 for unit in rows.order_by().values_list("unit", flat=True)}


COMMITTEES = declare(
    Register(
        code="ban-nu-cong",
        name=_("Ban nữ công"),
        one=_("ban nữ công"),
        about=_("Quyết định thành lập, uỷ viên, nhiệm kỳ và xếp loại hằng năm của ban nữ công các cấp."),
        model=Committee,
        form=CommitteeForm,
        title=lambda record: f"{record.get_kind_display()} {record.unit.name}",
        words=lambda record: [record.get_kind_display(), record.decision, record.term, record.unit.name],
        columns=("unit", "kind", "decision", "decided_on", "term", "ends_on"),
        order=("unit__sort_key", "-decided_on"),
        key=("kind", "decision"),
        filters=(
            Filter("loai", _("Loại ban"), lambda: list(Committee.Kind.choices), lambda value: Q(kind=value)),
            Filter("nhiem-ky", _("Nhiệm kỳ"), list, lambda value: Q(term=value), values="term"),
        ),
        lines=(
            Lines(
                "uy-vien", _("Uỷ viên"), CommitteeMember, MemberForm, "committee",
                ("name", "sex", "place", "executive", "since", "until"), (HEAD_FIRST, "name"), ends="until",
            ),
            Lines(
                "xep-loai", _("Xếp loại hằng năm"), CommitteeGrade, GradeForm, "committee",
                ("year", "grade"), ("-year",),
            ),
        ),
        standing=queries.standing,
        findings=lambda record: checks.findings([record])[record.pk],
        pages=((_("Đơn vị chưa có ban"), "gaps:committees"),),
        kept_from="ends_on",
        purpose=_("Mục đích: kiện toàn ban nữ công các cấp và số liệu báo cáo về công tác nữ công."),
        ground=(grounds.CADRE_WORK, grounds.TARGETS, grounds.MANAGEMENT),
        feeds=(
            Feed("BDG-NAM", "ban_nc", "as_of", _has_one, _behind),
            Feed("BDG-NAM", "ban_nc_tren", "as_of", _has_one, _behind),
        ),
    )
)  # fmt: skip
