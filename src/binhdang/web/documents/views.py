"""Pages of papers: the list, one paper as a sheet, its files."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.consolidation.changes import sums_since
from binhdang.consolidation.queries import slips_since_issue
from binhdang.documents import queries, rules
from binhdang.documents.choices import PaperState
from binhdang.documents.pdf import paper_pdf
from binhdang.documents.word import paper_docx
from binhdang.web.consolidation.shown import move_line
from binhdang.web.context import maybe_context_of
from binhdang.web.documents import shown

PER_PAGE = 30
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def waiting(request: HttpRequest) -> int:
    """Drafts that wait where the person issues papers; shown in the menu."""
    return queries.drafts_to_issue(request.user)


@login_required
@require_GET
def paper_list(request: HttpRequest) -> HttpResponse:
    """The papers in sight, by state, year and words."""
    state, text, year = (request.GET.get(name, "")[:100] for name in ("trang-thai", "q", "nam"))
    counts = queries.state_counts(request.user)
    found = queries.papers_found(
        request.user,
        state=state if state in PaperState.values else "",
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        text=text,
    )
    work = maybe_context_of(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown.line_of(paper) for paper in page],
        "states": [("", _("Tất cả"), sum(counts.values()))]
        + [(value, str(label), counts.get(value, 0)) for value, label in PaperState.choices],
        "years": [("", _("Mọi năm")), *((str(one), str(one)) for one in queries.years_of(request.user))],
        "state": state,
        "year": year,
        "text": text,
        "any": bool(counts),
        "work": work,
        "may_write": bool(work and rules.may_write(request.user, work.placement.path)),
    }
    return render(request, "web/documents/list.html", context)


@login_required
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper as it will be printed, with what happened to it."""
    found = queries.paper_for(request.user, pk)
    slips = slips_since_issue(request.user, found)
    page = shown.page_of(request, found) | {
        "sheet": shown.sheet(queries.content(found)),
        "slips": slips,
        "sums": [move_line(*row[1:]) for row in sums_since(slips, found.path)],
        "moments": shown.moments(queries.history_of(found)),
        "by_hand": queries.by_hand(found) if found.state == PaperState.DRAFT else [],
    }
    return render(request, "web/documents/paper.html", page)


@login_required
@require_GET
def word_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file: the frozen one of an issued paper, else one of the draft as it stands."""
    found = queries.paper_for(request.user, pk)
    return _file(queries.file_of(found) or paper_docx(queries.content(found)), DOCX, found, "docx")


@login_required
@require_GET
def pdf_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF: the frozen one of an issued paper, else one of the draft as it stands."""
    found = queries.paper_for(request.user, pk)
    return _file(queries.pdf_of(found) or paper_pdf(queries.content(found)), "application/pdf", found, "pdf")


def _file(data: bytes, kind: str, found: queries.Paper, ending: str) -> HttpResponse:
    number = f"{found.number:02d}" if found.number is not None else "du-thao"
    name = f"{number}-{found.series}-{found.unit.code}-{found.year}.{ending}"
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{safe}"'})
