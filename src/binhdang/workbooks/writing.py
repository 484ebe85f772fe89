"""Writing what an upload's dry run showed: drafts, a revision and a log line each, in one transaction; and its undo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from binhdang.calc import cells
from binhdang.calc.cells import Value
from binhdang.datasets.queries import kept_form, layout_of
from binhdang.kit import bulk, clock
from binhdang.kit.errors import BadInput
from binhdang.kit.fields import common_path
from binhdang.kit.log import record, record_many
from binhdang.kit.models import ImportBatch
from binhdang.reports import gate
from binhdang.reports.choices import Origin, State
from binhdang.reports.models import Report, ReportRevision
from binhdang.workbooks.choices import Found
from binhdang.workbooks.choices import State as UploadState
from binhdang.workbooks.flow import UPLOAD_FLOW
from binhdang.workbooks.models import Upload, UploadItem
from binhdang.workbooks.resolve import CHUNK, UNREAD, stamp
from binhdang.workbooks.rules import Gate

MARKS = ["origin", "behalf_by_id", "behalf_spoke", "opened_at", "behalf_at", "confirmed_at", "confirmed_by_id"]
"""Fields that say how the values came in; as they were before is kept for the undo."""
CHANGED = [
    "values", "notes", "texts", "compared", "state", "version", "updated_at", "origin", "behalf_by", "behalf_spoke",
    "opened_at", "behalf_at", "confirmed_at", "confirmed_by",
]  # fmt: skip
REVISION = ["report", "number", "verb", "state_from", "state_to", "values", "texts", "at", "by", "why"]
Before = tuple[int, int, str, str, dict[str, str], dict[str, str], list[Any]]
"""(report, its version after the import, state, values, notes, texts, `MARKS`) as they were."""


@transaction.atomic
def write_upload(
    upload_id: int, *, with_problems: bool = False, say: Any = lambda done, total: None
) -> ImportBatch | None:
    """Write the confirmed lines of an upload as drafts; lines whose report changed since are left and named.

    Runs once: an upload that was written already is left alone. Returns the batch that can be undone, if any.
    """
    upload = Upload.objects.select_for_update().select_related("by").get(pk=upload_id)
    if upload.state != UploadState.WRITING:
        return upload.batch
    wanted = [Found.READY, Found.BAD] if with_problems else [Found.READY]
    items = UploadItem.objects.filter(upload=upload, found__in=wanted, report__isnull=False).order_by("number")
    items = items.defer("problems", "unused")
    gate.enter(Report.objects.filter(pk__in=items.order_by().values("report")))
    writer, total = _Writer(upload), items.count()
    for done, part in enumerate(_parts(items.iterator(CHUNK)), 1):
        writer.write(part)
        say(min(done * CHUNK, total), total)
    upload.state = UPLOAD_FLOW.move(upload.state, "write")
    upload.counts = {**upload.counts, "written": writer.count, "left": writer.left, "cells": writer.cells}
    upload.batch = writer.finish() if writer.before else None
    upload.save(update_fields=["state", "counts", "batch"])
    return upload.batch


def _parts(items: Iterable[UploadItem]) -> Iterator[list[UploadItem]]:
    rest = iter(items)
    while part := list(islice(rest, CHUNK)):
        yield part


class _Writer:
    """Writes chunk by chunk; remembers what stood before."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.gate = Gate(upload.by)
        self.before: list[Before] = []
        self.paths: list[str] = []
        self.count = self.left = self.cells = 0
        self._now = clock.now()

    def write(self, items: list[UploadItem]) -> None:
        """Write one chunk of lines."""
        rows = Report.objects.select_for_update(of=("self",)).annotate(form_hash=F("form__content_hash")).defer(*UNREAD)
        reports = {report.pk: report for report in rows.filter(pk__in=[item.report_id for item in items])}
        for one in reports.values():
            one.form = kept_form(one.form_id, one.form_hash)
        stamp(list(reports.values()))
        moved: list[tuple[Report, str]] = []
        left: list[UploadItem] = []
        for item in items:
            report = reports.get(item.report_id or 0)
            if report is None or report.version != item.seen_version or self.gate.why_not(report):
                left.append(item)
                continue
            moved.append((report, self._change(report, item)))
            self.cells += item.changes
        self._store(moved)
        written = [item.pk for item in items if item not in left] if left else [item.pk for item in items]
        UploadItem.objects.filter(pk__in=written).update(found=Found.WRITTEN)
        for item in left:
            item.found = Found.LEFT
            item.problems = [*item.problems, [item.row, 0, "", "changed_since", ""]]
        UploadItem.objects.bulk_update(left, ["found", "problems"])
        self.count += len(moved)
        self.left += len(left)

    def _change(self, report: Report, item: UploadItem) -> str:
        """Put the line's answers into the report in memory; returns the state before."""
        before = str(report.state)
        kept = (before, report.values, report.notes, report.texts, [_plain(getattr(report, name)) for name in MARKS])
        report.values = merged(report, item)
        report.notes = {row: text for row, text in {**report.notes, **item.remarks}.items() if text}
        report.texts = {row: text for row, text in {**report.texts, **item.texts}.items() if text}
        if report.state == State.EXPECTED:
            report.state, report.opened_at = State.DRAFT, self._now
        self._mark(report, item)
        report.version += 1
        report.updated_at = self._now
        self.before.append((report.pk, report.version, *kept))
        self.paths.append(report.path)
        return before

    def _mark(self, report: Report, item: UploadItem) -> None:
        """Say how the values came in: by the unit itself, or by a level above on its behalf, from which file."""
        if not self.gate.own(report):
            report.origin, report.behalf_by, report.behalf_at = Origin.BEHALF, self.upload.by, self._now
            report.behalf_spoke = (_("Tệp Excel: %(file)s") % {"file": item.file})[:200]
            report.confirmed_at = report.confirmed_by = None
            return
        if report.origin == Origin.BEHALF:
            report.confirmed_at, report.confirmed_by = self._now, self.upload.by
        report.origin = Origin.EXCEL

    def _store(self, moved: list[tuple[Report, str]]) -> None:
        store(moved, "import", self.upload.by)
        record_many("report.import", ((report, report.path) for report, _state in moved), by=self.upload.by)

    def finish(self) -> ImportBatch:
        """Write the batch that the undo needs."""
        names = ", ".join(self.upload.names)
        batch = ImportBatch.objects.create(
            kind="sheets",
            file_name=names if len(names) <= 255 else f"{names[:250]}…",
            by=self.upload.by,
            path=common_path(self.paths),
            rows=self.count,
            undo={"reports": self.before},
        )
        record("sheets.import", batch, by=self.upload.by, path=batch.path, reports=self.count, cells=self.cells)
        return batch


def merged(report: Report, item: UploadItem) -> str:
    """The report's values with what the line gives and empties, derived cells computed anew, packed."""
    layout, order = layout_of(report.form), report.form.cell_order
    values: dict[str, Value] = cells.unpack(report.values, order) if report.values else {}
    values |= cells.unpack(item.values, order) if item.values else {}
    for code in item.emptied:
        values.pop(code, None)
    return cells.pack(layout.with_derived(values), order)


def store(moved: list[tuple[Report, str]], verb: str, by: Any) -> None:
    """Write changed reports (with their states before) and a revision of each, in a few statements."""
    ready = connection.ops.adapt_datetimefield_value
    at, who = ready(clock.now()), by.pk if by is not None else None

    def row(report: Report) -> tuple[Any, ...]:
        words = (bulk.as_json(report.notes), bulk.as_json(report.texts), bulk.as_json(report.compared))
        marks = (str(report.origin), report.behalf_by_id, report.behalf_spoke)
        times = (report.opened_at, report.behalf_at, report.confirmed_at)
        moments = (ready(moment) if moment else None for moment in times)
        stands = (str(report.state), report.version, at)
        return (report.values, *words, *stands, *marks, *moments, report.confirmed_by_id, report.pk)

    bulk.update(Report, CHANGED, (row(report) for report, _before in moved))
    bulk.insert(
        ReportRevision,
        REVISION,
        (
            (r.pk, r.version, verb, state, str(r.state), r.values, bulk.as_json(r.texts), at, who, "")
            for r, state in moved
        ),
    )


def undo_batch(batch: ImportBatch, *, by: Any) -> int:
    """Give every report of the batch what it had before, with a revision; returns how many.

    Raises BadInput naming the units whose report was changed since, or may not be written now (a lock, a closed
    request, a role that is gone): the whole is undone or nothing.
    """
    before = {row[0]: row for row in batch.undo["reports"]}
    gate.enter(Report.objects.filter(pk__in=before))
    rows = Report.objects.select_for_update(of=("self",)).filter(pk__in=before)
    reports = list(rows.select_related("unit", "request").order_by("pk"))
    touched = [report for report in reports if report.version != before[report.pk][1]]
    if touched or len(reports) != len(before):
        raise BadInput([(r.unit.code, _since(r)) for r in touched[:50]] or [("", _since(None))])
    allowed, moved = Gate(by), []
    if held := [(report.unit.code, why) for report in reports if (why := allowed.why_not(report))]:
        raise BadInput(held[:50])
    for report in reports:
        _pk, _version, state, values, notes, texts, marks = before[report.pk]
        moved.append((report, str(report.state)))
        report.state, report.values, report.notes, report.texts = state, values, notes, texts
        for name, value in zip(MARKS, marks, strict=True):
            setattr(report, name, parse_datetime(value) if value and name.endswith("_at") else value)
        report.version += 1
    store(moved, "undo-import", by)
    return len(moved)


def _plain(value: Any) -> Any:
    """A mark as JSON holds it."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, str) else value


def _since(report: Report | None) -> str:
    if report is None:
        return _("Có báo cáo không còn nữa; không hoàn tác được cả lần nộp.")
    return _("Báo cáo đã được sửa hoặc nộp sau khi ghi tệp; không hoàn tác được cả lần nộp.")
