"""The fields of findings and of the header as a page draws them, and what came back from the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django.http import HttpRequest, QueryDict

from binhdang.orgs import queries as units
from binhdang.orgs import rules as orgs
from binhdang.plans.fields import MILESTONES, Field
from binhdang.plans.words import day

EMPTY_ROWS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One field with what stands in it; `rows` are the steps by year of a target."""

    field: Field
    value: Any
    rows: list[dict[str, str]] = made(default_factory=list)

    @property
    def options(self) -> list[tuple[str, Any, bool]]:
        """The choices as (value, label, chosen)."""
        chosen = {str(v) for v in self.value} if isinstance(self.value, list) else {str(self.value or "")}
        return [(value, label, value in chosen) for value, label in self.field.options]


def entries(fields: tuple[Field, ...], data: Mapping[str, Any]) -> list[Entry]:
    """The fields filled with stored data, written as a person would type it."""
    return [Entry(f, _typed(f, data.get(f.name)), _rows(f, data.get(f.name))) for f in fields]


def typed_entries(fields: tuple[Field, ...], posted: QueryDict) -> list[Entry]:
    """The fields filled with what was typed, for a page that asks again; nothing typed is lost."""
    out = []
    for item in fields:
        value: Any = posted.getlist(item.name) if item.type == "many" else posted.get(item.name, "")
        rows = [
            {"index": str(n), **{name: posted.get(f"{name}_{n}", "") for name in ("year", "comparator", "value")}}
            for n in range(MILESTONES)
            if f"year_{n}" in posted
        ]
        out.append(Entry(item, value, rows if item.type == "milestones" else []))
    return out


def posted_data(posted: QueryDict) -> dict[str, Any]:
    """What a page sent, with the one field that holds a list."""
    return {**posted.dict(), "levels": posted.getlist("levels")}


def person(request: HttpRequest) -> Any:
    """Who acts: on these pages always somebody signed in."""
    return request.user


def version_of(request: HttpRequest) -> int | None:
    """The version that the page was drawn from, None if it says none; one that cannot be read is an old one (-1)."""
    text = request.POST.get("version", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def units_for_upload(request: HttpRequest, current: Any) -> list[Any]:
    """The units a person may add a plan to: the one of the context first, then those of the person's roles."""
    found = list(orgs.units_with(person(request), "plan.edit"))
    if current is not None and current not in found:
        place = units.placement_of(current.pk) or units.last_placement(current.pk)
        if place is not None and orgs.may(person(request), "plan.edit", place.path):
            found.insert(0, current)
    return sorted(found, key=lambda unit: unit != current)


def _typed(item: Field, value: Any) -> Any:
    if item.type == "many":
        return list(value or [])
    if value in (None, ""):
        return ""
    if item.type == "number":
        return str(value).replace(".", ",")
    if item.type == "date":
        return day(str(value))
    if item.type == "month_day":
        return "/".join(reversed(str(value).split("-")))
    return value


def _rows(item: Field, value: Any) -> list[dict[str, str]]:
    if item.type != "milestones":
        return []
    rows = [
        {
            "year": str(step.get("year") or ""),
            "comparator": str(step.get("comparator") or ">="),
            "value": str(step.get("value") or "").replace(".", ","),
        }
        for step in value or []
    ][:MILESTONES]
    rows += [{"year": "", "comparator": ">=", "value": ""} for _ in range(min(EMPTY_ROWS, MILESTONES - len(rows)))]
    return [{"index": str(n), **row} for n, row in enumerate(rows)]
