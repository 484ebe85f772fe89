"""The pages of asking for reports, without a script: preview, send, stand, ask out, extend, repeat."""

import re
from datetime import date

import pytest

from binhdang.datasets.actions import load_form
from binhdang.kit import clock
from binhdang.reports import asks
from binhdang.reports.models import DayOff, Report, ReportRequest, Schedule, UnitAsk
from tests.factories import client_of, make_person, make_unit
from tests.reports.world import FORM, WHY
from tests.web.reports.test_pages import said

pytestmark = pytest.mark.django_db
WANTED = {
    "form": "THU", "period": "2018", "for": "KT", "due.co_so": "2018-11-22", "due.tren_co_so": "2018-11-29",
    "due.tinh": "2018-12-05", "verb": "preview",
}  # fmt: skip


def test_a_request_is_sent_after_a_preview_of_exactly_what_is_sent(world):
    client = client_of(world.boss)
    first = said(client.get("/bao-cao/mo/?form=THU"))
    assert 'value="THU" selected' in first
    assert re.search(r'id="due.co_so" name="due.co_so" value="20\d\d-\d\d-\d\d"', first)
    page = said(client.post("/bao-cao/mo/", WANTED))
    assert "Sẽ yêu cầu báo cáo" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    blank = said(client.post("/bao-cao/mo/", WANTED | {"period": " "}), 200)
    assert re.search(r'name="period" value="20\d\d"', blank)
    bad = [
        ({"period": "2018-13", "due.co_so": "mai", "least": "nhiều"},
         ["không có trong năm", "không phải là ngày", "không phải là số nguyên"]),
        ({"period": "2018-Q1", "due.co_so": "2018-11-25"}, ["biểu lập theo năm", "là ngày nghỉ (Chủ nhật)"]),
        ({"due.co_so": "2018-12-06"}, ["trước hoặc cùng ngày"]),
        ({"due.co_so": ""}, ["Nhập hạn nộp của Cơ sở"]),
        ({"units": "KHONG-CO"}, ["Không có đơn vị mã “KHONG-CO”"]),
    ]  # fmt: skip
    for change, messages in bad:
        page = said(client.post("/bao-cao/mo/", WANTED | change | {"verb": "send", "seen": seen}), 422)
        assert [message for message in messages if message not in page] == []
    narrowed = WANTED | {"units": "c11\nC12\tĐơn vị C12", "verb": "send", "seen": seen}
    page = said(client.post("/bao-cao/mo/", narrowed))
    assert "đã đổi sau khi xem trước" in page
    assert "Không có trong danh sách được chọn" in page
    assert not ReportRequest.objects.filter(period_key="2018").exists()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    made = said(client.post("/bao-cao/mo/", narrowed | {"seen": seen, "instructions": "Ghi rõ."}, follow=True))
    assert "Tiến độ theo cấp" in made
    assert "Trong danh sách 2 đơn vị" in made
    due = dict(Report.objects.filter(period_key="2018").values_list("unit__code", "due_on"))
    assert due == {"C11": date(2018, 11, 22), "C12": date(2018, 11, 22)}


def test_a_request_can_be_picked_by_branch_kind_and_sector(world):
    sector = make_unit("N1", world.units["KT"], kind="CD_NGANH_DP", name="CĐ ngành Giáo dục")
    make_unit("C31", sector, kind="CDCS")
    client = client_of(world.boss)
    page = said(client.get("/bao-cao/mo/"))
    for value in ('name="branch" value="H1"', 'name="kind" value="CDCS"', 'name="sector" value="CĐ ngành Giáo dục"'):
        assert value in page, value
    for picked, count in (({"branch": ["H1", "N1"]}, 5), ({"kind": "CDCS"}, 4), ({"sector": "CĐ ngành Giáo dục"}, 2)):
        assert f"<span>{count} đơn vị</span>" in said(client.post("/bao-cao/mo/", WANTED | picked))


def test_a_unit_asks_out_and_the_level_above_decides(world):
    report, unit, above = world.report("C11"), client_of(world.reporter), client_of(world.upper)
    address = f"/bao-cao/{report.pk}/de-nghi/"
    assert address in said(unit.get(f"/bao-cao/{report.pk}/"))
    assert unit.post(address, {"verb": "out", "why": "ngắn"}).status_code == 422
    assert unit.post(address, {"verb": "leave_out", "why": WHY}).status_code == 403
    said(unit.post(address, {"verb": "out", "why": "Đơn vị đã giải thể tháng 6."}, follow=True))
    ask = UnitAsk.objects.get()
    assert "1 đề nghị của đơn vị chờ quyết định" in said(above.get("/"))
    assert "Đơn vị đã giải thể tháng 6." in said(above.get("/bao-cao/de-nghi/"))
    decide = f"/bao-cao/de-nghi/{ask.pk}/"
    assert "Bạn không quyết định được" in said(unit.get(decide))
    assert unit.post(decide, {"decision": "grant"}).status_code == 403
    for stranger in (world.other, make_person("Ngoai", ("reviewer", world.units["H2"]))):
        assert client_of(stranger).get(decide).status_code == 404
        assert client_of(stranger).post(decide, {"decision": "grant"}).status_code == 404
    assert above.post(decide, {}).status_code == 422
    assert above.post(decide, {"decision": "refuse", "why": ""}).status_code == 422
    said(above.post(decide, {"decision": "grant"}, follow=True))
    assert "Không thuộc diện báo cáo, Đơn vị C11: đồng ý." in said(unit.get("/thong-bao/"))
    page = said(above.get(f"/bao-cao/ky/{world.request.pk}/don-vi/?dien=out"))
    assert "Đơn vị đã giải thể tháng 6." in page
    assert "chỉ xem" not in said(unit.get(f"/bao-cao/{report.pk}/"))
    assert "không thuộc diện báo cáo kỳ này" in said(unit.get(f"/bao-cao/{report.pk}/"))
    said(above.post(f"/bao-cao/de-nghi/{ask.pk}/huy/", {"why": "Đơn vị vẫn hoạt động."}, follow=True))
    assert world.report("C11").state == "expected"


def test_an_extension_is_asked_given_and_seen_as_the_deadline(world):
    report = world.report("C11")
    with clock.standing_on(date(2019, 11, 20)):
        unit, above = client_of(world.reporter), client_of(world.upper)
        address = f"/bao-cao/{report.pk}/de-nghi/"
        sunday = said(unit.post(address, {"verb": "extension", "until": "2019-12-01", "why": WHY}), 422)
        assert "01/12/2019 là ngày nghỉ (Chủ nhật). Chọn 02/12/2019." in sunday
        unit.post(address, {"verb": "extension", "until": "2019-12-02", "why": WHY})
        ask = UnitAsk.objects.get()
        said(unit.post(f"/bao-cao/de-nghi/{ask.pk}/rut/", {}, follow=True))
        assert asks.asks_of(report)[0].state == "withdrawn"
        said(above.post(address, {"verb": "extend", "until": "2019-12-02", "why": WHY}, follow=True))
        assert "02/12/2019" in said(unit.get(f"/bao-cao/{report.pk}/"))
        assert "đã gia hạn" in said(above.get(f"/bao-cao/ky/{world.request.pk}/don-vi/"))
        assert "Gia hạn" in said(above.get(f"/bao-cao/ky/{world.request.pk}/"))


def test_a_request_is_changed_widened_closed_and_opened_again(world):
    boss, upper = client_of(world.boss), client_of(world.upper)
    base = f"/bao-cao/ky/{world.request.pk}"
    assert "Đổi hạn" not in said(upper.get(f"{base}/"))
    for page in ("sua", "dong", "bo-sung"):
        assert upper.get(f"{base}/{page}/").status_code == 403
    assert (
        client_of(make_person("La", ("reviewer", make_unit("QN", world.units["TLD"])))).get(f"{base}/").status_code
        == 404
    )
    due = {"due.co_so": "2019-11-25", "due.tren_co_so": "2019-11-29", "instructions": "Nộp đúng hạn", "why": WHY}
    assert boss.post(f"{base}/sua/", due | {"why": ""}).status_code == 422
    assert "Nộp đúng hạn" in said(boss.post(f"{base}/sua/", due, follow=True))
    assert world.report("C11").due_on == date(2019, 11, 25)
    assert "TLD" in said(boss.post(f"{base}/bo-sung/", {"units": "TLD"}), 422)
    make_unit("C13", world.units["H1"])
    assert "bổ sung 1 đơn vị" in said(boss.post(f"{base}/ra-lai/", {}, follow=True))
    said(boss.post(f"{base}/dong/", {"why": WHY}, follow=True))
    assert "đã đóng" in said(client_of(world.reporter).get(f"/bao-cao/{world.report().pk}/"))
    assert "Đã đóng" in said(boss.get("/bao-cao/ky/?state=closed&form=THU&tim=don+vi+kt"))
    said(boss.post(f"{base}/mo-lai/", {"why": WHY}, follow=True))
    assert "Không có yêu cầu nào" in said(boss.get("/bao-cao/ky/?state=closed"))


def test_the_list_of_units_asks_the_database_as_often_for_one_unit_as_for_seven(world):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(world.boss)
    address = f"/bao-cao/ky/{world.request.pk}/don-vi/"
    client.get(address)
    counts = []
    for words in ("c11", ""):
        with CaptureQueriesContext(connection) as queries:
            assert "C11" in said(client.get(address, {"tim": words}))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_schedule_is_made_looked_at_paused_and_opens_when_a_page_is_read(world):
    load_form(FORM | {"code": "QUY", "period": "quarter", "name": "Biểu quý"}, by=None)
    with clock.standing_on(date(2020, 3, 2)):
        client = client_of(world.boss)
        wanted = {
            "form": "QUY",
            "for": "KT",
            "period": "2020-Q1",
            "open_after": "1",
            "after.co_so": "5",
            "kind": "LDLD_HUYEN",
        }
        assert "Lập lịch định kỳ" in said(client.get("/bao-cao/lich/moi/?form=QUY"))
        wrong = said(client.post("/bao-cao/lich/moi/", wanted | {"open_after": "x", "after.tinh": "1.5"}), 422)
        assert "Nhập số ngày làm việc" in wrong
        page = said(client.post("/bao-cao/lich/moi/", wanted, follow=True))
        assert "01/04/2020" in page  # opened on the first working day of April
        assert "08/04/2020" in page  # the fifth after the quarter: 02/04 is the Hung Kings' day
        made = Schedule.objects.get()
        base = f"/bao-cao/lich/{made.pk}/"
        assert client_of(world.upper).get(base).status_code == 404
        assert "2020-Q1" in said(client.get(f"{base}sua/"))
        old = client.post(f"{base}sua/", wanted | {"version": "7"})
        assert "Người khác vừa lưu lịch này" in said(old, 422)
        said(client.post(f"{base}sua/", wanted | {"version": str(made.version), "after.co_so": "6"}, follow=True))
        assert client.post(f"{base}tam-dung/", {"why": ""}).status_code == 422
        assert "Tạm dừng" in said(client.post(f"{base}tam-dung/", {"why": WHY}, follow=True))
        assert "Lịch chạy lại" in said(client.post(f"{base}chay-lai/", {}, follow=True))
    with clock.standing_on(date(2020, 4, 1)):
        client_of(world.boss).get("/bao-cao/lich/")
        assert ReportRequest.objects.get(data_set__code="QUY").period_key == "2020-Q1"
        assert "Quý I/2020" in said(client_of(world.boss).get(base))
        said(client_of(world.boss).post(f"{base}ket-thuc/", {"why": WHY}, follow=True))


def test_the_highest_administrator_keeps_the_calendar_and_others_read_it(world):
    top = client_of(make_person("Quan tri", ("administrator", world.units["TLD"])))
    page = said(top.get("/bao-cao/ngay-lam-viec/?nam=2020"))
    assert "Tết Nguyên Đán" in page
    day = {"day": "2020-01-31", "works": "0", "reason": "Thông báo giả định"}
    assert top.post("/bao-cao/ngay-lam-viec/", day | {"day": "x"}).status_code == 422
    assert "Thông báo giả định" in said(top.post("/bao-cao/ngay-lam-viec/?nam=2020", day, follow=True))
    assert client_of(world.boss).post("/bao-cao/ngay-lam-viec/", day).status_code == 403
    assert "chỉ quản trị" in said(client_of(world.boss).get("/bao-cao/ngay-lam-viec/"))
    top.post(f"/bao-cao/ngay-lam-viec/{DayOff.objects.get().pk}/bo/", {})
    assert not DayOff.objects.exists()
