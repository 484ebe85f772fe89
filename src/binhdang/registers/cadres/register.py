"""The register of cadres."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.registers.cadres import queries
from binhdang.registers.cadres.bodies import BODIES, BY_CODE, KEY_POSTS, Body
from binhdang.registers.cadres.forms import CadreForm, PostForm
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.core import grounds
from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.core.models import Sex
from binhdang.registers.core.register import Feed, Filter, Lines, Register, Text, declare

FORM = "BDG-NAM"
AGES: dict[str, tuple[Text, int, int]] = {
    "duoi-30": (_("Dưới 30 tuổi"), 0, 29),
    "30-39": (_("30 đến 39 tuổi"), 30, 39),
    "40-49": (_("40 đến 49 tuổi"), 40, 49),
    "50-54": (_("50 đến 54 tuổi"), 50, 54),
    "55-59": (_("55 đến 59 tuổi"), 55, 59),
    "tu-60": (_("Từ 60 tuổi"), 60, 200),
}


def findings(record: Cadre) -> list[str]:
    """What does not fit."""
    posts = list(PostHeld.objects.filter(cadre=record, removed_at__isnull=True).order_by("kind", "since"))
    held = [post for post in posts if post.until is None]
    found = []
    if record.left_on and held:
        found.append(gettext("Người này đã rời đơn vị nhưng còn chức vụ chưa ghi ngày thôi giữ."))
    past = sorted({post.term for post in held if post.term and int(post.term[5:]) < clock.today().year})
    if past:
        found.append(gettext("Nhiệm kỳ %(terms)s đã hết mà chưa ghi ngày thôi giữ chức.") % {"terms": ", ".join(past)})
    for one, after in pairwise(posts):
        if one.kind == after.kind and (one.until is None or one.until >= after.since):
            told = {"post": after.get_kind_display(), "day": f"{after.since:%d/%m/%Y}"}
            found.append(gettext("Chức vụ %(post)s từ ngày %(day)s chồng lên lần giữ trước.") % told)
    if any(post.kind == PostKind.CHAIR for post in held) and _other_chairs(record).exists():
        found.append(
            gettext("Đơn vị còn một người khác đang ghi là chủ tịch; hãy ghi ngày thôi giữ chức của một người.")
        )
    return found


def _other_chairs(record: Cadre) -> QuerySet[Cadre]:
    rows = Cadre.objects.filter(queries.holders((PostKind.CHAIR,), clock.today()), unit=record.unit_id)
    return rows.filter(removed_at__isnull=True).exclude(pk=record.pk)


def closed(record: Cadre) -> str:
    """Why a card that was merged into another cannot be changed or brought back by itself."""
    if record.merged_into_id is None or record.removed_at is None:
        return ""
    return gettext("Hồ sơ này đã gộp vào hồ sơ khác; gộp nhầm thì bấm “Tách lại” ở trang Hồ sơ trùng.")


def words(record: Cadre) -> list[str]:
    """The given name first, so that the order of what is searched is the order of the list."""
    *before, given = record.name.split() or [""]
    return [given, *before, str(record.birth_year or ""), record.number]


def prepare(records: list[Cadre], on: date) -> None:
    """Set `held` of a page of cards: the posts held on a day, in words."""
    rows = PostHeld.objects.filter(queries.held_on(on), cadre__in=records, removed_at__isnull=True)
    order = sorted(PostKind, key=lambda kind: kind not in KEY_POSTS)
    held: dict[int, set[str]] = {}
    for cadre, kind in rows.values_list("cadre", "kind"):
        held.setdefault(cadre, set()).add(kind)
    for one in records:
        kinds = sorted(held.get(one.pk, ()), key=lambda kind: order.index(PostKind(kind)))
        one.__dict__["held"] = ", ".join(str(PostKind(kind).label) for kind in kinds)


def _of_age(value: str, on: date) -> Q:
    _name, least, most = AGES[value]
    return Q(birth_year__range=(on.year - most, on.year - least))


def _on_day(kinds: Callable[[str], tuple[str, ...]]) -> dict[str, Any]:
    """What a choice of posts means in a list of all times, and in one that stands on a day."""
    return {
        "meaning": lambda value: queries.holders(kinds(value)),
        "at": lambda value, on: queries.holders(kinds(value), on),
    }


FILTERS = (
    Filter("gioi", _("Giới tính"), lambda: list(Sex.choices), lambda value: Q(sex=value)),
    Filter(
        "ban",
        pgettext_lazy("cadres", "Tổ chức"),
        lambda: [(b.code, b.name) for b in BODIES],
        **_on_day(lambda v: BY_CODE[v].kinds),
    ),
    Filter("chuc-vu", _("Chức vụ"), lambda: list(PostKind.choices), **_on_day(lambda value: (value,))),
    Filter(
        "nhiem-ky",
        _("Nhiệm kỳ"),
        lambda: [(term, term) for term in queries.terms()],
        lambda value: queries.holders(PostKind.values, term=value),
        lambda value, on: queries.holders(PostKind.values, on, term=value),
    ),
    Filter(
        "tuoi",
        _("Tuổi"),
        lambda: [(code, name) for code, (name, _least, _most) in AGES.items()],
        lambda value: _of_age(value, clock.today()),
        _of_age,
    ),
    Filter("hoc-van", _("Trình độ học vấn"), lambda: list(Schooling.choices), lambda value: Q(schooling=value)),
    Filter("ly-luan", _("Lý luận chính trị"), lambda: list(Theory.choices), lambda value: Q(theory=value)),
)


def _feed(body: Body, column: str) -> Feed:
    women = column == "nu"

    def count(units: list[int], _start: date, end: date) -> Mapping[int, int]:
        given = dict.fromkeys(queries.recording(units, end), 0) if body.nought else {}
        found = queries.people_in(units, body.kinds, end)
        return given | {unit: share.women if women else share.people for unit, share in found.items()}

    def behind(_start: date, end: date) -> Q:
        found = queries.holders(body.kinds, end)
        return found & Q(sex=Sex.WOMAN) if women else found

    return Feed(FORM, f"{body.code}.{column}", "as_of", count, behind, zero=False)


RECOGNISED = tuple(kind for kind in PostKind.values if kind != PostKind.MASS)
"""The posts whose holders of today a unit reports by name to the level above; of all others counts go up."""

CADRES = declare(
    Register(
        code="can-bo",
        name=_("Cán bộ công đoàn"),
        one=_("cán bộ"),
        about=_("Cán bộ của từng đơn vị, trình độ và các chức vụ đang giữ, đã giữ; cơ cấu nam nữ ở bất kỳ ngày nào."),
        model=Cadre,
        form=CadreForm,
        title=lambda record: str(record.name),
        words=words,
        columns=("name", "held", "sex", "birth_year", "unit", "schooling", "theory"),
        labels={"held": _("Chức vụ đang giữ")},
        extra={"held": lambda record: record.__dict__.get("held", "")},
        prepare=prepare,
        order=("path", "search_key"),
        key=("name", "birth_year", "number"),
        filters=FILTERS,
        lines=(
            Lines(
                "chuc-vu",
                _("Chức vụ"),
                PostHeld,
                PostForm,
                "cadre",
                ("kind", "since", "until", "source", "term"),
                ("-since", "kind"),
                ends="until",
            ),
        ),
        sex="sex",
        standing=queries.there_on,
        sensitive=frozenset({"ethnicity", "party"}),
        names_upward=False,
        upward=lambda: queries.holders(RECOGNISED, clock.today()),
        ends="left_on",
        kept_from="left_on",
        erases=("number", "profession", "computing", "languages"),
        purpose=_("Mục đích: quản lý cán bộ công đoàn và số liệu báo cáo về bình đẳng giới."),
        ground=(grounds.CADRE_WORK, grounds.TARGETS, grounds.MANAGEMENT),
        findings=findings,
        closed=closed,
        feeds=tuple(_feed(body, column) for body in BODIES if body.fed for column in ("tong", "nu")),
        verbs={
            "merge": _("gộp vào hồ sơ khác của cùng người"),
            "merged": _("nhận hồ sơ trùng được gộp vào"),
            "unmerge": _("tách lại sau khi gộp"),
            "apart": _("ghi là hai người khác nhau"),
            "move": _("chuyển đơn vị"),
            "come": _("chuyển đến từ đơn vị khác"),
        },
        pages=((_("Cơ cấu nam nữ"), "cadres:composition"), (_("Hồ sơ trùng"), "cadres:twins")),
    )
)
