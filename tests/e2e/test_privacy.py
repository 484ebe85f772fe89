"""A request about personal data from its first day to its answer, in a real browser on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.e2e
HOME = "/du-lieu-ca-nhan/"


def serious(page) -> list:
    return [
        (v["id"], v["nodes"][0]["html"])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("size", "js"), [("1440", True), ("360", False)])
def test_a_request_is_written_down_found_in_the_registers_and_answered(visit, kept, size, js):
    page = visit("reporter", size, js=js, kept=kept)
    page.goto(HOME + "?unit=KT-H09-03&period=2020")
    assert fits(page)
    name = page.locator("table a").first.inner_text()
    page.get_by_role("link", name="Ghi yêu cầu mới").click()
    page.select_option("[name=kind]", "export")
    page.fill("[name=name]", name)
    page.get_by_role("button", name="Ghi yêu cầu", exact=True).click()
    page.get_by_role("button", name="Đã báo").click()
    page.locator("[name=who]").first.check()
    page.get_by_role("button", name="Đúng là người này").click()
    assert fits(page)
    assert not js or serious(page) == []
    page.get_by_role("link", name="Xem dữ liệu đang giữ").click()
    assert "Cán bộ công đoàn" in page.locator("main").inner_text()
    page.go_back()
    page.fill("#answer", "Đã in một bản cho người yêu cầu.")
    page.get_by_role("button", name="Đã giải quyết xong").click()
    assert "Đã giải quyết" in page.locator("main").inner_text()
    for path in ("luot-xem/", "luu-giu/", "thoi-han/"):
        page.goto(HOME + path)
        assert fits(page), path
        assert not js or serious(page) == [], path
    page.goto(HOME + "luot-xem/")
    assert "giao cho chính người đó" in page.locator("main").inner_text()
