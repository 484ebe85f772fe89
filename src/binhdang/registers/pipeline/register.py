"""The register of the succession pipeline."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core import grounds
from binhdang.registers.core.choices import PostKind
from binhdang.registers.core.models import Sex
from binhdang.registers.core.register import Feed, Filter, Register, declare
from binhdang.registers.pipeline.forms import SuccessorForm
from binhdang.registers.pipeline.models import Successor

FORM = "BDG-NAM"
KEY_POSTS = (PostKind.CHAIR, PostKind.DEPUTY)
ROWS: dict[str, tuple[str, ...]] = {"quy_hoach": tuple(PostKind.values), "quy_hoach_cc": KEY_POSTS}
"""Row of the yearly form -> the posts aimed at that it counts."""


def standing(on: date) -> Q:
    """Who is in the pipeline on a day."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def _behind(aims: Collection[str], women: bool) -> Callable[[date, date], Q]:
    def behind(_start: date, end: date) -> Q:
        found = standing(end) & Q(aim__in=aims)
        return found & Q(sex=Sex.WOMAN) if women else found

    return behind


def _count(aims: Collection[str], women: bool) -> Callable[[list[int], date, date], Mapping[int, int]]:
    def count(units: list[int], start: date, end: date) -> Mapping[int, int]:
        rows = Successor.objects.filter(_behind(aims, women)(start, end), unit__in=units, removed_at__isnull=True)
        return dict(rows.order_by().values_list("unit").annotate(n=Count("who", distinct=True)))

    return count


PIPELINE = declare(
    Register(
        code="quy-hoach",
        name=_("Quy hoạch cán bộ"),
        one=_("người trong quy hoạch"),
        about=_("Ai được quy hoạch chức danh nào, nhiệm kỳ nào, từ ngày nào; số nữ trong quy hoạch từng chức danh."),
        model=Successor,
        form=SuccessorForm,
        title=lambda record: str(record.name),
        words=lambda record: [record.name, record.get_aim_display(), record.term, record.decision, record.unit.name],
        columns=("name", "sex", "birth_year", "unit", "aim", "term", "since", "until"),
        order=("unit__sort_key", "aim", "name"),
        key=("name", "birth_year", "aim", "term"),
        filters=(
            Filter("gioi", _("Giới tính"), lambda: list(Sex.choices), lambda value: Q(sex=value)),
            Filter(
                "chuc-danh", _("Chức danh quy hoạch"),
                lambda: [("chu_chot", _("Chức danh chủ chốt")), *PostKind.choices],
                lambda value: Q(aim__in=KEY_POSTS) if value == "chu_chot" else Q(aim=value),
            ),
            Filter("nhiem-ky", _("Nhiệm kỳ"), list, lambda value: Q(term=value), values="term"),
        ),
        crossed=(("chuc-danh", "aim"), ("nhiem-ky", "term")),
        sex="sex",
        standing=standing,
        names_upward=False,
        erases=("decision", "schooling", "theory"),
        ends="until",
        lasting=True,
        kept_from="until",
        pages=(
            (_("Nhân sự nữ cho đại hội"), "careers:planner"),
            (_("Nữ đủ điều kiện chưa quy hoạch"), "careers:qualified"),
        ),
        purpose=_("Mục đích: chuẩn bị nhân sự cho các chức danh của đơn vị và số liệu báo cáo về bình đẳng giới."),
        ground=(grounds.CADRE_WORK, grounds.TARGETS, grounds.MANAGEMENT),
        feeds=tuple(
            Feed(FORM, f"{row}.{column}", "as_of", _count(aims, women), _behind(aims, women))
            for row, aims in ROWS.items()
            for column, women in (("tong", False), ("nu", True))
        ),
    )
)  # fmt: skip
