"""The reviewer sees what needs eyes first and why; locks, talks and integrity have their pages, each within sight."""

import re
from datetime import date

from binhdang.kit import clock
from binhdang.reports import actions, locks, threads
from tests.factories import client_of, make_person
from tests.reports.world import WHY
from tests.web.reports.test_pages import said

SAID = "Nhận đoàn viên của đơn vị sáp nhập."


def jumped(world):
    """C11 with an accepted 2019 and a 2020 that jumped, was explained, returned and sent again."""
    actions.accept(world.sent("C11").pk, by=world.upper)
    world.ask("2020")
    report = world.fill("C11", period="2020", **{"dv.tong": 90})
    said_so = {"jump:dv.tong": SAID}
    actions.save_draft(report.pk, {}, version=report.version, by=None, explanations=said_so)
    actions.submit(report.pk, by=None)
    actions.return_report(report.pk, [("cell", "clb", WHY)], by=world.upper)
    world.fill("C11", period="2020", **{"dv.tong": 90, "clb": 3})
    return actions.submit(report.pk, by=None)


def test_the_queue_shows_the_doubtful_first_with_reasons_and_what_changed(world, django_assert_max_num_queries):
    report = jumped(world)
    world.sent("C12", period="2020")
    upper, boss = client_of(world.upper), client_of(world.boss)
    page = said(upper.get("/bao-cao/duyet/?unit=H1&period=2020"))
    assert page.index("Đơn vị C11") < page.index("Đơn vị C12")
    for words in (
        "<b>1</b> báo cáo sạch, <b>1</b> ngoại lệ",
        "1 cảnh báo đã giải trình",
        "1 ô đã đổi từ lần bạn xem trước",
        "Từ lần trả lại ngày",
        "Câu lạc bộ: 1 →",
        "Độ phủ lúc này",
    ):
        assert words in page, words
    assert "2 báo cáo đang chờ ở các cấp thấp hơn" in said(boss.get("/bao-cao/duyet/?unit=KT&period=2020"))
    assert "Đơn vị C11" in said(boss.get("/bao-cao/duyet/?cap=tat-ca"))
    with django_assert_max_num_queries(60) as few:
        boss.get(f"/bao-cao/duyet/{report.pk}/?cap=tat-ca")
    asked = len(few.captured_queries)
    world.sent("C21", period="2020")
    boss.get("/bao-cao/duyet/?cap=tat-ca")
    with django_assert_max_num_queries(asked):
        boss.get(f"/bao-cao/duyet/{report.pk}/?cap=tat-ca")
    kept = said(upper.post(f"/bao-cao/duyet/{report.pk}/", {"decision": "return", "version": str(report.version)}), 422)
    assert re.search(r'value="return"[^>]* checked', kept), "a refused return stays chosen"
    answer = upper.post(f"/bao-cao/duyet/{report.pk}/", {"decision": "accept", "version": str(report.version)})
    assert answer.status_code == 302
    assert "Xác nhận độ phủ đã ký" in said(upper.get("/bao-cao/duyet/?unit=H1&period=2020"))


def test_explanations_from_below_stand_on_the_page_of_the_level(world):
    jumped(world)
    world.sent("H1", period="2020")
    page = said(client_of(world.boss).get("/bao-cao/duyet/?unit=KT&period=2020"))
    assert "Giải trình của các đơn vị cấp dưới" in page
    assert SAID in page
    assert re.search(r'<details class="fold"><summary>[^\n]*Giải trình của các đơn vị', page), "folded until asked for"
    closing = said(client_of(world.boss).get(f"/bao-cao/chot/{world.report('H1', '2020').request_id}/KT/"))
    assert SAID in closing


def test_a_stale_explanation_is_asked_for_again_and_confirmed_with_one_tick(world):
    report = jumped(world)
    actions.withdraw(report.pk, by=None, why=WHY)
    report = actions.save_draft(
        report.pk, {"dv.tong": 95}, version=world.report("C11", "2020").version, by=world.reporter
    )
    client = client_of(world.reporter)
    page = said(client.get(f"/bao-cao/{report.pk}/?phan=1"))
    assert "cần giải trình lại" in page
    assert SAID in page
    text = {"version": str(report.version), "section": "1", "e.jump:dv.tong": "", "again.jump:dv.tong": "1"}
    client.post(f"/bao-cao/{report.pk}/", text)
    assert world.report("C11", "2020").explanations == {"jump:dv.tong": SAID}


def test_a_lock_is_made_shown_everywhere_opened_for_one_and_lifted(world):
    report = world.report("C11")
    boss, reporter = client_of(world.boss), client_of(world.reporter)
    with clock.standing_on(date(2019, 12, 1)):
        sent = {"form": "THU", "period": "2019", "for": "KT", "starts_on": "2019-12-01", "ends_on": "2019-12-20"}
        assert "ít nhất 10 ký tự" in said(boss.post("/bao-cao/khoa/moi/", sent), 422)
        address = boss.post("/bao-cao/khoa/moi/", sent | {"reason": "Đã chốt số liệu năm."})["Location"]
        for page in (f"/bao-cao/{report.pk}/", f"/bao-cao/{report.pk}/kiem-tra/", "/bao-cao/?unit=C11&period=2019"):
            text = said(reporter.get(page))
            assert "Kỳ số liệu đang khoá" in text, page
            assert "đến hết ngày 20/12/2019" in text
        saved = reporter.post(f"/bao-cao/{report.pk}/", {"version": "0", "section": "2", "c.clb": "1"})
        assert "đã khoá số liệu" in said(saved, 403)
        assert "Đang khoá" in said(reporter.get("/bao-cao/khoa/"))
        assert "Mở riêng cho một đơn vị" not in said(reporter.get(address))
        assert reporter.post(address, {"do": "lift", "why": WHY}).status_code == 403
        open_one = {"do": "open", "unit": "C11", "until": "2019-12-05", "reason": WHY}
        assert "Không có đơn vị" in said(boss.post(address, open_one | {"unit": "QN"}), 422)
        boss.post(address, open_one)
        assert "được mở riêng" in said(reporter.get(f"/bao-cao/{report.pk}/"))
        opening = locks.openings_of(None, locks.over(report.path, "2019")[0].lock)[0]
        assert boss.post(f"{address}mo-rieng/{opening.pk}/").status_code == 302
        assert "Kỳ số liệu đang khoá" in said(reporter.get(f"/bao-cao/{report.pk}/"))
        boss.post(address, {"do": "lift", "why": WHY})
        assert "Kỳ số liệu đang khoá" not in said(reporter.get(f"/bao-cao/{report.pk}/"))


def test_a_talk_stands_at_its_cell_on_both_sides(world):
    report = world.sent("C11", by=world.reporter)
    upper, reporter = client_of(world.upper), client_of(world.reporter)
    address = f"/bao-cao/{report.pk}/trao-doi/"
    answer = upper.post(address, {"do": "start", "cell": "clb", "text": "Câu lạc bộ nào?"})
    assert answer.status_code == 302
    assert "Câu lạc bộ nào?" in said(reporter.get(f"/bao-cao/{report.pk}/?phan=2"))
    assert "1 trao đổi đang mở" in said(upper.get("/bao-cao/duyet/?unit=H1&period=2019"))
    thread = threads.talks_of(report)[0].thread
    assert "từ 3 đến" in said(reporter.post(address, {"do": "say", "thread": str(thread.pk), "text": ""}), 422)
    reporter.post(address, {"do": "say", "thread": str(thread.pk), "text": "Câu lạc bộ nữ công nhân."})
    upper.post(address, {"do": "resolve", "thread": str(thread.pk)})
    assert "Đã kết thúc" in said(reporter.get(address))
    assert client_of(world.other).get(address).status_code == 404
    elsewhere = f"/bao-cao/{world.report('C12').pk}/trao-doi/"
    assert upper.post(elsewhere, {"do": "resolve", "thread": str(thread.pk)}).status_code == 404


def test_the_integrity_page_counts_first_and_leads_to_the_place(world):
    world.fill("C11")
    boss = client_of(world.boss)
    address = "/bao-cao/toan-ven/?unit=KT&period=2019"
    assert "Chưa kiểm tra" in said(boss.get(address))
    boss.post(address)
    page = said(boss.get(address + "&loi=nobody"))
    assert "Không tài khoản nào lập được báo cáo" in page
    assert f"/to-chuc/don-vi/{world.units['C12'].pk}/" in page
    named = said(boss.get(address + "&loi=overdue"))
    assert "Biểu thử, năm 2019: hạn cuối" in named, "the form and the period by name, not by code"
    viewer = client_of(make_person("Nguoi xem", ("viewer", world.units["H1"])))
    assert viewer.post("/bao-cao/toan-ven/?unit=H1").status_code == 403
    assert "Đơn vị C21" not in said(viewer.get("/bao-cao/toan-ven/?unit=H1&period=2019"))
