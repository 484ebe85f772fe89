"""Many files take longer than a page: checking and writing them as jobs, and forgetting old files."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock, incoming
from binhdang.kit.jobs import Progress, every, job
from binhdang.workbooks import reading, values, writing
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


@every("workbooks.forget", minutes=24 * 60)
def forget() -> None:
    """Delete the files of uploads that are older than the time they are kept."""
    old = Upload.objects.filter(at__lt=clock.now() - timedelta(days=incoming.DAYS)).exclude(token="")
    for upload in old[:500]:
        incoming.drop(upload.token)
        Upload.objects.filter(pk=upload.pk).update(token="")
