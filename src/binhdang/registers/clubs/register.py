"""The register of women's-affairs clubs."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.orgs import queries as orgs
from binhdang.registers.clubs import queries
from binhdang.registers.clubs.forms import (
    ClubForm,
    CountForm,
    ExchangeForm,
    GuestForm,
    MaterialForm,
    MeetingForm,
    MemberForm,
    PlanForm,
)
from binhdang.registers.clubs.models import Club, ClubCount, ClubMember, Exchange, Material, Meeting, PlannedActivity
from binhdang.registers.core import grounds
from binhdang.registers.core.register import Feed, Filter, Lines, Register, declare

FORM = "BDG-NAM"


def _behind(_start: date, end: date) -> Q:
    return queries.standing(end)


def _clubs(units: list[int], _start: date, end: date) -> Mapping[int, int]:
    rows = Club.objects.filter(queries.standing(end), unit__in=units, removed_at__isnull=True).order_by()
    return {row["unit"]: row["n"] for row in rows.values("unit").annotate(n=Count("pk"))}


def _members(units: list[int], _start: date, end: date) -> Mapping[int, int]:
    rows = Club.objects.filter(queries.standing(end), unit__in=units, removed_at__isnull=True).order_by()
    unit_of = dict(rows.values_list("pk", "unit"))
    sums: dict[int, int] = {}
    for club, members in queries.members(unit_of, end).items():
        sums[unit_of[club]] = sums.get(unit_of[club], 0) + members.all
    return sums


def findings(record: Club) -> list[str]:
    """What is missing, and members entered twice for today."""
    today, found = clock.today(), []
    if not queries.members([record.pk], today):
        found.append(gettext("Chưa ghi hội viên: ghi từng người, hoặc ghi số hội viên tính đến một ngày."))
    if n := queries.doubled(record, today):
        found.append(gettext("%(n)s hội viên được ghi hai lần; mỗi người chỉ tính một lần.") % {"n": n})
    return found


def facts(record: Club, on: date) -> list[tuple[str, str]]:
    """Members on a day, and the work of that day's year."""
    members, work = queries.members([record.pk], on).get(record.pk), queries.year_of(record, on.year, on)
    said = gettext("%(n)s, nữ %(women)s") % {"n": members.all, "women": members.women} if members else "–"
    if members and members.counted_on:
        said += gettext(" (đếm ngày %(day)s)") % {"day": f"{members.counted_on:%d/%m/%Y}"}
    words = {"held": work.held, "planned": work.planned, "n": work.attendances, "women": work.women}
    meetings = gettext("%(held)s buổi, kế hoạch %(planned)s; %(n)s lượt dự, nữ %(women)s") % words
    return [(gettext("Hội viên"), said), (gettext("Sinh hoạt năm %(year)s") % {"year": on.year}, meetings)]


def prepare(records: list[Club], on: date) -> None:
    """Set the members of a page of the list."""
    found = queries.members([one.pk for one in records], on)
    for one in records:
        one.members = found.get(one.pk)  # type: ignore[attr-defined]


CLUBS = declare(
    Register(
        code=queries.CODE,
        name=_("Câu lạc bộ nữ công"),
        one=_("câu lạc bộ"),
        about=_("Hội viên, buổi sinh hoạt, kế hoạch năm, giao lưu và tài liệu dùng chung của các câu lạc bộ."),
        model=Club,
        form=ClubForm,
        title=lambda record: str(record.name),
        words=lambda record: [record.name, record.purpose, record.decision, record.unit.name],
        columns=("name", "unit", "level", "members", "women", "founded_on", "closed_on"),
        order=("unit__sort_key", "name"),
        key=("name",),
        filters=(
            Filter(
                "cap", _("Cấp"), lambda: [(level.code, level.name) for level in orgs.levels()],
                lambda value: Q(unit__kind__level__code=value),
            ),
        ),
        lines=(
            Lines(
                "hoi-vien", _("Hội viên"), ClubMember, MemberForm, "club",
                ("name", "sex", "birth_year", "since", "until"), ("name",), ends="until",
            ),
            Lines(
                "so-hoi-vien", _("Số hội viên"), ClubCount, CountForm, "club",
                ("day", "members", "women"), ("-day",),
            ),
            Lines(
                "sinh-hoat", _("Buổi sinh hoạt"), Meeting, MeetingForm, "club",
                ("day", "topic", "place", "women", "men"), ("-day",),
            ),
            Lines(
                "ke-hoach", _("Kế hoạch năm"), PlannedActivity, PlanForm, "club",
                ("year", "activity", "when", "meetings"), ("-year", "pk"),
            ),
            Lines(
                "giao-luu", _("Giao lưu do câu lạc bộ tổ chức"), Exchange, ExchangeForm, "club",
                ("day", "topic", "guest", "women", "men", "guest_women", "guest_men"), ("-day",), ("guest__unit",),
            ),
            Lines(
                "duoc-moi", _("Giao lưu được mời"), Exchange, GuestForm, "guest",
                ("day", "topic", "club", "women", "men", "guest_women", "guest_men"), ("-day",), ("club__unit",),
                entered=False,
            ),
            Lines(
                "tai-lieu", _("Tài liệu dùng chung trong tỉnh, ngành"), Material, MaterialForm, "club",
                ("title", "about", "file"), ("-pk",), ("file",),
            ),
        ),
        standing=queries.standing,
        findings=findings,
        facts=facts,
        prepare=prepare,
        extra={
            "level": lambda record: record.unit.kind.level.name,
            "members": lambda record: record.members and record.members.all,
            "women": lambda record: record.members and record.members.women,
        },
        labels={"level": _("Cấp"), "members": _("Hội viên"), "women": _("Nữ")},
        select=("unit__kind__level",),
        pages=((_("Tài liệu dùng chung"), "clubs:materials"),),
        kept_from="closed_on",
        purpose=_("Mục đích: tổ chức sinh hoạt câu lạc bộ và số liệu báo cáo về công tác nữ công."),
        ground=(grounds.TARGETS, grounds.CONSENT),
        feeds=(
            Feed(FORM, "clb", "as_of", _clubs, _behind),
            Feed(FORM, "clb_hv", "as_of", _members, _behind),
        ),
    )
)  # fmt: skip
