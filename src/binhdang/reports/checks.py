"""The checks of one report against its form, last period and units of like size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from binhdang.calc import answers, cells, rules
from binhdang.calc.cells import NotApplicable, Number, Value
from binhdang.calc.layout import Layout
from binhdang.datasets.queries import layout_of
from binhdang.reports.models import Report

MOST_PEERS = 300
FRESH_SECONDS = 60


@dataclass(frozen=True)
class Checked:
    """What the checks say: errors stop the submission, warnings need an explanation of 20 characters."""

    errors: tuple[rules.Finding, ...]
    warnings: tuple[rules.Finding, ...]
    unexplained: tuple[rules.Finding, ...]
    filled: int
    expected: int

    @property
    def ready(self) -> bool:
        """Whether the report can be submitted."""
        return not self.errors and not self.unexplained


def values_of(report: Report) -> dict[str, Value]:
    """The values being worked on, by cell; a missing cell is absent."""
    return cells.unpack(report.values, report.form.cell_order) if report.values else {}


def last_of(report: Report) -> dict[str, Value]:
    """The unit's last accepted values, by cell."""
    return cells.unpack(report.last_values, report.form.cell_order) if report.last_values else {}


def check_report(report: Report, values: Mapping[str, Value] | None = None, *, complete: bool = True) -> Checked:
    """Check a report (or other `values` for it). `complete=False` leaves out what is not filled in yet."""
    layout = layout_of(report.form)
    mine = dict(values_of(report) if values is None else values)
    own = {code: value for code, value in mine.items() if code in layout.by_code and not layout.by_code[code].formula}
    found = rules.check(
        layout, own, last_of(report), peers_of(report, layout, own), level=report.level_code, complete=complete
    )
    found += answers.check(layout, own, report.texts, level=report.level_code, complete=complete)
    warnings = [f for f in found if f.severity == "warning"]
    filled, expected = answers.progress(layout, mine, report.texts, report.level_code)
    return Checked(
        errors=tuple(f for f in found if f.severity == "error"),
        warnings=tuple(warnings),
        unexplained=tuple(rules.unexplained(warnings, report.explanations)),
        filled=filled,
        expected=expected,
    )


def peers_of(report: Report, layout: Layout, values: Mapping[str, Value]) -> Mapping[str, Sequence[Number]]:
    """Per cell the last accepted figures of units of the same level and like size (half to twice the members)."""
    size = values.get(layout.size_cell) if layout.size_cell else None
    if not isinstance(size, int) or size <= 0 or not report.last_period_key:
        return {}
    minute = int(monotonic() // FRESH_SECONDS)
    return _peers(report.data_set_id, report.last_period_key, report.level_code, size.bit_length(), minute)


@lru_cache(maxsize=256)
def _peers(data_set_id: int, period_key: str, level: str, size_class: int, minute: int) -> dict[str, list[Number]]:
    """Kept for a minute: many units of like size submit at the same time, and a median moves slowly."""
    peers: dict[str, list[Number]] = {}
    for size, values in _accepted(data_set_id, period_key, level, minute):
        if abs(size - size_class) <= 1:
            for code, value in values.items():
                if not isinstance(value, NotApplicable):
                    peers.setdefault(code, []).append(value)
    return peers


@lru_cache(maxsize=16)
def _accepted(data_set_id: int, period_key: str, level: str, _minute: int) -> list[tuple[int, dict[str, Value]]]:
    """(Size class, values) of a level's accepted reports, read once for all size classes."""
    rows = Report.objects.filter(data_set_id=data_set_id, period_key=period_key, level_code=level).exclude(
        accepted_values=""
    )
    found = []
    for report in rows.select_related("form").order_by("unit_id")[:MOST_PEERS]:
        values = cells.unpack(report.accepted_values, report.form.cell_order)
        size = values.get(layout_of(report.form).size_cell)
        if isinstance(size, int):
            found.append((size.bit_length(), values))
    return found
