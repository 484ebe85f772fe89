"""The register of cadres."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.registers.cadres import queries
from binhdang.registers.cadres.forms import CadreForm, PostForm
from binhdang.registers.cadres.models import Cadre, PostHeld, PostKind, Schooling, Theory
from binhdang.registers.core.models import Sex
from binhdang.registers.core.register import Feed, Filter, Lines, Register, declare

FORM = "BDG-NAM"
BODIES: dict[str, tuple[str, ...]] = {
    "bch": (PostKind.COMMITTEE,),
    "btv": (PostKind.BOARD,),
    "ubkt": (PostKind.INSPECTION,),
    "chu_chot": queries.KEY_POSTS,
    "can_bo_nc": queries.WOMENS_AFFAIRS,
}
"""Row of the yearly form -> the posts that it counts."""


def standing(on: date) -> Q:
    """Cadres who had not left their unit."""
    return Q(left_on__isnull=True) | Q(left_on__gte=on)


def findings(record: Cadre) -> list[str]:
    """What does not fit."""
    held = PostHeld.objects.filter(cadre=record, removed_at__isnull=True, until__isnull=True)
    found = []
    if record.left_on and held.exists():
        found.append(_now("Người này đã rời đơn vị nhưng còn chức vụ chưa ghi ngày thôi giữ."))
    past = sorted({post.term for post in held if post.term and int(post.term[5:]) < clock.today().year})
    if past:
        found.append(_now("Nhiệm kỳ %(terms)s đã hết mà chưa ghi ngày thôi giữ chức.") % {"terms": ", ".join(past)})
    return found


def _words(record: Cadre) -> list[str]:
    """The given name first, so that the order of what is searched is the order of the list."""
    *before, given = record.name.split() or [""]
    return [given, *before, str(record.birth_year or ""), record.number]


def _count(kinds: tuple[str, ...], women: bool) -> Callable[[list[int], date, date], Mapping[int, int]]:
    def count(units: list[int], _start: date, end: date) -> Mapping[int, int]:
        return {unit: n[women] for unit, n in queries.people_in(units, kinds, end).items()}

    return count


def _behind(kinds: tuple[str, ...], women: bool) -> Callable[[date, date], Q]:
    def behind(_start: date, end: date) -> Q:
        found = queries.posts(kinds, end)
        return found & Q(sex=Sex.WOMAN) if women else found

    return behind


FEEDS = tuple(
    Feed(FORM, f"{row}.{column}", "as_of", _count(kinds, women), _behind(kinds, women))
    for row, kinds in BODIES.items()
    for column, women in (("tong", False), ("nu", True))
)

CADRES = declare(
    Register(
        code="can-bo",
        name=_("Cán bộ công đoàn"),
        one=_("cán bộ"),
        about=_("Cán bộ của từng đơn vị, trình độ và các chức vụ đang giữ, đã giữ; cơ cấu nam nữ ở bất kỳ ngày nào."),
        model=Cadre,
        form=CadreForm,
        title=lambda record: str(record.name),
        words=_words,
        columns=("name", "sex", "birth_year", "unit", "schooling", "theory", "left_on"),
        order=("path", "search_key"),
        key=("name", "birth_year", "number"),
        filters=(
            Filter("gioi", _("Giới tính"), lambda: list(Sex.choices), lambda value: Q(sex=value)),
            Filter(
                "chuc-vu", _("Chức vụ đang giữ"), lambda: list(PostKind.choices),
                lambda value: queries.posts([value], clock.today()),
            ),
            Filter("hoc-van", _("Trình độ học vấn"), lambda: list(Schooling.choices), lambda value: Q(schooling=value)),
            Filter("ly-luan", _("Lý luận chính trị"), lambda: list(Theory.choices), lambda value: Q(theory=value)),
        ),
        lines=(
            Lines(
                "chuc-vu", _("Chức vụ"), PostHeld, PostForm, "cadre",
                ("kind", "since", "until", "source", "term"), ("-since", "kind"),
            ),
        ),
        sex="sex",
        standing=standing,
        sensitive=frozenset({"ethnicity", "party"}),
        ground=_("Mục đích: quản lý cán bộ công đoàn và số liệu báo cáo về bình đẳng giới."),
        findings=findings,
        feeds=FEEDS,
        select=("unit",),
    )
)  # fmt: skip
