"""The nominations of the demo: Party congresses of 2020 to their results, elections of 2021 up to introduction."""

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from binhdang.calc import nominating
from binhdang.demo.units import UnitRow
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.registers.core import actions, people
from binhdang.registers.core.models import Sex, Someone
from binhdang.registers.nominations.models import Nomination, NominationStep
from binhdang.registers.nominations.register import NOMINATIONS
from binhdang.registers.pipeline.models import Successor

CONGRESS = [
    (nominating.INTRODUCED, date(2020, 2, 20), "Tờ trình giới thiệu nhân sự"),
    (nominating.BALLOT, date(2020, 6, 10), "Danh sách bầu của đại hội"),
    (nominating.ELECTED, date(2020, 7, 28), "Biên bản kiểm phiếu"),
]
ELECTIONS = [(nominating.INTRODUCED, date(2020, 11, 25), "Tờ trình giới thiệu người ứng cử")]
"""On the demo's day the elections of 2021 have not come further."""
LEVELS = {"LDLD_TINH": "tinh", "CDCS": "co_so"}
Way = list[tuple[str, date, str]]


def nominations(everybody: list[UnitRow], units: Mapping[str, OrgUnit]) -> None:
    """People put forward by every upper union and by every third grassroots union."""
    known: dict[int, list[Someone]] = defaultdict(list)
    for entry in Successor.objects.filter(removed_at=None).select_related("who").order_by("-birth_year", "pk"):
        if entry.who and entry.who not in known[entry.unit_id]:
            known[entry.unit_id].append(entry.who)
    rows: list[Nomination] = []
    steps: list[NominationStep] = []
    for number, row in enumerate(everybody, 1):
        if row.kind == "CDCS" and number % 3:
            continue
        rng = random.Random(f"nominations {row.code}")  # noqa: S311  (invented people, not secrets)
        unit, path, level = units[row.code], orgs.path_of(units[row.code]), LEVELS.get(row.kind, "huyen")
        for n in range(rng.randint(1, 2) if row.kind == "CDCS" else rng.randint(4, 7)):
            one = _person(unit, path, f"{number}.{n + 1}", rng, "cap_uy", level, "2020-2025")
            _known(one, known[one.unit_id])
            _walk(one, _congress(rng), rows, steps)
        for n in range(0 if row.kind == "CDCS" else rng.randint(3, 5)):
            body = "quoc_hoi" if row.code == "KT" and n < 2 else "hdnd"
            place = "trung_uong" if body == "quoc_hoi" else level
            one = _person(unit, path, f"{number}.{n + 20}", rng, body, place, "2021-2026")
            _walk(one, ELECTIONS if rng.random() < 0.6 else [], rows, steps)
    people.assign(rows)
    for one in rows:
        actions.stamp(NOMINATIONS, one)
    Nomination.objects.bulk_create(rows, batch_size=500)
    NominationStep.objects.bulk_create(steps, batch_size=500)


def _person(unit: OrgUnit, path: str, mark: str, rng: random.Random, body: str, level: str, term: str) -> Nomination:
    return Nomination(
        unit=unit, path=path, name=f"Nhân sự {mark}", birth_year=rng.randint(1968, 1990),
        sex=Sex.WOMAN if rng.random() < 0.46 else Sex.MAN, body=body, level=level, term=term,
        post="Cấp uỷ viên" if body == "cap_uy" else "Đại biểu",
        since=date(2019, 10, 15) if body == "cap_uy" else date(2020, 10, 20),
    )  # fmt: skip


def _known(one: Nomination, prepared: list[Someone]) -> None:
    """Put forward somebody of the pipeline where the unit has one of that sex who was not put forward yet."""
    same = next((someone for someone in prepared if someone.sex == one.sex), None)
    if same is not None:
        prepared.remove(same)
        one.name, one.birth_year = same.name, same.birth_year


def _congress(rng: random.Random) -> Way:
    """How far somebody came: some are not introduced, some withdraw, some are not elected."""
    draw = rng.random()
    if draw < 0.15:
        return []
    if draw < 0.22:
        return [*CONGRESS[:1], (nominating.WITHDRAWN, date(2020, 4, 2), "Đơn xin rút")]
    if draw < 0.4:
        return [*CONGRESS[:2], (nominating.NOT_ELECTED, *CONGRESS[2][1:])]
    return CONGRESS


def _walk(one: Nomination, way: Way, rows: list[Nomination], steps: list[NominationStep]) -> None:
    one.stage = way[-1][0] if way else nominating.SOURCE
    rows.append(one)
    steps += [NominationStep(nomination=one, stage=stage, on=on, document=document) for stage, on, document in way]
