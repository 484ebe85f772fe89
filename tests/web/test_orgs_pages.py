"""Pages of units, people, audit and search: what they show to whom, and what they change."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binhdang.kit import runner
from binhdang.kit.models import Event, Job
from binhdang.orgs import queries
from binhdang.orgs.models import OrgUnit
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
FILE = "code,name,kind,parent_code,valid_from,valid_to\nX1,Công đoàn cơ sở Đăk Hà,CDCS,{parent},2020-01-01,\n"


@pytest.fixture
def units():
    return kon_tum()


@pytest.fixture
def admin(units):
    return make_person("Quản trị A", ("administrator", units["KT"]))


def test_the_list_shows_the_subtree_and_nothing_else(units, admin):
    page = client_of(make_person("Người xem", ("viewer", units["H1"]))).get("/to-chuc/?level=co_so")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Đơn vị C11" in text
    assert "Đơn vị C12" in text
    assert "Đơn vị C21" not in text


def test_a_unit_out_of_sight_is_not_there(units, admin):
    client = client_of(make_person("Người xem", ("viewer", units["H1"])))
    assert client.get(f"/to-chuc/don-vi/{units['H1'].pk}/").status_code == 200
    for code in ("H2", "KT", "TLD", "C21"):
        assert client.get(f"/to-chuc/don-vi/{units[code].pk}/").status_code == 404
        assert client.get(f"/to-chuc/?unit={code}").status_code == 200
        assert client.get(f"/to-chuc/?below={code}").status_code == 404


def test_a_viewer_is_refused_with_a_reason_and_who_can(units):
    client = client_of(make_person("Người xem", ("viewer", units["H1"])))
    page = client.post(f"/to-chuc/don-vi/{units['C11'].pk}/ten/", {"name": "Khác", "on": "2020-01-01"})
    assert page.status_code == 403
    assert "Bạn không có quyền" in page.content.decode()
    assert "Quản trị" in page.content.decode()
    assert OrgUnit.objects.get(code="C11").name == "Đơn vị C11"


def test_the_administrator_renames_moves_and_ends_units(units, admin):
    client = client_of(admin)
    pk = units["C11"].pk
    assert client.post(f"/to-chuc/don-vi/{pk}/ten/", {"name": "Tên mới", "on": "2020-01-01"}).status_code == 302
    assert client.post(f"/to-chuc/don-vi/{pk}/chuyen/", {"to": "H2", "on": "2020-06-01"}).status_code == 302
    assert queries.placement_of(pk, date(2020, 5, 31)).parent.code == "H1"
    assert queries.placement_of(pk, date(2020, 6, 1)).parent.code == "H2"
    assert client.post(f"/to-chuc/don-vi/{pk}/ket-thuc/", {"on": "2021-12-31"}).status_code == 302
    assert queries.placement_of(pk, date(2022, 1, 1)) is None
    text = client.get(f"/to-chuc/don-vi/{pk}/").content.decode()
    for word in ("Tên mới", "Đơn vị C11", "đổi tên đơn vị", "chuyển đơn vị", "Quản trị A"):
        assert word in text


def test_a_unit_cannot_move_below_itself(units, admin):
    page = client_of(admin).post(f"/to-chuc/don-vi/{units['H1'].pk}/chuyen/", {"to": "C11", "on": "2020-06-01"})
    assert page.status_code == 200
    assert "Không thể chuyển đơn vị vào chính nó" in page.content.decode()


def test_an_import_is_shown_then_written_then_undone(units, admin):
    client = client_of(admin)
    upload = SimpleUploadedFile("don-vi.csv", FILE.format(parent="H1").encode())
    page = client.post("/to-chuc/nhap/", {"file": upload})
    assert page.status_code == 200
    assert not OrgUnit.objects.filter(code="X1").exists()
    token = page.context["token"]
    assert client.post("/to-chuc/nhap/xac-nhan/", {"token": token, "name": "don-vi.csv"}).status_code == 302
    assert queries.placement_of(OrgUnit.objects.get(code="X1").pk).parent.code == "H1"
    batch = queries.unit_imports(admin).get()
    assert client.post(f"/to-chuc/nhap/{batch.pk}/huy/").status_code == 302
    assert not OrgUnit.objects.filter(code="X1").exists()


def test_an_import_with_errors_names_the_row_and_writes_nothing(units, admin):
    upload = SimpleUploadedFile("don-vi.csv", FILE.format(parent="KHONG").encode())
    page = client_of(admin).post("/to-chuc/nhap/", {"file": upload})
    assert page.status_code == 400
    assert "Dòng 2:" in page.content.decode()
    assert not OrgUnit.objects.filter(code="X1").exists()


def test_only_who_keeps_units_is_offered_the_import_of_units(units, admin):
    leader = make_person("Lãnh đạo B", ("leader", units["H1"]))
    for address in ("/tai-khoan/nguoi-dung/", "/nhat-ky/"):
        assert "/to-chuc/nhap/" in client_of(admin).get(address).content.decode()
        assert "/to-chuc/nhap/" not in client_of(leader).get(address).content.decode()


def test_a_demo_whose_clock_stands_still_shows_no_times_of_signing_in(admin, settings):
    client = client_of(admin)
    for demo in (False, True):
        settings.DEMO = demo
        assert ("Đăng nhập gần nhất" in client.get("/tai-khoan/nguoi-dung/").content.decode()) is not demo


def test_search_finds_with_and_without_diacritics_and_in_scope_only(units, admin):
    viewer = client_of(make_person("Người xem", ("viewer", units["H1"])))
    for text in ("don vi c11", "Đơn vị C11", "C11"):
        assert "Đơn vị C11" in viewer.get("/to-chuc/tim/", {"q": text}).content.decode()
    assert "Đơn vị C21" not in viewer.get("/to-chuc/tim/", {"q": "C21"}).content.decode()
    assert "Quản trị A" in client_of(admin).get("/to-chuc/tim/", {"q": "quan tri"}).content.decode()


def test_people_in_scope_are_listed_and_managed(units, admin):
    client = client_of(admin)
    other = make_person("Cán bộ B", ("reporter", units["C11"]))
    stranger = make_person("Người ngoài", ("viewer", units["TLD"]))
    text = client.get("/tai-khoan/nguoi-dung/").content.decode()
    assert "Cán bộ B" in text
    assert "Người ngoài" not in text
    assert client.get(f"/tai-khoan/nguoi-dung/{stranger.pk}/").status_code == 404
    page = client.post(f"/tai-khoan/nguoi-dung/{other.pk}/vai-tro/", {"role": "signer", "unit": "C11"})
    assert page.status_code == 302
    held = {h.role: h for h in queries.roles_of(other)}
    assert set(held) == {"reporter", "signer"}
    end = f"/tai-khoan/nguoi-dung/{other.pk}/vai-tro/{held['signer'].pk}/ket-thuc/"
    assert client.get(end).status_code == 200
    assert client.post(end, {"why": "nghỉ việc"}).status_code == 302
    assert {h.role for h in queries.roles_of(other)} == {"reporter"}
    assert "nghỉ việc" in client.get(f"/tai-khoan/nguoi-dung/{other.pk}/").content.decode()


def test_nobody_raises_oneself_through_the_page(units, admin):
    page = client_of(admin).post(f"/tai-khoan/nguoi-dung/{admin.pk}/vai-tro/", {"role": "leader", "unit": "KT"})
    assert page.status_code == 403
    assert {h.role for h in queries.roles_of(admin)} == {"administrator"}


def test_the_log_shows_what_is_in_scope_by_filter(units, admin):
    client = client_of(admin)
    client.post(f"/to-chuc/don-vi/{units['C11'].pk}/ten/", {"name": "Tên mới", "on": "2020-01-01"})
    text = client.get("/nhat-ky/?verb=unit.renamed").content.decode()
    assert "Tên mới" in text
    assert "Tên mới" not in client.get("/nhat-ky/?verb=unit.renamed&unit=H2").content.decode()
    assert "Tên mới" not in client.get("/nhat-ky/?verb=unit.renamed&end=2001-01-01").content.decode()
    assert client_of(make_person("Người xem", ("viewer", units["KT"]))).get("/nhat-ky/").status_code == 403
    below = client_of(make_person("Quản trị H2", ("administrator", units["H2"])))
    assert "Tên mới" not in below.get("/nhat-ky/").content.decode()


def test_the_log_refuses_change_and_deletion(units, admin):
    event = Event.objects.first()
    event.why = "khác"
    with pytest.raises(Exception, match="append-only"):
        event.save()


def test_a_move_by_file_is_told_before_it_is_written(units, admin):
    rows = "code,name,kind,parent_code,valid_from,valid_to\nC11,Đơn vị C11,CDCS,H2,2020-07-01,\n"
    client = client_of(admin)
    page = client.post("/to-chuc/nhap/", {"file": SimpleUploadedFile("chuyen.csv", rows.encode())})
    assert "từ H1 sang H2 kể từ ngày 01/07/2020" in page.content.decode()
    token = page.context["token"]
    assert client.post("/to-chuc/nhap/xac-nhan/", {"token": token, "name": "chuyen.csv"}).status_code == 302
    assert queries.placement_of(units["C11"].pk, date(2020, 7, 1)).parent.code == "H2"


def test_a_long_list_is_written_as_a_job_with_its_progress(units, admin):
    rows = "".join(f"L{n:04},Công đoàn cơ sở {'x' * 170} {n},CDCS,KT,2020-01-01,\n" for n in range(1000))
    data = ("code,name,kind,parent_code,valid_from,valid_to\n" + rows).encode()
    client = client_of(admin)
    page = client.post("/to-chuc/nhap/", {"file": SimpleUploadedFile("dai.csv", data)})
    answer = client.post("/to-chuc/nhap/xac-nhan/", {"token": page.context["token"], "name": "dai.csv"})
    job = Job.objects.get(kind="orgs.import")
    assert f"/{job.pk}/" in answer.url
    assert not OrgUnit.objects.filter(code="L0999").exists()
    assert runner.run_one(beat=False)
    assert OrgUnit.objects.filter(code="L0999").exists()
    assert "Nhập danh sách đơn vị" in client.get(answer.url).content.decode()
