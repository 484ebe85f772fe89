"""What comes back is what went out: random answers, older and newer forms, blank sheets, locked periods, history."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.layout import parse_layout
from binhdang.calc.sheetmap import Taker, find_mark, read_marked
from binhdang.datasets.actions import load_form
from binhdang.kit import incoming
from binhdang.kit.books import Readers
from binhdang.kit.runner import run_all
from binhdang.reports.models import Report
from binhdang.workbooks import actions, queries, sheets
from binhdang.workbooks.choices import Found
from tests.factories import client_of, make_person
from tests.reports.world import FORM, World
from tests.workbooks.test_round import filled

pytestmark = pytest.mark.django_db
OTHER = {
    "code": "KHAC",
    "name": "Biểu có câu hỏi",
    "period": "year",
    "sections": [
        {
            "title": "I",
            "rows": [
                {"code": "a", "name": "Số người", "unit": "người", "columns": ["tong", "nu"], "integer": True},
                {"code": "b", "name": "Số tiền", "unit": "đồng"},
                {"code": "c", "name": "Có phòng vắt sữa", "kind": "yes_no"},
                {"code": "d", "name": "Hình thức", "kind": "choice",
                 "options": [{"code": "x", "name": "Riêng, lẻ"}, {"code": "y", "name": "Chung"}]},
                {"code": "e", "name": "Kiến nghị", "kind": "text"},
            ],
        }
    ],
}  # fmt: skip
COUNT = st.one_of(st.integers(0, 10**17), st.just(NOT_APPLICABLE))
MONEY = st.one_of(st.decimals(0, 10**9, places=3).map(lambda d: d.normalize() + 0), st.just(NOT_APPLICABLE))


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def test_what_is_written_into_a_sheet_is_read_back_exactly():
    form, layout = load_form(OTHER, by=None), parse_layout(OTHER)
    answers = st.fixed_dictionaries(
        {},
        optional={
            "a.tong": COUNT, "a.nu": COUNT, "b": MONEY, "c": st.sampled_from([0, 1]),
            "d": st.sampled_from([{"d.x": 1, "d.y": 0}, {"d.x": 0, "d.y": 1}]),
        },
    )  # fmt: skip

    with Readers(1) as readers:

        @settings(max_examples=8)
        @given(answers, st.text("aăâđ =-+@'\"<>&\n", max_size=12).map(str.strip))
        def check(drawn, text):
            values = {code: value for code, value in drawn.items() if code != "d"} | drawn.get("d", {})
            values = {code: int(v) if isinstance(v, Decimal) and v == int(v) else v for code, v in values.items()}
            about = sheets.OneSheet(form, "2020", None, "C1", "Đơn vị", values, texts={"e": text})
            (sheet,) = [s for s in readers.read(sheets.one_unit([about])).sheets if s.name == "C1"]
            marked = find_mark(sheet.rows)
            assert marked is not None
            (found,) = read_marked(Taker(sheet.rows, formulas=sheet.formulas), marked, layout)
            assert (found.unit, found.values, found.problems, found.unused) == ("C1", values, [], [])
            said = " ".join(text.split())
            assert found.texts == ({"e": "" if said in {"-", "–"} else said} if said else {})

        check()


def test_a_sheet_of_an_older_form_and_one_of_a_newer_form_are_bridged():
    world = World()
    newer = deepcopy(FORM)
    newer["sections"][1]["rows"][2]["code"] = "cau_lac_bo"
    newer["sections"][1]["rows"][1]["columns"] = ["tong"]
    later = load_form({**newer, "bridge": {"clb": "cau_lac_bo"}}, by=None)
    old = sheets.one_unit([sheets.of_report(world.report("C11"))])
    Report.objects.filter(unit=world.units["C11"]).update(form=later)
    upload = actions.hand_in([("cu.xlsx", filled(old, bch=5, btv=3, btv__nu=1, clb=2))], by=world.reporter)
    (item,) = queries.with_reports(list(queries.items_of(upload)))
    assert {change.label: change.new for change in queries.changes_of(item)} == {
        "Uỷ viên ban chấp hành, tổng số": 5, "Uỷ viên ban thường vụ, tổng số": 3, "Câu lạc bộ": 2
    }  # fmt: skip
    assert [(place[3], place[4]) for place in item.unused] == [("gone", "Uỷ viên ban thường vụ, trong đó nữ")]
    new = sheets.one_unit([sheets.of_report(Report.objects.select_related("unit", "form").get(pk=item.report_id))])
    Report.objects.filter(unit=world.units["C11"]).update(form=world.form)
    upload = actions.hand_in([("moi.xlsx", filled(new, cau_lac_bo=4))], by=world.reporter)
    (item,) = queries.with_reports(list(queries.items_of(upload)))
    assert [(change.label, change.new) for change in queries.changes_of(item)] == [("Câu lạc bộ", 4)]


def test_a_blank_sheet_takes_its_unit_from_the_code_that_is_written_on_it_and_nobody_elses():
    world = World()
    blank = sheets.one_unit([sheets.OneSheet(world.form, "2019")])

    def coded(code: str) -> bytes:
        return filled(blank, **{"@unit": code, "bch": 5})

    own, other = (actions.hand_in([("b.xlsx", coded(code))], by=world.reporter) for code in ("c11", "C21"))
    assert [(i.found, i.report_id) for i in queries.items_of(own)] == [(Found.READY, world.report("C11").pk)]
    assert [(i.found, i.problems[0][3]) for i in queries.items_of(other)] == [(Found.REFUSED, "unknown_unit")]
    mine = sheets.one_unit([sheets.of_report(world.report("C11"))])
    moved = actions.hand_in([("b.xlsx", filled(mine, **{"@unit": "C12", "bch": 5}))], by=world.reporter)
    assert [i.problems[0][3] for i in queries.items_of(moved)] == ["other_unit"]
    reviewer = actions.hand_in([("b.xlsx", filled(mine, bch=5)), ("c.xlsx", filled(mine, bch=6))], by=world.upper)
    assert [i.problems[0][3] for i in queries.items_of(reviewer)] == ["twice_unit", "twice_unit"]
    viewer = make_person("Nguoi xem", ("viewer", world.units["KT"]))
    assert client_of(viewer).get(reverse("workbooks:start")).status_code == 403


def test_a_report_that_changed_after_the_check_is_left_and_named_and_many_files_are_a_job(monkeypatch):
    world = World()
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    files = [
        (f"{code}.xlsx", filled(sheets.one_unit([sheets.of_report(world.report(code))]), bch=5))
        for code in ("C11", "C12")
    ]
    client = client_of(world.upper)
    given = [SimpleUploadedFile(name, data) for name, data in files]
    page = client.post(reverse("workbooks:start"), {"files": given}, follow=True)
    assert "Kiểm tra các tệp Excel" in page.text or "Đang chờ" in page.text
    run_all()
    world.fill("C12")
    address = reverse("workbooks:upload", args=[page.context["upload"].pk])
    client.post(f"{address}ghi/")
    run_all()
    page = client.get(address)
    assert {line["item"].report.unit.code: line["item"].found for line in page.context["lines"]} == {
        "C11": "written", "C12": "left"
    }  # fmt: skip
    assert "đã được sửa sau khi kiểm tra" in page.text
    assert world.report("C11").state == "draft"


def test_history_by_file_on_the_web_reaches_only_the_units_of_the_person():
    world = World()
    client = client_of(world.upper)

    def hand_in(text: str):
        file = SimpleUploadedFile("so.csv", f"unit,period,cell,value\n{text}".encode())
        return client.post(reverse("workbooks:values"), {"file": file, "form": "THU"}, follow=True)

    assert "không có đơn vị mã “C21”" in hand_in("C21,2018,bch.tong,5\n").text
    page = hand_in("C11,2018,bch.tong,5\nC12,2018,bch.tong,7\n")
    assert page.context["counts"]["created"] == 2
    assert not Report.objects.filter(period_key="2018").exists()
    address = reverse("workbooks:values_upload", args=[page.context["upload"].pk])
    client.post(f"{address}ghi/")
    assert Report.objects.filter(period_key="2018", state="accepted").count() == 2
    assert client_of(world.boss).get(address).status_code == 404
    client.post(f"{address}hoan-tac/", {"confirm": "1"})
    assert not Report.objects.filter(period_key="2018", state="accepted").exists()


def test_a_confirmation_that_breaks_leaves_the_upload_as_it_was_checked():
    world = World()
    client = client_of(world.upper)
    client.raise_request_exception = False
    file = SimpleUploadedFile("so.csv", b"unit,period,cell,value\nC11,2018,bch.tong,5\n")
    page = client.post(reverse("workbooks:values"), {"file": file, "form": "THU"}, follow=True)
    upload = page.context["upload"]
    incoming.drop(upload.token)
    client.post(reverse("workbooks:values_upload", args=[upload.pk]) + "ghi/")
    upload.refresh_from_db()
    assert upload.state == "checked"
