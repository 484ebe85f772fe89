"""The builder: start a form, build it part by part, preview it as a unit will see it, publish it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.calc import drafting
from binhdang.calc.definition import LayoutError
from binhdang.calc.layout import Layout, parse_layout
from binhdang.datasets import changes, drafts, queries
from binhdang.kit.errors import BadInput, Conflict
from binhdang.orgs import rules as org_rules
from binhdang.reports.queries import all_levels
from binhdang.web.context import maybe_context_of
from binhdang.web.datasets.preview import levels_asked, sections_for
from binhdang.web.datasets.reading import names_of_cells, part_of_post
from binhdang.web.datasets.shown import KIND_CHOICES, NEW_ROWS, PERIODS, lines_of, parts_of
from binhdang.web.reports.sheet import version_of, whole_of

CONTROL = {"csrfmiddlewaretoken", "version", "do"}
"""Fields of the builder that are not content."""


def new(request: HttpRequest) -> HttpResponse:
    """Start a form: its name, its kind of period, empty or as a copy of one in sight."""
    units = org_rules.units_with(request.user, drafts.RIGHT)
    work = maybe_context_of(request)
    if not units:
        org_rules.check(request.user, drafts.RIGHT, work.placement.path if work else "")
    data, problems = request.POST or request.GET, []
    if request.method == "POST":
        unit = next((unit for unit in units if unit.code == data.get("unit")), units[0])
        try:
            source = queries.form_seen(request.user, data["source"]) if data.get("source") else None
            draft = drafts.start_draft(
                unit, name=data.get("name", ""), period=data.get("period", ""), by=request.user, source=source
            )
            return redirect("datasets_forms:build", draft.pk)
        except BadInput as bad:
            problems = [(f"#{place}", message) for place, message in bad.problems]
    context = {
        "units": units,
        "data": data,
        "chosen": data.get("unit") or (work.unit.code if work else ""),
        "periods": PERIODS,
        "forms": queries.data_sets_seen(request.user),
        "drafts": queries.drafts_seen(request.user).select_related("owner", "updated_by")[:20],
        "problems": problems,
    }
    return render(request, "web/datasets/new.html", context, status=422 if problems else 200)


def build(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One part of a draft; a POST keeps what was typed and does one thing. The autosave gets the page back."""
    draft = queries.draft_for(request.user, draft_id)
    part = _part(request.POST.get("part") or request.GET.get("phan", "1"), draft)
    if request.method != "POST":
        return _page(request, draft, part)
    do, version = request.POST.get("do", ""), version_of(request.POST.get("version", ""))
    autosave = "X-Autosave" in request.headers
    data = part_of_post(request.POST, draft.definition, part)
    try:
        draft = drafts.save_draft_part(
            draft.pk, part, data, version=version, by=request.user, do="" if autosave else do
        )
    except Conflict:
        if autosave:
            return HttpResponse(status=409)
        return _conflict(request, draft_id, part, data)
    if autosave:
        return _page(request, queries.draft_for(request.user, draft_id), part)
    if do in {"preview", "publish"}:
        return redirect("datasets_forms:preview_draft" if do == "preview" else "datasets_forms:publish", draft.pk)
    return redirect(f"{request.path}?phan={_after(do, part, draft)}{_anchor(do)}")


def _after(do: str, part: str, draft: Any) -> str:
    """The part to show after a deed."""
    count = len(draft.definition["sections"])
    if do.startswith("go:"):
        return _part(do[3:], draft)
    if do == "section_add":
        return str(count)
    if part.isdigit():
        at = int(part) + {"section_up": -1, "section_down": 1}.get(do, 0)
        return str(min(max(at, 1), count)) if count else "head"
    return part


def _anchor(do: str) -> str:
    """Where on the page a person goes on: at the row that was moved or copied."""
    verb, _colon, number = do.partition(":")
    at = whole_of(number)
    if at is None:
        return {"add": "#new", "undo": ""}.get(verb, "")
    return f"#r-{max(at + {'up': -1, 'down': 1, 'copy': 1}.get(verb, 0), 0)}" if verb != "go" else ""


def _part(asked: str, draft: Any) -> str:
    """A part that the draft has: "head", "rules" or a section's number."""
    if asked in {"head", "rules"}:
        return asked
    count = len(draft.definition["sections"])
    return str(min(max(whole_of(asked) or 1, 1), count)) if count else "head"


def _page(request: HttpRequest, draft: Any, part: str) -> HttpResponse:
    found = drafting.problems(draft.definition)
    section = draft.definition["sections"][int(part) - 1] if part.isdigit() else None
    context = {
        "draft": draft,
        "definition": draft.definition,
        "part": part,
        "parts": parts_of(draft.definition, found),
        "section": section,
        "rows": lines_of(section["rows"], {p.row for p in found if p.part == part}) if section else [],
        "problems": found,
        "here": [(f"#r-{p.row}" if p.row is not None else "", p.message) for p in found if p.part == part],
        "removed": draft.removed[-1] if draft.removed else None,
        "levels": all_levels(),
        "kinds": KIND_CHOICES,
        "new_rows": NEW_ROWS,
        "periods": PERIODS,
        "cells": names_of_cells(draft.definition),
        "row_names": [(row.get("code"), row.get("name")) for s in draft.definition["sections"] for row in s["rows"]],
    }
    return render(request, "web/datasets/build.html", context)


def _conflict(request: HttpRequest, draft_id: int, part: str, data: dict[str, Any]) -> HttpResponse:
    """Somebody saved first: what was typed beside what is stored; the person says which to keep."""
    draft = queries.draft_for(request.user, draft_id)
    mine, theirs = changes.flat(data), changes.flat(_stored(draft.definition, part))
    rows = [(key, mine.get(key, "–"), theirs.get(key, "–")) for key in {**theirs, **mine}]
    context = {
        "draft": draft,
        "part": part,
        "rows": [row for row in rows if row[1] != row[2]],
        "posted": [(k, v) for k in request.POST if k not in CONTROL for v in request.POST.getlist(k)],
    }
    return render(request, "web/datasets/conflict.html", context, status=409)


def _stored(definition: dict[str, Any], part: str) -> dict[str, Any]:
    if part == "head":
        return {"head": {key: definition.get(key, "") for key in ("name", "period", "note", "size_cell", "warnings")}}
    if part == "rules":
        return {"derived": definition.get("derived", []), "rules": definition.get("rules", [])}
    return {"section": definition["sections"][int(part) - 1]} if part.isdigit() else {}


@require_GET
def preview_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The draft as a unit of a level will see it; what keeps it from being used, when it cannot be shown."""
    draft = queries.draft_for(request.user, draft_id)
    layout: Layout | None
    try:
        filled = [section for section in draft.definition["sections"] if section["rows"]]
        layout = parse_layout({**draft.definition, "sections": filled})
    except LayoutError:
        layout = None
    levels = levels_asked(layout) if layout else []
    level = next((code for code, _name in levels if code == request.GET.get("cap")), levels[-1][0] if levels else "")
    context = {
        "draft": draft,
        "name": draft.definition.get("name", ""),
        "note": draft.definition.get("note", ""),
        "levels": levels,
        "level": level,
        "sections": sections_for(layout, level) if layout else [],
        "problems": drafting.problems(draft.definition),
    }
    return render(request, "web/datasets/preview.html", context)


def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show what will change, ask which row goes on under another code, then make the version."""
    draft = queries.draft_for(request.user, draft_id)
    if request.method == "POST":
        bridge = {key[7:]: value for key, value in request.POST.items() if key.startswith("bridge.") and value}
        try:
            version = version_of(request.POST.get("version", ""))
            form = drafts.publish_draft(draft_id, version=version, by=request.user, bridge=bridge)
            words = {"name": form.data_set.name, "n": form.version}
            messages.success(request, _("Đã phát hành biểu “%(name)s”, phiên bản %(n)s.") % words)
            return redirect("datasets_forms:form", form.data_set.code)
        except Conflict:
            messages.error(request, _("Có người vừa sửa bản đang dựng này; xem lại rồi phát hành."))
            return redirect("datasets_forms:publish", draft_id)
        except BadInput:
            return redirect("datasets_forms:publish", draft_id)
    problems = drafting.problems(draft.definition)
    older = queries.latest(draft.data_set) if draft.data_set else None
    compared = None
    if older and not problems:
        compared = changes.compare(queries.layout_of(older), parse_layout(draft.definition), draft.renamed)
    context = {"draft": draft, "problems": problems, "older": older, "compared": compared}
    return render(request, "web/datasets/publish.html", context)


def drop(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask once more, then give the draft up."""
    draft = queries.draft_for(request.user, draft_id)
    if request.method == "POST":
        drafts.drop_draft(draft_id, version=version_of(request.POST.get("version", "")), by=request.user)
        messages.success(request, _("Đã bỏ bản đang dựng."))
        return redirect("datasets_forms:list")
    return render(request, "web/datasets/drop.html", {"draft": draft})


@require_POST
def next_version(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version of a unit's own form, or go on with the one begun."""
    form = queries.form_seen(request.user, code)
    draft = drafts.start_next_version(form.data_set, by=request.user)
    return redirect("datasets_forms:build", draft.pk)


@require_POST
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Let another unit own the form."""
    form = queries.form_seen(request.user, code)
    queries.check_hand_over(request.user, form.data_set)
    units = org_rules.units_with(request.user, drafts.RIGHT)
    unit = next((unit for unit in units if unit.code == request.POST.get("unit")), None)
    if unit is None:
        raise BadInput([("unit", _("Chọn đơn vị quản lý biểu."))])
    drafts.hand_over(form.data_set, unit, by=request.user)
    messages.success(request, _("Đã giao biểu cho %(unit)s.") % {"unit": unit.name})
    return redirect("datasets_forms:form", code)
