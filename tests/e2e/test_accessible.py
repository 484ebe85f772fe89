"""Every page: axe finds nothing serious, nothing runs over the edge of a phone, no error in the console."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.e2e.screens import SCREENS, SIZES, sign_in, walk

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def page_of(browser: Browser, server: str) -> Iterator[Callable[[str], Page]]:
    """`page_of(role)`: one tab for each persona, signed in once, with what it loaded before still at hand."""
    pages: dict[str, Page] = {}

    def of(role: str) -> Page:
        if role not in pages:
            pages[role] = browser.new_context(base_url=server, locale="vi-VN").new_page()
            sign_in(pages[role], role)
        return pages[role]

    yield of
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize(("name", "role", "steps"), SCREENS, ids=[name for name, _role, _steps in SCREENS])
def test_the_page_is_accessible_and_fits(page_of, name, role, steps):
    page = page_of(role)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", note)
    for size in ("1440", "360"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        if size == "1440":
            walk(page, steps)
        found = Axe().run(page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in {"serious", "critical"}]
        assert (size, serious) == (size, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), size
    page.remove_listener("console", note)
    assert errors == []
