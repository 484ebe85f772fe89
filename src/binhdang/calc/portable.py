"""The checks of a form as plain data, so that a device without a network judges by the same rules.

Numbers are text ("12.5"), formulas are nested lists (a safe tree, nothing to execute):

    ["n", numerator, denominator]   ["c", code]   ["<=", a, b]   ["+", [sign, a], ...]   ["*", [sign, a], ...]
    ["if" | "min" | "max", a, ...]
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from . import rules
from .cells import NotApplicable, Number, Value, plain
from .formulas import Call, Cell, Compare, Constant, Node, Product, Sum, parse_formula
from .layout import Layout
from .numbers import number
from .questions import NUMBER


def tree(node: Node) -> list[Any]:
    """A formula's tree as nested lists."""
    match node:
        case Constant(value):
            exact = Fraction(value)
            return ["n", str(exact.numerator), str(exact.denominator)]
        case Cell(code):
            return ["c", code]
        case Sum(parts):
            return ["+", *([sign, tree(part)] for sign, part in parts)]
        case Product(parts):
            return ["*", *([sign, tree(part)] for sign, part in parts)]
        case Compare(sign, left, right):
            return [sign, tree(left), tree(right)]
        case Call(name, arguments):
            return [name, *(tree(part) for part in arguments)]


def rules_of(layout: Layout, level: str | None) -> dict[str, Any]:
    """What a device needs to check a report of a unit of this level: cells, pairs, own rules, settings of warnings."""
    mine = layout.fills(level)
    cells = [layout.by_code[code] for code in mine]
    here = set(mine)
    return {
        "cells": [
            {
                "code": cell.code,
                "row": cell.row,
                "label": cell.label,
                "required": cell.required,
                "integer": cell.integer,
                "least": _text(cell.least),
                "most": _text(cell.most),
                "kad": cell.kad,
                "number": cell.kind == NUMBER,
            }
            for cell in cells
        ],
        "questions": _questions(layout, level),
        "women": [list(pair) for pair in layout.women if here.issuperset(pair)],
        "parts": [list(pair) for pair in layout.parts if here.issuperset(pair)],
        "rules": [
            {
                "code": rule.code,
                "severity": rule.severity,
                "message": rule.message,
                "tree": tree(parse_formula(rule.formula).tree),
                "cells": [code for code in layout.cells if code in parse_formula(rule.formula).cells],
            }
            for rule in layout.rules
        ],
        "warnings": _warnings(layout),
    }


def _questions(layout: Layout, level: str | None) -> list[dict[str, Any]]:
    """The rows that are not numbers, as far as a device must know whether they are answered."""
    return [
        {
            "row": row.code,
            "kind": row.kind,
            "name": row.name,
            "required": row.required,
            "cells": [cell.code for cell in row.cells],
        }
        for row in layout.rows
        if row.kind != NUMBER and row.asks(level)
    ]


def _text(value: Number | None) -> str | None:
    return None if value is None else plain(value)


def _warnings(layout: Layout) -> dict[str, Any] | None:
    if not layout.warnings:
        return None
    setting = {**rules.WARNING_DEFAULTS, **layout.warnings}
    return {key: value if isinstance(value, bool) else plain(value) for key, value in setting.items()}


def texts_of(values: Mapping[str, Value]) -> dict[str, str]:
    """Values as text by cell: "12.5", and "x" for not applicable; a missing cell is absent."""
    return {code: "x" if isinstance(value, NotApplicable) else plain(value) for code, value in values.items()}


def bands_of(layout: Layout, spreads: Mapping[str, rules.Spread]) -> dict[str, list[str]]:
    """Per cell what a device needs to hold a figure against others (peers, or the unit's own past).

    Middle and spread as "n/d", the middle in words, how many.
    """
    if not layout.warnings:
        return {}
    return {
        code: [_ratio(spread.middle), _ratio(spread.mad), number(spread.middle, 1), str(spread.count)]
        for code, spread in spreads.items()
    }


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
