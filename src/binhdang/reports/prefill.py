"""Answers that need not be typed: a register's or last period's, for the cells of a section that are still empty."""

from collections.abc import Mapping

from binhdang.calc.cells import Value
from binhdang.datasets.queries import layout_of
from binhdang.reports import checks, feeding
from binhdang.reports.models import Report


def known_answers(report: Report, section: int, changes: Mapping[str, Value | None]) -> dict[str, Value]:
    """Cell -> the register's answer, else last period's value, for the empty cells of a section (its number from 0).

    `changes` are what was typed but is not saved yet; what was typed or saved before stays. Empty for a
    section that the form does not have.
    """
    layout = layout_of(report.form)
    given = checks.values_of(report) | {code: value for code, value in changes.items() if value is not None}
    fed = {cell: answer.value for cell, answer in feeding.answers_of(report).items()}
    known, fills = checks.last_of(report) | fed, set(layout.fills(report.level_code))
    asked = [cell.code for part in layout.sections[section : section + 1] for row in part.rows for cell in row.cells]
    return {code: known[code] for code in asked if code in fills and code in known and code not in given}
