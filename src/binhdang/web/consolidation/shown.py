"""How consolidated reports, ripples and signatures are put on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from binhdang.calc.cells import parse_exact
from binhdang.calc.numbers import number
from binhdang.calc.periods import parse_period
from binhdang.calc.tied import filled
from binhdang.consolidation import changes, queries, rules, slips
from binhdang.consolidation.choices import THEMES, PassageKind, Stage
from binhdang.consolidation.ripple import Ripple, as_json, ripple_of
from binhdang.consolidation.snapshot import text_of
from binhdang.orgs import rules as org_rules
from binhdang.web.frame import period_label

NAMED = 120
"""So many silent units a page names; what is signed names them all."""
TONES = {Stage.DRAFT: "info", Stage.SIGNED: "ok"}


def kind_name(kind: str) -> str:
    """A kind of passage in words."""
    return str(PassageKind(kind).label)


def theme_name(theme: str) -> str:
    """A theme in words."""
    return str(THEMES[theme])


def line_of(report: Any) -> dict[str, Any]:
    """What a line of the list says of a consolidated report."""
    return {
        "report": report,
        "period_label": period_label(parse_period(report.request.period_key)),
        "stage": report.get_stage_display(),
        "tone": TONES[report.stage],
    }


def head_of(request: HttpRequest, report: Any) -> dict[str, Any]:
    """What every page of one consolidated report shows in its head, and which doors are open."""
    return line_of(report) | {
        "signed": report.stage == Stage.SIGNED,
        "may_edit": not rules.reason_against(request.user, report, "edit"),
        "no_sign": rules.reason_against(request.user, report, "sign"),
        "may_reopen": not rules.reason_against(request.user, report, "reopen"),
    }


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A cell that changes, as texts: "–" is missing; `difference` has its sign."""

    label: str
    old: str
    new: str
    difference: str


@dataclass(frozen=True, slots=True)
class LevelView:
    """A unit above a correction. Where the person does not see the unit, its totals stay covered (`seen` is False)."""

    name: str
    seen: bool
    cells: list[MoveLine]
    verdicts: list[list[str]]
    signed: list[tuple[str, str]]


def levels_view(request: HttpRequest, levels: list[dict[str, Any]]) -> list[LevelView]:
    """The levels of a ripple (as a slip keeps them) for this person: totals only of units in sight."""
    starts = org_rules.reach(request.user)
    found = []
    for one in levels:
        seen = any(one["path"].startswith(start) for start in starts)
        signed = [(_link(kind, pk) if seen else "", words) for kind, pk, words in one["signed"]]
        cells = [move_line(label, old, new) for _code, label, old, new in one["cells"]]
        found.append(LevelView(one["name"], seen, cells, one["verdicts"], signed))
    return found


def _link(kind: str, pk: int) -> str:
    return f"/tong-hop/{pk}/" if kind == "consolidated" else f"/van-ban/{pk}/"


def move_line(label: str, old: str, new: str) -> MoveLine:
    """A change of one cell from its exact texts."""
    was, now = _value(old), _value(new)
    difference = (now or 0) - (was or 0) if "KAD" not in (old, new) else None
    sign = "+" if difference is not None and difference > 0 else ""
    return MoveLine(label, _text(old), _text(new), "" if difference is None else f"{sign}{number(difference)}")


def _value(text: str) -> Any:
    return None if text in {"", "KAD"} else parse_exact(text)


def _text(text: str) -> str:
    return text if text == "KAD" else number(_value(text))


def slip_view(request: HttpRequest, report: Any) -> dict[str, Any]:
    """A correction under way as the slip that it will be, with its ripple; empty for any other report."""
    if not slips.is_correction(report):
        return {}
    found: Ripple = ripple_of(report)
    return {
        "slip_cells": [move_line(one.label, text_of(one.old), text_of(one.new)) for one in found.cells],
        "slip_levels": levels_view(request, as_json(found)),
        "slip_why": slips.why_of(report),
        "slip_texts": slips.text_moves(report),
    }


def since_view(request: HttpRequest, snapshot: Any) -> dict[str, Any]:
    """What changed since a snapshot was signed, for a page."""
    found = changes.since(request.user, snapshot)
    cells = [move_line(one.label, text_of(one.old), text_of(one.new)) for one in found.cells]
    return {"since": found, "since_cells": cells}


def signed_notes(request: HttpRequest, unit: Any, period_key: str) -> list[Any]:
    """What stands signed for a unit and period: for the overview and the pages of a level."""
    return queries.signatures(request.user, unit, period_key)


def passage_groups(lines: list[Any]) -> list[tuple[str, str, list[Any]]]:
    """The narrative by kind: code, name, lines; every kind is there."""
    return [(kind.value, str(kind.label), [one for one in lines if one.passage.kind == kind]) for kind in PassageKind]


def signed_passages(content: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The narrative of a snapshot by kind, as it reads with the figures that were signed."""
    said: dict[str, list[str]] = {kind.value: [] for kind in PassageKind}
    for one in content["passages"]:
        said[one["kind"]].append(filled(one["text"], one["figures"]))
    return [(kind_name(kind), texts) for kind, texts in said.items() if texts]


def silent_view(found: Any) -> dict[str, Any]:
    """The units without figures for a page: how many, the names of the first, how many more."""
    count = found.count()
    return {"silent": list(found[:NAMED]), "silent_count": count, "silent_more": max(count - NAMED, 0)}
