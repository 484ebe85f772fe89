"""Where units that reported under one day's structure stand on another day: themselves, or what became of them.

A unit that has merged stands where its successor stands; one that has been divided, or a successor of several, cannot
be shared out among them, since counts do not divide: it is kept directly below the unit they have in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from binhdang.orgs.choices import SuccessionKind
from binhdang.orgs.models import Placement, Succession
from binhdang.orgs.queries import on_date

PART = 5000
DIVIDED, ENDED = "divided", "ended"


@dataclass(frozen=True, slots=True)
class Home:
    """The path of a unit on another day. `why` is "" where it is a unit's own place that day.

    `divided`: kept below what several units have in common (`among`); `ended`: no place and no successor, kept below
    the nearest unit above that has one.
    """

    path: str
    why: str = ""
    among: tuple[int, ...] = ()


class Heirs:
    """Successions between the day `since` and the day `on`, followed in the direction of time from one to the other.

    With `on` before `since` a unit is traced back to those it came from. Two units merged into one of long standing:
    that one's figures before and after do not compare, so going back it is divided among all of them.
    """

    def __init__(self, since: date, on: date) -> None:
        self.since, self.on = since, on
        self._links: dict[int, list[tuple[int, date, bool]]] = defaultdict(list)
        back = on < since
        early, late = sorted((since, on))
        rows = Succession.objects.filter(
            Q(kind=SuccessionKind.MERGE) | Q(kind=SuccessionKind.SPLIT), on__gt=early, on__lte=late, new__isnull=False
        ).exclude(old=F("new"))
        for old, new, day, kind in rows.order_by("on", "pk").values_list("old", "new", "on", "kind"):
            if back:
                self._links[new].append((old, day, True))
            else:
                self._links[old].append((new, day, kind == SuccessionKind.SPLIT))

    @property
    def units(self) -> list[int]:
        """The units that something became of (or that came from others)."""
        return list(self._links)

    def all_of(self, unit: int) -> set[int]:
        """Every unit that may be an heir of this one, itself included."""
        found, open_ = {unit}, [unit]
        while open_:
            for other, _day, _shares in self._links.get(open_.pop(), ()):
                if other not in found:
                    found.add(other)
                    open_.append(other)
        return found

    def of(
        self, unit: int, placed: Collection[int], day: date | None = None, seen: frozenset[int] = frozenset()
    ) -> set[int]:
        """The units among which a unit's figures fall on the day `on`; `placed` are units with a place that day."""
        start, here = day or self.since, unit in placed
        found = {unit} if here else set()
        for other, at, shares in self._links.get(unit, ()):
            later = at >= start if self.on >= self.since else at <= start
            if later and (shares or not here) and other not in seen:
                found |= self.of(other, placed, at, seen | {unit})
        return found


def homes(stamped: Mapping[int, str], heirs: Heirs) -> dict[int, Home]:
    """The homes on the day `heirs.on` of units that reported from these paths (unit id -> path)."""
    above = {int(step) for path in stamped.values() for step in path.strip("/").split("/")}
    named = above | set(stamped)
    every = {heir for unit in named for heir in heirs.all_of(unit)}
    places = _places(sorted(every), heirs.on)
    return {unit: _home(unit, path, heirs, places) for unit, path in stamped.items()}


def _places(units: list[int], on: date) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(units), PART):
        rows = Placement.objects.filter(on_date(on), unit__in=units[start : start + PART])
        found |= dict(rows.order_by().values_list("unit", "path"))
    return found


def _home(unit: int, path: str, heirs: Heirs, places: Mapping[int, str]) -> Home:
    ids = sorted(heirs.of(unit, places.keys()))
    if len(ids) == 1:
        return Home(places[ids[0]])
    if ids:
        return Home(f"{_common([places[one] for one in ids])}{unit}/", DIVIDED, tuple(ids))
    return Home(f"{_base(path, heirs, places)}{unit}/", ENDED)


def _base(path: str, heirs: Heirs, places: Mapping[int, str]) -> str:
    """The path on the day of the nearest unit above `path` that has a place or an heir; "" where none has."""
    steps = path.strip("/").split("/")[:-1]
    for step in reversed(steps):
        ids = heirs.of(int(step), places.keys())
        if ids:
            return _common([places[one] for one in ids]) if len(ids) > 1 else places[ids.pop()]
    return ""


def _common(paths: list[str]) -> str:
    split = [path.strip("/").split("/") for path in paths]
    shared = []
    for steps in zip(*split, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "".join(f"{step}/" for step in shared)
