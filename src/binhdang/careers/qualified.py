"""Women who meet the schooling and political theory that somebody asks for and are in no pipeline (KT-II.1a)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from binhdang.careers.scope import Scope, at_least
from binhdang.orgs.models import Level
from binhdang.registers.cadres.models import Cadre
from binhdang.registers.cadres.queries import there_on
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import rules
from binhdang.registers.core.choices import Schooling, Theory
from binhdang.registers.core.models import Sex
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import standing


@dataclass(frozen=True)
class Counts:
    """Women in the register of cadres: all, those whose learning is not written down, qualified, in the pipeline."""

    women: int
    unknown: int
    qualified: int
    prepared: int

    @property
    def left_out(self) -> int:
        """Qualified and in no pipeline."""
        return self.qualified - self.prepared


@dataclass(frozen=True)
class Qualified:
    """The counts by level and of all levels, and the cards of those left out whose names `by` reads."""

    total: Counts
    by_level: list[tuple[Level, Counts]]
    cards: QuerySet[Cadre]


def qualified(scope: Scope, on: date, schooling: str = "", theory: str = "") -> Qualified:
    """Who in scope was at her unit on a day, by the levels asked for ("" asks for nothing). Four queries.

    Each card is one: a woman with cards at two units is looked at by both.
    """
    women = Cadre.objects.filter(there_on(on), unit__in=scope.units, sex=Sex.WOMAN, removed_at__isnull=True)
    fit, unknown = Q(), Q(pk__in=[])
    for name, least, words in (("schooling", schooling, Schooling.values), ("theory", theory, Theory.values)):
        if least:
            fit &= Q(**{f"{name}__in": at_least(list(words), least)})
            unknown |= Q(**{name: ""})
    entries = Successor.objects.filter(standing(on), removed_at__isnull=True, who=OuterRef("who"))
    rows = women.annotate(prepared=Exists(entries)).order_by()
    counted = {
        "women": Count("pk"),
        "unknown": Count("pk", filter=unknown),
        "qualified": Count("pk", filter=fit),
        "prepared": Count("pk", filter=fit & Q(prepared=True)),
    }
    levels = {level.pk: level for level in Level.objects.order_by("rank", "pk")}
    every: Any = rows.values("unit__kind__level").annotate(**counted)
    found = {row["unit__kind__level"]: Counts(*(row[name] for name in counted)) for row in every}
    sums = [sum(getattr(row, name) for row in found.values()) for name in counted]
    left = women.filter(fit, ~Exists(entries), rules.seen(scope.by, CADRES))
    return Qualified(
        Counts(*sums),
        [(level, found[pk]) for pk, level in levels.items() if pk in found],
        left.select_related("unit").order_by("unit__sort_key", "name", "pk"),
    )
