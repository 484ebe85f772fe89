"""The list of forms, and one form: its versions, what they ask, where it is used, what changed, its YAML."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.periods import parse_period
from binhdang.datasets import changes, queries
from binhdang.datasets.drafts import RIGHT
from binhdang.datasets.yaml_text import write_definition
from binhdang.orgs import rules as org_rules
from binhdang.reports import using
from binhdang.reports.queries import all_levels
from binhdang.web.datasets.preview import levels_asked, sections_for
from binhdang.web.datasets.shown import KIND_CHOICES, PERIODS
from binhdang.web.frame import period_label
from binhdang.web.reports.sheet import whole_of

PAGE = 30
SHOWN_REQUESTS = 20


@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    """The forms in sight: those of the catalogue and those that units built, and the drafts under way."""
    every = queries.data_sets_seen(request.user)
    whose = request.GET.get("cua", "")
    words = request.GET.get("tim", "").strip()[:100]
    counts = Counter("own" if owner else "catalogue" for owner in every.order_by().values_list("owner", flat=True))
    found = queries.filtered(every, whose=whose, words=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    ids = [data_set.pk for data_set in page.object_list]
    newest, used = queries.newest_versions(ids), using.form_counts(request.user, ids)
    periods = dict(PERIODS)
    context = {
        "page": page,
        "lines": [
            (data_set, newest.get(data_set.pk), used.get(data_set.pk, 0), periods.get(data_set.period_kind, ""))
            for data_set in page.object_list
        ],
        "choices": [
            ("", _("Tất cả"), sum(counts.values())),
            ("own", _("Do đơn vị dựng"), counts["own"]),
            ("catalogue", _("Danh mục dùng chung"), counts["catalogue"]),
        ],
        "whose": whose,
        "words": words,
        "drafts": queries.drafts_seen(request.user).select_related("owner", "updated_by")[:20],
        "may_build": bool(org_rules.units_with(request.user, RIGHT)),
    }
    return render(request, "web/datasets/list.html", context)


def _version(request: HttpRequest, name: str = "v") -> int | None:
    return whole_of(request.GET.get(name, ""))


@require_GET
def form_page(request: HttpRequest, code: str) -> HttpResponse:
    """One version of a form: its rows, the other versions, the requests made with it."""
    form = queries.form_seen(request.user, code, _version(request))
    layout = queries.layout_of(form)
    in_use = using.versions_in_use(request.user, form.data_set_id)
    requests = using.requests_of(request.user, form.data_set_id)
    context = {
        "form": form,
        "layout": layout,
        "versions": [(one, in_use.get(one.pk, 0)) for one in queries.versions_of(form.data_set)],
        "requests": [(asked, period_label(parse_period(asked.period_key))) for asked in requests[:SHOWN_REQUESTS]],
        "used": requests.count(),
        "period": dict(PERIODS).get(form.data_set.period_kind, ""),
        "kinds": dict(KIND_CHOICES),
        "levels": all_levels(),
        "may_change": queries.may_change(request.user, form.data_set),
        "units": org_rules.units_with(request.user, RIGHT),
        "may_hand_over": queries.may_hand_over(request.user, form.data_set),
    }
    return render(request, "web/datasets/form.html", context)


@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """A published version as a unit of a level sees it."""
    form = queries.form_seen(request.user, code, _version(request))
    layout = queries.layout_of(form)
    levels = levels_asked(layout)
    level = next((c for c, _n in levels if c == request.GET.get("cap")), levels[-1][0] if levels else "")
    context: dict[str, Any] = {
        "form": form,
        "name": layout.name,
        "note": layout.note,
        "levels": levels,
        "level": level,
        "sections": sections_for(layout, level),
        "may_ask": bool(org_rules.units_with(request.user, RIGHT)),
    }
    return render(request, "web/datasets/preview.html", context)


@require_GET
def differences(request: HttpRequest, code: str) -> HttpResponse:
    """What changed from one version to another."""
    newest = queries.form_seen(request.user, code)
    newer = queries.form_seen(request.user, code, _version(request, "den") or newest.version)
    older = queries.form_seen(request.user, code, _version(request, "tu") or max(newer.version - 1, 1))
    context = {
        "form": newest,
        "older": older,
        "newer": newer,
        "compared": changes.compare(queries.layout_of(older), queries.layout_of(newer)),
        "bridge": newer.bridge if newer.version == older.version + 1 else {},
        "kinds": dict(KIND_CHOICES),
    }
    return render(request, "web/datasets/differences.html", context)


@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The definition of a version as YAML: what `binhdang import form` reads."""
    form = queries.form_seen(request.user, code, _version(request))
    response = HttpResponse(write_definition(form.layout, form.bridge), content_type="application/yaml; charset=utf-8")
    name = f"{slugify(form.data_set.code) or 'bieu'}-v{form.version}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
