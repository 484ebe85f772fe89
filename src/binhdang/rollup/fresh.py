"""Sums the parents of a period again, bottom-up, from reports and children's totals; nothing else writes totals."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, Q, QuerySet, Value

from binhdang.calc.cells import Number, pack_list
from binhdang.datasets.models import DataSet
from binhdang.kit import clock
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame, frames
from binhdang.rollup.models import Edition, Stale, Total
from binhdang.rollup.work import APPROVED, PROVISIONAL, Pair, Part, Work, above

MANY = 2000
"""From so many marks on, the whole period is summed in one pass instead."""
FULL = 256
"""From so many marks on, a writer sums for all once its own change is committed, so that no reader finds a heap."""
CELLS = (
    "sums", "counts", "carried", "kads", "form", "reported", "expected", "members_reported", "members_expected",
)  # fmt: skip
"""The columns of a total that make its document (`Frame.document`), in that order."""
STRUCTURE = "structure"
MARK = -1


def freshen(data_set_id: int, periods: Iterable[str], laid: Mapping[str, Frame] | None = None) -> dict[str, int]:
    """Sum again whatever is marked in these periods; one look-up when nothing is. `laid` spares looking for frames.

    Returns the edition of each period that was ever summed, and of the structure of units (`STRUCTURE`).

    After it every total of the periods agrees with all reports committed before it was called (and with the caller's
    own changes). It keeps the lock of the data set until the caller's transaction ends, so it is best done last.
    """
    wanted = list(periods)
    marks, told = _look(data_set_id, wanted)
    for period in sorted(marks):
        with transaction.atomic():
            lock(data_set_id)
            _drain(data_set_id, period, laid)
    return _look(data_set_id, wanted)[1] if marks else told


def _look(data_set_id: int, periods: list[str]) -> tuple[set[str], dict[str, int]]:
    keys = {f"{data_set_id}/{period}": period for period in periods} | {STRUCTURE: STRUCTURE}
    marks = Stale.objects.filter(data_set=data_set_id, period_key__in=periods).order_by().distinct()
    marked = marks.values_list("period_key", Value(MARK, output_field=BigIntegerField()))
    found = list(marked.union(Edition.objects.filter(key__in=keys).order_by().values_list("key", "token"), all=True))
    stale = {key for key, token in found if token == MARK}
    return stale, {keys[key]: token for key, token in found if token != MARK}


def new_edition(key: str) -> int:
    """Draw the token of a new edition and leave it; in the transaction of the change."""
    token = secrets.randbits(62)
    Edition.objects.bulk_create(
        [Edition(key=key, token=token)], update_conflicts=True, unique_fields=["key"], update_fields=["token"]
    )
    return token


def ease(data_set_id: int, period: str, least: int = FULL) -> None:
    """Sum for everybody if `least` marks have gathered and nobody else is at it; meant for after a writer's commit."""
    marks = Stale.objects.filter(data_set=data_set_id, period_key=period)
    if len(marks.order_by("pk").values_list("pk", flat=True)[:least]) < least:
        return
    with transaction.atomic():
        if DataSet.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=data_set_id).first():
            _drain(data_set_id, period)


def lock(data_set_id: int) -> None:
    """Wait until nobody else sums this data set; holds until the transaction ends (SQLite has its one writer)."""
    DataSet.objects.select_for_update(no_key=True).get(pk=data_set_id)


def _drain(data_set_id: int, period: str, laid: Mapping[str, Frame] | None = None) -> None:
    marks = Stale.objects.filter(data_set=data_set_id, period_key=period)
    rows = list(marks.order_by("pk").values_list("pk", "path", "at")[: MANY + 1])
    if len(rows) > MANY or any(not path for _, path, _ in rows):
        sum_period(data_set_id, period)
    elif rows:
        Stale.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
        # A unit that has lost its last child is itself looked at, so that its total goes.
        prefixes = {prefix for _, path, _ in rows for prefix in (path, *above(path))}
        frame = (laid or frames(data_set_id, [period]))[period]
        _sum_prefixes(data_set_id, period, frame, prefixes, max(at for _, _, at in rows))


def sum_period(data_set_id: int, period: str) -> int:
    """Sum the whole period from its reports in one pass and drop totals nobody needs; returns how many were written.

    The caller holds the lock.
    """
    Stale.objects.filter(data_set=data_set_id, period_key=period).delete()
    frame = frames(data_set_id, [period])[period]
    work = Work(frame)
    reports = Report.objects.filter(data_set=data_set_id, period_key=period)
    work.read(reports)
    pairs = work.totals(set(work.parents), {})
    _write(data_set_id, period, frame, pairs, clock.now())
    Total.objects.filter(data_set=data_set_id, period_key=period).exclude(form=frame.form.id).delete()
    old = Total.objects.filter(data_set=data_set_id, period_key=period).order_by()
    gone = set(old.values_list("path", flat=True)) - pairs.keys()
    _forget(old, gone)
    return 2 * len(pairs)


def _sum_prefixes(data_set_id: int, period: str, frame: Frame, prefixes: set[str], at: datetime) -> None:
    mine = Q(data_set=data_set_id, period_key=period)
    work = Work(frame)
    work.read(Report.objects.filter(mine, Q(parent_path__in=prefixes) | Q(path__in=prefixes)))
    below = Total.objects.filter(mine, parent_path__in=prefixes).exclude(path__in=prefixes)
    pairs = work.totals(prefixes, stored(below, frame))
    _forget(Total.objects.filter(mine), prefixes - pairs.keys())
    _write(data_set_id, period, frame, pairs, at)


def stored(totals: QuerySet[Total], frame: Frame) -> dict[str, Pair]:
    """Totals of one period as they stand, by path."""
    found: dict[str, dict[str, Part]] = defaultdict(dict)
    for path, basis, unknown, progress, heard, *cells in totals.values_list(
        "path", "basis", "unknown", "progress", "heard", *CELLS
    ):
        found[path][basis] = Part(frame.document(*cells), unknown, progress, heard)
    return {path: (both[APPROVED], both[PROVISIONAL]) for path, both in found.items()}


def _write(data_set_id: int, period: str, frame: Frame, pairs: dict[str, Pair], at: datetime) -> None:
    edition = new_edition(f"{data_set_id}/{period}")
    rows = [
        _total(data_set_id, period, frame, path, basis, part, at, edition)
        for path, pair in pairs.items()
        for basis, part in zip((APPROVED, PROVISIONAL), pair, strict=True)
    ]
    Total.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["unit", "data_set", "period_key", "basis"],
        update_fields=[
            "path", "form", "sums", "counts", "carried", "kads", "heard",
            "reported", "expected", "members_reported", "members_expected",
            "unknown", "progress", "updated_at", "edition",
        ],
    )  # fmt: skip


def _total(
    data_set_id: int, period: str, frame: Frame, path: str, basis: str, part: Part, at: datetime, edition: int
) -> Total:
    document = part.document
    return Total(
        unit_id=int(path.rstrip("/").rpartition("/")[2]),
        path=path,
        data_set_id=data_set_id,
        form_id=frame.form.id,
        period_key=period,
        basis=basis,
        sums=_packed(document.sums),
        counts=_packed(document.counts),
        carried=_packed(document.carried),
        kads=_packed(document.kads),
        heard=part.heard,
        reported=document.reported,
        expected=document.expected,
        members_reported=int(document.members_reported),
        members_expected=int(document.members_expected),
        unknown=part.unknown,
        progress=part.progress,
        updated_at=at,
        edition=edition,
    )


def _packed(cells: Sequence[Number | None]) -> str:
    """As `pack_list`; quicker where all numbers are whole."""
    try:
        return json.dumps(cells, separators=(",", ":"))
    except TypeError:  # decimals, which JSON would only take as floats
        return pack_list(cells)


def _forget(totals: QuerySet[Total], paths: set[str]) -> None:
    gone = sorted(paths)
    for start in range(0, len(gone), 500):
        totals.filter(path__in=gone[start : start + 500]).delete()
