"""Which units a page of careers is about, and which of their records a person reads by name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Person, Placement


@dataclass(frozen=True)
class Scope:
    """A unit with everything below it, as far as `by` sees it, in the structure of a day."""

    by: Person | None
    path: str
    on: date

    @property
    def places(self) -> QuerySet[Placement]:
        """Where the units stand."""
        seen = orgs.units_seen(self.by, self.on)
        return seen.filter(path__gte=self.path, path__lt=end_of(self.path)).order_by()

    @property
    def units(self) -> QuerySet[Placement, Any]:
        """The ids of the units, as a subquery."""
        return self.places.values("unit")

    @property
    def size(self) -> int:
        """How many units."""
        return self.places.aggregate(n=Count("unit", distinct=True))["n"] or 0

    def branch(self, path: str) -> int:
        """The unit directly below (or the unit itself) to which a unit at `path` belongs."""
        below = path[len(self.path) :].split("/", maxsplit=1)[0]
        return int(below or self.path.rstrip("/").split("/")[-1])


def at_least(words: list[str], least: str) -> list[str]:
    """The words of an ordered list of choices from `least` upwards; all of them for "" or an unknown word."""
    return words[words.index(least) :] if least in words else words


def fits(value: str, least: str, words: list[str]) -> bool | None:
    """Whether a level is no lower than what is asked; True when nothing is asked, None when the level is not known."""
    if not least:
        return True
    return words.index(value) >= words.index(least) if value in words and least in words else None
