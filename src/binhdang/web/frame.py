"""What the frame around every page shows: menu with counts, context bar, search, person, demo mark."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhdang.calc import periods
from binhdang.kit import clock
from binhdang.notices.queries import unread_count
from binhdang.orgs import glance, roles, rules
from binhdang.ui.frame import Choice, Frame, MenuItem, Slot
from binhdang.web.context import WorkContext, maybe_context_of

CHOICES = 14
_counts: dict[str, Callable[[HttpRequest], int]] = {}


def register_count(part: str, count: Callable[[HttpRequest], int]) -> None:
    """Let a part tell what waits there (`home`, `reports`, `plans`, `documents` ...); shown in the menu."""
    _counts[part] = count


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the frame; for those not signed in only the demo mark."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"frame": Frame(demo=settings.DEMO)}
    away = getattr(request, "turned_away", False)
    work = None if away else maybe_context_of(request)
    return {
        "work": work,
        "frame": Frame(
            menu=tuple(_menu(request, person, counted=not away)),
            slots=tuple(_slots(request, work)) if work else (),
            notices_href=_href("notices:list"),
            notices_count=0 if away else unread_count(person),
            search_href=_href("orgs:search"),
            search_text=request.GET.get("q", "") if request.path == _href("orgs:search") else "",
            person_name=person.name,
            person_post=glance.title_of(person),
            person_href=_href("accounts:me"),
            demo=settings.DEMO,
        ),
    }


def _menu(request: HttpRequest, person: Any, *, counted: bool) -> list[MenuItem]:
    entries = [
        ("home", _("Việc của tôi"), "/", "tasks"),
        ("overview", _("Tổng quan"), "/ket-qua/tong-quan/", "overview"),
        ("plans", _("Kế hoạch"), "/ke-hoach/", "plan"),
        ("reports", _("Báo cáo"), "/bao-cao/", "report"),
        ("results", _("Kết quả chỉ tiêu"), "/ket-qua/", "target"),
        ("documents", _("Văn bản"), "/van-ban/", "document"),
        ("registers", _("Sổ theo dõi"), "/so/", "register"),
        ("orgs", _("Tổ chức"), "/to-chuc/", "units"),
    ]
    running = {*roles.with_right("people.manage"), *roles.with_right("audit.read")}
    if any(row.role in running for row in rules.held(person)):
        entries.append(("accounts", _("Quản trị"), _href("accounts:people"), "admin"))
    here = _current(request.path, [href for _part, _label, href, _icon in entries])
    return [
        MenuItem(
            label, href, icon, _count(request, part) if counted else None, current=href == here, apart=part == "orgs"
        )
        for part, label, href, icon in entries
        if _exists(href)
    ]


def _current(path: str, hrefs: list[str]) -> str:
    if path.startswith(("/nhat-ky/", "/hop-thu-di/")) or path.startswith("/tai-khoan/nguoi-dung/"):
        return _href("accounts:people")
    if path.startswith(("/tong-hop/", "/bieu-mau/")):
        return "/bao-cao/"
    if path.startswith("/du-lieu-ca-nhan/"):
        return "/so/"
    fitting = [href for href in hrefs if (path == "/" if href == "/" else path.startswith(href))]
    return max(fitting, key=len, default="")


def _count(request: HttpRequest, part: str) -> int | None:
    return (_counts[part](request) or None) if part in _counts else None


def _slots(request: HttpRequest, work: WorkContext) -> list[Slot]:
    def link(**changes: str) -> str:
        return request.path + work.query(**changes)

    near = glance.units_near(request.user, work.placement.path, work.as_of, CHOICES)
    units = [Choice(name, link(unit=code), code == work.unit.code) for code, name in near]
    units.append(Choice(_("Chọn đơn vị khác…"), _href("orgs:list")))
    days = sorted({periods.structure_date(work.period), work.as_of, clock.today()}, reverse=True)
    return [
        Slot(_("Đơn vị"), work.unit.name, choices=tuple(units)),
        Slot(
            _("Kỳ số liệu"),
            period_label(work.period),
            choices=tuple(
                Choice(period_label(p), link(period=p.key), p.key == work.period.key) for p in _periods(work.period)
            ),
        ),
        Slot(
            _("Theo cơ cấu tổ chức ngày"),
            _day(work.as_of),
            short=_("cơ cấu"),
            choices=tuple(Choice(_day(d), link(as_of=d.isoformat()), d == work.as_of) for d in days),
        ),
    ]


def _periods(current: periods.Period) -> list[periods.Period]:
    year = clock.today().year
    keys = [str(y) for y in range(year, year - 6, -1)]
    keys += [f"{current.end.year}-05-31", f"{current.end.year}-11-30", f"{current.end.year}-H1", current.key]
    return [periods.parse_period(key) for key in dict.fromkeys(keys)]


def period_label(period: periods.Period) -> str:
    """The name of a period in the language of the page."""
    return periods.label_en(period) if get_language() == "en" else periods.label_vi(period)


def _day(day: date) -> str:
    return date_format(day, "d/m/Y")


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@cache
def _exists(href: str) -> bool:
    try:
        resolve(href)
    except Resolver404:
        return False
    return True
