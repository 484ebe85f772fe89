"""Numbers that move by themselves: fresh ones come without a reload, a lost connection is said and nothing vanishes."""

from playwright.sync_api import Page, Route, expect

ASK = "document.dispatchEvent(new Event('visibilitychange'))"


def test_the_board_takes_fresh_numbers_when_the_mark_moves_and_says_since_when_the_line_is_gone(visit):
    page: Page = visit("officer")
    page.goto("/bao-cao/tien-do/")
    age, number = page.locator(".live-age"), page.locator(".tallies b a").first
    expect(age).to_be_visible()
    shown = number.inner_text()
    number.evaluate("element => { element.textContent = 'old' }")
    with page.expect_response("**/tien-do/dau/**") as answer:
        page.evaluate(ASK)
    assert answer.value.status == 304
    expect(number).to_have_text("old")
    number.focus()

    def moved(route: Route) -> None:
        route.fulfill(status=200, headers={"ETag": '"moved"'}, body="moved")

    page.route("**/tien-do/dau/**", moved)
    page.evaluate(ASK)
    expect(number).to_have_text(shown)
    expect(number).to_be_focused()
    page.unroute("**/tien-do/dau/**")

    page.context.set_offline(True)
    page.evaluate(ASK)
    expect(age).to_contain_text("Mất kết nối từ")
    expect(number).to_have_text(shown)
    page.context.set_offline(False)
    page.evaluate(ASK)
    expect(age).to_contain_text("cập nhật", ignore_case=True)


def test_the_overview_says_how_old_its_numbers_are_and_reads_the_same_without_scripts(visit):
    page = visit("officer")
    page.goto("/ket-qua/tong-quan/")
    expect(page.locator(".live-age")).to_be_visible()
    title = page.locator("h1").inner_text()
    page.route("**/tien-do/dau/**", lambda route: route.fulfill(status=200, headers={"ETag": '"moved"'}, body="x"))
    page.locator("h1").evaluate("element => { element.textContent = 'old' }")
    page.evaluate(ASK)
    expect(page.locator("h1")).to_have_text(title)
    plain = visit("officer", js=False)
    plain.goto("/ket-qua/tong-quan/")
    expect(plain.locator("h1")).to_have_text(title)
    expect(plain.locator(".live-age")).to_be_hidden()
