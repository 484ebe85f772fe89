"""Many files take longer than a page: checking and writing them as jobs, and forgetting old files."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock, incoming
from binhdang.kit.jobs import Progress, every, job
from binhdang.kit.models import Job
from binhdang.orgs import queries as orgs
from binhdang.reports import queries as reports
from binhdang.workbooks import queries, reading, sheets, values, writing
from binhdang.workbooks.models import Upload


@job("workbooks.check", _("Kiểm tra các tệp Excel"))
def check(args: dict[str, Any], progress: Progress) -> None:
    """Read and check every file of an upload."""
    reading.check_upload(args["upload"], progress.at)


@job("workbooks.write", _("Ghi số liệu từ Excel"))
def write(args: dict[str, Any], progress: Progress) -> None:
    """Write a confirmed upload."""
    writing.write_upload(args["upload"], with_problems=args["with_problems"], say=progress.at)


@job("values.check", _("Kiểm tra tệp số liệu"))
def check_values(args: dict[str, Any], progress: Progress) -> None:
    """Check a values file."""
    values.check(args["upload"], progress.at)


@job("values.write", _("Ghi số liệu từ tệp"))
def write_values(args: dict[str, Any], progress: Progress) -> None:
    """Write a confirmed values file."""
    values.write(args["upload"], progress.at)


@job(queries.BELOW, _("Làm tệp Excel cho mọi đơn vị"))
def below(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make the sheet with a row for each unit at and below a unit, as the person who asked sees them."""
    person = orgs.person_by_id(None, args["by"])
    asked = reports.requests_seen(person).select_related("form__data_set").get(pk=args["request"])
    found = queries.reports_below(person, asked, args["path"])
    token = incoming.keep([sheets.units_below(asked.form, asked.period_key, found, progress.at)])
    return {"token": token, "name": args["name"]}


@every("workbooks.forget", minutes=24 * 60)
def forget() -> None:
    """Delete the files of uploads, and the sheets made, that are older than the time they are kept."""
    stale = clock.now() - timedelta(days=incoming.DAYS)
    for made in Job.objects.filter(kind=queries.BELOW, finished_at__lt=stale):
        incoming.drop(made.result.get("token", ""))
    old = Upload.objects.filter(at__lt=stale).exclude(token="")
    for upload in old[:500]:
        incoming.drop(upload.token)
        Upload.objects.filter(pk=upload.pk).update(token="")
