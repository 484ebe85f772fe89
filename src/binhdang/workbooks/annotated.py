"""The sheet that comes back: what was handed in, with a comment on every cell that must be mended.

It is drawn anew from what was read (never from the file itself), so nothing hostile comes back; a sheet of the product
keeps its mark, its locked labels and its typed cells, and can be handed in again.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from binhdang.calc.sheetmap import Marked, Taker, find_mark, read_marked
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.kit.books import Sheet
from binhdang.kit.errors import BadInput
from binhdang.reports.models import Report
from binhdang.workbooks import queries, sheets, words
from binhdang.workbooks.choices import Found
from binhdang.workbooks.drawing import Pen
from binhdang.workbooks.models import Upload, UploadItem

MOST = 300
"""So many files with problems go into one zip."""


def copy_of(upload: Upload, item_id: int) -> tuple[str, bytes]:
    """The file of a line with comments, as (name, bytes). Raises UploadItem.DoesNotExist, BadInput when it is gone."""
    item = UploadItem.objects.get(pk=item_id, upload=upload)
    return _copy(upload, item.source, item.file)


def copies_of(upload: Upload) -> bytes:
    """A zip of every file that has something to mend, with comments. Raises BadInput when there is none."""
    rows = queries.items_of(upload).filter(found__in=[Found.BAD, Found.REFUSED, Found.LEFT])
    sources = dict(rows.values_list("source", "file"))
    out = io.BytesIO()
    made = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (source, file) in enumerate(list(sources.items())[:MOST], 1):
            try:
                name, data = _copy(upload, source, file)
            except BadInput:
                continue
            packed.writestr(f"{number:03d} {name}", data)
            made += 1
    if not made:
        raise BadInput([("", _("Không có tệp nào đọc được để ghi chú; xem lý do từng tệp trên trang."))])
    return out.getvalue()


def _copy(upload: Upload, source: str, file: str) -> tuple[str, bytes]:
    found = queries.sheets_of(upload, source)
    if not found:
        raise BadInput([("", _("Tệp này không đọc được nên không có bản ghi chú; xem lý do trên trang."))])
    items = list(UploadItem.objects.filter(upload=upload, source=source))
    target = io.BytesIO()
    pen = Pen(target)
    names: set[str] = set()
    for sheet in found:
        if sheet.drawn:
            continue
        problems = [problem for item in items if item.sheet == sheet.name for problem in item.problems]
        marked = find_mark(sheet.rows)
        drawn = pen.book.add_worksheet(sheets.sheet_name(sheet.name or _("Dán"), names))
        about = _own(upload, sheet, marked, problems) if marked and marked.mark.shape == "one" else None
        if about is not None:
            sheets.draw_one(pen, drawn, about)
        else:
            _draw_as_it_was(pen, drawn, sheet, marked, problems)
    pen.book.close()
    name = file.rpartition(": ")[2].rpartition("/")[2].rpartition(".")[0] or "bieu"
    return f"{name[:80]} - ghi chú.xlsx", target.getvalue()


def _own(upload: Upload, sheet: Sheet, marked: Marked, problems: Sequence[Sequence[Any]]) -> sheets.OneSheet | None:
    """A sheet of the product drawn again with what was typed into it and the comments; None for an unknown form."""
    mark = marked.mark
    form = FormVersion.objects.filter(data_set__code=mark.form, version=mark.version).select_related("data_set").first()
    if form is None:
        return None
    taker = Taker(sheet.rows)
    answers = read_marked(taker, marked, layout_of(form))[0]
    seen = queries.report_named(upload.by, form.data_set_id, mark.period, answers.unit)
    about = _of_report(seen, form) if seen else sheets.OneSheet(form, mark.period, None, answers.unit)
    codes = {place: code for code, place in reversed(answers.places.items())}
    said: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        said.setdefault((problem[0], problem[1]), []).append(words.told(problem)[2])
    about.comments = {codes[place]: "\n".join(texts) for place, texts in said.items() if place in codes}
    about.above = [text for place, texts in said.items() if place not in codes for text in texts]
    about.values, about.texts = {}, {}
    about.raws = {code: taker.raw(row - 1, column - 1) for code, (row, column) in answers.places.items()}
    about.remarks = answers.remarks
    return about


def _of_report(report: Report, form: FormVersion) -> sheets.OneSheet:
    about = sheets.of_report(report)
    if report.form_id != form.pk:
        about.form, about.last = form, {}
    return about


def _draw_as_it_was(
    pen: Pen, drawn: Any, sheet: Sheet, marked: Marked | None, problems: Sequence[Sequence[Any]]
) -> None:
    """Every cell where it stood, as values; the cells with a problem coloured and commented."""
    said: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        row, column, *_rest = problem
        said.setdefault((max(row, 1), max(column, 1)), []).append(words.told(problem)[2])
    for at, cells in enumerate(sheet.rows):
        for column, raw in enumerate(cells):
            pen.raw(drawn, at, column, raw, pen.bad if (at + 1, column + 1) in said else None)
    for (row, column), texts in said.items():
        drawn.write_comment(row - 1, column - 1, "\n".join(texts)[:1000], {"x_scale": 2})
    drawn.set_column(0, 1, 24)
    if marked is not None:
        drawn.set_row(marked.row, None, None, {"hidden": True})
        drawn.set_row(marked.row + 1, None, None, {"hidden": True})
        drawn.set_column(marked.column, marked.column, 2, None, {"hidden": True})
