"""A few cells of very many units at once: what a share of units that meet a target is counted from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report
from binhdang.rollup.frames import frames
from binhdang.rollup.fresh import freshen
from binhdang.rollup.models import Total
from binhdang.rollup.work import EXPECTED, PROVISIONAL, SENT


class Picked(NamedTuple):
    """The cells of one unit: numbers, None for missing, "x" for KAD. `level` is a single report's, "" of a total."""

    unit: int
    path: str
    parent: str
    level: str
    cells: list[Any]


def cells_of(
    by: Person | None,
    where: Q,
    data_set_id: int,
    period_key: str,
    basis: str,
    cells: Sequence[str],
    *,
    own: Q | None = None,
) -> Iterator[Picked]:
    """The cells of what `where` names: stored totals, and the reports of units that have none; `own` names own reports.

    Nothing is read of reports that do not count. Cells the period's form does not have are missing (5 queries).
    """
    laid = frames(data_set_id, [period_key])
    if not laid:
        return
    freshen(data_set_id, [period_key], laid)
    frame = laid[period_key]
    mine = Q(sight(by), data_set=data_set_id, period_key=period_key)
    with_total = set()
    totals = Total.objects.filter(mine, where, basis=basis).order_by()
    for unit, path, parent, form, sums in totals.values_list("unit", "path", "parent_path", "form", "sums"):
        with_total.add(path)
        yield Picked(unit, path, parent, "", frame.pick(sums, form, cells))
    counting = ["accepted_values"] if basis != PROVISIONAL else ["accepted_values", "state", "values"]
    reports = Report.objects.filter(mine, EXPECTED, where if own is None else where | own).order_by()
    for unit, path, parent, form, level, text, *sent in reports.values_list(
        "unit", "path", "parent_path", "form", "level_code", *counting
    ):
        counts = sent[1] if sent and sent[0] in SENT else text
        if counts and (path not in with_total):
            yield Picked(unit, path, parent, level, frame.pick(counts, form, cells))
