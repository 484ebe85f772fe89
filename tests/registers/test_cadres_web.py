"""The pages of cadres: composition, twins, moving; each for those who may."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binhdang.kit import clock, runner
from binhdang.kit.models import Job
from binhdang.registers.cadres.forms import CadreForm
from binhdang.registers.cadres.models import Cadre
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import jobs
from binhdang.registers.core import queries as registers
from binhdang.registers.core.models import Someone
from tests.factories import client_of, kon_tum, make_person
from tests.registers.test_cadres import WHY, card, post

pytestmark = pytest.mark.django_db


class World:
    """A person on the committee of C11, two on that of C12, and who keeps or sees what."""

    def __init__(self):
        self.units = kon_tum()
        self.woman = card(self.units["C11"], party="co")
        post(self.woman), post(self.woman, "chu_tich", term="2018-2023")
        man = card(self.units["C12"], name="Cán bộ Hai", sex="nam", birth_year="1990")
        post(man), post(card(self.units["C12"], name="Cán bộ Ba"), until="30/06/2019")
        self.keeper = make_person("Nguoi ghi so C11", ("reporter", self.units["C11"]))
        self.upper = make_person("Nguoi duyet so H1", ("reviewer", self.units["H1"]))
        self.both = make_person("Nguoi giu ca hai so", ("reviewer", self.units["H1"]), ("reporter", self.units["C12"]))
        self.viewer = make_person("Nguoi xem so", ("viewer", self.units["KT"]))
        self.other = make_person("Nguoi ghi so C21", ("reporter", self.units["C21"]))


@pytest.fixture
def world():
    return World()


def words(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_composition_says_each_body_its_years_and_the_levels_below_with_fractions(world, django_assert_max_num_queries):
    client = client_of(world.upper)
    page = words(client, "/so/can-bo/co-cau/?unit=H1&period=2019&ngay=01/06/2019")
    assert "Đơn vị C12 2 1 50,0% (1/2)" in page
    assert "66,7% (2/3)" in page
    assert "100,0% (2/2)" in page
    page = words(client, "/so/can-bo/co-cau/?unit=C12&period=2019&ngay=2019-07-01&ban=bch")
    assert "Ban chấp hành 1 0 0,0% (0/1)" in page
    assert "Cán bộ chủ chốt – – sổ không ghi ai" in page
    assert "31/12/2018 2 1 50,0% (1/2)" in page
    html = client.get("/so/can-bo/co-cau/?unit=C12&period=2019&ngay=30/06/2019&ban=bch").content.decode()
    people = words(client, re.search(r'href="([^"]+rieng=1)"', html)[1].replace("&amp;", "&"))
    assert "2 hồ sơ của riêng Đơn vị C12" in people
    assert "0 hồ sơ của riêng Đơn vị H1" in words(client, "/so/can-bo/?unit=H1&period=2019&rieng=1")
    assert "Chưa đọc được ngày" in words(client, "/so/can-bo/co-cau/?unit=H1&period=2019&ngay=32/13/2019")
    assert "Danh sách người" not in words(client_of(world.viewer), "/so/can-bo/co-cau/?unit=KT&period=2019")
    words(client_of(world.other), "/so/can-bo/co-cau/?unit=H1&period=2019", 404)
    with django_assert_max_num_queries(32):
        client.get("/so/can-bo/co-cau/?unit=H1&period=2019")


def test_the_list_stands_on_a_day_and_says_what_is_held(world, django_assert_max_num_queries):
    client, at = client_of(world.both), "/so/can-bo/?unit=H1&period=2019"

    def names(query):
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)', client.get(at + query).content.decode())

    assert names("") == ["Cán bộ Một", "Cán bộ Ba", "Cán bộ Hai"]
    assert names("&ban=bch") == ["Cán bộ Một", "Cán bộ Hai"]
    assert names("&ban=bch&khi=tat-ca") == ["Cán bộ Một", "Cán bộ Ba", "Cán bộ Hai"]
    assert (
        names("&ban=chu_chot&gioi=nu") == names("&chuc-vu=chu_tich") == names("&nhiem-ky=2018-2023") == ["Cán bộ Một"]
    )
    assert names("&tuoi=duoi-30") == ["Cán bộ Hai"]
    assert "Chủ tịch, Uỷ viên ban chấp hành" in words(client, at)
    with django_assert_max_num_queries(30):
        client.get(at)


def test_who_reads_counts_alone_is_told_the_count_and_that_names_are_not_shown(world):
    for when in ("", "&khi=tat-ca"):
        page = words(client_of(world.viewer), f"/so/can-bo/?unit=KT&period=2019{when}")
        assert "3 hồ sơ của Đơn vị KT và cấp dưới. Nữ: 66,7% (2/3)" in page
        assert "Một số hồ sơ không hiện" in page
        assert "Sổ chưa có hồ sơ nào" not in page
        assert "Cán bộ Hai" not in page
    assert "Một số hồ sơ không hiện" not in words(client_of(world.both), "/so/can-bo/?unit=H1&period=2019")
    current = words(client_of(world.upper), "/so/can-bo/?unit=H1&period=2019&khi=tat-ca")
    assert ("Cán bộ Hai" in current, "Cán bộ Ba" in current) == (True, False)
    empty = words(client_of(world.viewer), "/so/can-bo/?unit=C21&period=2019")
    assert "Đơn vị chưa ghi hồ sơ nào vào sổ này." in empty


def test_filters_and_days_count_everybody_and_words_only_who_is_shown(world):
    client, at = client_of(world.viewer), "/so/can-bo/?unit=KT&period=2019"
    for query, said in [
        ("&gioi=nu", "2 hồ sơ của Đơn vị KT và cấp dưới. Nữ: 100,0% (2/2)"),
        ("&ban=bch", "2 hồ sơ của Đơn vị KT và cấp dưới. Nữ: 50,0% (1/2)"),
        ("&ban=bch&den=01/06/2019", "3 hồ sơ của Đơn vị KT và cấp dưới. Nữ: 66,7% (2/3)"),
    ]:
        page = words(client, at + query)
        assert said in page, query
        assert "Một số hồ sơ không hiện" in page
        assert "Không có hồ sơ nào khớp" not in page
    page = words(client, f"{at}&q=can+bo")
    assert "0 hồ sơ của Đơn vị KT" in page
    assert "Chỉ tìm trong hồ sơ bạn mở được" in page
    assert "Chỉ tìm trong" not in words(client_of(world.keeper), "/so/can-bo/?unit=C11&period=2019&q=can+bo")


def test_a_list_of_all_times_with_somebody_restricted_counts_who_left_as_well(world):
    Cadre.objects.filter(name="Cán bộ Ba").update(left_on="2018-06-30")
    Someone.objects.filter(pk=Cadre.objects.get(name="Cán bộ Hai").who_id).update(restricted_at=clock.now())
    keeper = make_person("Nguoi ghi so C12", ("reporter", world.units["C12"]))
    page = words(client_of(keeper), "/so/can-bo/?unit=C12&period=2019&khi=tat-ca")
    assert "2 hồ sơ của Đơn vị C12 và cấp dưới. Nữ: 50,0% (1/2)" in page
    assert "Bạn mở được 1 hồ sơ" in page


def test_what_is_printed_says_what_it_is_and_the_whole_list_fits_one_page(world, monkeypatch):
    monkeypatch.setattr("binhdang.web.registers.lists.PER_PAGE", 1)
    client, at = client_of(world.upper), "/so/can-bo/?unit=H1&period=2019"
    page = words(client, f"{at}&gioi=nu&den=01/06/2019")
    assert "Tại ngày 01/06/2019; Giới tính: Nữ." in page
    assert "Người in: Nguoi duyet so H1," in page
    assert "In cả danh sách" not in page
    page = words(client, at)
    assert "In cả danh sách" in page
    assert "Phần in: hồ sơ 1–1 trong 2" in page
    assert "Cán bộ Hai" not in page
    page = words(client, f"{at}&in=1")
    assert "Cán bộ Một" in page
    assert "Cán bộ Hai" in page
    assert "Phần in" not in page


def test_unit_and_period_stay_in_every_address_of_a_list(world):
    client = client_of(world.upper)
    page = client.get("/so/can-bo/?unit=C12&period=2019&gioi=nu").content.decode()
    for name, value in (("unit", "C12"), ("period", "2019")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    page = client.get("/so/can-bo/?gioi=nu").content.decode()
    kept = re.search(r'name="query" value="([^"]+)"', page)[1]
    assert {"unit=C12", "period=2019", "gioi=nu"} == set(kept.split("&amp;"))
    chip = re.search(r'href="([^"]+khi=tat-ca[^"]*)"', page)[1]
    assert {"unit=C12", "period=2019"} < set(chip[1:].split("&amp;"))


def test_a_day_is_asked_as_it_is_written_and_what_is_no_day_is_said(world):
    client, at = client_of(world.keeper), "/so/can-bo/?unit=C11&period=2019"
    typed = client.get(f"{at}&den=01/06/2019").content.decode()
    assert 'value="01/06/2019"' in typed
    assert 'type="date"' not in typed
    assert words(client, f"{at}&den=01/06/2019") == words(client, f"{at}&den=2019-06-01")
    assert "Chưa đọc được ngày" in words(client, f"{at}&den=32/13/2019")
    form = words(client, "/so/can-bo/them/?unit=C11&period=2019")
    assert "Họ và tên Giới tính" in form
    assert "Số hiệu (không bắt buộc)" in form
    assert "Thông tin nhạy cảm" in form


def test_readings_stand_apart_from_the_timeline(world):
    client, address = client_of(world.keeper), f"/so/can-bo/{world.woman.pk}/"
    assert "chưa ai xem thông tin nhạy cảm" in words(client, address)
    for _time in range(2):
        page = words(client, address)
    assert "thông tin nhạy cảm đã được xem 2 lần" in page
    assert "xem thông tin nhạy cảm ·" not in page
    assert page.count("Nguoi ghi so C11") == 2, "who reads now, and who read last"
    assert "Ai đã xem thông tin nhạy cảm" in page


def test_a_pair_is_compared_merged_and_parted_by_who_keeps_both(world):
    twin = card(world.units["C11"], name="Can bo Mot", theory="so_cap")
    post(twin, "btv")
    client = client_of(world.keeper)
    assert "So sánh" in words(client, "/so/can-bo/trung/?unit=C11&period=2019")
    address = f"/so/can-bo/trung/{world.woman.pk}/{twin.pk}/"
    assert "Đảng viên" in words(client, address)
    assert "Đã đóng" in words(client_of(world.upper), address)
    words(client_of(world.other), address, 404)
    assert client.post(address, {"keep": "first", "why": "trùng"}).status_code == 422
    assert client.post(address, {"keep": "first", "why": WHY, "value-name": "second"}).status_code == 302
    assert Cadre.objects.get(pk=world.woman.pk).name == "Can bo Mot"
    page = words(client, "/so/can-bo/trung/")
    assert "Tách lại" in page
    assert "được đếm là một người khác" in page
    assert client.post(f"/so/can-bo/trung/{twin.pk}/hoan-tac/").status_code == 302
    assert Cadre.objects.get(pk=world.woman.pk).name == "Cán bộ Một"
    assert client.post(address, {"decision": "apart"}).status_code == 302
    assert "Không có hồ sơ nào trùng" in words(client, "/so/can-bo/trung/")


def test_pairs_whose_names_one_does_not_read_are_counted_and_posts_told_differently_stand_on_the_compare_page(world):
    twin = card(world.units["C11"], number="7")
    client, keeper = client_of(world.upper), client_of(world.keeper)
    page = words(client, "/so/can-bo/trung/?unit=H1&period=2019")
    assert ("1 cặp trong cùng một đơn vị" in page, "Không có hồ sơ nào trùng" in page) == (True, False)
    assert "cặp trong cùng một đơn vị" not in words(keeper, "/so/can-bo/trung/?unit=C11&period=2019")
    post(twin, source="chi_dinh")
    page = words(keeper, f"/so/can-bo/trung/{world.woman.pk}/{twin.pk}/")
    assert "Hai hồ sơ ghi khác nhau về Uỷ viên ban chấp hành, 05/03/2018" in page


def test_moving_finds_the_unit_and_refuses_where_one_keeps_no_register(world):
    client, address = client_of(world.upper), f"/so/can-bo/{world.woman.pk}/chuyen/"
    assert "Chuyển đơn vị" in words(client, f"/so/can-bo/{world.woman.pk}/")
    assert "Đơn vị C12" in words(client, f"{address}?tim=don+vi+c12")
    version = Cadre.objects.get(pk=world.woman.pk).version
    body = {"unit": "C12", "day": "30/06/2019", "version": version}
    assert client_of(world.keeper).post(address, body).status_code == 404
    assert client_of(world.viewer).get(address).status_code == 404
    assert client.post(address, body | {"day": "hôm qua"}).status_code == 422
    assert client.post(address, body | {"version": version - 1}).status_code == 422
    assert client.get(address).content.decode().count('id="tim"') == 1
    assert "Không thấy đơn vị nào khớp" in words(client_of(world.keeper), f"{address}?tim=don+vi+c12")
    assert "thì nhờ Đơn vị H1" in words(client_of(world.keeper), f"{address}?tim=don+vi+c12")
    answer = client.post(address, body)
    there = Cadre.objects.get(pk=int(answer["Location"].split("/")[-2]))
    assert there.unit == world.units["C12"]
    page = words(client, f"/so/can-bo/{there.pk}/")
    assert ("Ghi thay bởi" in page, "Thêm Chức vụ" in page, "Hồ sơ ở Đơn vị C11" in page) == (True, True, False)
    system = make_person("Nguoi giu so hai don vi", ("reporter", world.units["C11"]), ("reporter", world.units["C12"]))
    assert "Hồ sơ ở Đơn vị C11" in words(client_of(system), f"/so/can-bo/{there.pk}/")
    assert "Hồ sơ ở Đơn vị C12" in words(client_of(system), f"/so/can-bo/{world.woman.pk}/")
    assert CADRES.findings(Cadre.objects.get(pk=world.woman.pk)) == []


def test_posts_that_overlap_and_a_second_chair_are_pointed_out(world):
    first, other = card(world.units["C12"], name="Cán bộ Tư"), card(world.units["C12"], name="Cán bộ Năm")
    post(first, "chu_tich", since="01/01/2014", until="01/04/2018", term="")
    post(first, "chu_tich", since="02/04/2018", term="")
    post(other, "chu_tich", since="01/01/2015", until="01/05/2018", term="")
    assert (CADRES.findings(first), CADRES.findings(other)) == ([], [])
    post(other, "chu_tich", since="01/05/2018", term="")
    client = client_of(world.upper)
    assert "từ ngày 01/05/2018 chồng lên lần giữ trước" in words(client, f"/so/can-bo/{other.pk}/")
    assert "còn một người khác đang ghi là chủ tịch" in words(client, f"/so/can-bo/{first.pk}/")


def test_a_long_sheet_is_checked_and_written_by_jobs_and_taken_back(world, monkeypatch):
    monkeypatch.setattr(jobs, "LONG", 100)
    head = "Mã đơn vị,Họ và tên,Giới tính,Năm sinh,Đảng viên\n"
    rows = "".join(f"C11,Cán bộ mới {n},Nữ,198{n % 10},Đảng viên\n" for n in range(20))
    client = client_of(world.keeper)
    bad = client.post("/so/can-bo/nhap/?unit=C11", {"file": SimpleUploadedFile("a.csv", b"Ten" * 50)})
    runner.run_all()
    shown = Job.objects.get(pk=int(bad["Location"].split("/")[-2]))
    assert client.get(shown.href).status_code == 422
    first = client.post("/so/can-bo/nhap/?unit=C11", {"file": SimpleUploadedFile("a.csv", (head + rows).encode())})
    assert runner.run_all() == 1
    checked = Job.objects.latest("pk")
    assert (first["Location"], "Cán bộ mới" in str(checked.result)) == (f"/viec-nen/{checked.pk}/", False)
    page = client.get(checked.href).content.decode()
    assert "Thêm 20 hồ sơ" in page
    assert client_of(world.upper).get(checked.href + "&unit=H1").status_code == 404
    body = {"confirm": "1", "digest": re.search(r'name="digest" value="([^"]+)"', page)[1], "name": "a.csv"}
    client.post("/so/can-bo/nhap/", body)
    runner.run_all()
    assert Job.objects.latest("pk").result == {"rows": 20}
    assert Cadre.objects.filter(removed_at__isnull=True, unit=world.units["C11"]).count() == 21
    batch = registers.imports_of(world.keeper, CADRES)[0]
    assert client.post(f"/so/can-bo/nhap/{batch.pk}/hoan-tac/").status_code == 302
    assert Cadre.objects.filter(removed_at__isnull=True, unit=world.units["C11"]).count() == 1


def test_who_left_before_she_came_is_refused_and_one_day_alone_asks_the_database_nothing(
    world, django_assert_num_queries
):
    data = {"name": "Cán bộ Tám", "sex": "nu", "birth_year": "1980", "came_on": "02/01/2019"}
    form = CadreForm(data | {"left_on": "01/01/2019"}, instance=Cadre(unit=world.units["C11"], path="x/"))
    assert "không được trước ngày về đơn vị" in str(form.errors)
    with django_assert_num_queries(0):
        assert CadreForm(data, instance=Cadre(unit=world.units["C11"], path="x/")).is_valid()
