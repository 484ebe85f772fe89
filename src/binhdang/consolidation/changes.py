"""What changed since a level signed: slips, reports that came late, and every total that moved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from binhdang.calc.cells import NOT_APPLICABLE, NotApplicable, Value, parse_exact
from binhdang.consolidation.models import Slip, Snapshot
from binhdang.consolidation.ripple import CellMove
from binhdang.consolidation.slips import slips_below
from binhdang.consolidation.snapshot import totals_of
from binhdang.datasets.queries import layout_of
from binhdang.kit.fields import end_of
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report
from binhdang.rollup import queries as totals


@dataclass(frozen=True, slots=True)
class Since:
    """What moved after a signature. `late` counts reports that count now and did not when it was signed, `gone` those
    that no longer count; `cells` are totals that differ, in the form's order."""

    snapshot: Snapshot
    slips: list[Slip]
    late: int
    gone: int
    cells: list[CellMove]

    @property
    def any(self) -> bool:
        """Whether anything is different from what was signed."""
        return bool(self.slips or self.late or self.gone or self.cells)


def since(by: Person | None, snapshot: Snapshot) -> Since:
    """Hold a signed snapshot against the accepted figures of this moment."""
    content = json.loads(snapshot.content)
    slips = after(slips_below(by, snapshot.path, snapshot.period_key, snapshot.data_set_id), snapshot.signed_at)
    late, gone = _came_and_went(by, snapshot, {code for code, _version, _hash in content["reports"]})
    return Since(snapshot, list(slips), late, gone, _moved(by, snapshot, totals_of(content)))


def _came_and_went(by: Person | None, snapshot: Snapshot, then: set[str]) -> tuple[int, int]:
    """How many reports count now and did not then, and the other way round; names are only read where it matters."""
    rows = _counting(by, snapshot)
    if rows.count() == len(then) and not rows.filter(decided_at__gt=snapshot.signed_at).exists():
        return 0, 0
    now = set(rows.values_list("unit__code", flat=True))
    return len(now - then), len(then - now)


def sums_since(slips: Sequence[Slip], path: str) -> list[list[str]]:
    """What slips (latest first) did to the totals of the unit at `path`: code, label, total before, total now.

    From the ripples that the slips keep, so it needs no figures; a cell that came back to its old total is left out.
    """
    found: dict[str, list[str]] = {}
    for slip in reversed(slips):
        for level in slip.ripple:
            if level["path"] == path:
                for code, label, old, new in level["cells"]:
                    found.setdefault(code, [code, label, old, new])[3] = new
    return [row for row in found.values() if row[2] != row[3]]


def after(slips: QuerySet[Slip], moment: datetime) -> QuerySet[Slip]:
    """The slips accepted after a moment."""
    return slips.filter(at__gt=moment)


def _counting(by: Person | None, snapshot: Snapshot) -> QuerySet[Report]:
    return Report.objects.filter(
        sight(by), data_set=snapshot.data_set_id, period_key=snapshot.period_key,
        path__gte=snapshot.path, path__lt=end_of(snapshot.path),
    ).exclude(accepted_values="").order_by()  # fmt: skip


def _moved(by: Person | None, snapshot: Snapshot, signed: dict[str, str]) -> list[CellMove]:
    key = (snapshot.unit_id, snapshot.period_key)
    found = totals.figures(by, [key[0]], snapshot.data_set_id, [key[1]], "approved").get(key)
    now = dict(zip(found.order, found.document.sums, strict=True)) if found else {}
    layout = layout_of(snapshot.form)
    pairs = ((code, _value(signed.get(code, "")), now.get(code)) for code in layout.cells)
    return [
        CellMove(code, layout.by_code[code].label, old, new)
        for code, old, new in pairs
        if old != new and not (isinstance(old, NotApplicable) and new is None)
    ]


def _value(text: str) -> Value | None:
    if text == "KAD":
        return NOT_APPLICABLE
    return parse_exact(text) if text else None
