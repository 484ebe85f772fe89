"""What the result pages say when figures are summed under the structure of another day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from binhdang.orgs.queries import unit_names
from binhdang.rollup.queries import Held, Notes
from binhdang.web.context import WorkContext

NAMED = 5


@dataclass(frozen=True)
class StructureNote:
    """The notice above the figures: `absent` says that the unit had no place that day, `more` counts lines left out."""

    absent: bool
    lines: list[str]
    more: int
    hidden: int


def structure_note(work: WorkContext, notes: Notes | None) -> StructureNote | None:
    """The notice for a page; None while figures stand under the structure their reports were made under."""
    if work.standing is None:
        return None
    place, held = work.placement, notes.held if notes else ()
    absent = place.valid_from > work.as_of or (place.valid_to is not None and place.valid_to < work.as_of)
    return StructureNote(absent, _lines(held[:NAMED]), max(len(held) - NAMED, 0), notes.hidden if notes else 0)


def _lines(held: Sequence[Held]) -> list[str]:
    named = {unit for one in held for unit in (one.unit, *one.among, *_above(one.path))}
    names = unit_names(named) if named else {}
    return [_line(one, names) for one in held]


def _above(path: str) -> list[int]:
    return [int(step) for step in path.strip("/").split("/")[-2:-1]]


def _line(one: Held, names: dict[int, str]) -> str:
    at = next((names.get(unit, "") for unit in _above(one.path)), "")
    said = {"unit": names.get(one.unit, ""), "at": at, "among": ", ".join(names.get(unit, "") for unit in one.among)}
    if one.why == "ended":
        return _("%(unit)s không còn trong cơ cấu ngày này; số liệu giữ ở %(at)s.") % said
    return _("%(unit)s ứng với nhiều đơn vị (%(among)s); số đếm không chia được nên giữ chung ở %(at)s.") % said
