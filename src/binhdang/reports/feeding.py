"""What registers answer for a report: shown at the cell, taken with one tap, and explained when the report differs."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from binhdang.calc import periods
from binhdang.calc.cells import NotApplicable, Value
from binhdang.calc.numbers import number
from binhdang.calc.rules import WEIGHT, Finding
from binhdang.datasets.queries import layout_of
from binhdang.registers.core.queries import Answer, answers
from binhdang.registers.core.register import feeds_of
from binhdang.reports.models import Report


def answers_of(report: Report) -> dict[str, Answer]:
    """Cell -> the answer of the register that feeds it, for the cells that this unit fills; read once for each report.

    No query for a form that nothing feeds.
    """
    kept: dict[str, Answer] | None = report.__dict__.get("_fed")
    if kept is None:
        layout = layout_of(report.form)
        if not feeds_of(layout.code):
            return {}
        period = periods.parse_period(report.period_key)
        fills = set(layout.fills(report.level_code))
        given = answers(layout.code, report.unit_id, period.start, period.end)
        kept = {cell: answer for cell, answer in given.items() if cell in fills}
        report.__dict__["_fed"] = kept
    return kept


def differences(report: Report, values: Mapping[str, Value]) -> list[Finding]:
    """A warning for each cell that says something else than its register: the officer overrides with a reason."""
    found = []
    for cell, answer in answers_of(report).items():
        value = values.get(cell)
        if value is None or value == answer.value:
            continue
        says = "KAD" if isinstance(value, NotApplicable) else number(value)
        found.append(Finding("feed", "warning", (cell,), said(answer, says), key_of(answer), WEIGHT))
    return found


def key_of(answer: Answer) -> str:
    """The key of the warning about a cell that says something else: another answer needs another reason."""
    return f"feed:{answer.feed.cell}:{answer.value}"


def said(answer: Answer, says: str) -> str:
    """The warning about a form that says something else than the register; a device puts its own figure in."""
    words = {"register": answer.register.name, "kept": number(answer.value), "says": says}
    return _("%(register)s ghi %(kept)s, biểu ghi %(says)s; ghi lý do khác nhau.") % words
