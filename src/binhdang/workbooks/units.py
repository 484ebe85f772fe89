"""Which unit a foreign sheet means: by code, else by name without diacritics, among the reports that are seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from binhdang.calc.foreign import fold
from binhdang.calc.sheetmap import Place
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports.models import Report, ReportRequest

SHORT = (
    ("cong doan co so", "cdcs"), ("cong doan", "cd"), ("lien doan lao dong", "ldld"), ("trung hoc co so", "thcs"),
    ("trung hoc pho thong", "thpt"),
)  # fmt: skip


def short(name: str) -> str:
    """A unit's name for comparing: folded, with the usual short forms ("Công đoàn cơ sở" is "cdcs")."""
    found = fold(name)
    for long, brief in SHORT:
        found = found.replace(long, brief)
    return found


class Names:
    """Codes and names of the units whose reports of a request the person sees; read once."""

    def __init__(self, by: Person, request: ReportRequest) -> None:
        rows = Report.objects.filter(
            org_rules.sight(by), data_set=request.data_set_id, period_key=request.period_key
        ).values_list("unit__code", "unit__name")
        self._codes: dict[str, tuple[str, str]] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}
        for code, name in rows.iterator(2000):
            self._codes[code.upper()] = (code, name)
            self._names.setdefault(short(name), []).append((code, name))

    def code_of(self, said: Iterable[str], answers: Any) -> tuple[str, str]:
        """(code, name) of the unit that one of the texts names; a name that several share is noted as a problem."""
        texts = [text for text in said if text]
        for text in texts:
            if text.upper() in self._codes:
                return self._codes[text.upper()]
        for text in texts:
            found = self._names.get(short(text), [])
            if len(found) == 1:
                return found[0]
            if found:
                answers.problems.append(Place(answers.row, 0, text, "two_units", text))
                return "", text
        return ("", answers.name or answers.unit)


def owners(by: Person) -> set[int]:
    """The units whose remembered mappings hold for the person: those of their roles, and every unit above them."""
    paths = {row.path for row in org_rules.held(by)}
    return {int(step) for path in paths for step in path.rstrip("/").split("/")} if paths else set()


def first_unit(by: Person) -> Any:
    """The unit that keeps a mapping the person makes. None without a role."""
    return orgs.first_unit(by)
