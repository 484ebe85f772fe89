"""History by file on the web: the same import as the command's, for the units that the person may import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.datasets.queries import current_form
from binhdang.kit import incoming, jobs
from binhdang.kit.csvtext import csv_lines
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import import_actions
from binhdang.workbooks import moves, rules
from binhdang.workbooks.choices import Kind, State
from binhdang.workbooks.flow import UPLOAD_FLOW
from binhdang.workbooks.models import Upload

AT_ONCE = 400_000
"""A file of so many bytes is checked while the person waits; a larger one is a job."""
MOST_BYTES = 100_000_000
PAGE = "/excel/so-lieu/{pk}/"
Say = Callable[[int, int], None]


def hand_in(name: str, data: bytes, form_code: str, *, by: Person) -> Upload:
    """Take a file `unit,period,cell,value` for a form and check it; nothing is written. Raises Refused, BadInput."""
    rules.check_values(by)
    form = current_form(form_code)
    if not data.strip():
        raise BadInput([("file", _("Tệp trống."))])
    if len(data) > MOST_BYTES:
        raise BadInput([("file", _("Tệp lớn hơn 100 MB; hãy chia nhỏ."))])
    with transaction.atomic():
        upload = Upload.objects.create(
            kind=Kind.VALUES, by=by, names=[name[:200] or "so-lieu.csv"], token=incoming.keep([data]),
            data_set=form.data_set,
        )  # fmt: skip
        record("values.hand_in", upload, by=by, file=upload.names[0], form=form_code)
    if len(data) <= AT_ONCE:
        check(upload.pk)
    else:
        _start(upload, "values.check")
    return upload


def _start(upload: Upload, kind: str) -> None:
    job = jobs.start(kind, {"upload": upload.pk}, by=upload.by, href=PAGE.format(pk=upload.pk))
    Upload.objects.filter(pk=upload.pk).update(job_id=job.pk)


def check(upload_id: int, say: Say = lambda done, total: None) -> None:
    """The dry run of a values file: counts, or every problem with its row. May run twice."""
    upload = Upload.objects.select_related("by", "data_set").get(pk=upload_id)
    if upload.state not in (State.READING, State.CHECKED):
        return
    try:
        outcome, problems = _import(upload, say, dry_run=True), []
    except BadInput as bad:
        outcome, problems = None, [list(problem) for problem in bad.problems]
    upload.state = UPLOAD_FLOW.move(upload.state, "check")
    upload.problems = problems
    upload.counts = _counts(outcome) if outcome else {}
    upload.save(update_fields=["state", "problems", "counts"])


def _counts(outcome: import_actions.Outcome) -> dict[str, object]:
    return {key: value for key, value in asdict(outcome).items() if key != "batch"}


def _import(upload: Upload, say: Say, *, dry_run: bool) -> import_actions.Outcome:
    """The import with the person's own units and reach. Raises BadInput with every problem."""
    if upload.data_set is None:
        raise BadInput([("", _("Chưa chọn biểu."))])
    rules.check_values(upload.by)
    reach = org_rules.reach(upload.by, "values.import")
    return import_actions.import_values(
        csv_lines(incoming.path_of(upload.token)),
        current_form(upload.data_set.code),
        by=upload.by,
        file_name=upload.names[0],
        dry_run=dry_run,
        progress=say,
        within=reach,
    )


@transaction.atomic
def confirm(upload_id: int, *, by: Person) -> Upload:
    """Write a checked file, as a job when it is large. Raises Refused, BadInput (it has problems)."""
    upload = Upload.objects.get(pk=upload_id, by=by, kind=Kind.VALUES)
    if upload.problems or not (upload.counts.get("created") or upload.counts.get("changed")):
        raise BadInput([("", _("Tệp còn lỗi hoặc không có gì để ghi."))])
    upload = moves.moved(upload_id, "confirm", by=by, kind=Kind.VALUES)
    if upload.counts.get("rows", 0) > 5000:
        _start(upload, "values.write")
    else:
        write(upload.pk)
    return upload


@transaction.atomic
def write(upload_id: int, say: Say = lambda done, total: None) -> None:
    """Write a confirmed file whole or not at all. May run twice: the second time there is nothing to do."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("by", "data_set").get(pk=upload_id)
    if upload.state != State.WRITING:
        return
    outcome = _import(upload, say, dry_run=False)
    upload.state = UPLOAD_FLOW.move(upload.state, "write")
    upload.counts, upload.batch = _counts(outcome), outcome.batch
    upload.save(update_fields=["state", "counts", "batch"])


@transaction.atomic
def undo(upload_id: int, *, by: Person) -> int:
    """Take a written file back whole; returns how many reports. Raises Refused, BadInput (changed since)."""
    return import_actions.undo_import(moves.undone(upload_id, by=by, kind=Kind.VALUES).pk, by=by)
