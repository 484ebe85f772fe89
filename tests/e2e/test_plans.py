"""A plan from its text to work, in a real browser: with plain forms on a phone, and with partial pages on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.e2e
TEXT = """KẾ HOẠCH
Thực hiện công tác bình đẳng giới năm 2020
I. CHỈ TIÊU
1. Tỷ lệ nữ uỷ viên ban chấp hành công đoàn các cấp đạt 30% trở lên.
2. Hằng năm có ít nhất 85% nữ CNVCLĐ đạt danh hiệu “Giỏi việc nước, đảm việc nhà”.
II. GIẢI PHÁP
1. Phổ biến kế hoạch đến các công đoàn cơ sở.
"""


def uploaded(page) -> None:
    page.goto("/ke-hoach/tai-len/")
    page.fill("#text", TEXT)
    page.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_url("**/doc/**")


def serious(page) -> list:
    return [
        (v["id"], v["nodes"][0]["html"])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def test_a_plan_goes_to_work_on_a_phone_without_scripts(visit):
    page = visit("plan", "360", js=False)
    uploaded(page)
    assert page.locator("body").evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator("#phan-dau form button", has_text="Xác nhận").first.click()
    while page.locator("#xac-nhan-nhanh button").count():
        page.locator("#xac-nhan-nhanh button").first.click()
    page.goto(page.url.split("?")[0].split("#")[0] + "?xem=chua-xac-nhan")
    while page.locator(".rd-card.at-open button[value=confirm]").count():
        page.locator(".rd-card.at-open button[value=confirm]").first.click()
        page.goto(page.url.split("?")[0].split("#")[0] + "?xem=chua-xac-nhan")
    page.get_by_role("link", name="Đưa vào thực hiện").click()
    page.get_by_role("button", name="Đưa vào thực hiện").click()
    assert "Đang thực hiện" in page.locator("main").inner_text()
    assert "từ 30% trở lên" in page.locator("#chi-tieu").inner_text()


def test_a_decision_changes_its_row_alone_and_the_keyboard_goes_on(visit):
    page = visit("plan", "1440")
    uploaded(page)
    page.goto(page.url.split("?")[0].split("#")[0] + "?xem=tat-ca")
    before = page.locator("#rd-counts b").nth(1).inner_text()
    number = page.locator(".rd-card.at-open").first.get_attribute("id").split("-")[1]
    page.evaluate("window.same = true")
    page.locator(f"#form-{number} button[value=confirm]").click()
    page.wait_for_selector(f"#diem-{number}.at-confirmed")
    assert page.evaluate("window.same")
    assert page.locator("#rd-counts b").nth(1).inner_text() == str(int(before) + 1)
    assert page.evaluate("document.activeElement.classList.contains('rd-card')")
    assert serious(page) == []
