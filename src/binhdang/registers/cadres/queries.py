"""Who holds which posts on a day, and how many of them are women."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Level, Person
from binhdang.registers.cadres.bodies import Body
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.core.models import Sex

WANTED = 3, 10
"""The share of women that a body is held against: three in ten."""


@dataclass(frozen=True)
class Share:
    """People of a body on a day, each once, and how many of them are women."""

    people: int = 0
    women: int = 0


@dataclass(frozen=True)
class LevelShare:
    """A body over the units of one level on a day. `people` and `women` are sums over units: seats, as reports count.

    `reached` of the `recorded` units (those with somebody in the body) have at least three women in ten; `units` stand
    on the level.
    """

    level: str
    units: int
    recorded: int
    reached: int
    people: int
    women: int


def there_on(day: date, prefix: str = "") -> Q:
    """The cadres (or, with a `prefix` that leads to them, what is theirs) who are at their unit on `day`."""
    come = Q(**{f"{prefix}came_on__isnull": True}) | Q(**{f"{prefix}came_on__lte": day})
    return come & (Q(**{f"{prefix}left_on__isnull": True}) | Q(**{f"{prefix}left_on__gte": day}))


def held_on(day: date) -> Q:
    """The posts that are held on `day`: begun, not ended, and the cadre is at the unit.

    The one rule of composition, feeds, lists and the planner: who left holds nothing, also where nobody ended a post.
    """
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day)) & there_on(day, "cadre__")


def holders(kinds: Collection[str], on: date | None = None, *, term: str = "") -> Q:
    """The cadres who hold one of these posts (of a term) on a day, or held one at any time."""
    rows = PostHeld.objects.filter(kind__in=kinds, removed_at__isnull=True)
    rows = rows if on is None else rows.filter(held_on(on))
    rows = rows.filter(term=term) if term else rows
    return Q(pk__in=rows.values("cadre"))


def _posts(units: Any, kinds: Collection[str]) -> QuerySet[PostHeld]:
    """The posts of these kinds that stand in the register, of some units (ids or a query of ids)."""
    rows = PostHeld.objects.filter(kind__in=kinds, removed_at__isnull=True, cadre__removed_at__isnull=True)
    return rows.filter(cadre__unit__in=units).order_by()


def _people(where: Q | None = None) -> Count:
    return Count("cadre__who", distinct=True, filter=where)


WOMEN = Q(cadre__sex=Sex.WOMAN)


def people_in(units: Collection[int], kinds: Collection[str], on: date) -> dict[int, Share]:
    """Unit -> who holds one of these posts on a day; each person once; no entry for a unit with nobody."""
    rows = _posts(list(units), kinds).filter(held_on(on)).values("cadre__unit")
    found = rows.annotate(n=_people(), women=_people(WOMEN))
    return {row["cadre__unit"]: Share(row["n"], row["women"]) for row in found}


def recording(units: Collection[int], on: date) -> set[int]:
    """Those of these units in which the register knows of any post held on a day."""
    rows = PostHeld.objects.filter(held_on(on), removed_at__isnull=True, cadre__removed_at__isnull=True)
    return set(rows.filter(cadre__unit__in=list(units)).order_by().values_list("cadre__unit", flat=True).distinct())


def of_unit(by: Person | None, unit_id: int, bodies: Iterable[Body], on: date) -> list[tuple[Body, Share]]:
    """The composition of each body of one unit on a day. Raises OrgUnit.DoesNotExist for a unit that is not seen."""
    orgs.unit_by_id(by, unit_id)
    bodies = list(bodies)
    wanted: dict[str, Count] = {}
    for body in bodies:
        here = Q(kind__in=body.kinds)
        wanted |= {f"n_{body.code}": _people(here), f"w_{body.code}": _people(here & WOMEN)}
    every = {kind for body in bodies for kind in body.kinds}
    found = _posts([unit_id], every).filter(held_on(on)).aggregate(**wanted)
    return [(body, Share(found[f"n_{body.code}"], found[f"w_{body.code}"])) for body in bodies]


def history(by: Person | None, unit_id: int, body: Body, days: Iterable[date]) -> list[tuple[date, Share]]:
    """The composition of one body of a unit on each of some days. Raises OrgUnit.DoesNotExist."""
    orgs.unit_by_id(by, unit_id)
    days = list(days)
    wanted: dict[str, Count] = {}
    for at, day in enumerate(days):
        wanted |= {f"n_{at}": _people(held_on(day)), f"w_{at}": _people(held_on(day) & WOMEN)}
    found = _posts([unit_id], body.kinds).aggregate(**wanted)
    return [(day, Share(found[f"n_{at}"], found[f"w_{at}"])) for at, day in enumerate(days)]


def below(by: Person | None, path: str, body: Body, on: date) -> list[LevelShare]:
    """One body over the unit at `path` and all below it that `by` sees, by level, as the units stood on a day.

    One statement sums whatever the number of units. Levels without a unit are left out.
    """
    places = orgs.units_seen(by, on).filter(path__gte=path, path__lt=end_of(path)).order_by()
    standing = dict(places.values_list("unit__kind__level").annotate(n=Count("pk")))
    levels = Level.objects.filter(pk__in=standing).order_by("rank", "pk")
    part, whole = WANTED
    each = (
        _posts(places.values("unit"), body.kinds).filter(held_on(on)).values("cadre__unit", "cadre__unit__kind__level")
    )
    each = each.annotate(n=_people(), w=_people(WOMEN), least=_people() * part, have=_people(WOMEN) * whole)
    wanted: dict[str, Any] = {}
    for level in levels:
        here = Q(cadre__unit__kind__level=level.pk)
        wanted |= {
            f"units_{level.pk}": Count("cadre__unit", filter=here),
            f"reached_{level.pk}": Count("cadre__unit", filter=here & Q(have__gte=F("least"))),
            f"people_{level.pk}": Sum("n", filter=here, default=0),
            f"women_{level.pk}": Sum("w", filter=here, default=0),
        }
    found = each.aggregate(**wanted) if wanted else {}
    return [
        LevelShare(
            level.name,
            standing[level.pk],
            *(found[f"{name}_{level.pk}"] for name in ("units", "reached", "people", "women")),
        )
        for level in levels
    ]


def terms() -> list[str]:
    """The terms that posts name, latest first: one look into the index for each, however many posts there are."""
    rows = PostHeld.objects.filter(removed_at__isnull=True).order_by("-term")
    found: list[str] = []
    term = rows.values_list("term", flat=True).first()
    while term:
        found.append(term)
        term = rows.filter(term__lt=term).values_list("term", flat=True).first()
    return found
