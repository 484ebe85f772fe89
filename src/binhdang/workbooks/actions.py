"""Handing in files, confirming, dropping and undoing what they would change; remembering a mapping of headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc import foreign as tables
from binhdang.datasets.queries import layout_of
from binhdang.kit import archives, clock, incoming, jobs
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs.models import Person
from binhdang.reports import actions as report_actions
from binhdang.reports import queries as reports
from binhdang.workbooks import moves, queries, reading, rules, units, writing
from binhdang.workbooks.choices import Found, Kind
from binhdang.workbooks.models import SheetMapping, Upload

AT_ONCE = 12
"""So many files are read while the person waits; more are a job with a progress bar."""
AT_ONCE_BYTES = 400_000
MOST_BYTES = 200_000_000
MOST_FILES = 2000
PAGE = "/excel/{pk}/"


def hand_in(
    files: Sequence[tuple[str, bytes]],
    *,
    by: Person,
    request_id: int | None = None,
    report_id: int | None = None,
) -> Upload:
    """Take files (name, bytes) and check them: a few at once, many as a job. Nothing but the dry run is written.

    `request_id` is what sheets without a mark answer, `report_id` whose they are when they do not say. Raises Refused,
    BadInput (nothing given, too much), ReportRequest.DoesNotExist, Report.DoesNotExist.
    """
    rules.check_uploads(by)
    given = [(name.replace("\\", "/").rpartition("/")[2][:200] or _("Tệp"), data) for name, data in files]
    if not given:
        raise BadInput([("", _("Chưa chọn tệp nào và chưa dán gì."))])
    if len(given) > MOST_FILES or sum(len(data) for _name, data in given) > MOST_BYTES:
        raise BadInput([("", _("Một lần nộp nhiều nhất 2.000 tệp và 200 MB; hãy chia làm nhiều lần."))])
    report = reports.report_for(by, report_id) if report_id else None
    asked = report.request if report else reports.requests_seen(by).get(pk=request_id) if request_id else None
    with transaction.atomic():
        upload = Upload.objects.create(
            by=by, names=[name for name, _data in given], token=incoming.keep([data for _n, data in given]),
            request=asked, report=report,
        )  # fmt: skip
        record("sheets.hand_in", upload, by=by, files=len(given))
    recheck(upload, given)
    return upload


def recheck(upload: Upload, files: Sequence[tuple[str, bytes]]) -> None:
    """Run the dry run of an upload, here and now when its files are few and small."""
    if archives.count(files) <= AT_ONCE and sum(len(data) for _name, data in files) <= AT_ONCE_BYTES:
        reading.check_upload(upload.pk)
        return
    job = jobs.start("workbooks.check", {"upload": upload.pk}, by=upload.by, href=PAGE.format(pk=upload.pk))
    Upload.objects.filter(pk=upload.pk).update(job_id=job.pk)


@transaction.atomic
def confirm(upload_id: int, *, by: Person, with_problems: bool = False, submit: bool = False) -> Upload:
    """Write what the dry run showed as drafts; many as a job. `submit` sends the person's own reports on as well.

    Raises Refused when it was confirmed or dropped before, BadInput when nothing can be written.
    """
    upload = moves.moved(upload_id, "confirm", by=by, kind=Kind.SHEETS)
    lines = upload.counts.get(Found.READY, 0) + (upload.counts.get(Found.BAD, 0) if with_problems else 0)
    if not lines:
        raise BadInput([("", _("Không có dòng nào ghi được."))])
    if lines > 20 * AT_ONCE:
        args = {"upload": upload.pk, "with_problems": with_problems}
        job = jobs.start("workbooks.write", args, by=by, href=PAGE.format(pk=upload.pk))
        Upload.objects.filter(pk=upload.pk).update(job_id=job.pk)
        return upload
    writing.write_upload(upload.pk, with_problems=with_problems)
    if submit:
        _submit(upload, by)
    return Upload.objects.get(pk=upload_id)


def _submit(upload: Upload, by: Person) -> None:
    """Submit the reports that were written; what stands against one is kept with its line."""
    said: list[tuple[str, str]] = []
    sent = 0
    for item in queries.items_of(upload).filter(found=Found.WRITTEN, report__isnull=False)[:AT_ONCE]:
        try:
            report_actions.submit(item.report_id or 0, by=by)
            sent += 1
        except BadInput as bad:
            said += [(item.unit_text, message) for _place, message in bad.problems]
        except Refused as no:
            said.append((item.unit_text, f"{no.reason} {no.who_can}".strip()))
    counts = {**Upload.objects.get(pk=upload.pk).counts, "sent": sent}
    Upload.objects.filter(pk=upload.pk).update(problems=said, counts=counts)


@transaction.atomic
def undo(upload_id: int, *, by: Person) -> int:
    """Take a written upload back, whole; returns how many reports. Raises Refused, BadInput (changed since)."""
    batch = moves.undone(upload_id, by=by, kind=Kind.SHEETS)
    done = writing.undo_batch(batch, by=by)
    batch.undone_at, batch.undone_by = clock.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record("sheets.undo", batch, by=by, path=batch.path, reports=done)
    return done


def remember_mapping(upload_id: int, item_id: int, chosen: Mapping[str, str], *, by: Person) -> SheetMapping:
    """Keep what the headings of a foreign sheet are, for the person's unit and those below it, and check again.

    `chosen` maps each folded heading to a cell or row of the form, or "" for not used. Raises BadInput naming headings
    without an answer, or two that are the same cell.
    """
    upload = queries.upload_for(by, upload_id)
    sheet, table = queries.foreign_sheet(upload, item_id)
    if upload.request is None:
        raise BadInput([("", _("Chọn kỳ báo cáo trước khi ghép cột."))])
    layout = layout_of(upload.request.form)
    headings = tables.understood(table, layout) | {key: chosen[key] for key in table.asked if key in chosen}
    _check_mapping(table, headings, layout)
    unit = units.first_unit(by)
    with transaction.atomic():
        kept, _made = SheetMapping.objects.update_or_create(
            unit=unit,
            data_set=upload.request.data_set,
            fingerprint=table.fingerprint,
            defaults={"headings": headings, "by": by},
        )
        record("sheets.map", kept, by=by, sheet=sheet.name, headings=len(headings))
    recheck(upload, queries.files_of(upload))
    return kept


def _check_mapping(table: tables.Table, headings: Mapping[str, str], layout: object) -> None:
    problems = [(title, _("Chọn một ô của biểu, hoặc “không dùng”.")) for title in tables.unclear(table, headings)]
    taken: dict[str, str] = {}
    allowed = {token for token, _name in tables.targets(layout, table.shape)} | tables.FIXED  # type: ignore[arg-type]
    for key, title in table.asked.items():
        what = headings.get(key, "")
        if not what or what == "@skip":
            continue
        if what not in allowed:
            problems.append((title, _("Biểu không có ô này.")))
        elif what in taken:
            problems.append((title, _("Đã chọn ô này cho “%(other)s”.") % {"other": taken[what]}))
        taken[what] = title
    if problems:
        raise BadInput(problems)
