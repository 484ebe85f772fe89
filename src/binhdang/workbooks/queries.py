"""Reading uploads: each is seen by the person who handed it in; what it would change is worked out for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, QuerySet, When
from django.utils.translation import gettext as _

from binhdang.calc import cells
from binhdang.calc import foreign as tables
from binhdang.calc.cells import Value
from binhdang.calc.layout import Layout
from binhdang.datasets.queries import kept_form, layout_of
from binhdang.kit import archives, incoming
from binhdang.kit.books import Sheet, read_book
from binhdang.kit.errors import BadInput
from binhdang.kit.models import Job
from binhdang.kit.sheets import book_of_text, is_text
from binhdang.orgs.models import Person
from binhdang.reports import queries as report_queries
from binhdang.reports.models import Report, ReportRequest
from binhdang.workbooks.choices import Found, Kind, State
from binhdang.workbooks.models import Upload, UploadItem

BELOW = "workbooks.below"
MOST_BELOW = 25_000
AT_ONCE = 2000
"""Up to so many units a sheet is made while the person waits; above, a job makes it."""
FIRST = [Found.BAD, Found.REFUSED, Found.FOREIGN, Found.LEFT, Found.READY, Found.WRITTEN, Found.SAME]
"""The order of the lines: what asks for eyes first."""


@dataclass(frozen=True)
class Change:
    """One cell that an upload would change, or has changed."""

    label: str
    old: Value | str | None
    new: Value | str | None
    is_text: bool = False


def uploads_of(by: Person, kind: str = Kind.SHEETS) -> QuerySet[Upload]:
    """The uploads of a person, latest first, dropped ones left out."""
    return (
        Upload.objects.filter(by=by, kind=kind)
        .exclude(state=State.DROPPED)
        .select_related("batch", "data_set")
        .order_by("-pk")
    )


def counts_by_found(upload: Upload) -> dict[str, int]:
    """How many lines there are of each kind now."""
    rows = UploadItem.objects.filter(upload=upload).values("found").order_by().annotate(n=Count("pk"))
    return {row["found"]: row["n"] for row in rows}


def upload_for(by: Person, upload_id: int, kind: str = Kind.SHEETS) -> Upload:
    """An upload of `by`. Raises Upload.DoesNotExist for anybody else's."""
    rows = Upload.objects.select_related(
        "by", "request__form", "request__data_set", "report__unit", "batch", "data_set"
    )
    return rows.get(pk=upload_id, by=by, kind=kind)


def items_of(upload: Upload, found: str = "") -> QuerySet[UploadItem]:
    """The lines of an upload: what must be mended first, then what will be written, then what is not used."""
    rows = UploadItem.objects.filter(upload=upload)
    first = Case(*[When(found=kind, then=rank) for rank, kind in enumerate(FIRST)], default=len(FIRST))
    return (rows.filter(found=found) if found else rows).annotate(rank=first).order_by("rank", "number")


def files_of(upload: Upload) -> list[tuple[str, bytes]]:
    """The kept files of an upload with their names. Raises BadInput when they are gone."""
    return list(zip(upload.names, incoming.kept(upload.token), strict=True))


def with_reports(items: Sequence[UploadItem]) -> list[UploadItem]:
    """The lines with their reports and forms fetched in one query."""
    rows = Report.objects.filter(pk__in=[item.report_id for item in items if item.report_id]).select_related("unit")
    found = {report.pk: report for report in rows.annotate(form_hash=F("form__content_hash"))}
    for item in items:
        report = found.get(item.report_id or 0)
        if report is not None:
            report.form = kept_form(report.form_id, report.form_hash)  # type: ignore[attr-defined]
        item.report = report
    return list(items)


def changes_of(item: UploadItem) -> list[Change]:
    """What a line changes, cell by cell; of one that was written already nothing (its history shows it)."""
    report = item.report
    if report is None or not item.values or item.found in (Found.WRITTEN, Found.LEFT):
        return []
    layout, order = layout_of(report.form), report.form.cell_order
    before = cells.unpack(report.values, order) if report.values else {}
    given: dict[str, Value | None] = dict(cells.unpack(item.values, order))
    given |= dict.fromkeys(item.emptied)
    found = [Change(layout.by_code[c].label, before.get(c), v) for c, v in given.items() if before.get(c) != v]
    for kept, new in ((report.notes, item.remarks), (report.texts, item.texts)):
        for row, text in new.items():
            if kept.get(row, "") != text:
                found.append(Change(_row_name(layout, row), kept.get(row, ""), text, is_text=True))
    return found


def _row_name(layout: Layout, code: str) -> str:
    row = layout.row(code)
    return row.name if row else code


def foreign_sheet(upload: Upload, item_id: int) -> tuple[Sheet, tables.Table]:
    """The foreign sheet of a line and its table, read again. Raises UploadItem.DoesNotExist, BadInput."""
    item = UploadItem.objects.get(pk=item_id, upload=upload, found=Found.FOREIGN)
    sheet = sheet_of(upload, item)
    table = tables.find_table(sheet.rows) if sheet else None
    if sheet is None or table is None:
        raise BadInput([("", "Tệp không còn đọc được; nộp lại tệp.")])
    return sheet, table


def sheet_of(upload: Upload, item: UploadItem) -> Sheet | None:
    """The sheet that a line came from, read again from the kept files."""
    return next((sheet for sheet in sheets_of(upload, item.source) if sheet.name == item.sheet), None)


def sheets_of(upload: Upload, source: str) -> list[Sheet]:
    """Every sheet of one kept file; none when it is gone or cannot be read."""
    piece = archives.piece(files_of(upload), source)
    if piece is None or piece.why:
        return []
    return (book_of_text(piece.data) if is_text(piece.data) else read_book(piece.data)).sheets


def report_named(by: Person, data_set_id: int, period_key: str, unit_code: str) -> Report | None:
    """The report of a unit by its code, if `by` sees it."""
    rows = report_queries.reports_seen(by).filter(data_set=data_set_id, period_key=period_key, unit__code=unit_code)
    return rows.select_related("unit", "form__data_set").first()


def requests_to_answer(by: Person) -> list[ReportRequest]:
    """Requests that a foreign sheet may answer: those still open, latest first."""
    open_ones = report_queries.requests_seen(by).filter(closed_at__isnull=True)
    return list(open_ones.select_related("form")[:30])


def _below(by: Person | None, request: ReportRequest, path: str) -> QuerySet[Report]:
    same = {"data_set": request.data_set_id, "period_key": request.period_key}
    return report_queries.reports_seen(by).filter(report_queries.below(path), **same)


def count_below(by: Person, request: ReportRequest, path: str) -> int:
    """How many reports of a request there are at and below a unit."""
    return _below(by, request, path).count()


def sheet_made(by: Person, job_id: int) -> tuple[bytes, str]:
    """The sheet that a job made for `by`, and its name. Raises Job.DoesNotExist, BadInput when it is kept no more."""
    job = Job.objects.get(pk=job_id, by=by, kind=BELOW)
    return incoming.kept(str(job.result.get("token", "")))[0], str(job.result["name"])


def reports_below(by: Person, request: ReportRequest, path: str) -> list[Report]:
    """Reports of a request at and below a unit, by path, for a sheet with a row each. Raises BadInput when too many."""
    rows = _below(by, request, path)
    rows = rows.select_related("unit").annotate(form_hash=F("form__content_hash")).order_by("path")
    found: list[Any] = list(rows[: MOST_BELOW + 1])
    if len(found) > MOST_BELOW:
        raise BadInput([("", _("Có hơn 25.000 đơn vị; chọn một đơn vị cấp dưới rồi tải."))])
    for report in found:
        report.form = kept_form(report.form_id, report.form_hash)
    return found
