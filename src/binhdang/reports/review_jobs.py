"""Work that follows a change: figures of peers made anew, and the doubt of what waits recounted with them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from binhdang.datasets.models import FormVersion
from binhdang.kit import jobs
from binhdang.kit.jobs import Progress
from binhdang.reports import checks, compare, quality
from binhdang.reports.choices import State
from binhdang.reports.models import Report
from binhdang.reports.review_models import PeerTable

KIND = "reports.doubts"
CHUNK = 500


@jobs.every("reports.peers", minutes=60)
def look_at_peers() -> None:
    """Start a recount for each period whose accepted figures changed after its figures of peers were made."""
    latest: dict[tuple[int, str], PeerTable] = {}
    for table in PeerTable.objects.select_related("form").defer("figures").order_by("built_at", "pk"):
        latest[table.form_id, table.period_key] = table
    for (form, period), table in latest.items():
        moved = Report.objects.filter(
            data_set=table.form.data_set_id, period_key=period, updated_at__gt=table.built_at
        ).exclude(accepted_values="")
        if moved.exists():
            jobs.start(KIND, {"form": form, "period": period}, by=None)


@jobs.job(KIND, _("Tính lại mức cần xem của báo cáo chờ duyệt"))
def recount(args: dict[str, Any], report: Progress) -> dict[str, int]:
    """Make the figures of peers of a form and period anew; recount the doubt of the waiting reports held against them.

    Reports that are still being filled in keep the figures they began with.
    """
    form = FormVersion.objects.get(pk=args["form"])
    digest = compare.build(form, form.data_set_id, args["period"])
    waiting = Report.objects.filter(form=form, last_period_key=args["period"], state=State.SUBMITTED)
    ids = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        report.at(start, len(ids))
        some = list(waiting.filter(pk__in=ids[start : start + CHUNK]).select_related("form"))
        for one in some:
            one.compared = {**one.compared, "peers": digest} if one.compared else {}
            values = checks.values_of(one)
            fields = quality.doubt_fields(one, checks.check_report(one), values)
            one.doubt, one.doubts = fields["doubt"], fields["doubts"]
        Report.objects.bulk_update(some, ["compared", "doubt", "doubts"], batch_size=200)
    return {"reports": len(ids)}
