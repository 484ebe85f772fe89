"""What the search over units and people shows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhdang.orgs import queries
from binhdang.web.search import Hit, register_search


def find_units(by: Any, text: str, limit: int) -> list[Hit]:
    """Units seen today whose code or name fits."""
    return [
        Hit(place.unit.name, reverse("orgs:unit", args=[place.unit_id]), f"{place.unit.code} · {place.unit.kind.name}")
        for place in queries.find_units(by, text)[:limit]
    ]


def find_people(by: Any, text: str, limit: int) -> list[Hit]:
    """People seen whose name or e-mail fits."""
    return [
        Hit(person.name, reverse("accounts:person", args=[person.pk]), person.email)
        for person in queries.find_people(by, text)[:limit]
    ]


register_search("orgs", _("Đơn vị"), find_units)
register_search("people", _("Người dùng"), find_people)
