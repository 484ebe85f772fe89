"""Sheets that others made: mapped once, remembered, and never half understood in silence."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from binhdang.calc import cells
from binhdang.calc import foreign as tables
from binhdang.calc.layout import parse_layout
from binhdang.calc.sheetmap import Taker
from binhdang.kit.books import read_book
from binhdang.workbooks import actions, queries, sheets, words
from binhdang.workbooks.choices import Found
from tests.factories import client_of, make_person
from tests.reports.world import FORM, World
from tests.workbooks.test_round import filled

pytestmark = pytest.mark.django_db
TALL = [
    ["LIÊN ĐOÀN LAO ĐỘNG", "", "", "", "", ""],
    ["Đơn vị: Đơn vị C12", "", "", "", "", ""],
    ["TT", "Nội dung", "Đơn vị tính", "Số lượng", "", "Ghi chú"],
    ["", "", "", "Tổng số", "Trong đó nữ", ""],
    ["1", "Đoàn viên", "người", 40, 21, ""],
    ["2", "1. Uỷ viên Ban Chấp hành", "người", 5, 2, "bầu bổ sung"],
    ["3", "Dòng lạ", "người", 9, "", ""],
]
WIDE = [
    ["Báo cáo năm 2018", "", "", "", ""],
    ["STT", "Tên đơn vị", "Số ĐV", "Uỷ viên ban chấp hành, tổng số", "Ghi riêng"],
    [1, "Đơn vị C11", 41, 5, "x"],
    [2, "đơn vị c12", 42, 6, ""],
    [3, "Đơn vị lạ", 43, 7, ""],
]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def book(rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("Bảng 1")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(at, column, value)
    return out.getvalue()


def test_a_wide_sheet_is_mapped_once_and_understood_from_then_on():
    world = World()
    officer = make_person("Can bo KT", ("plan_officer", world.units["KT"]))
    client = client_of(officer)
    post = {"files": SimpleUploadedFile("bang.xlsx", book(WIDE)), "request": world.request.pk}
    page = client.post(reverse("workbooks:start"), post, follow=True)
    (line,) = page.context["lines"]
    assert line["item"].found == Found.FOREIGN
    assert line["problems"][0][2].endswith("Số ĐV, Ghi riêng.")
    address = reverse("workbooks:mapping", args=[page.context["upload"].pk, line["item"].pk])
    rows = {row.title: row for row in client.get(address).context["rows"]}
    choice = {row.name: row.choice for row in rows.values()} | {rows["Số ĐV"].name: "dv.tong"}
    half = client.post(address, choice)
    assert half.status_code == 422
    assert "Ghi riêng" in half.text
    page = client.post(address, choice | {rows["Ghi riêng"].name: "@none"}, follow=True)
    found = {line["item"].row: line for line in page.context["lines"]}
    assert {row: line["item"].found for row, line in found.items()} == {3: "ready", 4: "ready", 5: "refused"}
    unused = [text for _place, _value, text in found[3]["unused"]]
    assert any("Ghi riêng" in text for text in unused)
    assert any("2018" in text for text in unused)
    again = actions.hand_in([("khac.xlsx", book(WIDE[1:]))], by=officer, request_id=world.request.pk)
    assert queries.items_of(again, Found.READY).count() == 2
    stranger = client_of(world.other)
    assert stranger.get(address).status_code == 404


def test_a_tall_sheet_says_whose_it_is_and_a_paste_belongs_to_the_page_it_came_from():
    world = World()
    layout = parse_layout(FORM)
    table = tables.find_table(TALL)
    assert (table.shape, table.start, tables.unclear(table, tables.understood(table, layout))) == (
        "tall",
        4,
        ["dong la"],
    )
    mapping = tables.understood(table, layout) | {"row:dong la": ""}
    (answers,) = tables.read_table(Taker(TALL), table, mapping, layout)
    assert answers.values == {"dv.tong": 40, "dv.nu": 21, "bch.tong": 5, "bch.nu": 2}
    assert answers.remarks == {"bch": "bầu bổ sung"}
    assert [words.told((p.row, p.column, p.value, p.code, p.detail))[:2] for p in answers.unused] == [("ô D7", "9")]
    pasted = "\n".join("\t".join(map(str, row)) for row in TALL[2:6]).encode()
    report = world.report("C11")
    upload = actions.hand_in([("dán", pasted)], by=world.reporter, report_id=report.pk)
    (item,) = queries.items_of(upload)
    assert (item.found, item.report_id) == (Found.READY, report.pk)
    upload = actions.hand_in([("c12.xlsx", book(TALL[:-1]))], by=world.reporter, report_id=report.pk)
    assert [i.found for i in queries.items_of(upload)] == [Found.REFUSED]


def test_sheets_of_many_units_and_of_an_older_form_find_their_cells():
    world = World()
    officer = make_person("Can bo KT", ("plan_officer", world.units["KT"]))
    reports = [world.report(code) for code in ("C11", "H1")]
    wide = sheets.units_below(world.form, "2019", reports)
    one = sheets.one_unit([sheets.of_report(world.report("C12"))])
    assert [s.name for s in read_book(wide).sheets] == ["THU", "Kỳ trước"]
    upload = actions.hand_in([("mau.xlsx", wide), ("c12.xlsx", filled(one, bch=7))], by=officer)
    assert {(i.unit_text, i.found) for i in queries.items_of(upload)} >= {("C12", "ready")}
    assert cells.unpack(queries.items_of(upload, Found.READY)[0].values, world.form.cell_order) == {"bch.tong": 7}
