"""How many of those who hold a post today were trained, who was not, and inviting them in one go."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.calc import verdicts
from binhdang.careers import actions, coverage
from binhdang.evaluation.measure import aim_for
from binhdang.kit.errors import BadInput
from binhdang.orgs.queries import levels
from binhdang.plans.queries import asked_of, targets_of
from binhdang.registers.core.choices import PostKind
from binhdang.registers.training.queries import open_courses, waiting_courses
from binhdang.web.careers.asked import scope_of
from binhdang.web.context import context_of
from binhdang.web.results.shown import CODES

PER_PAGE = 50
CELLS = {coverage.KEY: "cc_th.tong", coverage.WOMEN: "nc_th.tong"}
"""The cell by which a target of the plan is known to be about a group."""


def groups() -> dict[str, str]:
    """The groups that a list can be asked for, in words: the two of the target, then each post."""
    return {
        coverage.KEY: _("Cán bộ chủ chốt (T5a)"),
        coverage.WOMEN: _("Cán bộ nữ công cấp trên cơ sở (T5b)"),
        **{str(value): str(label) for value, label in PostKind.choices},
    }


class Judged(NamedTuple):
    """What a target of the plan asks for beside the register's count, and the word for that count."""

    target: Any
    asked: str
    word: str
    missing: int | None


def _judged(by: Any, window: coverage.Window, group: str, found: coverage.Coverage, year: int) -> Judged | None:
    """The plan's target on a group judged by the register of today; None where the plan has no such target."""
    plan = window.plan
    targets = targets_of(by, plan) if plan else []
    target = next((one for one in targets if one.indicator and one.indicator.numerator == CELLS[group]), None)
    if plan is None or target is None:
        return None
    row = found.total
    given = verdicts.judge(
        aim_for(target, plan, {}), verdicts.Figures(row.trained, row.people, 0, 0, 1, 1), year, explain=False
    )
    gap = given.gap_people
    return Judged(target, asked_of(target), CODES[given.word], gap if gap is not None and gap > 0 else None)


@require_GET
def trained(request: HttpRequest) -> HttpResponse:
    """T5a and T5b by level, and every post, as of the last day of the period."""
    work = context_of(request)
    scope = scope_of(request, work)
    window, names = coverage.window_of(scope, work.unit, work.period), groups()
    levels_held, cross = coverage.crossed(scope, window)
    context = {
        "work": work,
        "window": window,
        "targets": [
            (group, names[group], found, _judged(request.user, window, group, found, work.period.end.year))
            for group, found in coverage.targets(scope, window).items()
        ],
        "levels": levels_held,
        "crossed": [(names[kind], cells) for kind, cells in cross.items()],
        "posts": [(kind, names[kind], row) for kind, row in coverage.by_post(scope, window)],
        "keepers": coverage.keepers_of(scope, window),
    }
    return render(request, "web/careers/trained.html", context)


def _asked(values: Any) -> tuple[str, str]:
    """The group and the level that are asked for. Raises Http404 for a group that does not exist."""
    group, level = values.get("nhom", coverage.KEY), values.get("cap", "")
    if group not in coverage.GROUPS:
        raise Http404
    return group, level if level in {one.code for one in levels()} else ""


@require_GET
def untrained(request: HttpRequest) -> HttpResponse:
    """Who of a group was never trained, by name as far as one reads them, ready to be invited."""
    return _untrained(request)


def _untrained(request: HttpRequest, problems: list[tuple[str, str]] | None = None) -> HttpResponse:
    work = context_of(request)
    scope = scope_of(request, work)
    values = request.POST if problems else request.GET
    (group, level), names = _asked(values), groups()
    window = coverage.window_of(scope, work.unit, work.period)
    found = coverage.untrained(scope, group, window, level)
    page = Paginator(found.cards, PER_PAGE).get_page(values.get("page"))
    posts = coverage.posts_of(list(page), window)
    coming = waiting_courses([card.who_id for card in page if card.who_id])
    context = {
        "work": work,
        "window": window,
        "group": group,
        "name": names[group],
        "level": level,
        "found": found,
        "page": page,
        "rows": [
            (
                card,
                ", ".join(post.get_kind_display() for post in posts[card.pk]),
                ", ".join(coming.get(card.who_id, [])),
            )
            for card in page
        ],
        "groups": list(names.items()),
        "levels": [("", _("Mọi cấp")), *((one.code, one.name) for one in levels())],
        "courses": open_courses(request.user),
        "summary": [(f"#{place}", text) for place, text in problems or []],
    }
    return render(request, "web/careers/untrained.html", context, status=422 if problems else 200)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite the people that were ticked, or everybody of the list, to a course."""
    work = context_of(request)
    scope, (group, level) = scope_of(request, work), _asked(request.POST)
    window = coverage.window_of(scope, work.unit, work.period)
    everybody = request.POST.get("ai") == "tat-ca"
    ticked = [int(pk) for pk in request.POST.getlist("card") if pk.isdecimal() and len(pk) < 19]
    course = request.POST.get("khoa", "")
    if not (course.isdecimal() and len(course) < 19):
        return _untrained(request, [("khoa", _("Chọn khoá để mời vào."))])
    try:
        n = actions.invite(scope, int(course), group, window, level=level, cards=None if everybody else ticked)
    except ObjectDoesNotExist:
        raise Http404
    except BadInput as bad:
        return _untrained(request, bad.problems)
    if n:
        messages.success(request, _("Đã mời %(n)s người; ai đã có trong danh sách khoá thì giữ nguyên.") % {"n": n})
    else:
        messages.info(request, _("Không mời thêm ai: mọi người đã chọn đều có trong danh sách khoá."))
    query = urlencode({"nhom": group, "cap": level})
    return redirect(f"{reverse('careers:untrained')}?{query}")
