"""The pages of reports, without a script: fill in, check, submit, decide; and who is kept out."""

import gzip
import re

import pytest

from binhdang.calc import cells
from binhdang.reports import actions
from binhdang.reports.models import Report
from tests.factories import client_of, make_person
from tests.reports.world import WHY

pytestmark = pytest.mark.django_db
AT = "?unit=KT&period=2019"


def said(response, status=200):
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def values(report):
    return cells.unpack(report.values, report.form.cell_order)


def fields(**more):
    good = {"c.dv.tong": "1.040", "c.dv.nu": "20", "section": "1"}
    return good | {key.replace("__", "."): text for key, text in more.items()}


def test_a_report_is_filled_checked_and_submitted_without_a_script(world):
    client, report = client_of(world.reporter), world.report()
    address = f"/bao-cao/{report.pk}/"
    page = said(client.get(address))
    for text in ("Đoàn viên", "Trong đó nữ", "0/7 ô đã nhập", "II. Cán bộ"):
        assert text in page, text
    first = client.post(address, fields(version=str(report.version), go="2"))
    assert (first.status_code, first.headers["Location"]) == (302, f"{address}?phan=2")
    second = {
        "version": str(world.report().version), "section": "2", "go": "check", "c.bch.tong": "5", "c.bch.nu": "2",
        "c.btv.tong": "", "c.btv.nu": "", "kad.btv": "1", "c.clb": "0", "n.clb": "chưa lập",
    }  # fmt: skip
    check = said(client.post(f"{address}?phan=2", second, follow=True))
    assert "7/7 ô đã nhập" in check
    assert "1.040" in check
    stored = values(world.report())
    assert (stored["dv.tong"], stored["clb"], stored["btv.nu"]) == (1040, 0, cells.NOT_APPLICABLE)
    sent = client.post(f"{address}nop/", {"version": str(world.report().version)}, follow=True)
    assert "đã đến Đơn vị H1" in said(sent)
    assert world.report().state == "submitted"


def test_what_cannot_be_read_is_named_kept_and_the_rest_is_saved(world):
    client, report = client_of(world.reporter), world.report()
    response = client.post(f"/bao-cao/{report.pk}/", fields(version=str(report.version), c__dv__tong="mười", go="2"))
    page = said(response, 422)
    assert "“mười” không phải là số" in page
    assert f'href="#c-{"dv.tong"}"' in page
    assert 'value="mười"' in page
    assert values(world.report())["dv.nu"] == 20


def test_women_above_the_total_are_shown_at_the_row_and_stop_the_submission(world):
    client = client_of(world.reporter)
    report = world.fill(by=world.reporter, **{"bch.nu": 9})
    page = said(client.get(f"/bao-cao/{report.pk}/?phan=2"))
    assert 'aria-invalid="true"' in page
    check = said(client.get(f"/bao-cao/{report.pk}/kiem-tra/"))
    assert "Chưa nộp được vì còn" in check
    assert "phan=2&amp;thieu=1#c-bch." in check
    client.post(f"/bao-cao/{report.pk}/nop/", {"version": str(report.version)})
    assert world.report().state == "draft"


def test_nobody_is_scolded_for_empty_cells_while_filling_in(world):
    client, report = client_of(world.reporter), world.report()
    report = actions.save_draft(report.pk, {"clb": 1}, version=report.version, by=world.reporter)
    assert "aria-invalid" not in said(client.get(f"/bao-cao/{report.pk}/?phan=2"))
    assert "aria-invalid" in said(client.get(f"/bao-cao/{report.pk}/?phan=2&thieu=1"))
    assert "ô bắt buộc ở phần I, II" in said(client.get(f"/bao-cao/{report.pk}/kiem-tra/"))


def test_a_warning_opens_a_box_for_its_explanation(world):
    actions.accept(world.sent(by=world.reporter).pk, by=world.upper)
    world.ask("2020")
    report = world.fill(by=world.reporter, period="2020", **{"dv.tong": 90})
    client = client_of(world.reporter)
    page = said(client.get(f"/bao-cao/{report.pk}/?phan=1"))
    assert "tăng 125,0% so với kỳ trước (40 → 90)" in page
    assert 'name="e.jump:dv.tong"' in page
    text = {"version": str(report.version), "section": "1", "e.jump:dv.tong": "Nhận đoàn viên của đơn vị sáp nhập."}
    client.post(f"/bao-cao/{report.pk}/", text)
    actions.submit(report.pk, by=world.reporter)
    review = said(client_of(world.upper).get(f"/bao-cao/duyet/{report.pk}/?unit=H1&period=2020"))
    assert "Nhận đoàn viên của đơn vị sáp nhập." in review


def test_two_people_at_once_see_both_values_cell_by_cell(world):
    report = world.report()
    old = str(report.version)
    world.fill(by=world.reporter)
    client = client_of(world.reporter)
    page = said(client.post(f"/bao-cao/{report.pk}/", fields(version=old)), 409)
    assert "Không có gì bị mất" in page
    assert 'value="1.040" checked' in page
    assert 'name="c.dv.tong" value="40"' in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    client.post(f"/bao-cao/{report.pk}/", {"version": version, "section": "1", "c.dv.tong": "1.040"})
    assert values(world.report())["dv.tong"] == 1040


def test_an_error_beside_its_row_does_not_repeat_the_name_of_the_row(world):
    client = client_of(world.reporter)
    report = world.fill(by=world.reporter, **{"bch.nu": 9})
    page = said(client.get(f"/bao-cao/{report.pk}/?phan=2"))
    beside = page.partition('class="say say-bad"')[2].partition("</tr>")[0]
    assert "Số nữ (9) lớn hơn tổng số" in beside
    assert "Ban chấp hành" not in beside


def test_what_is_not_yours_is_not_there(world):
    mine = world.report()
    strangers = [client_of(world.other), client_of(make_person("Nguoi xem C12", ("viewer", world.units["C12"])))]
    for client in strangers:
        for tail in ("", "kiem-tra/", "lich-su/", "o/clb/", "rut/", "da-nop/"):
            assert client.get(f"/bao-cao/{mine.pk}/{tail}").status_code == 404, tail
        assert client.post(f"/bao-cao/{mine.pk}/nop/").status_code == 404


def test_a_viewer_reads_and_is_told_who_can(world):
    viewer = client_of(make_person("Nguoi xem KT", ("viewer", world.units["KT"])))
    report = world.sent(by=world.reporter)
    page = said(viewer.get(f"/bao-cao/{report.pk}/"))
    assert "Biểu đang ở chế độ xem" in page
    assert "<input class=" not in page.partition("numform")[2]
    refused = viewer.post(f"/bao-cao/duyet/{report.pk}/", {"decision": "accept"})
    assert refused.status_code == 403
    assert "Người duyệt" in refused.content.decode()
    assert viewer.get("/bao-cao/mo/").status_code == 403


def test_a_decision_is_made_without_a_script(world):
    first, second = world.sent("C11", by=world.reporter), world.sent("C12")
    client = client_of(world.upper)
    page = said(client.get("/bao-cao/duyet/?unit=H1&period=2019"))
    assert page.index("Đơn vị C11") < page.index("Đơn vị C12")
    address = f"/bao-cao/duyet/{first.pk}/"
    assert "Chọn chấp nhận hoặc trả lại" in said(client.post(address, {}), 422)
    point = {"decision": "return", "where.1": "cell:bch.nu", "version": str(first.version)}
    short = client.post(address, point | {"why.1": "sai"})
    assert "ít nhất 10 ký tự" in said(short, 422)
    reason = "Số nữ khác với danh sách đã gửi."
    client.post(address, point | {"why.1": reason})
    assert world.report("C11").state == "returned"
    form = said(client_of(world.reporter).get(f"/bao-cao/{first.pk}/?phan=2"))
    assert reason in form
    assert reason in said(client_of(world.reporter).get("/"))
    client.post(f"/bao-cao/duyet/{second.pk}/", {"decision": "accept", "version": str(second.version)})
    assert world.report("C12").state == "accepted"


def test_an_older_page_of_a_report_does_not_decide_about_new_figures(world):
    report = world.sent(by=world.reporter)
    old = str(report.version)
    actions.withdraw(report.pk, by=world.reporter, why=WHY)
    world.sent(by=world.reporter, **{"bch.nu": 1})
    response = client_of(world.upper).post(f"/bao-cao/duyet/{report.pk}/", {"decision": "accept", "version": old})
    assert "vừa thay đổi" in said(response, 409)
    assert world.report().state == "submitted"


@pytest.mark.parametrize("odd", [{}, {"version": "abc"}, {"version": "9" * 30}, {"version": "²"}])
def test_a_decision_that_does_not_say_which_figures_it_saw_is_not_taken(world, odd):
    report = world.sent(by=world.reporter)
    response = client_of(world.upper).post(f"/bao-cao/duyet/{report.pk}/", {"decision": "accept"} | odd)
    assert "vừa thay đổi" in said(response, 409)
    assert world.report().state == "submitted"


def test_clean_reports_are_accepted_together_and_the_doubtful_named(world):
    actions.accept(world.sent("C11").pk, by=world.upper)
    world.ask("2020")
    doubtful = world.fill("C11", period="2020", **{"dv.tong": 90})
    actions.save_draft(
        doubtful.pk, {}, version=doubtful.version, by=None,
        explanations={"jump:dv.tong": "Nhận đoàn viên của đơn vị sáp nhập."},
    )  # fmt: skip
    actions.submit(doubtful.pk, by=None)
    clean = world.sent("C12", period="2020")
    client = client_of(world.upper)
    page = said(client.post("/bao-cao/duyet/nhieu/?unit=H1&period=2020"))
    assert "1 ngoại lệ không nằm trong lần này" in page
    assert f'value="{clean.pk}:{clean.version}"' in page
    assert f'value="{doubtful.pk}:' not in page
    both = [f"{pk}:{Report.objects.get(pk=pk).version}" for pk in (clean.pk, doubtful.pk)]
    answer = client.post("/bao-cao/duyet/nhieu/?unit=H1&period=2020", {"confirm": "1", "report": [*both, "x:1"]})
    statement = said(client.get(answer["Location"]))
    assert "Xác nhận độ phủ" in statement
    assert "<b>2/3</b> đơn vị" in statement
    assert "Đơn vị C11 chưa được chấp nhận" in statement
    states = dict(Report.objects.filter(pk__in=[clean.pk, doubtful.pk]).values_list("unit__code", "state"))
    assert states == {"C11": "submitted", "C12": "accepted"}


def test_the_list_of_clean_reports_opened_by_its_address_leads_to_the_queue(world):
    answer = client_of(world.upper).get("/bao-cao/duyet/nhieu/")
    assert (answer.status_code, answer["Location"]) == (302, "/bao-cao/duyet/")


def test_a_place_of_a_return_names_its_row(world):
    world.sent("C11")
    page = said(client_of(world.upper).get("/bao-cao/duyet/?unit=H1&period=2019"))
    assert re.search(r"Ô: dòng 1, [^<]+, tổng số</option>", page)


def test_a_level_closes_with_its_silent_units_and_the_closing_can_be_withdrawn(world):
    actions.accept(world.sent("C11").pk, by=world.upper)
    client = client_of(world.upper)
    address = f"/bao-cao/chot/{world.request.pk}/H1/"
    assert "Đơn vị C12" in said(client.get(address))
    assert "lý do" in said(client.post(address, {"reason": "vội"}), 422)
    client.post(address, {"reason": "Một đơn vị đang sắp xếp lại, chưa có số liệu."})
    page = said(client.get("/bao-cao/duyet/?unit=H1&period=2019"))
    assert "Đã chốt ngày" in page
    withdraw = re.search(r'href="(/bao-cao/chot/rut/\d+/)"', page)[1]
    client.post(withdraw, {"why": "Đơn vị vừa nộp bổ sung."})
    assert "Đã chốt ngày" not in said(client.get("/bao-cao/duyet/?unit=H1&period=2019"))


def test_history_and_one_cell_show_both_values_with_author_and_date(world):
    report = world.sent(by=world.reporter)
    actions.accept(report.pk, by=world.upper)
    actions.start_correction(report.pk, by=world.reporter, why=WHY)
    actions.submit(world.fill(by=world.reporter, **{"bch.tong": 6}).pk, by=world.reporter)
    client = client_of(world.boss)
    page = said(client.get(f"/bao-cao/{report.pk}/lich-su/"))
    for text in (WHY, "Uỷ viên ban chấp hành, tổng số", world.reporter.name, world.upper.name):
        assert text in page, text
    cell = said(client.get(f"/bao-cao/{report.pk}/o/bch.tong/"))
    trail = re.findall(r'<td class="num">(\d+)</td>', cell)
    assert trail == ["6", "5", "5", "5"]
    assert client.get(f"/bao-cao/{report.pk}/o/khong.co/").status_code == 302


def test_the_first_page_lists_what_is_due_and_what_waits(world):
    mine = said(client_of(world.reporter).get("/"))
    assert "Biểu thử, năm 2019" in mine
    assert "22/11/2019" in mine
    world.sent("C12")
    boss = said(client_of(world.boss).get(f"/{AT}"))
    assert "1 báo cáo chờ duyệt, năm 2019" in boss
    nobody = client_of(make_person("Quan tri", ("administrator", world.units["KT"])))
    assert "Không có việc nào đang chờ" in said(nobody.get("/"))


@pytest.mark.parametrize("odd", ["²", "-1", "", "9" * 5000, "1.5", "abc"])
def test_odd_numbers_in_an_address_or_a_field_break_nothing(world, odd):
    client, report = client_of(world.reporter), world.report()
    address = f"/bao-cao/{report.pk}/"
    assert client.get(address, {"phan": odd}).status_code == 200
    conflict = client.post(address, fields(version=odd, go=odd))
    assert conflict.status_code == 409
    assert world.report().version == report.version
    assert client.post(f"{address}nop/", {"version": odd}).url == f"{address}kiem-tra/"
    assert world.report().state == "expected"
    decided = client_of(world.upper).post("/bao-cao/duyet/nhieu/", {"confirm": "1", "report": odd})
    assert decided.status_code == 302


def test_cells_rows_and_warnings_that_the_form_does_not_have_are_not_stored(world):
    client, report = client_of(world.reporter), world.report()
    extra = {"n.khong-co": "x", "c.khong-co": "5", "e." + "k" * 300: "y" * 30}
    client.post(f"/bao-cao/{report.pk}/", fields(version=str(report.version)) | extra)
    saved = world.report()
    assert (saved.notes, saved.explanations) == ({}, {})
    assert set(values(saved)) == {"dv.tong", "dv.nu"}


def test_a_report_that_changed_meanwhile_is_checked_again_before_it_is_sent(world):
    client = client_of(world.reporter)
    old = world.report().version
    world.fill(by=world.reporter)
    response = client.post(f"/bao-cao/{world.report().pk}/nop/", {"version": str(old)}, follow=True)
    assert "Báo cáo vừa thay đổi" in said(response)
    assert world.report().state == "draft"


def test_a_submitted_report_is_not_written_to_and_the_page_says_what_to_do(world):
    client = client_of(world.reporter)
    report = world.fill(by=world.reporter)
    actions.submit(report.pk, by=world.reporter)
    before = world.report()
    page = said(client.post(f"/bao-cao/{report.pk}/", fields(version=str(before.version))), 403)
    assert "Rút báo cáo về" in page
    assert (world.report().values, world.report().version) == (before.values, before.version)


def test_the_list_filters_by_state_level_and_name_without_diacritics(world):
    world.sent("C12")
    client = client_of(world.boss)
    assert "Đơn vị C12" in said(client.get(f"/bao-cao/{AT}&state=submitted"))
    page = said(client.get(f"/bao-cao/{AT}&state=submitted")).partition("<tbody>")[2]
    assert "Đơn vị C11" not in page
    assert "Đơn vị C11" in said(client.get(f"/bao-cao/{AT}&tim=don+vi+c11"))
    assert "Không có báo cáo nào" in said(client.get(f"/bao-cao/{AT}&tim=khongco"))


def test_the_pages_speak_english_too(world):
    client = client_of(world.reporter)
    report = world.report()
    client.post("/i18n/setlang/", {"language": "en"})
    page = said(client.get(f"/bao-cao/{report.pk}/"))
    assert "0/7 cells filled in" in page
    assert "Check and submit" in page
    world.sent("C11")
    client = client_of(world.upper)
    client.post("/i18n/setlang/", {"language": "en"})
    page = said(client.get("/bao-cao/duyet/?unit=H1&period=2019"))
    assert "Review reports, year 2019" in page
    assert "Submitted " in page


def test_the_form_of_the_product_is_light(world):
    from binhdang.datasets.actions import ensure_builtin_forms
    from binhdang.reports.requests import open_request

    form = next(f for f in ensure_builtin_forms() if f.data_set.code == "BDG-NAM")
    open_request(form, unit=world.units["KT"], period_key="2019", due={}, by=None)
    report = Report.objects.get(data_set=form.data_set, unit=world.units["C11"])
    response = client_of(world.reporter).get(f"/bao-cao/{report.pk}/?phan=2")
    assert len(gzip.compress(response.content)) < 20_000


def test_one_tap_answers_the_empty_cells_of_a_section_as_last_period(world):
    world.sent(by=world.reporter)
    actions.accept(world.report().pk, by=world.upper)
    world.ask("2020")
    client, report = client_of(world.reporter), world.report(period="2020")
    address = f"/bao-cao/{report.pk}/"
    first = said(client.get(address))
    assert "lấy từ sổ hoặc như năm 2019, sang phần sau" in first
    assert "kỳ này để trống" not in first
    assert "kỳ này để trống" in said(client.get(f"{address}?thieu=1&phan=2"))
    typed = {"version": "0", "section": "1", "c.dv.tong": "41", "c.dv.nu": "", "same": "0:2"}
    answer = client.post(address, typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}?phan=2")
    stored = values(world.report(period="2020"))
    assert (stored["dv.tong"], stored["dv.nu"]) == (41, 20)
    version = str(world.report(period="2020").version)
    last = client.post(address, {"version": version, "section": "2", "same": "1:check"}, follow=True)
    assert "Nộp báo cáo" in said(last)
    assert values(world.report(period="2020")).items() >= {"bch.tong": 5, "bch.nu": 2, "clb": 1}.items()


def test_a_warning_without_its_explanation_is_linked_from_the_answers(world):
    world.sent(by=world.reporter)
    actions.accept(world.report().pk, by=world.upper)
    world.ask("2020")
    report = world.fill(by=world.reporter, period="2020", **{"bch.tong": 50})
    page = said(client_of(world.reporter).get(f"/bao-cao/{report.pk}/kiem-tra/"))
    assert re.search(
        rf'href="/bao-cao/{report.pk}/\?phan=2&amp;thieu=1#e-[^"]+">Dòng \d+, Uỷ viên ban chấp hành: cần', page
    )
