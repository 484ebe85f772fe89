"""What stands on the Excel pages in the demo: one upload that was checked and waits for its confirmation."""

from datetime import date

from binhdang.calc.layout import Layout
from binhdang.datasets.queries import layout_of
from binhdang.kit import clock
from binhdang.orgs.models import Person
from binhdang.reports.choices import State
from binhdang.reports.models import Report
from binhdang.workbooks import actions, sheets

DAY = date(2020, 12, 1)
MISTAKES = {"bch.nu": "2,345", "dv.nu": "hai mươi", "gvn_dat": -3}
"""Assumed slips of a hand, as they are found in sheets: numbers as text, a minus."""


def hand_in(by: Person) -> None:
    """Hand in the sheets of two silent units, one of them with slips, and a file that is no form; all assumed."""
    reports = Report.objects.filter(period_key="2020", state=State.EXPECTED, level_code="co_so").exclude(last_values="")
    found = list(reports.select_related("unit", "form__data_set").order_by("path")[:2])
    with clock.standing_on(DAY):
        files = []
        for number, report in enumerate(found):
            about = sheets.of_report(report)
            about.values = {code: value for code, value in about.last.items() if code in _asked(about, report)}
            about.raws = MISTAKES if number else {}
            files.append((f"bieu bao cao ({number + 1}).xlsx", sheets.one_unit([about])))
        files.append(("ghi chu.txt", "Gửi chị biểu của hai đơn vị.\n".encode()))
        actions.hand_in(files, by=by)


def _asked(about: sheets.OneSheet, report: Report) -> frozenset[str]:
    layout: Layout = layout_of(about.form)
    return frozenset(layout.fills(report.level_code))
