"""The form against which the totals of a period are laid out, and how other versions' cells fall into it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from binhdang.calc.cells import pack_list, unpack_list
from binhdang.calc.totals import Document
from binhdang.datasets.models import FormVersion
from binhdang.reports.models import ReportRequest
from binhdang.rollup.sums import Row

# One decoder for all: `json.loads` with an option builds a new one at every call, a third of its time here.
_READ = json.JSONDecoder(parse_float=Decimal).raw_decode


@dataclass(frozen=True, slots=True)
class Form:
    """What the sums need to know of one version of a form; `size` is the place of the members cell, if it has one."""

    id: int
    version: int
    order: tuple[str, ...]
    size: int | None
    bridge: dict[str, str]

    @property
    def width(self) -> int:
        """How many cells a report of this form has."""
        return len(self.order)


class Frame:
    """The form of one period and the places of the other versions' cells in it."""

    def __init__(self, form: Form, forms: Iterable[Form]) -> None:
        self.form = form
        self._forms = {one.id: one for one in forms}
        self._places: dict[int, list[int | None] | None] = {form.id: None}
        self._picks: dict[tuple[int, tuple[str, ...]], list[int | None]] = {}

    def row(self, text: str, form_id: int) -> Row | None:
        """Read packed cells in the frame's order; an empty text is None."""
        if not text:
            return None
        return self.align(_READ(text)[0], form_id)

    def repacked(self, text: str, form_id: int) -> str:
        """Packed cells of another version, packed again in the frame's order."""
        return pack_list(self.align(unpack_list(text), form_id))

    def align(self, cells: list[Any], form_id: int, empty: Any = None) -> list[Any]:
        """Lay the cells of any version out in the frame's order; a cell that version does not have is `empty`."""
        if form_id not in self._places:
            self._places[form_id] = self._bridge(self._forms[form_id])
        places = self._places[form_id]
        return cells if places is None else [empty if place is None else cells[place] for place in places]

    def pick(self, text: str, form_id: int, cells: Sequence[str]) -> list[Any]:
        """Only these cells of packed ones, as JSON gives them; None for a cell the form does not have."""
        key = form_id, tuple(cells)
        if key not in self._picks:
            order = self.align(list(range(self._forms[form_id].width)), form_id)
            at = {code: place for code, place in zip(self.form.order, order, strict=True) if place is not None}
            self._picks[key] = [at.get(cell) for cell in cells]
        row = _READ(text)[0]
        return [None if place is None else row[place] for place in self._picks[key]]

    def document(self, sums: str, counts: str, carried: str, kads: str, form_id: int, *coverage: int) -> Document:
        """Read a stored total, given as its columns (`fresh.CELLS`)."""
        reported, expected, members_reported, members_expected = coverage
        return Document(
            self.align(_READ(sums)[0], form_id),
            self.align(_READ(counts)[0], form_id, 0),
            self.align(_READ(carried)[0], form_id),
            reported,
            expected,
            members_reported,
            members_expected,
            self.align(_READ(kads)[0], form_id, 0),
        )

    def _bridge(self, other: Form) -> list[int | None]:
        names = {code: code for code in other.order}
        for form in sorted(self._forms.values(), key=lambda one: one.version):
            if other.version < form.version <= self.form.version:
                names = {old: form.bridge.get(now, now) for old, now in names.items()}
        back = {now: other.order.index(old) for old, now in names.items()}
        return [back.get(code) for code in self.form.order]


def frames(data_set_id: int, periods: Sequence[str]) -> dict[str, Frame]:
    """The frame of each period: the newest version that a request of the period asks for (two queries).

    A period nobody asked for gets the newest version; a data set without a form gives an empty mapping.
    """
    rows = FormVersion.objects.filter(data_set=data_set_id).order_by("version")
    forms = {
        pk: Form(pk, version, tuple(order), order.index(size) if size in order else None, bridge)
        for pk, version, order, size, bridge in rows.values_list(
            "pk", "version", "cell_order", "layout__size_cell", "bridge"
        )
    }
    if not forms:
        return {}
    asked = ReportRequest.objects.filter(data_set=data_set_id, period_key__in=periods).order_by()
    used: dict[str, Form] = {}
    for period, form_id in asked.values_list("period_key", "form").distinct():
        if period not in used or forms[form_id].version > used[period].version:
            used[period] = forms[form_id]
    newest = max(forms.values(), key=lambda form: form.version)
    return {period: Frame(used.get(period, newest), forms.values()) for period in periods}
