"""What was read and judged for one unit and plan, kept in memory while the totals it rests on stand unchanged.

The key of a store names all that goes into it: who sees what, the targets and indicators as they are written, the
editions of the totals of every period looked at (`rollup.models.Edition`), and the language of the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import get_language

from binhdang.orgs import rules
from binhdang.rollup import queries as totals
from binhdang.rollup.kept import Kept
from binhdang.rollup.queries import Figure

if TYPE_CHECKING:
    from binhdang.evaluation.reader import Reader

_stores: Kept[Store] = Kept(24)


@dataclass(slots=True)
class Store:
    """Figures by data set, unit and period key; own ones apart; what stands below a path; what was judged of them."""

    figures: dict[tuple[int, int, str], Figure] = field(default_factory=dict)
    own: dict[tuple[int, int, str], Figure] = field(default_factory=dict)
    loaded: set[tuple[int, str]] = field(default_factory=set)
    below: dict[tuple[int, str], list[Figure]] = field(default_factory=dict)
    judged: dict[tuple[Any, ...], Any] = field(default_factory=dict)


def store_of(reader: Reader, unit_id: int) -> Store:
    """The store of a reader for a unit: a kept one while nothing it rests on has changed, else a new one.

    The totals are fresh after it, and the reader knows the editions of its first data set. Without any totals in the
    reader's period nothing is kept.
    """
    periods = [period.key for period in reader.periods()]
    editions = tuple(totals.editions(data_set, periods) for data_set in reader.data_sets)
    reader.editions = editions[0] if editions else {}
    if not any(reader.period.key in one for one in editions):
        return Store()
    reach = None if reader.by is None else tuple(rules.reach(reader.by))
    told = tuple(tuple(sorted(one.items())) for one in editions)
    key = (reach, unit_id, reader.period.key, reader.basis, reader.standing, reader.signature, told, get_language())
    return _stores.get(key, Store)


def signature_of(rows: Iterable[Model | None]) -> int:
    """A number that changes when anything written in the rows does."""
    return hash(
        tuple(
            repr([getattr(row, one.attname) for one in row._meta.concrete_fields]) if row is not None else ""
            for row in rows
        )
    )
