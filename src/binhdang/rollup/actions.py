"""Writing of totals: marking what has changed, and summing a whole period anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import connection, transaction

from binhdang.kit import bulk, clock
from binhdang.rollup import fresh
from binhdang.rollup.models import Stale

LOOK_EVERY = 32
"""One mark in so many looks whether a heap has gathered, so that a single submission does not pay for the look; an
action that leaves so many at once always looks."""
A_LOT = 1000
"""From so many changed reports in one action on, one mark for the whole period takes the place of theirs."""


def refresh(*, data_set_id: int, period_key: str, paths: Sequence[str]) -> None:
    """Hear that what counts may have changed at these paths: their totals are summed again before anyone reads them.

    Listener of `reports.events.figures_changed`, inside the transaction of the change. Paths are those stamped on the
    reports; when a report changes its path, both the old and the new one are told. Whoever tells of the whole period
    ("") sums it after the commit: those who write next shall not pay for it.
    """
    told = sorted(set(paths))
    marks = [""] if len(told) >= A_LOT else told
    at = clock.now()
    if len(marks) == 1:
        added = bulk.add(Stale, data_set=data_set_id, period_key=period_key, path=marks[0], at=at)
        look = added % LOOK_EVERY == 0
    else:
        row = (data_set_id, period_key, connection.ops.adapt_datetimefield_value(at))
        bulk.insert(Stale, ["data_set", "period_key", "at", "path"], ((*row, path) for path in marks))
        look = len(marks) >= LOOK_EVERY
    if "" in told:
        transaction.on_commit(partial(fresh.ease, data_set_id, period_key, 1), robust=True)
    elif all(marks) and look:
        transaction.on_commit(partial(fresh.ease, data_set_id, period_key), robust=True)


def restructure(*, unit_ids: Sequence[int], on: date, by: object) -> None:
    """Hear that units stand elsewhere from a day on: what was summed under other days' structures no longer holds.

    Listener of `orgs.events.structure_changed`, inside the transaction of the change.
    """
    fresh.new_edition(fresh.STRUCTURE)


@transaction.atomic
def rebuild(data_set_id: int, period_key: str) -> int:
    """Sum a period from its reports alone, whatever its totals said; returns how many totals were written.

    It may run twice and at any time; readers and writers of other data sets are not kept waiting.
    """
    fresh.lock(data_set_id)
    return fresh.sum_period(data_set_id, period_key)
