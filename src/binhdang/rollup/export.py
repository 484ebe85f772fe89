"""Totals as rows of a machine's file: exact, one row per unit, period and cell that somebody gave."""

from collections.abc import Iterator

from django.db.models import Q

from binhdang.calc import cells
from binhdang.datasets.models import DataSet
from binhdang.orgs.models import OrgUnit
from binhdang.reports.models import Report
from binhdang.rollup.fresh import freshen
from binhdang.rollup.models import Basis, Total

Row = tuple[str, str, str, str, int]


def rows(data_set: DataSet, period_key: str = "") -> Iterator[Row]:
    """(unit code, period key, cell, exact sum, units that gave it), by period, unit code and the form's cell order.

    Accepted figures of every unit that has a value itself or below; a cell nobody gave has no row.
    """
    codes = dict(OrgUnit.objects.values_list("id", "code"))
    named = Q(period_key=period_key) if period_key else Q()
    reports = Report.objects.filter(named, data_set=data_set).exclude(accepted_values="")
    for key in reports.order_by("period_key").values_list("period_key", flat=True).distinct():
        yield from sorted(_period_rows(data_set, key, codes), key=lambda entry: entry[0])


def _period_rows(data_set: DataSet, key: str, codes: dict[int, str]) -> Iterator[Row]:
    freshen(data_set.pk, [key])
    totals = Total.objects.filter(data_set=data_set, period_key=key, basis=Basis.APPROVED).select_related("form")
    summed = set()
    for total in totals.iterator(2000):
        summed.add(total.unit_id)
        sums, counts = cells.unpack_list(total.sums), cells.unpack_list(total.counts)
        for cell, value, count in zip(total.form.cell_order, sums, counts, strict=True):
            if isinstance(count, int) and count and not isinstance(value, cells.NotApplicable) and value is not None:
                yield codes[total.unit_id], key, cell, cells.plain(value), count
    leaves = Report.objects.filter(data_set=data_set, period_key=key).exclude(accepted_values="").select_related("form")
    for report in leaves.iterator(2000):
        if report.unit_id in summed:
            continue
        for cell, value in zip(report.form.cell_order, cells.unpack_list(report.accepted_values), strict=True):
            if value is not None and not isinstance(value, cells.NotApplicable):
                yield codes[report.unit_id], key, cell, cells.plain(value), 1
