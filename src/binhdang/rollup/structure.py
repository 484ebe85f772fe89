"""Totals of a period under the structure of another day than the one its reports were made under.

Reports keep the path they were made under; nothing is rewritten. What stands elsewhere on the other day is read and
hung where it (or what became of it) stood then; only the parents this touches are summed again, the rest are the
stored totals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from binhdang.calc.periods import parse_period, structure_date
from binhdang.kit.fields import PathField, end_of
from binhdang.orgs.homes import Heirs, Home, homes
from binhdang.orgs.models import Placement
from binhdang.orgs.queries import on_date
from binhdang.reports.models import Report
from binhdang.rollup.frames import Frame
from binhdang.rollup.fresh import STRUCTURE, stored
from binhdang.rollup.kept import Kept
from binhdang.rollup.models import Total
from binhdang.rollup.work import EXPECTED, GROUPS, SENT, Pair, Work, above, parent_of

MANY = 1000
"""From so many touched parents on, all reports of the subtree are read instead of those below each parent."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The structure of the day `on`, looked at from the unit that stood at `top` that day downwards."""

    on: date
    top: str


class Moved(NamedTuple):
    """A report that stands elsewhere on the other day: from its stamped path to `home`."""

    unit: int
    stamped: str
    home: Home
    line: tuple[str, str, str, int, str, int]
    at: datetime


@dataclass(frozen=True)
class Held:
    """A unit whose figures are kept at `path` because they cannot be given to one unit of that day (see `Home`)."""

    unit: int
    path: str
    why: str
    among: tuple[int, ...]


@dataclass(frozen=True)
class Notes:
    """What a page must say: the held units, and how many reports are left out since the reader may not see them."""

    held: tuple[Held, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Recast:
    """What differs from the stored totals of a period: who stands elsewhere, and the parents summed anew.

    `gone` are stamped paths left empty, `come` says for each place which reports stand there now (by stamped path),
    `pairs` are the new totals, `own` those of several own reports at one place, `touched` every path whose stored total
    does not hold. `hidden` counts reports out of the reader's sight that stand in this subtree that day: left out.
    """

    gone: frozenset[str]
    come: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, Pair]
    own: Mapping[str, Pair]
    touched: frozenset[str]
    at: Mapping[str, datetime]
    held: tuple[Held, ...]
    hidden: int

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """The places of what has come, and of the parents summed anew, by the parent above them."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted({*self.come, *self.pairs}):
            found[parent_of(path)].append(path)
        return found

    @cached_property
    def places(self) -> dict[int, str]:
        """Where held units are kept, by unit."""
        return {one.unit: one.path for one in self.held}


_kept: Kept[Recast] = Kept(36)


def recast(
    reach: tuple[str, ...] | None,
    data_set_id: int,
    period: str,
    frame: Frame,
    standing: Standing,
    editions: Mapping[str, int],
) -> Recast:
    """A period under the structure of a day, for somebody who sees what is below the paths of `reach` (None: all).

    `editions` are those that `fresh.freshen` told when it made the totals fresh, just before.
    """
    if period not in editions or STRUCTURE not in editions:
        return _recast(reach, data_set_id, period, frame, standing)
    key = (reach, data_set_id, period, frame.form.id, standing, editions[period], editions[STRUCTURE])
    return _kept.get(key, lambda: _recast(reach, data_set_id, period, frame, standing))


def _recast(reach: tuple[str, ...] | None, data_set_id: int, period: str, frame: Frame, standing: Standing) -> Recast:
    mine = Q(data_set=data_set_id, period_key=period)
    found = _moved(mine, period, standing)
    seen = [one for one in found if reach is None or any(one.stamped.startswith(start) for start in reach)]
    hidden = sum(one.home.path.startswith(standing.top) for one in found) - sum(
        one.home.path.startswith(standing.top) for one in seen
    )
    held = tuple(
        Held(one.unit, one.home.path, one.home.why, one.home.among)
        for one in seen
        if one.home.why and one.home.path.startswith(standing.top)
    )
    moved = [one for one in seen if one.home.path != one.stamped]
    touched = _touched(moved, standing.top)
    come: dict[str, list[str]] = defaultdict(list)
    for one in moved:
        if one.home.path.startswith(standing.top):
            come[one.home.path].append(one.stamped)
    pairs, own = _sum(mine, frame, standing.top, moved, touched) if moved else ({}, {})
    return Recast(
        frozenset(one.stamped for one in moved), {path: tuple(paths) for path, paths in come.items()}, pairs, own,
        frozenset(touched), _dates(mine, touched, moved), held, hidden,
    )  # fmt: skip


def here(on: date) -> Coalesce:
    """The path of a report's unit on a day, "" where it had no place then: an annotation for reports."""
    place = Placement.objects.filter(on_date(on), unit=OuterRef("unit")).values("path")[:1]
    return Coalesce(Subquery(place), Value(""), output_field=PathField())


def _moved(mine: Q, period: str, standing: Standing) -> list[Moved]:
    """The reports whose place that day is not the stamped one, or is shared, as far as they touch the subtree."""
    on, top, since = standing.on, standing.top, structure_date(parse_period(period))
    inside = {"path__gte": top, "path__lt": end_of(top)}
    heirs = Heirs(since, on)
    lost = Q(valid_to__gte=since, valid_to__lt=on) if on > since else Q(valid_from__gt=on, valid_from__lte=since)
    units = Placement.objects.filter(on_date(on), **inside).values("unit")
    near = Q(**inside) | Q(unit__in=units) | Q(unit__in=Placement.objects.filter(lost).values("unit"))
    if heirs.units:
        near |= Q(unit__in=heirs.units)
    rows = list(
        Report.objects.filter(mine, near, EXPECTED).annotate(here=here(on)).order_by().values_list(
            "unit", "path", "here", "form", "level_code", "state", "values", "accepted_values", "last_values",
            "updated_at",
        )
    )  # fmt: skip
    special = set(heirs.units)
    unsure = {unit: path for unit, path, place, *_ in rows if not place or unit in special}
    settled = homes(unsure, heirs) if unsure else {}
    moved = []
    for unit, path, place, form, level, state, values, accepted, last, at in rows:
        home = settled.get(unit) or Home(place)
        if (home.path != path or home.why) and (path.startswith(top) or home.path.startswith(top)):
            counts = values if state in SENT else accepted
            moved.append(Moved(unit, path, home, (accepted, counts, last, form, level, GROUPS[state]), at))
    return moved


def _touched(moved: list[Moved], top: str) -> set[str]:
    ends = {path for one in moved for path in (one.stamped, one.home.path)}
    return {path for end in ends for path in (end, *above(end)) if path.startswith(top)}


def _sum(
    mine: Q, frame: Frame, top: str, moved: list[Moved], touched: set[str]
) -> tuple[dict[str, Pair], dict[str, Pair]]:
    work = Work(frame)
    gone = {one.stamped for one in moved}
    if len(touched) > MANY:
        near, kept = Q(path__gte=top, path__lt=end_of(top)), {}
    else:
        near = Q(parent_path__in=touched) | Q(path__in=touched)
        kept = stored(Total.objects.filter(mine, parent_path__in=touched).exclude(path__in=touched), frame)
    work.read(Report.objects.filter(mine, near), without=gone)
    for one in moved:
        if one.home.path.startswith(top):
            work.put(one.home.path, parent_of(one.home.path), one.line)
    wanted = touched | {path for path in work.parents if path.startswith(top)} if len(touched) > MANY else touched
    pairs = work.totals(wanted, kept)
    own = {path: work.pair(lines, []) for path, lines in work.lines.items() if len(lines) > 1}
    return pairs, own


def _dates(mine: Q, touched: set[str], moved: list[Moved]) -> dict[str, datetime]:
    """When a figure of a touched place last changed: its stored total's moment, or that of a report that has come."""
    found = dict(Total.objects.filter(mine, path__in=touched).order_by().values_list("path", "updated_at"))
    for one in moved:
        for path in (one.home.path, *above(one.home.path)):
            if path in touched and (path not in found or found[path] < one.at):
                found[path] = one.at
    return found


def at_or_below(reports: QuerySet[Report], made: Recast, path: str) -> QuerySet[Report]:
    """Of the reports of a period those that stand at or below `path` on the other day."""
    into = [stamped for place, paths in made.come.items() if place.startswith(path) for stamped in paths]
    out = [stamped for stamped in made.gone if stamped.startswith(path)]
    return reports.filter((Q(path__gte=path, path__lt=end_of(path)) & ~Q(path__in=out)) | Q(path__in=into))
