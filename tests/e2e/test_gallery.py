import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.e2e
FETCH = "htmx.ajax('GET', '/ui/gallery/', {target: '#bang', swap: 'none'}).catch(() => null)"


@pytest.mark.parametrize("size", ["1440", "800", "360"])
def test_the_gallery_passes_axe_and_never_scrolls_sideways(visit, size):
    page = visit("officer", size)
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto("/ui/gallery/")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []


def test_the_gallery_is_whole_without_scripts(visit):
    page = visit("officer", "360", js=False)
    page.goto("/ui/gallery/")
    page.locator(".drawer-open").click()
    assert page.locator("#menu").is_visible()
    page.locator(".drawer-close").click()
    assert not page.locator("#menu").is_visible()
    page.locator(".slot summary").first.click()
    assert page.locator(".slot details[open] a").first.is_visible()


def test_slash_goes_to_search_and_escape_closes_what_is_open(visit):
    page = visit("officer")
    page.goto("/ui/gallery/")
    page.locator("#noi-dung").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "tim"
    page.locator(".slot summary").first.click()
    page.keyboard.press("Escape")
    assert page.locator(".slot details[open]").count() == 0


def test_a_lost_connection_is_said_and_what_was_typed_stays(visit):
    page = visit("officer")
    page.goto("/ui/gallery/")
    page.locator("#ly-do").fill("Đề nghị đối chiếu")
    page.context.set_offline(True)
    page.evaluate(FETCH)
    page.locator("#thong-bao .notice-err").wait_for()
    assert page.locator("#ly-do").input_value() == "Đề nghị đối chiếu"
    page.context.set_offline(False)
    page.evaluate(FETCH)
    page.locator("#thong-bao .notice-err").wait_for(state="detached")
