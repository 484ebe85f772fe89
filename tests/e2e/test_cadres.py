"""Cadres in the browser: a person and a post are entered, counted on a day, twins are merged; wide and on a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("size", ["1440", "360"])
def test_a_cadre_is_entered_counted_on_a_day_and_a_twin_is_merged(visit, kept, size):
    page = visit("reporter", size, kept=kept)
    page.goto("/so/can-bo/them/?unit=KT-H09-03&period=2020")
    page.get_by_label("Họ và tên").fill(f"Uỷ viên mới {size}")
    page.get_by_label("Giới tính").select_option("nu")
    page.get_by_label("Năm sinh").fill("1985")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name=re.compile("^Thêm Chức vụ")).click()
    page.get_by_label("Chức vụ").select_option("doan_the")
    page.get_by_label("Từ ngày").fill("01/07/2020")
    page.get_by_label("Nhiệm kỳ").fill("2020-2025")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", name=f"Uỷ viên mới {size}")).to_be_visible()
    page.goto("/so/can-bo/co-cau/?unit=KT-H09-03&ban=doan_the&ngay=30/06/2020")
    row = page.locator("tr.picked")
    before = row.inner_text()
    page.get_by_label("Ngày", exact=True).fill("01/07/2020")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(row).not_to_have_text(before)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/so/can-bo/trung/")
    if size == "360":
        page.get_by_role("button", name="Tách lại").first.click()
        page.goto("/so/can-bo/trung/")
    page.get_by_role("link", name="So sánh").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label(re.compile("Lý do gộp")).fill("Cùng một người, ghi hai lần.")
    page.get_by_role("button", name="Gộp: là một người").click()
    expect(page.get_by_text("Đã gộp: hai hồ sơ là của một người.")).to_be_visible()
