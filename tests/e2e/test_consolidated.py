"""The narrative of a consolidated report in the browser: a figure put in by a press, saved by itself, brought up to date."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def test_a_figure_is_inserted_saved_by_itself_and_a_red_sentence_is_brought_up_to_date(visit):
    page = visit("officer", "1440")
    page.goto("/tong-hop/")
    page.get_by_role("link", name="LĐLĐ tỉnh Kon Tum").click()
    expect(page.locator("mark.moved").first).to_be_visible()
    page.get_by_role("link", name="Sửa lời văn").click()
    text = page.locator("textarea[name^='text.']").last
    text.fill("Số nữ uỷ viên: ")
    page.get_by_text("Tổng số của cả cấp").click()
    page.locator("[data-token$=' | bch.nu']").click()
    page.get_by_text("Đã tự lưu lúc").wait_for()
    page.reload()
    expect(page.locator("textarea[name^='text.']").last).to_have_value(
        re.compile(r"Số nữ uỷ viên: \[\[[\d.]+ \| bch\.nu\]\]$")
    )
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Cập nhật mọi câu").click()
    expect(page.locator("mark.moved")).to_have_count(0)
