"""The device judges by the same rules as the server: several hundred cases through both, compared word for word."""

import json
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from binhdang.calc import answers, portable, rules
from binhdang.calc.cells import NOT_APPLICABLE, CellError, Value, parse_cell, plain
from binhdang.calc.formulas import parse_formula
from binhdang.calc.layout import Layout, parse_layout
from binhdang.calc.numbers import number
from binhdang.reports.quality import figures_of

pytestmark = pytest.mark.e2e
SCRIPT = Path(__file__).resolve().parents[2] / "src/binhdang/static/web/offline/rules.js"
NUMBERS: list[Value | None] = [
    None,
    NOT_APPLICABLE,
    0,
    1,
    2,
    9,
    10,
    1234,
    -3,
    Decimal("0.5"),
    Decimal("12.125"),
    10**18,
]
TYPED = [
    "", " ", "-", "–", "kad", "KAD ", "0", "00012", "1.234", "1,234", "1234,5", "12.5", "1.234.567,25", "1 234", "1\u00a0234,5",
    "+7", "−8", "--1", "1e5", "12..3", "1.23.456", "abc", "١٢", "0,0000001", "1" * 19, "9" * 81, "-0", "-0,50", "1.234,500", "0.125",
]  # fmt: skip
FORMULAS = [
    "a.tong - b", "a.nu / a.tong", "if(a.nu * 10 >= a.tong * 3, 1, 0)", "min(a.tong, b, 5) <= max(b, 1)", "-a.tong + b * 2 <> 0.1 + 0.2",
    "{c-1} / b / 3 > 1", "(a.tong - a.nu) * (b + 1) = 0", "if({c-1} < b, a.tong, a.nu / 0)",
]  # fmt: skip

KEYS = ["jump:a.tong", "zero:p.nu", "rule:r0", "rule:r2", "past:b"]

AGREE = """(sent) => {
  const {layouts, cases, typed} = JSON.parse(sent);
  const r = self.bd.rules;
  const read = (texts) => Object.fromEntries(Object.entries(texts).map(([c, t]) => [c, t === "x" ? r.KAD : r.exact(t)]));
  const say = (value) => value === null ? "–" : value === r.KAD ? "KAD" : r.number(value, value[0] % value[1] === 0n ? 0 : 6);
  return JSON.stringify({
    found: cases.map((c) => r.check(layouts[c.layout], read(c.values), read(c.last), c.bands, c.texts, c.complete, c.past)
      .map((f) => [f.code, f.severity, f.cells, f.message, f.key])),
    figures: cases.map((c) => c.keys.map((key) => r.figuresOf(layouts[c.layout], key, read(c.values)))),
    left: cases.map((c) => r.unexplained(r.check(layouts[c.layout], read(c.values), read(c.last), c.bands, c.texts, c.complete, c.past), c.explained).map((f) => f.key)),
    sums: cases.map((c) => c.trees.map((tree) => say(r.run(tree, read(c.values))))),
    typed: typed.flatMap((text) => [true, false].map((whole) => {
      try { const v = r.parse(text, whole); return v === null ? "–" : r.number(v); } catch (e) { if (!(e instanceof r.CellError)) throw e; return e.message; }
    })),
  });
}"""


def make_layout(chance: random.Random) -> Layout:
    """A form with everything that a check can look at, its limits and settings by chance."""
    limits = {"min": chance.choice([0, -5]), "max": chance.choice([9, Decimal("1234.5"), 10**17])}
    columns = {"columns": ["tong", "nu"], "integer": chance.random() < 0.5, "kad": chance.random() < 0.5}
    return parse_layout(
        {
            "code": "F",
            "name": "Biểu",
            "period": "year",
            "sections": [
                {
                    "title": "I",
                    "rows": [
                        {"code": "a", "name": "Lao động, viên chức", **columns, "required": chance.random() < 0.5},
                        {"code": "p", "name": "Trong đó", **columns, "part_of": "a"},
                        {"code": "b", "name": "Lớp", **limits},
                        {"code": "c-1", "name": "Chỉ cấp trên", "levels": ["tinh"], "required": True},
                        {"code": "q", "name": "Có ban?", "kind": "yes_no", "required": True},
                        {"code": "t", "name": "Khó khăn", "kind": "text", "required": chance.random() < 0.5},
                    ],
                }
            ],
            "rules": [
                {"code": f"r{n}", "formula": f, "message": f"Quy tắc {n}", "severity": chance.choice(["error", "warning", "notice"])}
                for n, f in enumerate(chance.sample(FORMULAS, 3))
            ],
            "warnings": chance.choice(
                [{}, {"jump_percent": 30, "jump_floor": Decimal("0.5"), "outlier_peers": 3, "outlier_floor": 1, "outlier_mads": 2, "zero": False, "past_mads": 2}, {"zero": True}]
            ),
        }
    )  # fmt: skip


def some(chance: random.Random, layout: Layout, level: str) -> dict[str, Value]:
    """Values for some of the cells that the level fills in."""
    drawn = {code: chance.choice(NUMBERS + [chance.randint(0, 40)] * 6) for code in layout.fills(level)}
    return {code: value for code, value in drawn.items() if value is not None and (code != "q" or value in (0, 1))}


def shown(value: Any) -> str:
    """A result as the script's `say` writes it."""
    if isinstance(value, Fraction | Decimal) and value != int(value):
        return number(value, 6)
    return number(value if not isinstance(value, Fraction) else int(value))


def test_the_device_and_the_server_agree_on_every_finding_sum_and_reading(browser):
    chance = random.Random(20201130)
    layouts, sent, cases, expected = [], [], [], []
    for at in range(400):
        level = chance.choice(["co_so", "tinh"])
        if at % 10 == 0:
            layouts.append(make_layout(chance))
        layout = layouts[-1]
        values, last = some(chance, layout, level), some(chance, layout, level)
        peers, past = (
            {code: rules.spread_of([chance.randint(0, 30) for _ in range(chance.randint(1, 9))]) for code in codes}
            for codes in (layout.fills(level), chance.sample(layout.fills(level), 3))
        )
        texts, complete = chance.choice([{}, {"t": "Thiếu kinh phí"}, {"t": " "}]), chance.random() < 0.7
        findings = rules.check(layout, values, last, peers, past=past, level=level, complete=complete)
        findings += answers.check(
            layout, values, texts if texts.get("t", "").strip() else {}, level=level, complete=complete
        )
        explained = {f.key: "x" * chance.choice([0, 19, 20, 30]) for f in findings}
        expected.append(
            {
                "found": [[f.code, f.severity, list(f.cells), f.message_vi, f.key] for f in findings],
                "left": [f.key for f in rules.unexplained(findings, explained)],
                "figures": [figures_of(layout, key, values) for key in KEYS],
                "sums": [shown(parse_formula(text).run(values)) for text in FORMULAS],
            }
        )
        sent.append(portable.rules_of(layout, level))
        cases.append(
            {
                "layout": at,
                "values": portable.texts_of(values),
                "last": portable.texts_of(last),
                "bands": portable.bands_of(layout, peers),
                "past": portable.bands_of(layout, past),
                "keys": KEYS,
                "texts": texts,
                "complete": complete,
                "explained": explained,
                "trees": [portable.tree(parse_formula(text).tree) for text in FORMULAS],
            }
        )
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    got = json.loads(page.evaluate(AGREE, json.dumps({"layouts": sent, "cases": cases, "typed": TYPED})))
    page.close()
    for at, case in enumerate(expected):
        assert {name: got[name][at] for name in case} == case, cases[at]
    assert got["typed"] == [read(text, whole=whole) for text in TYPED for whole in (True, False)]
    assert sum(len(case["found"]) for case in expected) > 1000


def read(text: str, *, whole: bool) -> str:
    """A typed text as the server understands it, or what it says against it."""
    try:
        value = parse_cell(text, whole=whole)
    except CellError as error:
        return str(error)
    return number(value) if not isinstance(value, Decimal) else number(Decimal(plain(value)))
