"""A mark that changes when a unit's totals were summed again or have to be: for pages of results that stay open."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Q

from binhdang.kit import marks
from binhdang.kit.fields import end_of
from binhdang.reports.models import Report
from binhdang.rollup.models import Stale, Total


def mark(data_set_ids: Sequence[int], period_key: str, path: str) -> str:
    """The mark of the results of the unit at `path`: two look-ups by index, whatever the size of its subtree.

    Whoever asks must have been shown the page.
    """
    of = {"data_set__in": data_set_ids, "period_key": period_key}

    def look() -> Any:
        unit = int(path.rstrip("/").rpartition("/")[2])
        totals = sorted(Total.objects.filter(unit=unit, **of).values_list("data_set_id", "basis", "updated_at"))
        leaf = [] if totals else sorted(Report.objects.filter(unit=unit, **of).values_list("pk", "state", "version"))
        under = Q(path="") | Q(path__gte=path, path__lt=end_of(path))
        waiting = Stale.objects.filter(under, **of).aggregate(last=Max("pk"))["last"]
        return [str(moment) for row in totals for moment in row], leaf, waiting

    return marks.kept(("results", tuple(data_set_ids), period_key, path), look)
