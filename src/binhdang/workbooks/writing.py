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
from binhdang.kit.log import record, record_many
from binhdang.kit.models import ImportBatch
from binhdang.reports.choices import Origin, State
from binhdang.reports.models import Report, ReportRevision
from binhdang.workbooks.choices import Found
from binhdang.workbooks.choices import State as UploadState
from binhdang.workbooks.flow import UPLOAD_FLOW
from binhdang.workbooks.models import Upload, UploadItem
from binhdang.workbooks.resolve import CHUNK
from binhdang.workbooks.rules import Gate

CHANGED = ["values", "notes", "texts", "state", "origin", "opened_at", "version", "updated_at"]
REVISION = ["report", "number", "verb", "state_from", "state_to", "values", "texts", "at", "by", "why"]
Before = tuple[int, int, str, str, dict[str, str], dict[str, str], str, str | None]
"""(report, its version after the import, state, values, notes, texts, origin, opened at) as they were."""


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
        rows = Report.objects.select_for_update(of=("self",)).annotate(form_hash=F("form__content_hash"))
        reports = {report.pk: report for report in rows.filter(pk__in=[item.report_id for item in items])}
        moved: list[tuple[Report, str]] = []
        left: list[UploadItem] = []
        for item in items:
            report = reports.get(item.report_id or 0)
            if report is None or report.version != item.seen_version or self.gate.why_not(report):
                left.append(item)
                continue
            report.form = kept_form(report.form_id, report.form_hash)  # type: ignore[attr-defined]
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
        opened = report.opened_at.isoformat() if report.opened_at else None
        kept = (before, report.values, report.notes, report.texts, str(report.origin), opened)
        report.values = merged(report, item)
        report.notes = {row: text for row, text in {**report.notes, **item.remarks}.items() if text}
        report.texts = {row: text for row, text in {**report.texts, **item.texts}.items() if text}
        if report.state == State.EXPECTED:
            report.state, report.opened_at, report.origin = State.DRAFT, self._now, Origin.EXCEL
        report.version += 1
        report.updated_at = self._now
        self.before.append((report.pk, report.version, *kept))
        self.paths.append(report.path)
        return before

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
            path=common(self.paths),
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
    at, who = connection.ops.adapt_datetimefield_value(clock.now()), by.pk if by is not None else None

    def row(report: Report) -> tuple[Any, ...]:
        opened = connection.ops.adapt_datetimefield_value(report.opened_at) if report.opened_at else None
        words = (bulk.as_json(report.notes), bulk.as_json(report.texts))
        return (report.values, *words, str(report.state), str(report.origin), opened, report.version, at, report.pk)

    bulk.update(Report, CHANGED, (row(report) for report, _before in moved))
    bulk.insert(
        ReportRevision,
        REVISION,
        (
            (r.pk, r.version, verb, state, str(r.state), r.values, bulk.as_json(r.texts), at, who, "")
            for r, state in moved
        ),
    )


def common(paths: Iterable[str]) -> str:
    """The path of the lowest unit that stands above (or is) every one of `paths`; "" for none."""
    lines = [path.split("/")[:-1] for path in paths]
    shared = []
    for steps in zip(*lines, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "".join(f"{step}/" for step in shared)


def undo_batch(batch: ImportBatch, *, by: Any) -> int:
    """Give every report of the batch what it had before, with a revision; returns how many.

    Raises BadInput naming the units whose report was changed since: the whole is undone or nothing.
    """
    before = {row[0]: row for row in batch.undo["reports"]}
    rows = Report.objects.select_for_update(of=("self",)).filter(pk__in=before)
    reports = list(rows.select_related("unit").order_by("pk"))
    touched = [report for report in reports if report.version != before[report.pk][1]]
    if touched or len(reports) != len(before):
        raise BadInput([(r.unit.code, _since(r)) for r in touched[:50]] or [("", _since(None))])
    moved = []
    for report in reports:
        _pk, _version, state, values, notes, texts, origin, opened = before[report.pk]
        moved.append((report, str(report.state)))
        report.state, report.values, report.notes, report.texts, report.origin = state, values, notes, texts, origin
        report.opened_at = parse_datetime(opened) if opened else None
        report.version += 1
    store(moved, "undo-import", by)
    return len(moved)


def _since(report: Report | None) -> str:
    if report is None:
        return _("Có báo cáo không còn nữa; không hoàn tác được cả lần nộp.")
    return _("Báo cáo đã được sửa hoặc nộp sau khi ghi tệp; không hoàn tác được cả lần nộp.")
