"""Files attached to reports: reading, adding, taking off. The bytes are the business of `kit.files`."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.layout import Row
from binhdang.calc.questions import FILE
from binhdang.datasets.queries import layout_of
from binhdang.kit import files
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record
from binhdang.orgs.models import Person
from binhdang.reports import actions, queries
from binhdang.reports.file_models import ReportFile
from binhdang.reports.models import Report

MOST_A_ROW = 10
MOST_EVER = 100
"""Files that one report ever took, those taken off again included: they stay on disk for its earlier revisions."""


def files_of(report: Report) -> dict[str, list[ReportFile]]:
    """Row -> the files that answer it now, oldest first; no query for a form without file questions."""
    rows = [row.code for row in layout_of(report.form).rows if row.kind == FILE]
    ids = {int(pk) for code in rows for pk in report.texts.get(code, "").split()}
    found: dict[str, list[ReportFile]] = {}
    if ids:
        for file in ReportFile.objects.filter(report=report, pk__in=ids).select_related("by").order_by("pk"):
            found.setdefault(file.row, []).append(file)
    return found


def names_of(report: Report, ids: Iterable[str]) -> list[str]:
    """The names of some files of a report, for its history."""
    wanted = [int(pk) for pk in ids]
    return list(ReportFile.objects.filter(report=report, pk__in=wanted).order_by("pk").values_list("name", flat=True))


def row_for(report: Report, code: str) -> Row:
    """The file question of this code that the report's unit answers. Raises Report.DoesNotExist."""
    row = layout_of(report.form).row(code)
    if row is None or row.kind != FILE or not row.asks(report.level_code):
        raise Report.DoesNotExist
    return row


@transaction.atomic
def attach(report_id: int, code: str, *, name: str, data: bytes, version: int, by: Person | None) -> ReportFile:
    """Add a file to a file question of a draft.

    Raises BadInput for a file that is not taken or one too many, and what `actions.save_draft` raises.
    """
    report = queries.report_for(by, report_id)
    row = row_for(report, code)
    try:
        kind = files.kind_of(data)
    except files.UnfitFile as unfit:
        raise BadInput([(code, f"{row.name}: {unfit}")]) from unfit
    have = report.texts.get(code, "").split()
    if len(have) >= MOST_A_ROW or ReportFile.objects.filter(report=report).count() >= MOST_EVER:
        raise BadInput([(code, _("%(row)s: đã có đủ số tệp được nhận.") % {"row": row.name})])
    digest = files.keep(data)
    file = ReportFile.objects.create(
        report=report, row=code, name=files.tidy_name(name, kind), kind=kind, size=len(data), sha256=digest, by=by
    )
    actions.save_draft(report_id, {}, version=version, by=by, texts={code: " ".join([*have, str(file.pk)])})
    record("report.file_added", report, by=by, path=report.path, row=code, file=file.name, sha256=digest)
    return file


@transaction.atomic
def detach(report_id: int, file_id: int, *, version: int, by: Person | None) -> None:
    """Take a file off a draft; its bytes stay for earlier revisions. Raises what `actions.save_draft` raises."""
    report = queries.report_for(by, report_id)
    file = ReportFile.objects.get(pk=file_id, report=report)
    left = [pk for pk in report.texts.get(file.row, "").split() if pk != str(file.pk)]
    actions.save_draft(report_id, {}, version=version, by=by, texts={file.row: " ".join(left)})
    record("report.file_removed", report, by=by, path=report.path, row=file.row, file=file.name)


def open_file(by: Person | None, report_id: int, file_id: int) -> tuple[ReportFile, Path]:
    """One file of a report in sight and where its bytes lie; the reading is logged. Raises DoesNotExist, BadInput."""
    report = queries.report_for(by, report_id)
    file = ReportFile.objects.get(pk=file_id, report=report)
    path = files.path_of(file.sha256)
    if not path.exists():
        said = _("Tệp “%(name)s” không còn trong kho dữ liệu; báo người quản trị khôi phục từ bản sao lưu.")
        raise BadInput([("", said % {"name": file.name})])
    record("report.file_read", report, by=by, path=report.path, row=file.row, file=file.name)
    return file, path
