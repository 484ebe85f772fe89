"""A course is set up and its people are named; a course on its last day: people sign in at the door with a phone, are confirmed, marked, and get certificates."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def fits(page) -> bool:
    return page.locator("html").evaluate("(page) => page.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("size", ["1440", "360"])
def test_a_course_is_set_up_its_list_checked_and_its_people_marked(visit, kept, size):
    page = visit("upper", size, js=size == "1440", kept=kept)
    page.goto("/so/tap-huan/them/?unit=KT-H09&period=2020")
    page.get_by_label("Tên khoá").fill(f"Khoá mới {size}")
    page.get_by_label("Bình đẳng giới", exact=True).check()
    page.get_by_label("Địa điểm").fill("Hội trường (giả định)")
    page.get_by_label("Ngày khai mạc").fill("01/12/2020")
    page.get_by_label("Ngày bế mạc").fill("01/12/2020")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Thêm Các buổi").click()
    page.get_by_label("Ngày").fill("01/12/2020")
    page.get_by_role("button", name="Lưu").click()
    assert fits(page)
    page.get_by_role("link", name="Người dự, điểm danh").click()
    page.get_by_role("link", name="Nhập danh sách").click()
    page.get_by_label("Dán danh sách").fill(f"Học viên mới {size}, Nữ, 1985, KT-H09-03, Chủ tịch")
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    assert fits(page)
    page.get_by_role("button", name="Ghi vào danh sách").click()
    page.get_by_role("link", name=re.compile("^Điểm danh")).click()
    page.get_by_label(re.compile(f"Học viên mới {size}")).check()
    page.get_by_role("button", name="Lưu điểm danh").click()
    expect(page.get_by_text("Đã điểm danh: 1/1 người có mặt.")).to_be_visible()
    assert fits(page)


def test_who_signs_in_at_the_door_is_confirmed_marked_and_gets_a_certificate_that_anybody_checks(visit, kept):
    desk, phone = visit("officer", "1440", kept=kept), visit("", "360", js=False)
    mark = visit("officer", "360", js=False, kept=kept)
    desk.goto("/so/tap-huan/?unit=KT&period=2020&q=lop+1+nam+2020")
    desk.get_by_role("link", name="Lớp 1 năm 2020: Lồng ghép").click()
    desk.get_by_role("link", name="Người dự, điểm danh").click()
    course = desk.url
    assert fits(desk)
    desk.get_by_role("link", name="Mã QR Buổi sáng 02/12/2020").click()
    expect(desk.locator(".training-qr svg")).to_be_visible()
    phone.goto(desk.locator(".training-address a").get_attribute("href"))
    phone.fill("#name", "Người Thử Tại Cửa")
    phone.check("#nu")
    phone.fill("#year", "1988")
    phone.fill("#unit", "truong thcs so 1 huyen tu mo rong")
    assert fits(phone)
    phone.get_by_role("button", name="Gửi").click()
    expect(phone.get_by_role("heading", name="Đã nhận tên của bạn")).to_be_visible()
    desk.get_by_role("link", name="Xác nhận người ghi tên").click()
    expect(desk.get_by_label("Mã đơn vị của Người Thử Tại Cửa")).to_have_value("KT-H09-03")
    desk.get_by_label("Quyết định về Người Thử Tại Cửa").select_option(label="Xác nhận")
    desk.get_by_role("button", name="Lưu quyết định").click()
    expect(desk.get_by_text("Đã xác nhận 1 người có mặt")).to_be_visible()
    mark.goto(course)
    assert fits(mark)
    mark.get_by_role("link", name="Điểm danh Buổi sáng 02/12/2020").click()
    expect(mark.get_by_label(re.compile("Người Thử Tại Cửa"))).to_be_checked()
    mark.get_by_label(re.compile(r"Học viên 49\.14 ")).check()
    assert fits(mark)
    mark.get_by_role("button", name="Lưu điểm danh").click()
    expect(mark.get_by_text("Đã điểm danh: 2/67 người có mặt.")).to_be_visible()
    desk.goto(course)
    desk.get_by_role("link", name="Giấy chứng nhận").click()
    desk.fill("#place", "Kon Tum")
    desk.fill("#signature", "TM. BAN THƯỜNG VỤ")
    desk.fill("#signer", "Phó Chủ tịch C")
    desk.get_by_role("button", name="Cấp giấy chứng nhận").click()
    row = desk.get_by_role("row").nth(1)
    number, code = row.get_by_role("rowheader").inner_text(), row.locator("[data-label='Mã kiểm tra']").inner_text()
    with desk.expect_download() as file:
        row.get_by_role("link", name="PDF").click()
    assert file.value.suggested_filename == f"giay-chung-nhan-{number.replace('/', '-')}.pdf"
    phone.goto("/so/tap-huan/kiem-tra-giay-chung-nhan/")
    phone.fill("#so", number)
    phone.fill("#ma", code)
    phone.get_by_role("button", name="Kiểm tra").click()
    expect(phone.get_by_text("Giấy chứng nhận có thật")).to_be_visible()
    assert fits(phone)
