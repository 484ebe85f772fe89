"""A form built in the browser: kept while typing, seen by a unit, counted when it comes back."""

import re

import pytest

pytestmark = pytest.mark.e2e


def test_a_form_is_built_kept_while_typing_previewed_and_published(visit):
    page = visit("plan", "360")
    page.goto("/bieu-mau/moi/")
    page.get_by_label("Tên biểu").fill("Hỏi nhanh về tủ thuốc")
    page.get_by_role("button", name="Bắt đầu dựng").click()
    page.get_by_label("Mỗi dòng chữ là một câu hỏi").fill("Số tủ thuốc\nTủ thuốc có băng vệ sinh")
    page.get_by_role("button", name="Thêm", exact=True).click()
    page.locator("[name='r.1.kind']").select_option("yes_no")
    page.wait_for_load_state()
    page.wait_for_function("!document.querySelector(\"[name='r.1.unit']\")")
    page.get_by_label("Tên phần").fill("I. Tủ thuốc")
    page.get_by_text("Đã tự lưu lúc").wait_for()
    page.reload()
    assert page.get_by_label("Tên phần").input_value() == "I. Tủ thuốc"
    page.get_by_role("button", name="Xoá dòng").first.click()
    page.get_by_role("button", name="Hoàn tác xoá").click()
    assert page.get_by_label("Nội dung dòng 1").input_value() == "Số tủ thuốc"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_label("Có", exact=True).check()
    page.get_by_role("link", name="Phát hành").click()
    page.get_by_role("button", name="Phát hành").click()
    page.get_by_text("Đã phát hành biểu").wait_for()
    page.get_by_role("link", name=re.compile("Gửi yêu cầu")).click()
    assert "form=" in page.url
