"""Summing a piece of a period: reports hung into a tree by their paths, and the totals of the parents among them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import localcontext

from django.db.models import Q, QuerySet

from binhdang.calc.cells import EXACT
from binhdang.calc.totals import Document
from binhdang.reports.choices import State
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame
from binhdang.rollup.models import Basis
from binhdang.rollup.sums import Heap, add_up, tokens

APPROVED, PROVISIONAL = Basis.APPROVED.value, Basis.PROVISIONAL.value
EXPECTED = ~Q(state=State.EXCUSED)
"""Reports that are expected: a unit that was left out counts nowhere, not even as silent."""
SENT = frozenset({State.SUBMITTED.value, State.ACCEPTED.value})
GROUPS = {
    State.ACCEPTED.value: 0, State.CORRECTING.value: 0, State.SUBMITTED.value: 1, State.RETURNED.value: 2,
    State.EXPECTED.value: 3, State.DRAFT.value: 3,
}  # fmt: skip
Progress = dict[str, list[int]]
"""Level code -> reports accepted, waiting, returned, not sent."""
Heard = dict[str, int]
"""Level code -> reports that count on a basis."""


def above(path: str) -> list[str]:
    """The paths of all units above the unit of `path`, nearest first: `1/27/804/` gives `1/27/`, `1/`."""
    steps = path.rstrip("/").split("/")
    return ["/".join(steps[:length]) + "/" for length in range(len(steps) - 1, 0, -1)]


Line = tuple[str, str, str, int, str, int]
"""One report as the sums see it: what counts approved, what provisionally, last known cells (packed), form, level
and group of its state."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit gives to the total above it on one basis."""

    document: Document
    unknown: int
    progress: Progress
    heard: Heard


Pair = tuple[Part, Part]
"""The same on both bases: approved, provisional."""


class Work:
    """The reports of a piece of work, and the totals that follow from them."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.lines: dict[str, list[Line]] = defaultdict(list)
        self.parents: dict[str, set[str]] = defaultdict(set)

    def read(self, reports: QuerySet[Report], *, without: Collection[str] = ()) -> None:
        """Take reports in, those at the paths `without` apart; who only stands above others is a parent, no line."""
        fields = ("path", "parent_path", "form", "level_code", "state", "values", "accepted_values", "last_values")
        for path, parent, form, level, state, values, accepted, last in (
            reports.filter(EXPECTED).order_by().values_list(*fields).iterator(chunk_size=5000)
        ):
            if path in without:
                continue
            counts = values if state in SENT else accepted
            self.put(path, parent, (accepted, counts, last, form, level, GROUPS[state]))

    def put(self, path: str, parent: str, line: Line) -> None:
        """Take one report in at a path; several may stand at one place (units that have merged)."""
        self.lines[path].append(line)
        while parent and path not in self.parents[parent]:
            self.parents[parent].add(path)
            path, parent = parent, parent_of(parent)

    def totals(self, wanted: set[str], stored: dict[str, Pair]) -> dict[str, Pair]:
        """The totals of the wanted parents, deepest first; `stored` holds those of children that are not summed here.

        A wanted path without anything below it has no total and is left out, unless several reports stand there.
        """
        for path in stored:
            self.parents[parent_of(path)].add(path)
        done = dict(stored)
        pairs: dict[str, Pair] = {}
        for parent in sorted(wanted, key=lambda path: path.count("/"), reverse=True):
            children = self.parents.get(parent, set())
            below = [done[child] for child in children if child in done]
            leaves = [line for child in children if child not in done for line in self.lines.get(child, ())]
            own = self.lines.get(parent, [])
            if below or leaves or len(own) > 1:
                done[parent] = pairs[parent] = self.pair(own + leaves, below)
        return pairs

    def pair(self, lines: list[Line], below: list[Pair]) -> Pair:
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
            heard = Counter(line[4] for line in lines if line[basis])
            for pair in below:
                heard.update(pair[basis].heard)
            parts.append(Part(document, unknown + sum(pair[basis].unknown for pair in below), progress, dict(heard)))
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


def unit_of(path: str) -> int:
    """The unit a path ends in."""
    return int(path.rstrip("/").rpartition("/")[2])


def parent_of(path: str) -> str:
    """The path above; "" above a root."""
    steps = path.rstrip("/").rpartition("/")
    return steps[0] + "/" if steps[0] else ""
