"""Every page: axe finds nothing serious, nothing runs over the edge of a phone, no error in the console."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.screens import SCREENS, SIZES, walk

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """The sessions of the personas, so that each signs in once for all pages."""
    return {}


@pytest.mark.parametrize(("name", "role", "steps"), SCREENS, ids=[name for name, _role, _steps in SCREENS])
def test_the_page_is_accessible_and_fits(visit, kept, name, role, steps):
    page = visit(role, "1440", kept=kept)
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    walk(page, steps)
    for size in ("1440", "360"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in {"serious", "critical"}]
        assert (size, serious) == (size, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), size
    assert errors == []
