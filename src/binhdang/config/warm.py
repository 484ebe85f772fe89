"""What a server process loads before its first visitor, so that nobody pays for it."""

from pathlib import Path

from django.template.loader import get_template
from django.urls import get_resolver

PACKAGE = Path(__file__).resolve().parents[1]


def warm() -> None:
    """Load every address with its view, and parse every page."""
    resolver = get_resolver()
    assert resolver.url_patterns
    assert resolver.reverse_dict is not None
    for part in ("web", "ui"):
        folder = PACKAGE / part / "templates"
        for page in folder.rglob("*.html"):
            get_template(str(page.relative_to(folder)))
