"""The cadres of the demo: their posts begin and end so that every year's end counts what the reports say."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from binhdang.calc.cells import Value
from binhdang.demo import figures
from binhdang.demo.units import UnitRow
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.registers.cadres.models import Cadre, Party, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions, people
from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.core.models import Sex

YEARS = range(figures.FIRST_YEAR, figures.LAST_YEAR + 1)
CONGRESS = {"CDCS": date(2017, 10, 12), "": date(2018, 4, 24)}
"""The congress of these years, by the kind of unit."""
TERM = 5
PROFESSIONS = ["Kế toán", "Sư phạm", "Luật", "Quản trị kinh doanh", "Y tế", "Nông học", "Công nghệ thông tin"]
ETHNICITIES = ["Kinh"] * 7 + ["Ba Na", "Xơ Đăng", "Gia Rai"]
Place = tuple[str, int]
"""Somebody of a unit: a row of people (sex, and a word for those outside the committee), and the place in it."""
Posts = set[tuple[Place, str]]


def cadres(everybody: list[UnitRow], units: Mapping[str, OrgUnit], tick: Callable[[str, int], None]) -> None:
    """Cards and posts for every unit that reports, five years of them."""
    tick("Sổ cán bộ", 99)
    cards: list[Cadre] = []
    posts: list[PostHeld] = []
    for number, row in enumerate(everybody, 1):
        _unit(_Unit(number, row, units[row.code], orgs.path_of(units[row.code])), cards, posts)
    cards += _twins(cards)
    people.assign(cards)
    Cadre.objects.bulk_create(cards, batch_size=1000)
    PostHeld.objects.bulk_create(posts, batch_size=1000)


def _twins(cards: list[Cadre]) -> list[Cadre]:
    """Two cards made by mistake, without posts: one a second time at the same unit, one at the unit above."""
    base, above = (next(card for card in cards if card.unit.code == code) for code in ("KT-H09-03", "KT-H09"))
    made = []
    for place in (base, above):
        twin = Cadre(unit=place.unit, path=place.path, name=base.name, sex=base.sex, birth_year=base.birth_year)
        twin.number = "2"
        actions.stamp(CADRES, twin)
        made.append(twin)
    return made


@dataclass(frozen=True)
class _Unit:
    number: int
    row: UnitRow
    unit: OrgUnit
    path: str


def _unit(here: _Unit, cards: list[Cadre], posts: list[PostHeld]) -> None:
    ladies_first = here.number % 3 == 0
    held = {year: _held(figures.of_unit(here.row, year), ladies_first) for year in YEARS}
    known: dict[Place, Cadre] = {}
    for place, kind in sorted(set().union(*held.values())):
        if place not in known:
            known[place] = _card(here, place, len(known) + 1)
        years = [year for year in YEARS if (place, kind) in held[year]]
        posts += [
            PostHeld(cadre=known[place], kind=kind, since=since, until=until, source=source, term=term)
            for since, until, source, term in _stretches(here.row, years)
        ]
    cards += known.values()


def _held(cells: Mapping[str, Value], ladies_first: bool) -> Posts:
    """Who holds what at the end of a year: the first so many women and men of the unit in each body.

    Of the leaders the first is the chair, a woman where `ladies_first` (and there is one), else a man.
    """

    def of(row: str) -> tuple[int, int]:
        women, everyone = cells.get(f"{row}.nu"), cells.get(f"{row}.tong")
        return (women, everyone - women) if isinstance(women, int) and isinstance(everyone, int) else (0, 0)

    held: Posts = set()
    for row, kind in (("bch", PostKind.COMMITTEE), ("btv", PostKind.BOARD)):
        for sex, count in zip(Sex.values, of(row), strict=True):
            held |= {((sex, at), kind) for at in range(count)}
    for sex, count in zip(Sex.values, of("ubkt"), strict=True):
        held |= {((sex, 1 + at), PostKind.INSPECTION) for at in range(count)}
    women, men = of("chu_chot")
    leaders = [(Sex.MAN.value, at) for at in range(men)]
    ladies = [(Sex.WOMAN.value, at) for at in range(women)]
    leaders = ladies + leaders if ladies_first else leaders + ladies
    held |= {(place, PostKind.DEPUTY if at else PostKind.CHAIR) for at, place in enumerate(leaders)}
    for sex, count in zip(Sex.values, of("can_bo_nc"), strict=True):
        held |= {((f"{sex} cong", at), PostKind.WOMEN_PART if at else PostKind.WOMEN_FULL) for at in range(count)}
    return held | {(("nu quần chúng", at), PostKind.MASS) for at in range(2 * (cells.get("ban_nc") == 1))}


def _stretches(row: UnitRow, years: list[int]) -> Iterator[tuple[date, date | None, str, str]]:
    """A post for each term and each unbroken run of years: (first day, last day, source, term)."""
    congress = CONGRESS["CDCS" if row.kind == "CDCS" else ""]
    for first, last in _runs(years, congress.year):
        start = congress.year if first >= congress.year else congress.year - TERM
        elected = first in {congress.year, figures.FIRST_YEAR}
        since = congress.replace(year=start) if elected else date(first, 5, 16)
        until = None
        if last == congress.year - 1:
            until = congress - timedelta(days=1)
        elif last < figures.LAST_YEAR:
            until = date(last + 1, 5, 15)
        source = PostHeld.Source.CONGRESS if elected else PostHeld.Source.BY_ELECTION
        yield since, until, source, f"{start}-{start + TERM}"


def _runs(years: list[int], cut: int) -> Iterator[tuple[int, int]]:
    """Unbroken runs (first, last) of rising years; a new one begins in the year `cut`."""
    first = last = years[0]
    for year in years[1:]:
        if year != last + 1 or year == cut:
            yield first, last
            first = year
        last = year
    yield first, last


def _card(here: _Unit, place: Place, number: int) -> Cadre:
    rng = random.Random(f"cadre {here.row.code} {place}")  # noqa: S311  (invented people, not secrets)
    card = Cadre(
        unit=here.unit,
        path=here.path,
        name=f"Cán bộ {here.number}.{number}",
        sex=place[0].split()[0],
        birth_year=rng.randint(1963, 1991),
        schooling=rng.choice([*Schooling.values[1:], Schooling.UNIVERSITY, Schooling.UNIVERSITY]),
        profession=rng.choice(PROFESSIONS),
        theory=rng.choice(Theory.values),
        computing=rng.choice(["Cơ bản", "Nâng cao"]),
        ethnicity=rng.choice(ETHNICITIES),
        party=rng.choice([Party.YES, Party.YES, Party.NO]),
    )
    actions.stamp(CADRES, card)
    return card
