"""Units that must have a women's-affairs committee, and which of them have one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc.cells import NotApplicable
from binhdang.datasets.models import DataSet
from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Person, Placement
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.cadres.queries import held_on
from binhdang.registers.committees import checks, queries
from binhdang.registers.committees.models import Committee
from binhdang.registers.core.choices import PostKind
from binhdang.rollup import picked

FORM, WOMEN, MUST = "BDG-NAM", "dv.nu", "nc_dk"
LEVELS = ("tren_co_so", "co_so")
"""Grassroots unions and those directly above them have a mass committee from ten women members on (`checks`)."""
MOST_UNITS = 5000
MISSING, WRONG, FEW, FINE, UNKNOWN, FREE = "thieu", "chua-dung", "chua-du", "dung", "chua-biet", "khong-phai"
STATES = {
    MISSING: gettext_lazy("Phải có mà chưa có"),
    WRONG: gettext_lazy("Đã có, cần xem lại"),
    FINE: gettext_lazy("Đã có, đúng quy định"),
    FEW: gettext_lazy("Có ban, chưa đủ 10 nữ"),
    UNKNOWN: gettext_lazy("Chưa biết số nữ"),
    FREE: gettext_lazy("Chưa phải lập"),
}


@dataclass(frozen=True)
class Unit:
    """One unit: its women members (None: no report says), which period says so, its committee and what is wrong."""

    place: Placement
    women: int | None
    period: str
    committee: Committee | None
    findings: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Which of `STATES` it is in."""
        if self.women is None:
            return UNKNOWN
        if self.women < checks.LEAST_WOMEN:
            return FEW if self.committee else FREE
        if self.committee is None:
            return MISSING
        return WRONG if self.findings else FINE


@dataclass
class Tally:
    """Counts of some units: those that must have a committee, those of them that do, those nobody knows about."""

    name: str
    must: int = 0
    have: int = 0
    unknown: int = 0
    all: int = 0
    code: str = ""
    path: str = ""

    @property
    def missing(self) -> int:
        """Units that must have one and do not."""
        return self.must - self.have

    def add(self, unit: Unit) -> None:
        """Count one unit in."""
        self.all += 1
        self.unknown += unit.women is None
        if unit.women is not None and unit.women >= checks.LEAST_WOMEN:
            self.must += 1
            self.have += unit.committee is not None


@dataclass(frozen=True)
class Found:
    """Every unit of a subtree with its state, in Vietnamese order, and the counts by level and by child."""

    units: list[Unit]
    levels: list[Tally] = field(default_factory=list)
    children: list[Tally] = field(default_factory=list)

    def of(self, state: str) -> list[Unit]:
        """The units in one state."""
        return [unit for unit in self.units if unit.state == state]


def too_many(path: str, on: date) -> bool:
    """Whether so many units stand below that one goes down unit by unit."""
    return orgs.subtree(path, on).order_by().count() > MOST_UNITS


def found(by: Person | None, path: str, year: int, basis: str) -> Found:
    """Every unit at or below `path` with its women members and its committee at the end of a year (about 15 queries).

    Women members are what the year's report counts on this basis, else what the year before says; of a unit that others
    stand below the sum of theirs.
    """
    on = date(year, 12, 31)
    places = list(orgs.subtree(path, on).filter(unit__kind__level__code__in=LEVELS))
    women = _women(by, path, year, basis, {place.unit_id for place in places})
    boards = {one.unit_id: one for one in queries.mass_below(by, path, on)}
    wrong = checks.findings(boards.values())
    for pk, text in _against_cadres(list(boards.values()), min(on, clock.today())).items():
        wrong[pk].append(text)
    units = []
    for place in sorted(places, key=lambda p: (p.unit.sort_key, p.unit_id)):
        n, period = women.get(place.unit_id, (None, ""))
        board = boards.get(place.unit_id)
        units.append(Unit(place, n, period, board, tuple(wrong[board.pk]) if board else ()))
    levels = {place.unit.kind.level.code: Tally(place.unit.kind.level.name) for place in places}
    return Found(units, _levels(units, levels), _children(by, path, on, units))


def _against_cadres(boards: list[Committee], day: date) -> dict[int, str]:
    """Committee -> how the size of the executive committee written on it differs from who holds that post on a day.

    A unit whose register of cadres has nobody there says nothing (one query, and one for the sizes).
    """
    rows = PostHeld.objects.filter(held_on(day), kind=PostKind.COMMITTEE, removed_at__isnull=True)
    rows = rows.filter(cadre__removed_at__isnull=True, cadre__unit__in=[one.unit_id for one in boards]).order_by()
    counted = rows.values_list("cadre__unit").annotate(n=Count("cadre__who", distinct=True))
    held: dict[int, int] = dict(counted)
    seats, found = queries.seats(dict.fromkeys(boards, day)), {}
    for one in boards:
        n = held.get(one.unit_id, 0)
        if n and n != one.executives:
            said = _("Hồ sơ ban ghi %(said)s uỷ viên ban chấp hành, sổ cán bộ có %(n)s người giữ chức ngày %(day)s.")
            text = said % {"said": one.executives, "n": n, "day": f"{day:%d/%m/%Y}"}
            found[one.pk] = " ".join([text, *checks.size_findings(len(seats[one.pk].people), n)])
    return found


def _levels(units: list[Unit], levels: dict[str, Tally]) -> list[Tally]:
    for unit in units:
        levels[unit.place.unit.kind.level.code].add(unit)
    return [levels[code] for code in LEVELS if code in levels]


def _children(by: Person | None, path: str, on: date, units: list[Unit]) -> list[Tally]:
    """The same by unit directly below; a unit's own committee counts at its own line."""
    tallies = _below(by, path, on)
    for unit in units:
        step = path + unit.place.path[len(path) :].split("/", 1)[0] + "/"
        if step in tallies:
            tallies[step].add(unit)
    return [tally for tally in tallies.values() if tally.all]


def _below(by: Person | None, path: str, on: date) -> dict[str, Tally]:
    places = orgs.children(by, _last(path), on)
    return {p.path: Tally(p.unit.name, code=p.unit.code, path=p.path) for p in places}


def _women(by: Person | None, path: str, year: int, basis: str, wanted: set[int]) -> dict[int, tuple[int | None, str]]:
    """Unit -> women members and the period that says so."""
    data_set = DataSet.objects.filter(code=FORM).first()
    known: dict[int, tuple[int | None, str]] = {}
    where = Q(path__gte=path, path__lt=end_of(path))
    for key in (str(year), str(year - 1)):
        if data_set is None:
            break
        for one in picked.cells_of(by, where, data_set.pk, key, basis, [WOMEN]):
            n = _whole(one.cells[0])
            if n is not None:
                known.setdefault(one.unit, (n, key))
        if wanted <= known.keys():
            break
    return known


def _whole(cell: Any) -> int | None:
    return None if cell is None or cell == "x" or isinstance(cell, NotApplicable) else int(cell)


def counted(by: Person | None, path: str, year: int, basis: str) -> list[Tally]:
    """The same by unit directly below, of a subtree too large to go through: few queries however many units.

    `must` are grassroots unions with ten women members by the totals, `have` the units with a committee in the register
    (whatever their members).
    """
    on = date(year, 12, 31)
    tallies = list(_below(by, path, on).values())
    data_set = DataSet.objects.filter(code=FORM).first()
    units = {_last(tally.path): tally for tally in tallies}
    for one in picked.cells_of(by, Q(unit__in=units), data_set.pk, str(year), basis, [MUST]) if data_set else ():
        units[one.unit].must = _whole(one.cells[0]) or 0
    boards = queries.mass_below(by, path, on).order_by()
    wanted = {f"n{at}": Q(path__gte=t.path, path__lt=end_of(t.path)) for at, t in enumerate(tallies)}
    counts = {name: Count("unit", distinct=True, filter=where) for name, where in wanted.items()}
    given = boards.aggregate(**counts) if counts else {}
    for at, tally in enumerate(tallies):
        tally.have = given[f"n{at}"]
    return tallies


def _last(path: str) -> int:
    return int(path.rstrip("/").rsplit("/", 1)[-1])
