"""The women's-affairs committees of the demo: one stands at a year's end where that year's report says so."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from binhdang.demo import figures
from binhdang.demo.units import UnitRow
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions, people
from binhdang.registers.core.choices import PostKind
from binhdang.registers.core.models import Sex, Someone

TERMS = [(2013, 2018), (2018, 2023)]
SET_UP = (3, 20)
"""Month and day of the decisions; a committee that is closed within its term ends in the middle of the year."""
Span = tuple[date, date, str]


def committees(everybody: list[UnitRow], units: Mapping[str, OrgUnit], tick: Callable[[str, int], None]) -> None:
    """A committee for each term, with three members and its grades."""
    tick("Sổ ban nữ công", 99)
    women, made = _women(units), []
    for number, row in enumerate(everybody, 3):
        cells = {year: figures.of_unit(row, year) for year in range(figures.FIRST_YEAR, figures.LAST_YEAR + 1)}
        held = [year for year, said in cells.items() if 1 in {said.get("ban_nc"), said.get("ban_nc_tren")}]
        for at, (first, last, term) in enumerate(_spans(held)):
            seats = cells[max(first.year, figures.FIRST_YEAR)]["bch.tong"]
            one = Committee(
                unit=units[row.code], path=orgs.path_of(units[row.code]), decision=f"{number + at}/QĐ-CĐ",
                decided_on=first, ends_on=last, term=term, executives=seats if isinstance(seats, int) else 3,
            )  # fmt: skip
            actions.stamp(COMMITTEES, one)
            made.append(one)
    Committee.objects.bulk_create(made)
    members = [member for number, one in enumerate(made, 1) for member in _members(one, number, women)]
    people.assign([member for member in members if member.who is None])
    CommitteeMember.objects.bulk_create(members)
    CommitteeGrade.objects.bulk_create(_grades(made))


def _women(units: Mapping[str, OrgUnit]) -> dict[int, list[Someone]]:
    """Unit -> women whom the register of cadres knows on its mass boards, then on its executive committee."""
    found: dict[int, dict[int, Someone]] = {}
    for kind in (PostKind.MASS, PostKind.COMMITTEE):
        posts = PostHeld.objects.filter(kind=kind, cadre__sex=Sex.WOMAN).select_related("cadre__who").order_by("pk")
        for post in posts:
            if (who := post.cadre.who) is not None:
                found.setdefault(post.cadre.unit_id, {}).setdefault(who.pk, who)
    return {unit: list(ladies.values()) for unit, ladies in found.items()}


def _spans(years: list[int]) -> Iterator[Span]:
    """First day, last day and term of the committees that stand at the end of these years and of no other."""
    for start, end in TERMS:
        runs: list[list[int]] = []
        for year in [year for year in years if start <= year < end]:
            if runs and runs[-1][-1] == year - 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        for run in runs:
            first = start if run[0] == max(start, figures.FIRST_YEAR) else run[0]
            whole = run[-1] in {end - 1, figures.LAST_YEAR}
            last = date(end, *SET_UP) - timedelta(days=1) if whole else date(run[-1] + 1, 6, 30)
            yield date(first, *SET_UP), last, f"{start}-{end}"


def _members(one: Committee, number: int, women: Mapping[int, list[Someone]]) -> Iterator[CommitteeMember]:
    known = women.get(one.unit_id, [])
    for at, place in enumerate(CommitteeMember.Place.values):
        who = known[at] if at < len(known) else None
        name, year = (who.name, who.birth_year) if who else (f"Uỷ viên nữ công {number}.{at + 1}", None)
        yield CommitteeMember(
            committee=one, unit=one.unit, name=name, sex=Sex.WOMAN, birth_year=year, who=who, place=place,
            executive=place == CommitteeMember.Place.HEAD, since=one.decided_on,
        )  # fmt: skip


def _grades(made: list[Committee]) -> Iterator[CommitteeGrade]:
    for number, one in enumerate(made):
        last = min(one.ends_on.year if one.ends_on else figures.LAST_YEAR, figures.LAST_YEAR)
        for year in range(max(one.decided_on.year, figures.FIRST_YEAR), last):
            grade = CommitteeGrade.Grade.GOOD if (number + year) % 3 else CommitteeGrade.Grade.EXCELLENT
            yield CommitteeGrade(committee=one, year=year, grade=grade)
