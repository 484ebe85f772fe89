"""Thousands of records: pages from either end, sheets in parts, an import that stops and goes on."""

import re
import tracemalloc
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binhdang.kit import incoming, runner, sheets
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.jobs import Progress
from binhdang.kit.models import Event, ImportBatch, Job
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions, exchange, jobs, line_import, people, queries, sheet_work
from binhdang.registers.core.models import Sex, Someone
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    return kon_tum()


@pytest.fixture
def keeper(units):
    return make_person("Nguoi ghi so C11", ("reporter", units["C11"]))


def cards(unit, names):
    rows = [Cadre(unit=unit, name=name, sex=Sex.WOMAN, birth_year=1980) for name in names]
    for row in rows:
        actions.stamp(CADRES, row)
    people.assign(rows)
    return Cadre.objects.bulk_create(rows)


def test_every_page_of_a_list_is_the_same_from_either_end(units, keeper, django_assert_num_queries):
    cards(units["C11"], [f"Họ {n % 3} Tên {n % 5:02}" for n in range(11)])
    rows = queries.records_seen(keeper, CADRES)
    whole = [one.pk for one in rows]
    for first in range(0, 11, 2):
        with django_assert_num_queries(2):
            page = queries.page_of(rows, CADRES, first, first + 2, 11)
        assert [one.pk for one in page] == whole[first : first + 2]
    assert queries.page_of(rows.none(), CADRES, 0, 0, 0) == []
    cards(units["C11"], [f"Họ Tên {n}" for n in range(100)])
    client, at = client_of(keeper), "/so/can-bo/?unit=C11&period=2019&khi=tat-ca&page="
    shown = [re.findall(r'<th scope="row"><a href="[^"]+/(\d+)/"', client.get(f"{at}{n}").content.decode())
             for n in (1, 2, 3, 99)]  # fmt: skip
    assert [len(part) for part in shown] == [50, 50, 11, 11]
    assert [int(pk) for part in shown[:3] for pk in part] == [one.pk for one in rows.all()]


HEAD = ["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Số hiệu", "Chuyên môn"]


def sheet(first, last, work="Luật", head=HEAD):
    rows = [["C11", f"Họ Tên {n}", "Nữ" if n % 3 else "Nam", "1980", f"S{n}", work] for n in range(first, last)]
    return "\n".join(";".join(cells) for cells in [head, *rows]).encode()


@pytest.fixture
def by_fives(monkeypatch):
    monkeypatch.setattr(sheets, "PART", 5)


class Cut(BaseException):
    """The process is killed."""


def cut_at(step):
    def told(done, _steps):
        if done == step:
            raise Cut

    return told


def standing():
    return Cadre.objects.filter(removed_at__isnull=True)


def test_an_import_that_was_cut_off_goes_on_where_it_stopped_and_is_undone_whole(units, keeper, by_fives):
    cards(units["C11"], ["Họ Tên 99"])
    exchange.read(CADRES, sheet(0, 3, "Toán"), by=keeper, write=True)
    token = incoming.keep([sheet(0, 12)])
    write = lambda **more: exchange.read(CADRES, sheet(0, 12), by=keeper, write=True, token=token, **more)  # noqa: E731
    with pytest.raises(Cut):
        write(progress=cut_at(21))
    batch = ImportBatch.objects.get(token=token)
    assert (batch.open, batch.rows, standing().count()) == (True, 9, 10)
    assert "chưa ghi xong" in client_of(keeper).get("/so/can-bo/nhap/").content.decode()
    steps = []
    done = write(progress=lambda done, total: steps.append((done, total)))
    assert (done.same, done.added, done.changed, steps[-1][1]) == (9, 3, 0, 24)
    batch.refresh_from_db()
    assert (done.batch, batch.open, batch.rows, standing().count()) == (batch, False, 12, 13)
    assert Someone.objects.count() == 13
    assert Event.objects.filter(verb="can-bo.import").count() == 15
    assert jobs.write({"by": keeper.pk, "token": token, "register": "can-bo", "name": ""}, Progress()) == {"rows": 12}
    exchange.undo(CADRES, batch.pk, by=keeper)
    assert {(c.number, c.profession) for c in standing()} == {("", ""), *((f"S{n}", "Toán") for n in range(3))}


def test_what_cannot_be_written_to_its_end_is_taken_back_and_a_stopped_import_is_undone_by_hand(
    units, keeper, by_fives
):
    exchange.read(CADRES, sheet(0, 12, "Toán"), by=keeper, write=True)

    def somebody_changes(done, _steps):
        if done == 16:
            Cadre.objects.filter(number="S11").update(version=7)

    with pytest.raises(BadInput, match="dòng 13"):
        exchange.read(CADRES, sheet(0, 12), by=keeper, write=True, token="a" * 32, progress=somebody_changes)
    assert {c.profession for c in standing()} == {"Toán"}
    assert ImportBatch.objects.get(token="a" * 32).undone_at
    with pytest.raises(Cut):
        exchange.read(CADRES, sheet(0, 20), by=keeper, write=True, token="b" * 32, progress=cut_at(29))
    batch = ImportBatch.objects.get(token="b" * 32)
    assert client_of(keeper).post(f"/so/can-bo/nhap/{batch.pk}/hoan-tac/").status_code == 302
    assert {c.profession for c in standing()} == {"Toán"}
    with pytest.raises(Refused, match="hoàn tác"):
        exchange.read(CADRES, sheet(0, 20), by=keeper, write=True, token="b" * 32)
    with pytest.raises(BadInput):
        exchange.read(CADRES, sheet(0, 12).replace(b"1980", b"19xx"), by=keeper, write=True, token="c" * 32)
    assert not ImportBatch.objects.filter(token="c" * 32).exists()


def test_every_problem_is_told_however_many_and_only_to_who_handed_the_sheet_in(units, keeper, monkeypatch):
    monkeypatch.setattr(sheet_work, "MOST_PROBLEMS", 4)
    rows = (sheet(0, 5) + b"\n" + sheet(0, 4).partition(b"\n")[2]).replace(b"1980", b"=19")
    client = client_of(keeper)
    page = client.post("/so/can-bo/nhap/?unit=C11", {"file": SimpleUploadedFile("a.csv", rows)}).content.decode()
    assert "Tệp có 9 lỗi; trên đây là 4 lỗi đầu." in page
    assert "dòng 6, cột" not in page
    at = "/so/can-bo/nhap/" + re.search(r'href="(\?loi=[^"]+)"', page)[1]
    lines = b"".join(client.get(at).streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == [f"dòng {n}" for n in range(2, 11)]
    assert lines[6:] == [f"dòng {n},trùng với dòng {n - 5}." for n in range(7, 11)]
    other = make_person("Nguoi ghi so khac", ("reporter", units["C11"]))
    assert client_of(other).get(at).status_code == 404


def test_the_memory_of_an_import_does_not_grow_with_its_rows(units, keeper):
    peaks = []
    for rows in (1000, 9000):
        data = sheet(0, rows).replace(b"C11", b"C99")
        tracemalloc.start()
        assert exchange.read(CADRES, data, by=keeper).wrong == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 2_000_000, "the text of the file once, and nothing else"


def test_thousands_of_namesakes_are_not_held_when_one_more_is_recorded(units, keeper):
    rows = [
        Someone(unit=units["C11"], name="Họ Tên", name_key="ho ten", sex=Sex.WOMAN, birth_year=n) for n in range(3000)
    ]
    Someone.objects.bulk_create(rows)
    cards(units["C11"], ["Họ Khác"])
    tracemalloc.start()
    made = cards(units["C11"], ["Họ Tên"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made[0].who.birth_year == 1980
    assert Someone.objects.count() == 3001
    assert peak < 1_000_000


def test_a_row_that_fits_two_records_is_a_problem_and_changes_neither(units, keeper):
    cards(units["C11"], ["Họ Tên 0", "Họ Tên 0"])
    Cadre.objects.update(number="S0")
    for found in (
        exchange.read(CADRES, sheet(0, 1), by=keeper),
        line_import.read(CADRES, CADRES.lines[0], posts(0, 1).encode(), by=keeper),
    ):
        assert (found.wrong, found.added, found.changed) == (1, 0, 0)
        assert "nhiều hồ sơ trùng cả họ và tên, năm sinh, số hiệu" in found.problems[0][1]


def posts(first, last, kind="Uỷ viên ban chấp hành", since="01/04/2018", until=""):
    rows = [["C11", f"Họ Tên {n}", "1980", f"S{n}", kind, since, until, "Đại hội bầu", "2018-2023"]
            for n in range(first, last)]  # fmt: skip
    head = ["Mã đơn vị", "Họ và tên", "Năm sinh", "Số hiệu", "Chức vụ", "Từ ngày", "Đến hết ngày", "Nguồn", "Nhiệm kỳ"]
    return "\n".join(";".join(cells) for cells in [head, *rows])


def test_the_posts_of_a_large_union_come_in_by_a_job_that_may_be_cut_off_and_go_back_whole(
    units, keeper, by_fives, monkeypatch, django_assert_max_num_queries
):
    exchange.read(CADRES, sheet(0, 1), by=keeper, write=True)
    lines = CADRES.lines[0]
    data = (posts(0, 12) + posts(0, 1, until="01/05/2020")[posts(0, 1).index("\n") :]).encode()
    found = line_import.read(CADRES, lines, data, by=keeper)
    assert (found.added, found.wrong) == (1, 12)
    assert found.problems[-1] == ("dòng 14", "trùng với dòng 2.")
    exchange.read(CADRES, sheet(0, 12), by=keeper, write=True)
    monkeypatch.setattr(jobs, "LONG", 10)
    client, at = client_of(keeper), "/so/can-bo/nhap/chuc-vu/"
    asked = client.post(at, {"file": SimpleUploadedFile("a.csv", posts(0, 12).encode())})
    runner.run_all()
    page = client.get(Job.objects.get().href).content.decode()
    assert asked.headers["Location"].startswith("/viec-nen/")
    assert "Thêm 12 dòng, bỏ qua 0 dòng đã có." in page
    assert client.get(f"/so/can-bo/nhap/?viec={Job.objects.get().pk}").status_code == 404
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
    assert client.post(at, {"confirm": "1", "digest": digest, "name": "a.csv"}).status_code == 302
    job = Job.objects.latest("pk")
    with pytest.raises(Cut):
        jobs.write(job.args, SimpleNamespace(at=cut_at(21)))
    assert PostHeld.objects.count() == 9
    runner.run_all()
    assert (PostHeld.objects.count(), ImportBatch.objects.get(kind="register.can-bo.chuc-vu").rows) == (12, 12)
    assert Event.objects.filter(verb="can-bo.line").count() == 12
    assert Cadre.objects.get(number="S11").version == 2
    again = line_import.read(CADRES, lines, posts(0, 12).encode(), by=keeper)
    assert (again.same, again.added) == (12, 0)
    with django_assert_max_num_queries(40):
        line_import.undo(CADRES, lines, ImportBatch.objects.latest("pk").pk, by=keeper)
    assert not PostHeld.objects.filter(removed_at__isnull=True).exists()
    assert Event.objects.filter(verb="can-bo.line_remove").count() == 12
