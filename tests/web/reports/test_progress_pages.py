"""The progress board: counts that add up, last year's at the same time, whom to call, what is empty, what moves."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from binhdang.calc.periods import parse_period
from binhdang.kit import clock, marks
from binhdang.kit.models import Event
from binhdang.orgs.models import Person
from binhdang.reports import actions, progress, queries
from binhdang.reports.models import Report
from binhdang.rollup import marks as rollup_marks
from binhdang.rollup.queries import documents
from tests.factories import client_of, make_person

ZEROS = dict.fromkeys(["dv.tong", "dv.nu", "bch.tong", "bch.nu", "clb"], 0)
BOARD = "/bao-cao/tien-do/?unit=KT&period=2019"


@pytest.fixture(autouse=True)
def forget():
    marks.forget()


def levels(world, period="2019"):
    names = dict(queries.all_levels())
    found = progress.board(None, world.form.data_set_id, parse_period(period), path(world), names)
    return {level.code: level for level in found} | {"": progress.total(found, "Toàn bộ")}


def path(world):
    return world.report("KT").path


def at(day, hour=9):
    return timezone.make_aware(datetime(*day, hour))


def test_the_counts_of_every_level_add_up_and_late_follows_each_units_own_deadline(world):
    world.sent("C11")
    actions.accept(world.sent("C12").pk, by=world.upper)
    actions.return_report(world.sent("H1").pk, [("report", "", "Đề nghị xem lại số liệu.")], by=world.boss)
    world.fill("C21")
    with clock.standing_on(date(2019, 11, 25)):
        assert levels(world)["co_so"].late == 1
        Report.objects.filter(unit=world.units["C21"]).update(due_on=date(2019, 12, 31))
        found = levels(world)
    base = found["co_so"]
    assert (base.expected, base.submitted, base.accepted, base.draft, base.not_opened) == (3, 1, 1, 1, 0)
    assert (base.silent, base.late) == (1, 0), "C21 was given more time"
    assert base.due == date(2019, 11, 22)
    above = found["tren_co_so"]
    assert (above.returned, above.not_opened, above.silent, above.late) == (1, 2, 3, 0)
    for level in found.values():
        assert level.expected == level.reported + level.returned + level.draft + level.not_opened
        assert level.before is None
    assert found[""].expected == Report.objects.filter(period_key="2019").count() == 7


def test_last_year_is_counted_as_many_days_before_its_deadline(world):
    with clock.standing_on(date(2019, 11, 20)):
        world.sent("C11")
    with clock.standing_on(date(2019, 11, 22)):
        world.sent("C12")
        actions.withdraw(world.sent("C21").pk, by=None, why="Rút về để sửa lại số liệu.")
    world.ask("2020")
    Report.objects.filter(period_key="2020", level_code="co_so").update(due_on=date(2020, 11, 25))
    for day, expected in ((22, 0), (23, 1), (24, 1), (25, 2), (29, 2)):
        with clock.standing_on(date(2020, 11, day)):
            assert levels(world, "2020")["co_so"].before == (expected, 3), day
    assert levels(world, "2020")[""].before is None, "the province had no deadline"


def test_what_was_sent_empty_is_flagged(world):
    assert not Report.objects.filter(progress.empty()).exists()
    world.sent("C11", **ZEROS)
    world.sent("C12", **ZEROS)
    world.sent("C21")
    Report.objects.filter(unit=world.units["C11"]).update(last_values="[40,20,5,2,null,null,1,1]")
    Report.objects.filter(unit=world.units["C21"]).update(values="[null,null,null]")
    flagged = Report.objects.filter(progress.empty()).values_list("unit__code", flat=True)
    assert sorted(flagged) == ["C11", "C21"]
    client = client_of(world.boss)
    assert 'nhom=empty">2</a>' in client.get(BOARD).content.decode()
    page = client.get("/bao-cao/tien-do/don-vi/?unit=KT&period=2019&nhom=empty").content.decode()
    assert "Đơn vị C11" in page
    assert "Đơn vị C12" not in page


def test_the_call_list_names_the_reporter_where_the_reader_may_see_and_is_logged(world):
    Person.objects.filter(pk=world.reporter.pk).update(phone="0000 000 111", name="=1+1")
    address = "/bao-cao/tien-do/don-vi/?unit=KT&period=2019&nhom=silent&level=co_so"
    page = client_of(world.boss).get(address).content.decode()
    assert "0000 000 111" in page
    assert page.count("chưa có tài khoản") == 1, "C12"
    viewer = client_of(make_person("Xem", ("viewer", world.units["KT"])))
    assert "0000 000 111" not in viewer.get(address).content.decode()
    file = address.replace("don-vi/", "goi-dien.xlsx")
    assert viewer.get(file).status_code == 403
    assert not Event.objects.filter(verb="calls.read").exists()
    sheet = load_workbook(BytesIO(client_of(world.boss).get(file).content)).active
    rows = list(sheet.iter_rows(min_row=6, values_only=True))
    assert [row[0] for row in rows] == ["C11", "C12", "C21"]
    called = next(row for row in rows if row[0] == "C11")
    assert (called[3], called[4]) == ("=1+1", "0000 000 111")
    assert sheet.cell(6 + rows.index(called), 4).data_type == "s", "text stays text"
    assert Event.objects.get(verb="calls.read").data["rows"] == 3
    assert client_of(world.other).get(file).status_code == 404
    assert client_of(world.other).get(BOARD).status_code == 404


def test_a_page_costs_the_same_for_one_unit_as_for_many(world):
    client = client_of(world.boss)

    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    assert count(BOARD) == count(BOARD.replace("KT", "H2"))
    units = "/bao-cao/tien-do/don-vi/?unit={}&period=2019&nhom=expected&level=co_so"
    assert count(units.format("KT")) == count(units.format("H2"))


def test_the_mark_moves_with_the_numbers_and_is_for_those_who_were_shown_the_page(world):
    client, other = client_of(world.boss), client_of(world.upper)
    page = client.get(BOARD)
    live, tag = page.context["live"].address, page.context["live"].mark
    assert f'data-live="{live}"' in page.content.decode()
    assert client.get(live).headers["ETag"] == tag
    with CaptureQueriesContext(connection) as seen:
        assert client.get(live, headers={"if-none-match": tag}).status_code == 304
    assert not [q for q in seen if "binhdang_report" in q["sql"]], "kept for two seconds"
    assert other.get(live).status_code == client.get(live[:-3] + "xx/").status_code == 404
    world.fill("C11")
    assert client.get(live).headers["ETag"] == tag
    marks.forget()
    opened = client.get(live, headers={"if-none-match": tag})
    assert opened.status_code == 200
    assert opened.headers["ETag"] != tag


def test_the_mark_of_results_moves_when_what_counts_changes_below_and_only_then(world):
    ids, year = [world.form.data_set_id], "2019"

    def of(code):
        marks.forget()
        return rollup_marks.mark(ids, year, world.report(code).path)

    documents(None, [world.units["KT"].pk], world.form.data_set_id, year, "provisional")
    before = of("H1"), of("H2"), of("C11")
    world.fill("C11")
    assert (of("H1"), of("H2")) == before[:2], "a draft counts nowhere"
    world.sent("C11")
    assert of("H1") != before[0]
    assert of("C11") != before[2]
    assert of("H2") == before[1]
    documents(None, [world.units["KT"].pk], world.form.data_set_id, year, "provisional")
    assert len({of("H1"), of("H1"), before[0]}) == 2


def test_imported_history_without_deadlines_is_no_comparison(world):
    Report.objects.filter(period_key="2019").update(due_on=None)
    world.ask("2020")
    assert levels(world, "2020")["co_so"].before is None
