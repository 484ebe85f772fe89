"""What is sensitive is encrypted at rest, closed to who may not read it, and every reading is logged."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from binhdang.kit import clock, files
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event, ImportBatch
from binhdang.kit.sheets import read_table
from binhdang.registers.cadres import actions as cadres
from binhdang.registers.cadres.forms import CadreForm, PostForm
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions, erasing, exchange, queries
from binhdang.registers.core.models import Aside, Someone
from binhdang.registers.core.register import ALL
from tests.factories import client_of
from tests.privacy.world import HELD, SECRET, World
from tests.registers.test_engine import sheet

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def world():
    return World()


def everything_stored() -> str:
    """Every value of every table, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_no_table_no_log_no_undo_and_no_file_holds_the_plain_text(world):
    client = client_of(world.keeper)
    rows = sheet(["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Dân tộc"],
                 ["C11", "Lê Thị Hẹn", "Nữ", "1980", "Ba Na Hiếm"])  # fmt: skip
    first = client.post("/so/can-bo/nhap/?unit=C11", {"file": SimpleUploadedFile("so.xlsx", rows)})
    digest = re.search(r'name="digest" value="([^"]+)"', first.content.decode())[1]
    assert client.post("/so/can-bo/nhap/", {"confirm": "1", "digest": digest, "name": "so.xlsx"}).status_code == 302
    form = CadreForm(
        {"name": "Lê Thị Hẹn", "sex": "nu", "birth_year": "1981", "ethnicity": "Gié Quý", "party": "khong"},
        instance=world.again(world.one),
    )
    version = world.again(world.one).version
    actions.change(CADRES, world.one.pk, form, version=version, by=world.keeper)
    client.post("/so/can-bo/giu/", {"name": "Của tôi", "query": "q=hen"})
    client.get(f"/so/can-bo/{world.one.pk}/")
    client.post(f"/so/can-bo/{world.one.pk}/tep/", {"file": SimpleUploadedFile("ly lich.png", PNG)})
    stored = everything_stored()
    for word in (SECRET, "Ba Na Hiếm", "Gié Quý"):
        assert word not in stored
    kept = queries.files_of(CADRES, world.one)[0]
    assert PNG not in files.path_of(kept.sha256).read_bytes()
    assert b"".join(client.get(f"/so/can-bo/{world.one.pk}/tep/{kept.pk}/").streaming_content) == PNG
    log = "".join(str(row) for row in Event.objects.filter(subject_kind="cadre").values_list("data", "why"))
    for name in ("Lê Thị Hẹn", "1981"):
        assert name not in log
    assert Event.objects.get(verb="can-bo.change").data["hidden"] == ["birth_year", "ethnicity", "party", "profession"]
    again = world.again(world.one)
    assert (again.ethnicity, again.party, again.get_party_display()) == ("Gié Quý", "khong", "Chưa là đảng viên")


def test_undoing_an_import_brings_the_sensitive_value_back(world):
    rows = sheet(["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Dân tộc"],
                 ["C11", "Lê Thị Hẹn", "Nữ", "1980", "Ba Na"])  # fmt: skip
    seen = exchange.read(CADRES, rows, by=world.keeper)
    assert [r.changes for r in seen.rows] == [{"Dân tộc": (SECRET, "Ba Na")}]
    exchange.read(CADRES, rows, by=world.keeper, write=True)
    assert world.again(world.one).ethnicity == "Ba Na"
    exchange.undo(CADRES, ImportBatch.objects.get().pk, by=world.keeper)
    assert world.again(world.one).ethnicity == SECRET


def test_who_may_write_but_not_read_sees_no_old_value_and_blanks_none(world, monkeypatch):
    monkeypatch.setitem(ALL, "can-bo", replace(CADRES, names_upward=True))
    register, client = ALL["can-bo"], client_of(world.upper)
    page = client.get(f"/so/can-bo/{world.one.pk}/").content.decode()
    assert SECRET not in page
    assert "Chỉ đơn vị và người có quyền mới xem được" in page
    assert 'name="party"' not in client.get(f"/so/can-bo/{world.one.pk}/sua/").content.decode()
    table = read_table(client.get("/so/can-bo/xuat.xlsx?unit=H1&period=2019&khi=tat-ca").content)
    titles, row = table[0][1], next(cells for _n, cells in table if "Lê Thị Hẹn" in cells)
    given = dict(zip(titles, [*row, *[""] * 20], strict=False))
    assert (given["Chuyên môn"], given["Dân tộc"], given["Đảng viên"]) == ("Kế toán", "", "")
    assert not Event.objects.filter(verb="can-bo.read").exists()
    back = sheet(titles, [*row[:-1], "khong"][: len(row)], [])
    changed = [(" ".join(row)).split() and row]
    rows = sheet(titles, *changed)
    assert exchange.read(register, rows, by=world.upper).changed == 0
    filled = sheet(["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Chuyên môn", "Dân tộc"],
                   ["C11", "Lê Thị Hẹn", "Nữ", "1980", "Luật", "Kinh"])  # fmt: skip
    seen = exchange.read(register, filled, by=world.upper)
    assert ([r.changes for r in seen.rows], seen.closed) == ([{"Chuyên môn": ("Kế toán", "Luật")}], 1)
    exchange.read(register, filled, by=world.upper, write=True)
    again = world.again(world.one)
    assert (again.profession, again.ethnicity, again.party) == ("Luật", SECRET, "co")
    assert back
    kept = actions.attach(register, world.one.pk, name="a.png", data=PNG, by=world.keeper)
    with pytest.raises(Refused):
        actions.open_file(register, world.one, kept.pk, by=world.upper)


def test_every_reading_is_logged_once_with_the_fields_and_shown_to_the_keeper(world):
    client = client_of(world.keeper)
    client.get(f"/so/can-bo/{world.one.pk}/")
    client.get(f"/so/can-bo/{world.one.pk}/sua/")
    client.get("/so/can-bo/xuat.xlsx?unit=C11&period=2019&khi=tat-ca")
    read = list(Event.objects.filter(verb="can-bo.read").order_by("pk"))
    assert [(e.subject_kind, e.data["how"], e.data.get("records")) for e in read] == [
        ("cadre", "page", None), ("cadre", "form", None), ("orgunit", "export", 2),
    ]  # fmt: skip
    assert {tuple(e.data["fields"]) for e in read} == {("ethnicity", "party")}
    page = client.get("/du-lieu-ca-nhan/luot-xem/?unit=C11").content.decode()
    assert page.count("Nguoi giu so C11") >= 3
    assert "Lê Thị Hẹn" in page
    assert "xuất tệp, 2 hồ sơ" in page
    assert "Dân tộc, Đảng viên" in page
    seen_by_admin = client_of(world.admin).get("/du-lieu-ca-nhan/luot-xem/?unit=C11").content.decode()
    assert "Nguoi giu so C11" in seen_by_admin
    assert "Lê Thị Hẹn" not in seen_by_admin
    one = client.get(f"/du-lieu-ca-nhan/luot-xem/?unit=C11&so=can-bo&hs={world.one.pk}").content.decode()
    assert "xuất tệp" not in one
    assert client_of(world.viewer).get("/du-lieu-ca-nhan/luot-xem/?unit=KT").status_code == 403
    outside = client_of(world.outsider).get("/du-lieu-ca-nhan/luot-xem/?unit=C21").content.decode()
    assert "Nguoi giu so C11" not in outside


def test_names_stay_at_the_unit_and_go_up_only_for_the_posts_that_a_rule_names(world):
    def names(person, unit):
        page = client_of(person).get(f"/so/can-bo/?unit={unit}&period=2019&khi=tat-ca").content.decode()
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)', page)

    assert names(world.keeper, "C11") == ["Trần Văn Chuyên", "Lê Thị Hẹn"]
    for person, unit in [(world.upper, "H1"), (world.officer, "KT"), (world.leader, "H1")]:
        assert names(person, unit) == [], person.name
        assert client_of(person).get(f"/so/can-bo/{world.one.pk}/").status_code == 404
        table = read_table(client_of(person).get(f"/so/can-bo/xuat.xlsx?unit={unit}&period=2019&khi=tat-ca").content)
        assert len(table) == 1
        found = client_of(person).get(f"/so/can-bo/?unit={unit}&period=2019&khi=tat-ca&q=hen").content.decode()
        assert "Lê Thị Hẹn" not in found
        home = client_of(person).get(f"/so/?unit={unit}&period=2019").content.decode()
        assert ">3" in re.sub(r"\s", "", home), "the count goes up"
    actions.add_line(CADRES, world.one.pk, CADRES.lines[0], PostForm(HELD | {"kind": "nu_cong_kn"}), by=None)
    assert names(world.upper, "H1") == ["Lê Thị Hẹn"]
    assert names(world.outsider, "C21") == []


def test_a_restricted_person_is_counted_and_seen_nowhere(world):
    Someone.objects.filter(pk=world.one.who_id).update(restricted_at=world.one.created_at)
    client = client_of(world.keeper)
    assert "Lê Thị Hẹn" not in client.get("/so/can-bo/?unit=C11&period=2019&khi=tat-ca").content.decode()
    assert client.get(f"/so/can-bo/{world.one.pk}/").status_code == 404
    assert len(read_table(client.get("/so/can-bo/xuat.xlsx?unit=C11&period=2019&khi=tat-ca").content)) == 2
    actions.add_line(CADRES, world.one.pk, CADRES.lines[0], PostForm(HELD | {"kind": "bch"}), by=None)
    feed, end = next(f for f in CADRES.feeds if f.cell == "bch.nu"), clock.today()
    assert feed.count([world.one.unit_id], end, end)[world.one.unit_id] == 1
    assert list(queries.behind(queries.records_seen(world.keeper, CADRES), feed, [world.one.unit_id], (end, end))) == []
    with pytest.raises(BadInput, match="hạn chế"):
        world.card("C11", "Lê Thị Hẹn", number="2")
    filled = sheet(["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Chuyên môn"],
                   ["C11", "Lê Thị Hẹn", "Nữ", "1980", "Luật"])  # fmt: skip
    with pytest.raises(BadInput, match="hạn chế"):
        exchange.read(CADRES, filled, by=world.keeper, write=True)
    assert Cadre.objects.filter(profession="Luật").count() == 0


def test_what_was_changed_merged_or_given_as_a_reason_is_nowhere_after_erasing(world):
    said = ("Nghề Cũ Lạ", "Nghề Mới Lạ", "Ngoại Ngữ Lạ", "Lý do gộp lạ", "Lý do bỏ lạ")
    twin = world.card("C11", "Lê Thị Hẹn", number="2", languages=said[2])
    for profession in said[:2]:
        one = world.again(world.one)
        given = {"name": one.name, "sex": "nu", "birth_year": "1980", "profession": profession}
        actions.change(CADRES, one.pk, CadreForm(given, instance=one), version=one.version, by=world.keeper)
    actions.remove(CADRES, world.one.pk, why=said[4], by=world.keeper)
    actions.restore(CADRES, world.one.pk, by=world.keeper)
    cadres.merge(world.one.pk, twin.pk, taken=frozenset({"languages"}), why=said[3], by=world.keeper)
    assert world.again(world.one).languages == said[2]
    page = client_of(world.keeper).get(f"/so/can-bo/{world.one.pk}/").content.decode()
    assert said[3] in page, "the reason is read where the record is"
    assert said[4] in page
    PostHeld.objects.filter(cadre=world.one).update(until=clock.today())
    erasing.erase_person(Someone.objects.get(pk=world.one.who_id), why="#1", by=None)
    stored = everything_stored()
    for word in said:
        assert word not in stored
    assert not Aside.objects.filter(record_id__in=[world.one.pk, twin.pk], kind="cadre").exists()
    with pytest.raises(Refused):
        cadres.unmerge(twin.pk, by=None)
