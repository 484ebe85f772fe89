"""Precision and recall of the plan reader over the corpus, field by field.

Run ``python -m tests.corpus.score`` for the table, add ``-v`` for every difference.
An expected file holds only what the text says; ``null`` for a list means "not judged here".
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from binhdang.calc.reader import read_plan

PLANS = Path(__file__).parent / "plans"
PLAIN = ("title", "number", "issued_on", "issuer")


@dataclass
class Tally:
    """Hits, wrong findings and missed ones of one field, with the differences in words."""

    hit: int = 0
    wrong: int = 0
    missed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the findings that are right; 1 when nothing was found."""
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 1 when there was nothing."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0


def score(prefix: str = "") -> dict[str, Tally]:
    """The tallies of all fields over the texts whose name begins with ``prefix``."""
    tallies: dict[str, Tally] = {}
    for path in sorted(PLANS.glob(f"{prefix}*.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        _compare(path.stem, expected, read_plan(text).as_json(), tallies)
    return tallies


def _compare(name: str, want: dict[str, Any], got: dict[str, Any], tallies: dict[str, Tally]) -> None:
    def count(key: str, wanted: list[Any], found: list[Any]) -> None:
        _count(tallies.setdefault(key, Tally()), name, wanted, found)

    for key in PLAIN:
        count(key, _some(_same(want[key])), _some(_same(got[key])))
    count("period", _some(tuple(want["period"])), _some((got["period"]["start"], got["period"]["end"])))
    count(
        "legal_bases",
        [tuple(b) for b in want["legal_bases"]],
        [(b["kind"], b["number"], b["date"]) for b in got["legal_bases"]],
    )
    if want["clauses"] is not None:
        ids = [c["id"] for c in got["clauses"] if not re.search(r"(^|\.)p\d+", c["id"])]
        count("clauses", want["clauses"], ids)
    _targets(name, want["targets"], got["targets"], tallies)
    count(
        "reviews", [tuple(r) for r in want["reviews"]], [(r["kind"], r["year"], r["quarter"]) for r in got["reviews"]]
    )
    _reporting(name, want["reporting"], got["reporting"], tallies)
    count("deadlines", want["deadlines"], [_deadline(d) for d in got["deadlines"]])
    count("recipients", [""] * want["recipients"], [""] * len(got["recipients"]))
    signed = got["signature"]
    count("signature", _some(tuple(want["signature"])), _some((signed["authority"], signed["position"])))
    if "campaigns" in want:
        keys = [(c["start"], c["end"]) for c in got["campaigns"]]
        count("campaigns", [(c[1], c[2]) for c in want["campaigns"]], keys)
    if "training_topics" in want:
        count("training_topics", [""] * want["training_topics"], [""] * len(got["training_topics"]))


def _some(value: Any) -> list[Any]:
    return [] if value is None or (isinstance(value, tuple) and not any(value)) else [value]


def _same(text: str | None) -> str | None:
    return " ".join(unicodedata.normalize("NFC", text).lower().split()) if text else None


def _deadline(item: dict[str, Any]) -> str:
    if item["start"]:
        return f"{item['start']}..{item['end']}"
    return item["due"] or f"--{item['month_day']}"


def _count(tally: Tally, name: str, wanted: list[Any], found: list[Any]) -> None:
    want, got = Counter(wanted), Counter(found)
    tally.hit += (want & got).total()
    tally.wrong += (got - want).total()
    tally.missed += (want - got).total()
    tally.notes += [f"{name}: thừa {x!r}" for x in (got - want).elements()]
    tally.notes += [f"{name}: thiếu {x!r}" for x in (want - got).elements()]


def _targets(name: str, wanted: list[Any], found: list[dict[str, Any]], tallies: dict[str, Tally]) -> None:
    """A target is right when clause, comparator, value and unit are; its other parts are judged on the right ones."""
    left = list(found)
    tally = tallies.setdefault("targets", Tally())
    for clause, comparator, value, unit, recurrence, milestones, who, condition in wanted:
        match = next(
            (
                t
                for t in left
                if (t["comparator"], t["value"], t["unit"]) == (comparator, value, unit)
                and clause in (None, t["clause_id"])
            ),
            None,
        )
        if match is None:
            tally.missed += 1
            tally.notes.append(f"{name}: thiếu {clause} {comparator} {value} {unit}")
            continue
        left.remove(match)
        tally.hit += 1
        years = {str(m["year"]): m["value"] for m in match["milestones"]}
        _count(
            tallies.setdefault("target.milestones", Tally()),
            name,
            _some(tuple(milestones.items())),
            _some(tuple(years.items())),
        )
        _count(
            tallies.setdefault("target.recurrence", Tally()),
            name,
            _some((clause, recurrence) if recurrence else None),
            _some((clause, match["recurrence"]) if match["recurrence"] else None),
        )
        inside = not who or (bool(match["population"]) and (_same(who) or "") in (_same(match["population"]) or ""))
        _count(tallies.setdefault("target.population", Tally()), name, [who], [who if inside else match["population"]])
        fits = condition if condition and _same(condition) in (_same(match["condition"]) or "") else match["condition"]
        _count(tallies.setdefault("target.condition", Tally()), name, _some(condition), _some(fits))
    tally.wrong += len(left)
    tally.notes += [
        f"{name}: thừa {t['clause_id']} {t['comparator']} {t['value']} {t['unit']} ({t['confidence']}) {t['text'][:60]}"
        for t in left
    ]
    sure = tallies.setdefault("targets sure", Tally())
    sure.wrong += sum(t["confidence"] >= 0.8 for t in left)
    sure.hit += sum(t["confidence"] >= 0.8 for t in found) - sum(t["confidence"] >= 0.8 for t in left)


def _reporting(name: str, wanted: list[Any], found: list[dict[str, Any]], tallies: dict[str, Tally]) -> None:
    left = list(found)
    tally = tallies.setdefault("reporting", Tally())
    for frequency, due, ad_hoc, to in wanted:
        match = next(
            (
                r
                for r in left
                if (r["frequency"], r["due"], r["ad_hoc"]) == (frequency, due, ad_hoc)
                and (to is None or (_same(to) or "") in (_same(r["to"]) or ""))
            ),
            None,
        )
        if match is None:
            tally.missed += 1
            tally.notes.append(f"{name}: thiếu báo cáo {frequency} {due} {ad_hoc} {to}")
        else:
            left.remove(match)
            tally.hit += 1
    tally.wrong += len(left)
    tally.notes += [f"{name}: thừa báo cáo {r['frequency']} {r['due']} {r['ad_hoc']} {r['to']}" for r in left]


def table(tallies: dict[str, Tally]) -> str:
    """The tallies as a plain table."""
    rows = [f"{'trường':20} {'đúng':>5} {'sai':>5} {'sót':>5} {'chính xác':>10} {'đầy đủ':>8}"]
    for key, t in tallies.items():
        rows.append(f"{key:20} {t.hit:5} {t.wrong:5} {t.missed:5} {t.precision:10.3f} {t.recall:8.3f}")
    return "\n".join(rows)


if __name__ == "__main__":
    result = score(next((a for a in sys.argv[1:] if not a.startswith("-")), ""))
    print(table(result))
    if "-v" in sys.argv:
        for key, tally in result.items():
            for note in tally.notes:
                print(f"  {key}: {note}")
