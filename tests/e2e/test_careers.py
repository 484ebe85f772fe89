"""Somebody is put into the pipeline; from the registers to the congress that lacks women, its reasons, and the untrained who can be invited."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("size", ["1440", "360"])
def test_who_is_put_into_the_pipeline_is_counted_for_the_congress_and_the_untrained_are_found(visit, kept, size):
    page = visit("officer", size, kept=kept)
    page.goto("/so/quy-hoach/them/?unit=KT&period=2020")
    page.get_by_label("Họ và tên").fill(f"Nguồn mới {size}")
    page.get_by_label("Giới tính").select_option("nu")
    page.get_by_label("Chức danh quy hoạch").select_option("bch")
    page.get_by_label("Nhiệm kỳ").fill("2023-2028")
    page.get_by_label("Đưa vào quy hoạch ngày").fill("01/07/2020")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", name=f"Nguồn mới {size}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= int(size)
    page.goto(f"/so/quy-hoach/?unit=KT&period=2020&q=nguon+moi+{size}&den=30/06/2020")
    expect(page.get_by_text("Không có hồ sơ nào khớp")).to_be_visible()
    day = page.get_by_label("Tại ngày")
    expect(day).to_be_visible()
    day.fill("01/07/2020")
    page.get_by_role("button", name="Lọc").click()
    expect(page.get_by_role("link", name=f"Nguồn mới {size}")).to_be_visible()
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
