"""The registers of the demo, in line with what its reports say."""

from collections.abc import Callable, Mapping
from datetime import date

from binhdang.demo import figures
from binhdang.demo.cadres import cadres
from binhdang.demo.units import UnitRow
from binhdang.orgs.models import OrgUnit
from binhdang.registers.committees.forms import CommitteeForm
from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions

PLACES = ("truong", "pho", "uy_vien")
DECIDED = date(2018, 3, 20)


def committees(everybody: list[UnitRow], units: Mapping[str, OrgUnit], tick: Callable[[str, int], None]) -> None:
    """A mass committee with three members, and its grades, for every unit whose reports say that it has one."""
    tick("Sổ theo dõi", 99)
    members, grades = [], []
    for at, row in enumerate(everybody):
        if figures.of_unit(row, 2020).get("ban_nc") != 1 or figures.of_unit(row, 2019).get("ban_nc") != 1:
            continue
        data = {
            "kind": Committee.Kind.MASS,
            "decision": f"{at + 3}/QĐ-CĐCS",
            "decided_on": "20/03/2018",
            "term": "2018-2023",
            "ends_on": "31/03/2023",
            "executives": str(figures.of_unit(row, 2020)["bch.tong"]),
        }
        one = actions.add(COMMITTEES, units[row.code], CommitteeForm(data), by=None)
        members += [
            CommitteeMember(
                committee=one, name=f"Uỷ viên nữ công {at + 1}.{n}", place=place, executive=n == 1, since=DECIDED
            )
            for n, place in enumerate(PLACES, 1)
        ]
        grades += [
            CommitteeGrade(committee=one, year=year, grade="tot" if (at + year) % 3 else "xuat_sac")
            for year in (2018, 2019)
        ]
    CommitteeMember.objects.bulk_create(members)
    CommitteeGrade.objects.bulk_create(grades)
    cadres(everybody, units, tick)
