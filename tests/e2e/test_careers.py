"""From the registers to the congress that lacks women, its reasons, and the untrained who can be invited."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("size", ["1440", "360"])
def test_an_officer_finds_the_congress_that_lacks_women_and_who_was_never_trained(visit, size):
    page = visit("officer", size)
    page.goto("/so/nhan-su/dai-hoi/?unit=KT&period=2020")
    page.get_by_label("Nữ: không tái cử khi quá").fill("55")
    page.get_by_role("button", name="Tính lại").click()
    expect(page.locator(".lead").first).to_contain_text("đại hội không thể đạt 30% nữ với quy hoạch hiện nay")
    page.locator(".tallies a").first.click()
    page.locator("th a[href*='/dai-hoi/']").first.click()
    expect(page.get_by_role("heading", name="5. Kết luận")).to_be_visible()
    expect(page.get_by_text("Danh sách còn thiếu")).to_be_visible()
    page.goto("/so/nhan-su/tap-huan/?unit=KT&period=2020")
    page.locator("a[href*='nhom=t5a']").last.click()
    expect(page.locator(".lead").first).to_contain_text(re.compile("người của LĐLĐ tỉnh Kon Tum"))
    assert page.evaluate("document.documentElement.scrollWidth") <= int(size)
