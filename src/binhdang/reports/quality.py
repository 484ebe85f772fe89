"""Quality of a report: explanations that stay with the figures they explained, and the doubt kept for the reviewer."""

from collections.abc import Mapping
from typing import Any

from binhdang.calc import cells, rules, rules_doubt
from binhdang.calc.cells import NotApplicable, Value
from binhdang.calc.layout import Layout
from binhdang.datasets.queries import layout_of
from binhdang.kit import clock
from binhdang.reports import compare
from binhdang.reports.models import Report, ReportRevision

LONGEST = 2000
KEPT = 20
"""How many old explanations of one warning are kept on the report; the revisions keep every figure."""


def figures_of(layout: Layout, key: str, values: Mapping[str, Value]) -> str:
    """The figures that a warning speaks of, as one text: what an explanation is tied to."""
    return "|".join(_plain(values.get(code)) for code in rules.cells_of_key(layout, key))


def _plain(value: Value | None) -> str:
    if value is None:
        return ""
    return "x" if isinstance(value, NotApplicable) else cells.plain(value)


def edit(report: Report, values: Mapping[str, Value], said: Mapping[str, str] | None) -> None:
    """Bring a report under work (in memory) in line with its new values and what was said to explain them.

    An explanation whose figures changed no longer stands: it is kept as history and asked for again, unless new words
    came with the new figures. An empty text takes an explanation away. What the report is compared with is stamped.
    """
    compare.stamp(report)
    layout = layout_of(report.form)
    texts, tied, stale = dict(report.explanations), dict(report.explained), dict(report.stale)
    new = {key: text.strip()[:LONGEST] for key, text in (said or {}).items()}
    for key in {**texts, **new}:
        text, before, now = new.get(key, texts.get(key, "")), texts.get(key, ""), figures_of(layout, key, values)
        moved = tied.get(key, now) != now
        if before and moved and text in {before, ""}:
            stale[key] = [*stale.get(key, []), _kept(before, tied[key])][-KEPT:]
        if not text or (moved and text == before):
            texts.pop(key, None)
            tied.pop(key, None)
        else:
            texts[key], tied[key] = text, now
    report.explanations, report.explained, report.stale = texts, tied, stale


def _kept(text: str, figures: str) -> dict[str, str]:
    return {"text": text, "figures": figures, "until": clock.now().isoformat()}


def fitting(report: Report, values: Mapping[str, Value]) -> dict[str, str]:
    """The explanations that explain these very figures; one whose figures have changed since does not count."""
    layout, tied = layout_of(report.form), report.explained
    return {
        key: text
        for key, text in report.explanations.items()
        if key not in tied or tied[key] == figures_of(layout, key, values)
    }


def stale_keys(report: Report, values: Mapping[str, Value]) -> list[str]:
    """The warnings whose explanation explains other figures than the report has (after an import, for example)."""
    fits = fitting(report, values)
    return [key for key in report.explanations if key not in fits]


def doubt_fields(report: Report, checked: Any, values: Mapping[str, Value]) -> dict[str, Any]:
    """`doubt` and `doubts` of a report that is submitted, as fields (1 query when it was decided about before)."""
    talks = report.doubts.get("talks", 0)
    layout = layout_of(report.form)
    own = {code: value for code, value in values.items() if not layout.is_derived(code)}
    last = cells.unpack(report.last_values, report.form.cell_order) if report.last_values else {}
    accepted = cells.unpack(report.accepted_values, report.form.cell_order) if report.accepted_values else {}
    zero = rules_doubt.all_zero(own, last)
    corrected = len(differing(values, accepted)) if accepted else 0
    found = [*checked.warnings, *checked.notices]
    seen = seen_last(report)
    doubt = rules_doubt.doubt_of(
        found, filled=checked.filled, expected=checked.expected, all_zero=zero, corrected=corrected, talks=talks
    )
    return {
        "doubt": doubt,
        "doubts": {
            "findings": [[f.key, f.severity, f.message_vi] for f in found],
            "unexplained": len(checked.unexplained),
            "empty": checked.expected - checked.filled,
            "nothing": checked.filled == 0,
            "zero": zero,
            "changed": len(differing(values, seen)) if seen is not None else None,
            "talks": talks,
        },
    }


def differing(now: Mapping[str, Value], then: Mapping[str, Value]) -> list[str]:
    """The cells whose value is another one, missing counted as one."""
    return [code for code in {**then, **now} if now.get(code) != then.get(code)]


def seen_last(report: Report) -> dict[str, Value] | None:
    """The values as the level above last decided about them (returned or accepted); None if it never did."""
    found = last_decision(report)
    if found is None:
        return None
    return cells.unpack(found.values, report.form.cell_order) if found.values else {}


def last_decision(report: Report) -> ReportRevision | None:
    """The latest return or acceptance of a report, with the values it was about."""
    if report.decided_at is None:
        return None
    moves = ReportRevision.objects.filter(report=report, verb__in=["return", "accept"]).select_related("by")
    return moves.order_by("-number").first()
