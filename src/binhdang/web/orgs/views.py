"""Pages of units: list, one unit, new unit, changes with their dates, search."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import actions, queries, roles, rules
from binhdang.web.accounts.forms import say
from binhdang.web.audit.words import moments
from binhdang.web.orgs import (
    finding,  # noqa: F401  (registers the search over units and people)
    forms,
)
from binhdang.web.search import search as search_all

PER_PAGE = 50


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units in scope on a day: below one unit, or all that fit a filter."""
    chosen = {key: request.GET.get(key, "").strip() for key in ("q", "kind", "level", "below")}
    on = _day(request.GET.get("on", "")) or clock.today()
    found = queries.find_units(request.user, chosen["q"], on)
    top = None
    if chosen["kind"]:
        found = found.filter(unit__kind__code=chosen["kind"])
    if chosen["level"]:
        found = found.filter(unit__kind__level__code=chosen["level"])
    if not any((chosen["q"], chosen["kind"], chosen["level"])):
        top = queries.unit_by_code(request.user, chosen["below"]) if chosen["below"] else None
        found = queries.children(request.user, top.pk, on) if top else queries.tops(request.user, on)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "web/orgs/units.html",
        {
            "page": page,
            "rows": queries.with_children(list(page), on),
            "chosen": chosen,
            "on": on,
            "top": top,
            "path": queries.seen_of_path(request.user, top, on) if top else [],
            "flat": top is None and any((chosen["q"], chosen["kind"], chosen["level"])),
            "kinds": queries.kinds(),
            "levels": queries.levels(),
            "manages": bool(rules.reach(request.user, "units.manage")),
        },
    )


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: where it stood, what it came from, its people, what happened to it."""
    found = queries.unit_by_id(request.user, unit_id)
    last = queries.last_placement(found.pk)
    return render(
        request,
        "web/orgs/unit.html",
        {
            "unit": found,
            "last": last,
            "path": queries.seen_of_path(request.user, found, None),
            "placements": queries.placements(found.pk),
            "successions": queries.successions(found.pk),
            "people": queries.people_at(request.user, found),
            "below": queries.count_below(found.pk),
            "moments": moments(found, limit=30),
            "manages": last is not None and rules.may(request.user, "units.manage", last.path),
            "invites": last is not None and rules.may(request.user, "people.manage", last.path),
            "changes": CHANGES.items(),
        },
    )


def create(request: HttpRequest) -> HttpResponse:
    """A new unit below one that the person manages."""
    check_manages(request.user)
    initial = {"parent": request.GET.get("parent", ""), "valid_from": clock.today()}
    form = forms.CreateForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = actions.create_unit(data.pop("code"), by=request.user, **data)
        except BadInput as error:
            say(form, error.problems)
        else:
            messages.success(request, _("Đã thêm đơn vị."))
            return redirect("orgs:unit", made.pk)
    return render(
        request, "web/orgs/change.html", {"form": form, "title": _("Thêm đơn vị"), "button": _("Thêm đơn vị")}
    )


@dataclass(frozen=True)
class Change:
    """One way to change a unit: its words, its form and the action."""

    title: str | Promise
    text: str | Promise
    form: type[forms.Acting]
    act: Callable[..., Any]
    danger: bool = False


CHANGES = {
    "ten": Change(
        gettext_lazy("Đổi tên"),
        gettext_lazy("Tên cũ được giữ trong lịch sử của đơn vị; báo cáo cũ không đổi."),
        forms.RenameForm,
        actions.rename_unit,
    ),
    "thong-tin": Change(
        gettext_lazy("Sửa mã, loại"),
        gettext_lazy("Dùng khi mã hoặc loại đơn vị ghi sai."),
        forms.EditForm,
        actions.edit_unit,
    ),
    "chuyen": Change(
        gettext_lazy("Chuyển"),
        gettext_lazy(
            "Đơn vị cùng mọi đơn vị trực thuộc sang cấp trên mới từ ngày đã chọn; số liệu trước đó giữ nguyên."
        ),
        forms.MoveForm,
        actions.move_unit,
    ),
    "ket-thuc": Change(
        gettext_lazy("Kết thúc hoạt động"),
        gettext_lazy("Sau ngày này đơn vị không còn trong cơ cấu tổ chức; báo cáo đã có được giữ nguyên."),
        forms.EndForm,
        actions.end_unit,
        danger=True,
    ),
}


def change(request: HttpRequest, unit_id: int, what: str) -> HttpResponse:
    """Rename, correct, move or end a unit."""
    found = queries.unit_by_id(request.user, unit_id)
    if what not in CHANGES:
        raise Http404
    kind = CHANGES[what]
    rules.check(request.user, "units.manage", queries.path_of(found))
    initial = {"code": found.code, "kind": found.kind.code, "name": found.name, "on": clock.today()}
    form = kind.form(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kind.act(found, by=request.user, **form.cleaned_data)
        except BadInput as error:
            say(form, error.problems)
        else:
            messages.success(request, _("Đã ghi thay đổi."))
            return redirect("orgs:unit", found.pk)
    context = {"form": form, "title": kind.title, "button": kind.title, "change": kind, "unit": found}
    return render(request, "web/orgs/change.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search over everything that parts registered."""
    text = request.GET.get("q", "").strip()[:200]
    return render(request, "web/orgs/search.html", {"q": text, "found": search_all(request.user, text)})


def check_manages(by: Any) -> None:
    """Raise Refused unless `by` manages units anywhere."""
    if not rules.reach(by, "units.manage"):
        raise Refused(
            _("Bạn không có quyền thêm, sửa hoặc nhập đơn vị."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with("units.manage")},
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
