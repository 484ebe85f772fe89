"""The checks of one report against its form, its own past and units of like kind and size."""

from collections.abc import Mapping
from dataclasses import dataclass

from binhdang.calc import answers, cells, rules
from binhdang.calc.cells import Value
from binhdang.datasets.queries import layout_of
from binhdang.reports import compare, feeding, quality
from binhdang.reports.models import Report


@dataclass(frozen=True)
class Checked:
    """What the checks say: errors stop the submission, warnings need 20 characters of explanation, notices show."""

    errors: tuple[rules.Finding, ...]
    warnings: tuple[rules.Finding, ...]
    notices: tuple[rules.Finding, ...]
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
    """Check a report (or other `values` for it). `complete=False` leaves out what is not filled in yet.

    A report that was never saved is not yet stamped with what it is held against (`compare.against` does it for many).
    """
    compare.stamp(report)
    layout = layout_of(report.form)
    mine = dict(values_of(report) if values is None else values)
    own = {code: value for code, value in mine.items() if code in layout.by_code and not layout.by_code[code].formula}
    found = rules.check(
        layout,
        own,
        last_of(report),
        compare.peers_of(report, own),
        past=compare.past_of(report),
        level=report.level_code,
        complete=complete,
    )
    found += answers.check(layout, own, report.texts, level=report.level_code, complete=complete)
    found += feeding.differences(report, own)
    warnings = [f for f in found if f.severity == "warning"]
    filled, expected = answers.progress(layout, mine, report.texts, report.level_code)
    return Checked(
        errors=tuple(f for f in found if f.severity == "error"),
        warnings=tuple(warnings),
        notices=tuple(f for f in found if f.severity == "notice"),
        unexplained=tuple(rules.unexplained(warnings, quality.fitting(report, mine))),
        filled=filled,
        expected=expected,
    )
