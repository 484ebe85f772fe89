"""Figures under the structure of another day: summed anew, or the stored ones where they still hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from binhdang.orgs import rules
from binhdang.orgs.models import Person, Placement
from binhdang.orgs.queries import on_date
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report
from binhdang.rollup.figures import Figure, of_pair, of_reports, of_totals
from binhdang.rollup.frames import frames
from binhdang.rollup.fresh import freshen
from binhdang.rollup.structure import Recast, Standing, at_or_below, recast
from binhdang.rollup.work import unit_of


class Elsewhere:
    """The figures of some periods of a data set as units stood on another day; the totals are made fresh first."""

    def __init__(
        self, by: Person | None, data_set_id: int, periods: Sequence[str], basis: str, standing: Standing
    ) -> None:
        laid = frames(data_set_id, periods)
        editions = freshen(data_set_id, periods, laid) if laid else {}
        self.by, self.data_set_id, self.laid, self.basis, self.standing = by, data_set_id, laid, basis, standing
        self._reach = None if by is None else tuple(rules.reach(by))
        self.made: dict[str, Recast] = {
            period: recast(self._reach, data_set_id, period, frame, standing, editions)
            for period, frame in laid.items()
        }

    def places(self, unit_ids: Collection[int]) -> dict[int, str]:
        """Where units stood that day."""
        rows = Placement.objects.filter(on_date(self.standing.on), unit__in=unit_ids).order_by()
        return dict(rows.values_list("unit", "path"))

    def of_units(self, unit_ids: Collection[int]) -> Iterator[Figure]:
        """The figures of units by where they stood that day, or are kept; units outside the subtree have none."""
        places = self.places(unit_ids)
        wanted = {
            period: {places.get(unit) or made.places.get(unit, "") for unit in unit_ids}
            for period, made in self.made.items()
        }
        named = sorted({path for paths in wanted.values() for path in paths if path.startswith(self.standing.top)})
        anew = [(p, path) for p, made in self.made.items() for path in wanted[p] if path in made.pairs]
        come = [(p, path) for p, made in self.made.items() for path in wanted[p] if path in made.come]
        yield from self._figures(Q(path__in=named), anew, come)

    def below(self, paths: Collection[str]) -> Iterator[Figure]:
        """The figures of what stands directly below each path."""
        anew = [(p, one) for p, made in self.made.items() for path in paths for one in made.below.get(path, ())]
        come = [(p, one) for p, one in anew if one in self.made[p].come]
        summed = [(p, one) for p, one in anew if one in self.made[p].pairs]
        yield from self._figures(Q(parent_path__in=paths), summed, come)

    def own(self, paths: Collection[str]) -> Iterator[Figure]:
        """The own reports of what stands at these paths, apart from what is below; of merged units as one figure."""
        come = []
        for period, made in self.made.items():
            for path in paths:
                if path in made.own and self._sees(path):
                    frame = self.laid[period]
                    yield of_pair(path, period, frame, made.own[path], self.basis, made.at.get(path), own=True)
                elif path in made.come:
                    come.append((period, path))
        for figure in self._reports(Q(path__in=paths), own=True):
            made = self.made[figure.period_key]
            if not (figure.path in made.gone or figure.path in made.own):
                yield figure
        yield from self._come(come, own=True)

    def reports(self, period: str, path: str) -> QuerySet[Report]:
        """The reports that stand at or below `path` that day, as far as they are in sight."""
        mine = Report.objects.filter(sight(self.by), data_set=self.data_set_id, period_key=period)
        return at_or_below(mine, self.made[period], path)

    def _figures(self, where: Q, anew: list[tuple[str, str]], come: list[tuple[str, str]]) -> Iterator[Figure]:
        done = set()
        for period, path in anew:
            made = self.made[period]
            if self._sees(path):
                done.add((period, path))
                at = made.at.get(path)
                yield of_pair(path, period, self.laid[period], made.pairs[path], self.basis, at, own=False)
        for figure in of_totals(self.by, where, self.data_set_id, self.laid, self.basis):
            if figure.path not in self.made[figure.period_key].touched:
                done.add((figure.period_key, figure.path))
                yield figure
        for figure in self._reports(where, own=False):
            made = self.made[figure.period_key]
            if (figure.period_key, figure.path) not in done and figure.path not in made.gone:
                yield figure
        yield from self._come([one for one in come if one not in done], own=False)

    def _come(self, places: Iterable[tuple[str, str]], *, own: bool) -> Iterator[Figure]:
        """Single reports that stand at these places that day (period, path)."""
        where = {(period, stamped): path for period, path in places for stamped in self.made[period].come[path]}
        if not where:
            return
        for figure in self._reports(Q(path__in=sorted({stamped for _period, stamped in where})), own=own):
            if path := where.get((figure.period_key, figure.path)):
                yield replace(figure, unit_id=unit_of(path), path=path)

    def _reports(self, where: Q, *, own: bool) -> Iterator[Figure]:
        return of_reports(self.by, where, self.data_set_id, self.laid, self.basis, own=own)

    def _sees(self, path: str) -> bool:
        return self._reach is None or any(path.startswith(start) for start in self._reach)
