"""Papers found from the search of the frame."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhdang.documents import queries
from binhdang.web.search import Hit, register_search


def find_papers(by: Any, text: str, limit: int) -> list[Hit]:
    """Papers by number, symbol, title or unit, as far as `by` sees them."""
    return [
        Hit(f"{queries.label(one)} {one.title}", reverse("documents:paper", args=[one.pk]), one.unit.name)
        for one in queries.papers_found(by, text=text)[:limit]
    ]


def register() -> None:
    """Tell the search."""
    register_search("papers", _("Văn bản"), find_papers)
