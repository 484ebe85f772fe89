"""The awards of the demo: lists, titles and commendations of five years that count what the reports say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from binhdang.demo import figures
from binhdang.demo.units import UnitRow
from binhdang.kit import files
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.awards.choices import Level, Occasion, State
from binhdang.registers.awards.models import AwardProposal, Emulation, Honour
from binhdang.registers.awards.register import EMULATIONS, HONOURS, PROPOSALS
from binhdang.registers.core import actions
from binhdang.registers.core.models import Attachment

YEARS = range(figures.FIRST_YEAR, figures.LAST_YEAR + 1)
DOSSIER = b"%PDF-1.4\n%%EOF\n"
SECTOR = "KT-N01"
"""The education sector has the title's own name."""
REASON = "Hồ sơ thiếu biên bản xét của ban chấp hành (giả định)."
STATES = (State.PROPOSED, State.DRAFT, State.REFUSED, State.AGREED, State.PROPOSED, State.PROPOSED)


@dataclass(frozen=True)
class _Place:
    number: int
    row: UnitRow
    unit: OrgUnit
    paths: Mapping[int, str]
    """Year -> where the unit stood at its end, as its report of that year is stamped."""

    @property
    def path(self) -> str:
        """Where the unit stands now."""
        return self.paths[figures.LAST_YEAR]


def awards(everybody: list[UnitRow], units: Mapping[str, OrgUnit], people: Mapping[str, Person]) -> None:
    """Five years of every grassroots union, and proposals of last year and this one in every state."""
    lists: list[Emulation] = []
    honours: list[Honour] = []
    stood = {year: orgs.paths_on(date(year, 12, 31)) for year in YEARS}
    places = [
        _Place(n, row, units[row.code], {year: stood[year][units[row.code].pk] for year in YEARS})
        for n, row in enumerate(everybody, 1)
        if row.kind == "CDCS"
    ]
    for place in places:
        for year in YEARS:
            cells = {code: value for code, value in figures.of_unit(place.row, year).items() if isinstance(value, int)}
            lists.append(_list(place, year, cells))
            honours += _honours(place, year, cells)
    for register, rows in ((EMULATIONS, lists), (HONOURS, honours)):
        for row in rows:
            actions.stamp(register, row)
        register.model.objects.bulk_create(rows, batch_size=500)
    _proposals(places, units, people, honours)


def _list(place: _Place, year: int, cells: Mapping[str, int]) -> Emulation:
    return Emulation(
        unit=place.unit, path=place.paths[year], year=year, title="gvt" if place.row.parent_code == SECTOR else "gvn",
        registered_on=date(year, 1, 20), registered=cells["gvn_dk"], registered_women=cells["gvn_dk"],
        decision=f"{place.number}/QĐ-CĐCS", decided_on=date(year, 11, 6), recognised=cells["gvn_dat"],
        recognised_women=cells["gvn_dat"],
    )  # fmt: skip


def _honours(place: _Place, year: int, cells: Mapping[str, int]) -> list[Honour]:
    """The titles of above, the collectives and the people of a year."""
    title = "gvt" if place.row.parent_code == SECTOR else "gvn"
    occasion = {"TT": Occasion.FIVE_YEARS} if year == figures.LAST_YEAR else {}
    given = [
        (title, Level.UPPER, "", {"people": cells["gvn_dat_tren"], "women": cells["gvn_dat_tren"]}),
        ("bang_khen", Level.PROVINCE, "TT", {"collectives": cells["khen_tt"]}),
        ("giay_khen", Level.UPPER, "CN", {"people": cells["khen_cn.tong"], "women": cells["khen_cn.nu"]}),
    ]
    return [
        Honour(
            unit=place.unit, path=place.paths[year], honour=code, level=level,
            occasion=occasion.get(mark, Occasion.YEARLY), year=year,
            decision=f"{place.number}{mark}/{year}/QĐ-LĐLĐ", decided_on=date(year, 11, 7), **counts,
        )
        for code, level, mark, counts in given
        if any(counts.values())
    ]  # fmt: skip


def _proposals(
    places: list[_Place], units: Mapping[str, OrgUnit], people: Mapping[str, Person], honours: list[Honour]
) -> None:
    """One proposal of this year in each state to the province, and last year's that became honours."""
    kept = files.keep(DOSSIER)
    granted = {h.unit_id: h for h in honours if h.year == figures.LAST_YEAR - 1 and h.collectives}
    made: list[AwardProposal] = []
    for place, state in zip(places[::9], STATES, strict=False):
        made.append(_proposal(place, units["KT"], state, people))
    for place in places:
        if place.unit.pk in granted and len(made) < len(STATES) + 3:
            one = _proposal(place, units["KT"], State.AWARDED, people)
            one.occasion = Occasion.YEARLY
            one.year, one.collectives, one.people, one.women = figures.LAST_YEAR - 1, 1, 0, 0
            one.proposed_at = one.answered_at = timezone.make_aware(datetime(figures.LAST_YEAR - 1, 10, 21, 9))
            made.append(one)
    for one in made:
        actions.stamp(PROPOSALS, one)
        one.save()
        if one.state == State.AWARDED:
            Honour.objects.filter(pk=granted[one.unit_id].pk).update(proposal=one)
        if one.state != State.DRAFT:
            Attachment.objects.create(
                register=PROPOSALS.code, record_id=one.pk, path=one.path, name="bao-cao-thanh-tich.pdf", kind="pdf",
                size=len(DOSSIER), sha256=kept, by=one.proposed_by,
            )  # fmt: skip


def _proposal(place: _Place, to: OrgUnit, state: State, people: Mapping[str, Person]) -> AwardProposal:
    sent = timezone.make_aware(datetime.combine(date(2020, 11, 16), time(9)))
    answered = state in (State.AGREED, State.REFUSED, State.AWARDED)
    return AwardProposal(
        unit=place.unit, path=place.path, to=to, honour="bang_khen", occasion=Occasion.FIVE_YEARS,
        year=figures.LAST_YEAR, collectives=1, collective_names="Tổ nữ công", people=2, women=2, state=state,
        merit="Năm năm liền dẫn đầu phong trào (giả định).", reason=REASON if state == State.REFUSED else "",
        proposed_at=None if state == State.DRAFT else sent,
        proposed_by=None if state == State.DRAFT else people[f"reporter {place.row.code}"],
        answered_at=sent if answered else None, answered_by=people["leader"] if answered else None,
    )  # fmt: skip
