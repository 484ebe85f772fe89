"""A sheet goes out, comes back changed, is checked, written as a draft, and taken back."""

import io

import openpyxl
import pytest

from binhdang.calc import cells
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.reports import locks
from binhdang.reports.models import Report, ReportRevision
from binhdang.workbooks import actions, queries, sheets
from binhdang.workbooks.choices import Found
from tests.factories import make_person
from tests.reports.world import WHY, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def filled(data: bytes, **given) -> bytes:
    """The workbook with cells set by row code and column, as a person types them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    tokens = {sheet.cell(2, n).value: n for n in range(1, sheet.max_column + 1)}
    rows = {sheet.cell(n, tokens["@row"]).value: n for n in range(3, sheet.max_row + 1)}
    for place, value in given.items():
        row, _dot, column = place.partition("__")
        sheet.cell(rows[row], tokens[column or "tong"]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_goes_out_and_comes_back_as_a_draft_that_can_be_taken_back():
    world = World()
    officer = make_person("Can bo KT", ("plan_officer", world.units["KT"]))
    out = sheets.one_unit([sheets.of_report(world.report("C11"))])
    back = filled(out, dv=40, dv__nu=20, bch=5, bch__nu="2", btv="KAD", clb=1)
    upload = queries.upload_for(officer, actions.hand_in([("bao cao.xlsx", back)], by=officer).pk)
    (item,) = queries.with_reports(list(queries.items_of(upload)))
    assert (item.found, item.problems, item.unused, item.changes) == (Found.READY, [], [], 6)
    assert [c.label for c in queries.changes_of(item)][:2] == ["Đoàn viên, tổng số", "Đoàn viên, trong đó nữ"]
    assert Report.objects.exclude(values="").count() == 0
    actions.confirm(upload.pk, by=officer)
    report = world.report("C11")
    assert (report.state, report.origin, report.version) == ("draft", "behalf", 1)
    assert (report.behalf_by, report.behalf_spoke) == (officer, "Tệp Excel: bao cao.xlsx")
    values = cells.unpack(report.values, report.form.cell_order)
    assert (values["dv.tong"], values["btv.tong"], values["co_nu"]) == (40, cells.NOT_APPLICABLE, 1)
    assert ReportRevision.objects.get(report=report).verb == "import"
    locked = locks.lock_period(
        world.form.data_set, "2019", world.units["KT"], starts_on=clock.today(), ends_on=None, reason=WHY, by=None
    )
    with pytest.raises(BadInput, match="khoá"):
        actions.undo(upload.pk, by=officer)
    locks.lift_lock(locked.pk, why=WHY, by=None)
    assert actions.undo(upload.pk, by=officer) == 1
    report = world.report("C11")
    assert (report.state, report.values, report.opened_at) == ("expected", "", None)
    assert (report.origin, report.behalf_by, report.behalf_spoke) == ("entered", None, "")
