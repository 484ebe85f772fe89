"""The log as a page: filtered, paged, scoped to what the reader may see."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from binhdang.calc.collation import sort_key
from binhdang.kit import audit
from binhdang.kit.errors import Refused
from binhdang.orgs import queries, roles, rules
from binhdang.web.audit import words

PER_PAGE = 50


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log of everything in scope, by verb, person, day and unit."""
    sight = rules.sight(request.user, right="audit.read")
    if not rules.reach(request.user, "audit.read"):
        raise Refused(
            _("Bạn không có quyền đọc nhật ký."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with("audit.read")},
        )
    chosen = {key: request.GET.get(key, "").strip() for key in ("verb", "person", "unit", "start", "end")}
    found = audit.events(
        sight,
        verb=chosen["verb"],
        by=_person(request.user, chosen["person"]),
        path=_path(request.user, chosen["unit"]),
        start=_day(chosen["start"]),
        end=_day(chosen["end"]),
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = _subjects(page)
    rows = [
        (event, words.phrase(event.verb), names.get((event.subject_kind, event.subject_id), {}), words.detail(event))
        for event in page
    ]
    verbs = sorted(((verb, str(word)) for verb, word in words.WORDS.items()), key=_name)
    context: dict[str, Any] = {"page": page, "rows": rows, "verbs": verbs, "chosen": chosen}
    context["keeps_units"] = bool(rules.reach(request.user, "units.manage"))
    return render(request, "web/audit/log.html", context)


def _subjects(events: Iterable[Any]) -> dict[tuple[str, str], dict[str, str]]:
    """Name and address of the units and people that events are about."""
    ids: dict[str, set[int]] = {"orgunit": set(), "person": set()}
    for event in events:
        if event.subject_kind in ids:
            ids[event.subject_kind].add(int(event.subject_id))
    pages = {"orgunit": "orgs:unit", "person": "accounts:person"}
    named = {"orgunit": queries.unit_names(ids["orgunit"]), "person": queries.person_names(ids["person"])}
    return {
        (kind, str(pk)): {"name": name, "href": reverse(pages[kind], args=[pk])}
        for kind, found in named.items()
        for pk, name in found.items()
    }


def _name(choice: tuple[str, str]) -> str:
    return sort_key(choice[1])


def _person(by: Any, text: str) -> int | None:
    """The id of the one person seen whose name or e-mail fits; -1 (nobody) when the text fits none."""
    if not text:
        return None
    found = queries.find_people(by, text).values_list("pk", flat=True).first()
    return -1 if found is None else found


def _path(by: Any, code: str) -> str:
    if not code:
        return ""
    placement = queries.last_placement(queries.unit_by_code(by, code).pk)
    return placement.path if placement else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
