"""What an officer can pick from when saying who must report, and a rule read back into those picks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Kind, Level, OrgUnit, Placement
from binhdang.reports.scope import SECTOR_KINDS, Scope

MOST_BRANCHES = 120


@dataclass(frozen=True)
class Picks:
    """What was picked, as the page says it: codes of units, kinds, names of sectors, bounds; None where not bounded."""

    branches: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    age_days: int = 0


@dataclass(frozen=True)
class Choices:
    """What can be picked below a unit: branches and kinds as (code, name), sectors as (name, how many)."""

    branches: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    sectors: list[tuple[str, int]]


def choices(unit: OrgUnit, on: date) -> Choices:
    """The branches (units right below that have units below them), kinds and sectors below a unit on a day."""
    place = orgs.placement_of(unit.pk, on)
    if place is None:
        return Choices([], [], [])
    below = Placement.objects.filter(orgs.on_date(on), parent=OuterRef("unit"))
    upper = Placement.objects.filter(orgs.on_date(on), Exists(below), parent=unit).order_by("unit__sort_key")
    every = orgs.subtree(place.path, on)
    kinds = Kind.objects.filter(pk__in=every.order_by().values("unit__kind")).order_by("level__rank", "pk")
    sectors: dict[str, int] = {}
    for name in (
        every.filter(unit__kind__code__in=SECTOR_KINDS).order_by("unit__sort_key").values_list("unit__name", flat=True)
    ):
        sectors[name] = sectors.get(name, 0) + 1
    return Choices(
        list(upper.values_list("unit__code", "unit__name")[:MOST_BRANCHES]),
        list(kinds.values_list("code", "name")),
        list(sectors.items())[:MOST_BRANCHES],
    )


def levels_below(unit: OrgUnit, on: date) -> list[tuple[str, str]]:
    """The levels of a unit and of what stands below it on a day, as (code, name), highest first."""
    place = orgs.placement_of(unit.pk, on)
    if place is None:
        return []
    levels = orgs.subtree(place.path, on).order_by().values("unit__kind__level")
    return list(Level.objects.filter(pk__in=levels).order_by("rank").values_list("code", "name"))


def scope_from(picks: Picks, unit: OrgUnit, on: date) -> Scope:
    """The rule that these picks make below `unit`. Raises BadInput naming every code that is not there."""
    place = orgs.placement_of(unit.pk, on)
    if place is None:
        raise BadInput([("for", _("Đơn vị không có trong cơ cấu tổ chức của kỳ này."))])
    problems: list[tuple[str, str]] = []
    every = orgs.subtree(place.path, on)
    branches = _ids(every, "branch", picks.branches, problems)
    units = _ids(every, "units", picks.units, problems)
    known = set(Kind.objects.filter(code__in=picks.kinds).values_list("code", flat=True))
    for code in set(picks.kinds) - known:
        problems.append(("kind", _("Không có loại hình “%(code)s”.") % {"code": code[:40]}))
    sectors = every.filter(unit__kind__code__in=SECTOR_KINDS, unit__name__in=picks.sectors)
    found = list(sectors.values_list("unit_id", "unit__name"))
    for name in set(picks.sectors) - {name for _unit, name in found}:
        problems.append(("sector", _("Không có công đoàn ngành “%(name)s” trong phạm vi này.") % {"name": name[:80]}))
    if picks.least is not None and picks.most is not None and picks.least > picks.most:
        problems.append(("most", _("Số đoàn viên nhiều nhất phải lớn hơn hoặc bằng số ít nhất.")))
    if problems:
        raise BadInput(problems)
    ids = tuple(sorted(unit_id for unit_id, _name in found))
    return Scope(branches, picks.kinds, ids, units, picks.least, picks.most, picks.age_days)


def _ids(
    every: QuerySet[Placement], field: str, codes: Sequence[str], problems: list[tuple[str, str]]
) -> tuple[int, ...]:
    if not codes:
        return ()
    found = units_below(every, codes)
    for code in codes:
        if code not in found:
            said = _("Không có đơn vị mã “%(code)s” trong phạm vi này.")
            problems.append((field, said % {"code": code[:40]}))
    return tuple(sorted({found[code].pk for code in codes if code in found}))


def units_below(every: QuerySet[Placement], codes: Sequence[str]) -> Mapping[str, OrgUnit]:
    """Code as written -> unit, of these placements; a code in small letters stands for the one in capitals."""
    found = {place.unit.code: place.unit for place in every.filter(unit__code__in={*codes, *map(str.upper, codes)})}
    pairs = ((code, found.get(code) or found.get(code.upper())) for code in codes)
    return {code: unit for code, unit in pairs if unit}


def picks_of(scope: Scope) -> Picks:
    """The picks that a rule was made of."""
    units = OrgUnit.objects.in_bulk({*scope.branches, *scope.sectors, *scope.units})
    return Picks(
        tuple(units[pk].code for pk in scope.branches),
        scope.kinds,
        tuple(dict.fromkeys(units[pk].name for pk in scope.sectors)),
        tuple(units[pk].code for pk in scope.units),
        scope.least,
        scope.most,
        scope.age_days,
    )


def said(scope: Scope) -> list[str]:
    """The rule as sentences, one a condition; empty when everybody is asked."""
    picks = picks_of(scope)
    units = OrgUnit.objects.in_bulk(scope.branches)
    kinds = dict(Kind.objects.filter(code__in=scope.kinds).values_list("code", "name"))
    found = []
    if scope.branches:
        found.append(_("Thuộc nhánh: %(names)s.") % {"names": ", ".join(u.name for u in units.values())})
    if scope.sectors:
        found.append(_("Thuộc ngành: %(names)s.") % {"names": ", ".join(picks.sectors)})
    if scope.kinds:
        found.append(_("Loại hình: %(names)s.") % {"names": ", ".join(kinds.get(c, c) for c in scope.kinds)})
    if scope.units:
        found.append(_("Trong danh sách %(n)s đơn vị được chọn.") % {"n": len(scope.units)})
    if scope.least is not None:
        found.append(_("Từ %(n)s đoàn viên trở lên (theo báo cáo được chấp nhận gần nhất).") % {"n": scope.least})
    if scope.most is not None:
        found.append(_("Không quá %(n)s đoàn viên (theo báo cáo được chấp nhận gần nhất).") % {"n": scope.most})
    if scope.age_days:
        found.append(_("Đã hoạt động ít nhất %(n)s ngày trước khi kỳ kết thúc.") % {"n": scope.age_days})
    if scope.also:
        found.append(_("Thêm %(n)s đơn vị được bổ sung theo tên.") % {"n": len(scope.also)})
    return found
