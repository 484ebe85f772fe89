"""What came in with a form: sums of every number, answers counted by units, texts and files listed by unit."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.cells import Number
from binhdang.calc.layout import Cell, Row
from binhdang.calc.periods import parse_period
from binhdang.calc.questions import NUMBER, WITHOUT_CELLS, YES_NO
from binhdang.datasets import queries
from binhdang.reports import using
from binhdang.rollup import queries as rollup
from binhdang.web.context import context_of
from binhdang.web.frame import period_label
from binhdang.web.results.views import bases

PAGE = 30


@dataclass(frozen=True)
class CellSum:
    """A cell's sum over the units that gave it; `count` is how many did."""

    label: str
    total: Number | None
    count: int


@dataclass(frozen=True)
class RowSum:
    """One row of the form: sums of numbers, or how many units gave each answer, or how many wrote something."""

    row: Row
    cells: list[CellSum]
    written: int = 0

    @property
    def counted(self) -> bool:
        """Whether the cells are answers counted by units."""
        return self.row.kind not in {NUMBER, *WITHOUT_CELLS}


def _asked(request: HttpRequest, code: str) -> dict[str, Any]:
    """The form, the unit and basis of the context, the periods it was asked for, the one that is shown."""
    work = context_of(request)
    form = queries.form_seen(request.user, code)
    keys = list(dict.fromkeys(using.requests_of(request.user, form.data_set_id).values_list("period_key", flat=True)))
    key = work.period.key if work.period.key in keys else next(iter(keys), "")
    labels = {key: period_label(parse_period(key)) for key in keys}
    return {
        "form": form,
        "work": work,
        "bases": bases(),
        "where": using.Where(form.data_set_id, key, work.placement.path, work.basis),
        "key": key,
        "label": labels.get(key, ""),
        "periods": list(labels.items()),
    }


@require_GET
def sums(request: HttpRequest, code: str) -> HttpResponse:
    """The sums of the unit and all below it for a period, with the units behind every number."""
    asked = _asked(request, code)
    work, form = asked["work"], asked["form"]
    place = (work.unit.pk, asked["key"])
    figure = rollup.figures(
        request.user, [work.unit.pk], form.data_set_id, [asked["key"]], work.basis, work.standing
    ).get(place)
    if figure is None:
        return render(request, "web/datasets/sums.html", {**asked, "document": None})
    layout = queries.layout_of(queries.version_by_id(figure.form_id))
    document = figure.document
    by_cell = {cell: (document.sums[at], document.counts[at]) for at, cell in enumerate(figure.order)}
    written = [row.code for row in layout.rows if row.kind in WITHOUT_CELLS]
    counts = using.answer_counts(request.user, asked["where"], written)

    def line(row: Row) -> RowSum:
        cells = [CellSum(_label(row, cell), *by_cell.get(cell.code, (None, 0))) for cell in row.cells]
        return RowSum(row, cells, counts.get(row.code, 0))

    sections = [(section.title, [line(row) for row in section.rows]) for section in layout.sections]
    derived = [CellSum(cell.label, *by_cell.get(cell.code, (None, 0))) for cell in layout.derived]
    context = {**asked, "document": document, "sections": sections, "derived": derived}
    return render(request, "web/datasets/sums.html", context)


def _label(row: Row, cell: Cell) -> str:
    """What a cell is called within its row."""
    if row.kind == YES_NO:
        return _("Có")
    if row.kind == NUMBER:
        return {"tong": _("Tổng số"), "nu": _("Trong đó nữ")}.get(cell.column, cell.column)
    return next((option.name for option in row.options if option.code == cell.column), cell.column)


@require_GET
def answers(request: HttpRequest, code: str, row: str) -> HttpResponse:
    """The texts or files that units gave to one question, by unit, each with its report."""
    asked = _asked(request, code)
    work, form = asked["work"], asked["form"]
    found = queries.layout_of(form).row(row)
    if found is None or found.kind not in WITHOUT_CELLS:
        raise Http404
    page = Paginator(using.reports_answering(request.user, asked["where"], row), PAGE).get_page(request.GET.get("page"))
    context = {**asked, "row": found, "page": page, "answers": using.answers_of(page.object_list, found, work.basis)}
    return render(request, "web/datasets/answers.html", context)
