"""Sums the parents of a period again, bottom-up, from reports and children's totals; nothing else writes totals."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import localcontext

from django.db import transaction
from django.db.models import Q, QuerySet

from binhdang.calc.cells import EXACT, Number, pack_list
from binhdang.calc.totals import Document
from binhdang.datasets.models import DataSet
from binhdang.kit import clock
from binhdang.reports.choices import State
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame, frames
from binhdang.rollup.models import Basis, Stale, Total
from binhdang.rollup.sums import Heap, add_up, tokens

MANY = 2000
"""From so many marks on, the whole period is summed in one pass instead."""
FULL = 256
"""From so many marks on, a writer sums for all once its own change is committed, so that no reader finds a heap."""
APPROVED, PROVISIONAL = Basis.APPROVED.value, Basis.PROVISIONAL.value
SENT = frozenset({State.SUBMITTED.value, State.ACCEPTED.value})
GROUPS = {
    State.ACCEPTED.value: 0, State.CORRECTING.value: 0, State.SUBMITTED.value: 1, State.RETURNED.value: 2,
    State.EXPECTED.value: 3, State.DRAFT.value: 3,
}  # fmt: skip
Progress = dict[str, list[int]]
"""Level code -> reports accepted, waiting, returned, not sent."""


def above(path: str) -> list[str]:
    """The paths of all units above the unit of `path`, nearest first: `1/27/804/` gives `1/27/`, `1/`."""
    steps = path.rstrip("/").split("/")
    return ["/".join(steps[:length]) + "/" for length in range(len(steps) - 1, 0, -1)]


def freshen(data_set_id: int, periods: Iterable[str], laid: Mapping[str, Frame] | None = None) -> None:
    """Sum again whatever is marked in these periods; one look-up when nothing is. `laid` spares looking for frames.

    After it every total of the periods agrees with all reports committed before it was called (and with the caller's
    own changes). It keeps the lock of the data set until the caller's transaction ends, so it is best done last.
    """
    wanted = list(periods)
    marks = Stale.objects.filter(data_set=data_set_id, period_key__in=wanted).order_by()
    for period in sorted(set(marks.values_list("period_key", flat=True))):
        with transaction.atomic():
            lock(data_set_id)
            _drain(data_set_id, period, laid)


def ease(data_set_id: int, period: str) -> None:
    """Sum for everybody if many marks have gathered and nobody else is at it; meant for after a writer's commit."""
    marks = Stale.objects.filter(data_set=data_set_id, period_key=period)
    if len(marks.order_by("pk").values_list("pk", flat=True)[:FULL]) < FULL:
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
    work = _Work(frame)
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
    work = _Work(frame)
    work.read(Report.objects.filter(mine, Q(parent_path__in=prefixes) | Q(path__in=prefixes)))
    stored: dict[str, dict[str, Part]] = defaultdict(dict)
    below = Total.objects.filter(mine, parent_path__in=prefixes).exclude(path__in=prefixes)
    for path, basis, sums, counts, carried, form_id, unknown, progress, *coverage in below.values_list(
        "path", "basis", "sums", "counts", "carried", "form", "unknown", "progress",
        "reported", "expected", "members_reported", "members_expected",
    ):  # fmt: skip
        document = frame.document(sums, counts, carried, form_id, tuple(coverage))
        stored[path][basis] = Part(document, unknown, progress)
    pairs = work.totals(prefixes, {path: (both[APPROVED], both[PROVISIONAL]) for path, both in stored.items()})
    _forget(Total.objects.filter(mine), prefixes - pairs.keys())
    _write(data_set_id, period, frame, pairs, at)


Line = tuple[str, str, str, int, str, int]
"""One report as the sums see it: what counts approved, what provisionally, last known cells (packed), form, level
and group of its state."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit gives to the total above it on one basis."""

    document: Document
    unknown: int
    progress: Progress


Pair = tuple[Part, Part]
"""The same on both bases: approved, provisional."""


class _Work:
    """The reports of a piece of work, and the totals that follow from them."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.lines: dict[str, Line] = {}
        self.parents: dict[str, set[str]] = defaultdict(set)

    def read(self, reports: QuerySet[Report]) -> None:
        """Take reports in; a unit that only stands above others is a parent without a line."""
        fields = ("path", "parent_path", "form", "level_code", "state", "values", "accepted_values", "last_values")
        for path, parent, form, level, state, values, accepted, last in (
            reports.order_by().values_list(*fields).iterator(chunk_size=5000)
        ):
            counts = values if state in SENT else accepted
            self.lines[path] = (accepted, counts, last, form, level, GROUPS[state])
            self._hang(path, parent)

    def _hang(self, path: str, parent: str) -> None:
        while parent and path not in self.parents[parent]:
            self.parents[parent].add(path)
            path, parent = parent, _parent(parent)

    def totals(self, wanted: set[str], stored: dict[str, Pair]) -> dict[str, Pair]:
        """The totals of the wanted parents, deepest first; `stored` holds those of children that are not summed here.

        A wanted path without anything below it has no total and is left out.
        """
        for path in stored:
            self.parents[_parent(path)].add(path)
        done = dict(stored)
        pairs: dict[str, Pair] = {}
        for parent in sorted(wanted, key=lambda path: path.count("/"), reverse=True):
            children = self.parents.get(parent, set())
            below = [done[child] for child in children if child in done]
            leaves = [self.lines[child] for child in children if child not in done and child in self.lines]
            if below or leaves:
                own = [self.lines[parent]] if parent in self.lines else []
                done[parent] = pairs[parent] = self._pair(own + leaves, below)
        return pairs

    def _pair(self, lines: list[Line], below: list[Pair]) -> Pair:
        """Sum what both bases count alike once, then the rest for each."""
        same = [line for line in lines if line[0] == line[1]]
        differ = [line for line in lines if line[0] != line[1]]
        both = self._sum([(line[0], line[2], line[3]) for line in same])
        progress = _progress(lines, [pair[0].progress for pair in below])
        parts = []
        for basis in (0, 1):
            documents = [both, *(pair[basis].document for pair in below)]
            if differ:
                documents.append(self._sum([((line[0], line[1])[basis], line[2], line[3]) for line in differ]))
            document = both if len(documents) == 1 else add_up(documents, self.frame.form.width)
            unknown = sum(not line[basis] and not line[2] for line in lines)
            parts.append(Part(document, unknown + sum(pair[basis].unknown for pair in below), progress))
        return parts[0], parts[1]

    def _sum(self, lines: list[tuple[str, str, int]]) -> Document:
        row, own = self.frame.row, self.frame.form.id
        heap = Heap(self.frame.form.width, self.frame.form.size)
        with localcontext(EXACT):
            for text, last, form in lines:
                values = row(text, form)
                if values is None:
                    heap.put_silent(row(last, form))
                else:
                    wanted = last and heap.wants_last(values)
                    heap.put(
                        values, tokens(last if form == own else self.frame.repacked(last, form)) if wanted else None
                    )
            return heap.document()


def _progress(lines: list[Line], below: list[Progress]) -> Progress:
    counted: Progress = {}
    for line in lines:
        counted.setdefault(line[4], [0, 0, 0, 0])[line[5]] += 1
    for one in below:
        for level, counts in one.items():
            counted[level] = [a + b for a, b in zip(counted.get(level, [0, 0, 0, 0]), counts, strict=True)]
    return counted


def _parent(path: str) -> str:
    steps = path.rstrip("/").rpartition("/")
    return steps[0] + "/" if steps[0] else ""


def _write(data_set_id: int, period: str, frame: Frame, pairs: dict[str, Pair], at: datetime) -> None:
    rows = [
        _total(data_set_id, period, frame, path, basis, part, at)
        for path, pair in pairs.items()
        for basis, part in zip((APPROVED, PROVISIONAL), pair, strict=True)
    ]
    Total.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["unit", "data_set", "period_key", "basis"],
        update_fields=[
            "path", "form", "sums", "counts", "carried",
            "reported", "expected", "members_reported", "members_expected",
            "unknown", "progress", "updated_at",
        ],
    )  # fmt: skip


def _total(data_set_id: int, period: str, frame: Frame, path: str, basis: str, part: Part, at: datetime) -> Total:
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
        reported=document.reported,
        expected=document.expected,
        members_reported=int(document.members_reported),
        members_expected=int(document.members_expected),
        unknown=part.unknown,
        progress=part.progress,
        updated_at=at,
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
