"""The succession pipeline and the planned congresses of the demo, in line with what its reports say of each year."""

from collections.abc import Iterator, Mapping
from datetime import date

from binhdang.demo import figures
from binhdang.demo.units import UnitRow
from binhdang.orgs import queries
from binhdang.orgs.models import OrgUnit
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.congresses.models import Congress
from binhdang.registers.congresses.register import CONGRESSES
from binhdang.registers.core import actions, people
from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import PIPELINE

TERMS = {"CDCS": ("2022-2027", "2017-2022"), "": ("2023-2028", "2018-2023")}
"""The next term and the one before, by the kind of unit: grassroots unions hold their congresses a year earlier."""
YEARS = range(figures.FIRST_YEAR, figures.LAST_YEAR + 1)
KEY, OTHER = (PostKind.CHAIR, PostKind.DEPUTY), (PostKind.COMMITTEE, PostKind.COMMITTEE, PostKind.INSPECTION)
LEARNT = (Schooling.UNIVERSITY, Schooling.UNIVERSITY, Schooling.COLLEGE, Schooling.MASTER, "")
THEORY = (Theory.MIDDLE, Theory.FIRST, Theory.HIGH, Theory.NONE, "")
CONGRESS_DAYS = {"CDCS": date(2022, 10, 10), "LDLD_TINH": date(2023, 9, 20)}
LATER_DAY = date(2023, 4, 15)
Members = Mapping[tuple[int, str], list[Cadre]]
"""(unit id, sex) -> members of its committee who do not lead it."""


def fill(everybody: list[UnitRow], units: Mapping[str, OrgUnit]) -> None:
    """Who was in the pipeline in 2016-2020, and when each unit holds its next congress."""
    members = _members()
    entries = [entry for at, row in enumerate(everybody) for entry in _entries(at, row, units[row.code], members)]
    congresses = [_congress(at, row, units[row.code]) for at, row in enumerate(everybody)]
    paths: dict[int, str] = {}
    for record in (*entries, *congresses):
        record.path = paths.setdefault(record.unit_id, "") or queries.path_of(record.unit)
        paths[record.unit_id] = record.path
    people.assign(entries)
    for entry in entries:
        actions.stamp(PIPELINE, entry)
    for congress in congresses:
        actions.stamp(CONGRESSES, congress)
    Successor.objects.bulk_create(entries, batch_size=500)
    Congress.objects.bulk_create(congresses, batch_size=500)


def _members() -> Members:
    """Who has sat on the committees through these years: those prepared to lead come from them."""
    leads = PostHeld.objects.filter(kind__in=KEY).values("cadre")
    sits = PostHeld.objects.filter(kind=PostKind.COMMITTEE, until__isnull=True).values("cadre")
    found: dict[tuple[int, str], list[Cadre]] = {}
    for card in Cadre.objects.filter(pk__in=sits).exclude(pk__in=leads).order_by("pk"):
        found.setdefault((card.unit_id, card.sex), []).append(card)
    return found


def _entries(at: int, row: UnitRow, unit: OrgUnit, members: Members) -> Iterator[Successor]:
    """As many women and men for key and other posts in each year as the unit's reports say."""
    coming, past = TERMS["CDCS" if row.kind == "CDCS" else ""]
    known = {woman: iter(members.get((unit.pk, "nu" if woman else "nam"), [])) for woman in (True, False)}
    kept: dict[tuple[bool, bool], list[Successor]] = {}
    number = 0
    for year in YEARS:
        for (key, woman), wanted in _wanted(figures.of_unit(row, year)).items():
            standing = kept.setdefault((key, woman), [])
            while len(standing) > wanted:
                gone = standing.pop(0)
                gone.until, gone.term = date(year, 6, 30), past
                yield gone
            while len(standing) < wanted:
                number += 1
                one = _entry(at, number, unit, key=key, woman=woman, since=date(year, 1 + number % 9, 15))
                if key and (card := next(known[woman], None)):
                    one.name, one.birth_year, one.schooling, one.theory = card.name, card.birth_year, "", ""
                one.term = coming
                standing.append(one)
    for standing in kept.values():
        yield from standing


def _wanted(cells: figures.Cells) -> dict[tuple[bool, bool], int]:
    """(key post, woman) -> people."""
    both, women, key, key_women = (
        int(str(cells[code])) for code in ("quy_hoach.tong", "quy_hoach.nu", "quy_hoach_cc.tong", "quy_hoach_cc.nu")
    )
    return {
        (True, True): key_women,
        (True, False): key - key_women,
        (False, True): women - key_women,
        (False, False): both - women - key + key_women,
    }


def _entry(at: int, number: int, unit: OrgUnit, *, key: bool, woman: bool, since: date) -> Successor:
    aims = KEY if key else OTHER
    return Successor(
        unit=unit,
        name=f"Nguồn quy hoạch {at + 1}.{number}",
        sex="nu" if woman else "nam",
        birth_year=1974 + (at * 7 + number * 5) % 20,
        aim=aims[number % len(aims)],
        since=since,
        decision=f"{at + 5}-QĐ/CĐ",
        schooling=LEARNT[(at + number) % len(LEARNT)],
        theory=THEORY[(at + 2 * number) % len(THEORY)],
    )


def _congress(at: int, row: UnitRow, unit: OrgUnit) -> Congress:
    """Grassroots unions first, then districts and sectors, the province last."""
    day = CONGRESS_DAYS.get(row.kind, LATER_DAY)
    day = day.replace(day=1 + (at * 5) % 28)
    seats = int(str(figures.of_unit(row, figures.LAST_YEAR)["bch.tong"]))
    asks = row.kind != "CDCS"
    return Congress(
        unit=unit,
        body=Congress.Body.COMMITTEE,
        term=TERMS["CDCS" if row.kind == "CDCS" else ""][0],
        day=day,
        seats=seats,
        list_by=date(day.year, day.month - 2, 28) if at % 3 else None,
        schooling=Schooling.UNIVERSITY if asks else "",
        theory=Theory.MIDDLE if asks else "",
    )
