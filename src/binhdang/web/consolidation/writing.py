"""Pages that write a consolidated report: choose what units said, edit and arrange, keep figures true."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhdang.calc.tied import spelled
from binhdang.consolidation import actions, queries, rules, voices
from binhdang.consolidation.book import book_of
from binhdang.consolidation.choices import THEMES, PassageKind
from binhdang.kit.errors import BadInput, Conflict
from binhdang.web.consolidation import shown

PAGE = 40
GROUPS = ("coverage", "target", "share", "total", "own")


def number_of(text: str) -> int:
    """A small whole number that a form sent; -1 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@require_http_methods(["GET", "POST"])
def voices_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the units wrote, grouped by kind and theme; a POST takes the chosen sayings into the narrative."""
    report = queries.report_for(request.user, pk)
    rules.check(request.user, report, "edit")
    problems: list[str] = []
    if request.method == "POST":
        wanted = {key: request.POST.get(f"kind.{key}", "") for key in request.POST.getlist("voice")[:200]}
        try:
            taken = actions.quote(pk, wanted, by=request.user)
            messages.success(request, _("Đã đưa %(n)s ý kiến vào báo cáo.") % {"n": taken})
            return redirect("consolidation:report", pk)
        except BadInput as bad:
            problems = [message for _place, message in bad.problems]
    context = shown.head_of(request, report) | _voices(request, report) | {"problems": problems}
    return render(request, "web/consolidation/voices.html", context, status=422 if problems else 200)


def _voices(request: HttpRequest, report: Any) -> dict[str, Any]:
    kind, theme, text = (request.GET.get(name, "")[:80] for name in ("loai", "chu-de", "q"))
    near = request.GET.get("cap", "") == "gan"
    heard = voices.voices_below(request.user, report, text=text, near=near)
    of_kind = [v for v in heard.voices if not kind or v.kind == kind]
    chosen = [v for v in of_kind if not theme or v.theme == theme]
    order = {code: at for at, code in enumerate(THEMES)}
    heaps = voices.alike(sorted(chosen, key=lambda v: order[v.theme]))
    page = Paginator(heaps, PAGE).get_page(request.GET.get("page"))
    there = {(p.source_unit_id, p.place) for p in queries.passages_of(report) if p.place}
    kinds = [
        (k.value, str(k.label), sum(v.kind == k for v in heard.voices))
        for k in PassageKind
        if k != PassageKind.OVERVIEW
    ]
    themes = [(code, str(name), n) for code, name in THEMES.items() if (n := sum(v.theme == code for v in of_kind))]
    return {
        "page": page,
        "groups": list(_by_theme(page.object_list, there)),
        "kinds": [("", _("Mọi loại"), len(heard.voices)), *kinds],
        "themes": [("", _("Mọi chủ đề"), len(of_kind)), *themes],
        "kind": kind,
        "theme": theme,
        "text": text,
        "near": near,
        "left": heard.left,
        "choices": [(k.value, str(k.label)) for k in PassageKind],
    }


Said = tuple[Any, bool]
"""A saying, and whether it is in the report already."""


def _by_theme(found: Any, there: set[tuple[Any, str]]) -> Iterator[tuple[str, list[tuple[Said, list[Said]]]]]:
    """Name of a theme, and its sayings: the first unit's with those of the others that say the same."""
    for theme, heaps in groupby(found, key=lambda heap: heap[0].theme):
        marked = [[(voice, (voice.unit_id, voice.place) in there) for voice in heap] for heap in heaps]
        yield shown.theme_name(theme), [(heap[0], heap[1:]) for heap in marked]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The paragraphs to edit, arrange and take out, with the list of figures; a POST saves all of them."""
    report = queries.report_for(request.user, pk)
    rules.check(request.user, report, "edit")
    autosave = "X-Autosave" in request.headers
    problems: list[tuple[str, str]] = []
    status, theirs = 200, False
    if request.method == "POST":
        try:
            done = _write(request, pk)
            if autosave:
                return HttpResponse(str(done.version), content_type="text/plain")
            messages.success(request, _("Đã lưu."))
            return redirect("consolidation:edit" if request.POST.get("go") == "stay" else "consolidation:report", pk)
        except BadInput as bad:
            problems, status = bad.problems, 422
        except Conflict:
            status, theirs = 409, True
        if autosave:
            return HttpResponse(status=status)
    return render(request, "web/consolidation/edit.html", _edit_page(request, report, problems, theirs), status=status)


def _write(request: HttpRequest, pk: int) -> Any:
    posted = {name: str(request.POST[name]) for name in request.POST}
    texts = {number_of(name[5:]): text for name, text in posted.items() if name.startswith("text.")}
    gone = {number_of(name[5:]): "" for name in posted if name.startswith("drop.")}
    return actions.write(
        pk, texts | gone, by=request.user, version=number_of(posted.get("version", "")),
        added={name[4:]: text for name, text in posted.items() if name.startswith("new.")},
        kinds={number_of(name[5:]): kind for name, kind in posted.items() if name.startswith("kind.")},
        order={number_of(n[6:]): number_of(t) for n, t in posted.items() if n.startswith("order.") and t.isdecimal()},
    )  # fmt: skip


def _edit_page(request: HttpRequest, report: Any, problems: list[tuple[str, str]], theirs: bool) -> dict[str, Any]:
    """The stored paragraphs, with what was typed over them where saving failed; nothing typed is lost."""
    book = book_of(request.user, report)
    rows = []
    for at, line in enumerate(queries.lines_of(queries.passages_of(report), book), 1):
        key = line.passage.pk
        stored = spelled(line.passage.text, {k: str(f["text"]) for k, f in line.passage.figures.items()})
        typed = request.POST.get(f"text.{key}", stored)
        kind = request.POST.get(f"kind.{key}", line.passage.kind)
        rows.append({
            "line": line, "text": typed, "kind": kind, "at": request.POST.get(f"order.{key}", str(at)),
            "stored": stored if theirs and typed != stored else "",
            "rows": min(10, 2 + len(typed) // 90),
        })  # fmt: skip
    picker = [(group, [e for e in book.entries.values() if e.group == group]) for group in GROUPS]
    return shown.head_of(request, report) | {
        "rows": rows,
        "fresh": [(k.value, str(k.label), request.POST.get(f"new.{k.value}", "")) for k in PassageKind],
        "choices": [(k.value, str(k.label)) for k in PassageKind],
        "picker": [(group_name(group), entries) for group, entries in picker if entries],
        "problems": problems,
        "theirs": theirs,
    }


def group_name(group: str) -> str:
    """A group of figures in words."""
    return {
        "coverage": _("Độ đầy đủ"),
        "target": _("Chỉ tiêu của kế hoạch"),
        "share": _("Tỷ lệ nữ"),
        "total": _("Tổng số của cả cấp"),
        "own": _("Số của riêng cấp"),
    }[group]


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the figures of one paragraph, or of all, to those of today."""
    passage = number_of(request.POST.get("passage", ""))
    moved = actions.agree(pk, passage if passage > 0 else None, by=request.user)
    messages.success(request, _("Đã cập nhật %(n)s con số theo số liệu hiện tại.") % {"n": moved})
    return redirect("consolidation:report", pk)


@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a plain number of a paragraph to a figure."""
    passage, start, version = (number_of(request.POST.get(name, "")) for name in ("passage", "start", "version"))
    try:
        actions.tie_number(pk, passage, start, request.POST.get("key", ""), by=request.user, version=version)
        messages.success(request, _("Đã gắn con số với số liệu; từ nay hệ thống tự đối chiếu."))
    except BadInput as bad:
        messages.error(request, bad.problems[0][1])
    return redirect("consolidation:report", pk)


@require_POST
def requote(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the source of a quotation that changed."""
    actions.requote(pk, number_of(request.POST.get("passage", "")), by=request.user)
    messages.success(request, _("Đã cập nhật đoạn trích theo nguồn. Lời đã sửa được giữ nguyên; hãy đọc lại."))
    return redirect("consolidation:report", pk)
