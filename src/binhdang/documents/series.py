"""Number series of an issuer as data: the usual ones of everybody, and those that an issuer adds.

A number is unique per issuer, series and year (Decree 30/2020 article 15). Advisory bodies that use the seal of their
organisation take a series of their own, so an issuer may add series.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from binhdang.documents import rules
from binhdang.documents.models import NumberSeries, Paper
from binhdang.kit import log
from binhdang.kit.errors import BadInput
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as orgs_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.names import tidy

USUAL = {"BC": "Báo cáo", "KH": "Kế hoạch", "CV": "Công văn", "TB": "Thông báo", "HD": "Hướng dẫn"}
LONGEST = {"code": 20, "name": 120}


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series of an issuer in a year: how many numbers are used, the last one, the next one, drafts that wait."""

    code: str
    name: str
    own: bool
    used: int
    last: int
    drafts: int

    @property
    def next(self) -> int:
        """The number after the last one."""
        return self.last + 1


def names_of(unit_id: int) -> dict[str, str]:
    """Code -> name of every series of an issuer, the usual ones first."""
    own = NumberSeries.objects.filter(unit=unit_id).order_by("code").values_list("code", "name")
    return USUAL | dict(own)


def series_of(unit_id: int, year: int) -> list[SeriesLine]:
    """The series of an issuer with their numbers in a year; series that only stand on old papers are among them."""
    papers = Paper.objects.filter(unit=unit_id).order_by()
    numbered = papers.filter(year=year, number__isnull=False).values("series").annotate(n=Count("pk"), m=Max("number"))
    used = {row["series"]: (row["n"], row["m"]) for row in numbered}
    waiting = papers.filter(Q(number__isnull=True, state="draft")).values("series").annotate(n=Count("pk"))
    drafts = {row["series"]: row["n"] for row in waiting}
    names = names_of(unit_id)
    known = names | {code: code for code in (*used, *drafts) if code not in names}
    return [
        SeriesLine(code, name, code not in USUAL, *used.get(code, (0, 0)), drafts.get(code, 0))
        for code, name in known.items()
    ]


@transaction.atomic
def add_series(unit: OrgUnit, code: str, name: str, *, by: Person | None) -> NumberSeries:
    """Give an issuer one more series. Raises Refused without the right to issue there, BadInput naming the field."""
    path = orgs.path_of(unit)
    orgs_rules.check(by, rules.ISSUER, path)
    code, name = tidy(code), tidy(name)
    problems = []
    if not code or len(code) > LONGEST["code"] or not all(c.isalnum() or c in "-." for c in code):
        problems.append(("code", _("Mã dãy số gồm chữ, số, gạch ngang hoặc dấu chấm, từ 1 đến 20 ký tự.")))
    if not name or len(name) > LONGEST["name"]:
        problems.append(("name", _("Tên dãy số từ 1 đến 120 ký tự.")))
    OrgUnit.objects.select_for_update().get(pk=unit.pk)
    if code.casefold() in {known.casefold() for known in names_of(unit.pk)}:
        problems.append(("code", _("Đơn vị đã có dãy số mang mã này.")))
    if problems:
        raise BadInput(problems)
    made = NumberSeries.objects.create(unit=unit, code=code, name=name, added_by=by)
    log.record("series.add", made, by=by, path=path, name=name)
    return made
