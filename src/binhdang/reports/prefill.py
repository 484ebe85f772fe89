"""Answers that need not be typed: last period's, taken for the cells of a section that are still empty."""

from collections.abc import Mapping

from binhdang.calc.cells import Value
from binhdang.datasets.queries import layout_of
from binhdang.reports import checks
from binhdang.reports.models import Report


def same_as_last(report: Report, section: int, changes: Mapping[str, Value | None]) -> dict[str, Value]:
    """Cell -> last period's value, for the cells of section number `section` (from 0) that the unit left empty.

    `changes` are what was typed but is not saved yet; what was typed or saved before stays. Empty for a
    section that the form does not have.
    """
    layout = layout_of(report.form)
    given = checks.values_of(report) | {code: value for code, value in changes.items() if value is not None}
    last, fills = checks.last_of(report), set(layout.fills(report.level_code))
    asked = [cell.code for part in layout.sections[section : section + 1] for row in part.rows for cell in row.cells]
    return {code: last[code] for code in asked if code in fills and code in last and code not in given}
