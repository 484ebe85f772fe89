"""Every page: axe finds nothing serious, nothing runs over the edge of a phone, no error in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.screens import SCREENS, walk

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("size", ["1440", "360"])
@pytest.mark.parametrize(("name", "role", "steps"), SCREENS, ids=[name for name, _role, _steps in SCREENS])
def test_the_page_is_accessible_and_fits(visit, name, role, steps, size):
    page = visit(role, size)
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    walk(page, steps)
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in {"serious", "critical"}]
    assert serious == []
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
