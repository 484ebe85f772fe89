"""Links between the documents lead somewhere: to a file, to a heading in it, or to a picture that a script takes."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.architecture.test_house_rules import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
SCREENS = ROOT / "docs" / "screens"


def pictures() -> set[str]:
    """The names of the files that `script/screens` makes."""
    names = re.findall(r'^    \("([a-z0-9-]+)", ', (ROOT / "tests/e2e/screens.py").read_text(encoding="utf-8"), re.M)
    return {f"{name}-{size}.png" for name in names for size in ("1440", "360")}


def anchors(page: Path) -> set[str]:
    """The names by which the headings of a page are linked to."""
    found = re.findall(r"^#+ (.+)$", unicodedata.normalize("NFC", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page):
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if target.parent == SCREENS:
            assert target.name in pictures(), f"{link}: no screen of that name in tests/e2e/screens.py"
            continue
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
