"""The congress planner: what the registers say becomes an answer, with names only for who may read them."""

import csv
import io
from datetime import date

import pytest

from binhdang.calc.congress import Limits
from binhdang.careers import congresses
from binhdang.careers.scope import Scope
from binhdang.kit import clock
from binhdang.kit.sheets import read_table
from binhdang.orgs import queries as orgs
from binhdang.registers.congresses.forms import CongressForm
from tests.careers.people import cadre, congress, successor
from tests.factories import client_of, kon_tum, make_person, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2020, 12, 2)


@pytest.fixture
def units():
    return kon_tum()


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_on(TODAY):
        yield


def planned(by, unit, limits=Limits(), lead_days=0):  # noqa: B008
    scope = Scope(by, orgs.path_of(unit), TODAY)
    rows = congresses.in_window(scope, TODAY, date(2023, 12, 31))
    return congresses.plan(scope, rows, limits, lead_days)


def nine(unit):
    """Nine members, two of them women of whom one is old, and a pipeline with one qualified woman."""
    for n in range(7):
        cadre(unit, "bch", sex="nam", born=1975 + n)
    cadre(unit, "bch", "chu_tich", name="Chủ tịch cũ", born=1962)
    cadre(unit, "bch", name="Uỷ viên trẻ", born=1985)
    successor(unit, name="Nguồn đủ", schooling="dai_hoc", theory="so_cap", term="2023-2028")
    successor(unit, name="Nguồn thiếu", schooling="trung_cap", theory="so_cap")
    successor(unit, name="Nguồn chưa rõ")
    successor(unit, name="Nguồn cũ", schooling="dai_hoc", term="2018-2023")
    successor(unit, name="Nguồn kiểm tra", aim="ubkt", schooling="dai_hoc")
    return congress(unit, schooling="dai_hoc")


def test_a_congress_is_worked_out_from_who_sits_and_who_is_in_the_pipeline(units):
    one = nine(units["C11"])
    cadre(units["C11"], "bch", name="Đã rời mà chưa ghi thôi chức", left_on=date(2019, 12, 31))
    line = planned(None, units["KT"]).lines[0].prospect
    assert (line.needed, line.sitting, line.sitting_women, line.leaving_women) == (3, 9, 2, 0)
    assert (line.ready, line.doubtful, line.state, line.missing) == (1, 1, "reach", 0)
    older = planned(None, units["KT"], Limits(women_age=60)).lines[0].prospect
    assert (older.leaving_women, older.surely, older.perhaps, older.state) == (1, 2, 3, "unclear")
    both = planned(None, units["KT"], Limits(women_age=60, men_age=60, terms=1)).lines[0].prospect
    assert (both.staying, both.missing, both.perhaps, both.state) == (0, 2, 2, "short")
    cadre(units["C11"], name="Nguồn chưa rõ", born=1985, schooling="thac_si")
    assert planned(None, units["KT"], Limits(women_age=60)).lines[0].prospect.state == "reach"
    moved = cadre(units["C11"], "bch", name="Đã chuyển")
    moved.who.unit = units["C12"]
    moved.who.save()
    assert planned(None, units["KT"]).lines[0].prospect.leaving_women == 1
    found = congresses.explain(None, one, Limits(women_age=60))
    assert [seat.name for seat in found.seats if seat.leaves] == ["Chủ tịch cũ", "Đã chuyển"]
    assert {hope.name: hope.ready for hope in found.hopes if not hope.other_term} == {
        "Nguồn đủ": True, "Nguồn thiếu": False, "Nguồn chưa rõ": True
    }  # fmt: skip


def test_a_unit_that_keeps_no_register_is_open_and_units_add_up_by_branch(units):
    nine(units["C11"])
    congress(units["C12"], seats=5, list_by=date(2023, 1, 31))
    congress(units["C21"], seats=3, day=date(2022, 9, 1))
    cadre(units["C21"], "bch", sex="nam")
    successor(units["C21"], sex="nam")
    congress(units["C01"], seats=3, day=date(2024, 9, 1))
    found = planned(None, units["KT"], lead_days=60)
    assert [(line.congress.unit.code, line.act_by, line.prospect.state) for line in found.lines] == [
        ("C21", date(2022, 7, 3), "short"), ("C12", date(2023, 1, 31), "unclear"), ("C11", date(2023, 1, 14), "reach")
    ]  # fmt: skip
    assert [(b.unit.code, b.tally.congresses, b.tally.short, b.tally.missing) for b in found.branches] == [
        ("H1", 2, 0, 0), ("H2", 1, 1, 1)
    ]  # fmt: skip
    assert (found.units, found.planned, found.tally.short, found.tally.unclear) == (7, 3, 1, 1)


def test_the_queries_do_not_grow_with_the_units(units, django_assert_max_num_queries):
    nine(units["C11"])
    with django_assert_max_num_queries(12):
        planned(None, units["KT"], Limits(60, 60, 3))
    for code in ("C12", "C21"):
        nine(units[code])
    with django_assert_max_num_queries(12):
        assert len(planned(None, units["KT"], Limits(60, 60, 3)).lines) == 3


def test_counts_go_up_and_names_stay_with_who_reads_them(units):
    one = nine(units["C11"])
    keeper = make_person("Nguoi giu so C11", ("reporter", units["C11"]))
    above = make_person("Can bo huyen H1", ("reviewer", units["H1"]))
    viewer = make_person("Nguoi xem KT", ("viewer", units["KT"]))
    other = make_person("Nguoi giu so C21", ("reporter", units["C21"]))
    page = f"/so/nhan-su/dai-hoi/{one.pk}/?tuoi_nu=60"
    own, upper, counts = (client_of(who).get(page).content.decode() for who in (keeper, above, viewer))
    assert "Chủ tịch cũ" in own
    assert "Nguồn đủ" in own
    assert "Chủ tịch cũ" in upper
    assert "Nguồn đủ" not in upper
    hopes = upper.partition("4. Nữ trong quy hoạch")[2]
    assert "Những người không hiện tên" in hopes
    assert "1985" not in hopes, "nothing that tells a person from others goes up"
    assert "Chủ tịch cũ" not in counts
    assert "Nguồn đủ" not in counts
    assert "Một số tên không hiện" in counts
    assert "1962" not in counts
    assert "Danh sách còn thiếu 1 nữ" in counts
    assert client_of(other).get(page).status_code == 404
    assert "Đơn vị C11" not in client_of(other).get("/so/nhan-su/dai-hoi/").content.decode()


def test_the_page_says_how_many_cannot_and_hands_the_list_out(units):
    nine(units["C11"])
    make_unit("=C13", units["H1"])
    congress(orgs.unit_by_code(None, "=C13"), seats=5)
    client = client_of(make_person("Can bo tinh", ("reviewer", units["KT"])))
    page = client.get("/so/nhan-su/dai-hoi/?unit=KT&tuoi_nu=60&tuoi_nam=60&khoa=1").content.decode()
    assert "1 trong 2 đại hội không thể đạt 30% nữ với quy hoạch hiện nay." in page
    assert "thiếu 2 nữ" in page
    short = client.get("/so/nhan-su/dai-hoi/xuat.xlsx?khoa=1&ket_luan=short").content
    assert [row[0] for _n, row in read_table(short)][1:] == ["C11"]
    text = client.get("/so/nhan-su/dai-hoi/xuat.csv?khoa=1").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text))] == ["Mã đơn vị", "C11", "'=C13"]
    assert client.get("/so/nhan-su/dai-hoi/?den=01/01/2019").status_code == 422
    assert client.get("/so/nhan-su/dai-hoi/?tuoi_nu=abc").status_code == 422
    assert client.get("/so/nhan-su/dai-hoi/xuat.csv?tuoi_nu=abc").status_code == 404


def test_a_congress_lies_within_a_year_of_the_first_year_of_the_term_it_elects():
    given = {"body": "bch", "seats": 9, "term": "2022-2027"}
    for day, fits in (("31/12/2020", False), ("01/01/2021", True), ("31/12/2023", True), ("01/01/2024", False)):
        assert ("day" not in CongressForm(given | {"day": day}).errors) == fits, day
