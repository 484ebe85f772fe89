"""The checks of a form: errors that stop a report, warnings that need an explanation, notices that only show.

Errors: a required cell left empty; a number that is not whole, below the least or above the most; KAD where it is
refused; "nữ" above the total of its row; a part above its whole; a cell the level does not fill; the form's own rules.
Warnings: zero where last period was not; far from the unit's own past (median and MAD of at least three periods, else a
jump against the last); an outlier among units of like kind and size; the form's own rules. Notices: a cell left empty
that had a figure last period; the form's own rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, cast

from .cells import NotApplicable, Number, Value, add
from .formulas import parse_formula
from .layout import Cell, Layout
from .numbers import number, percent
from .questions import NUMBER
from .words import said

Severity = Literal["error", "warning", "notice"]

EXPLANATION_LEAST: Final = 20
# 1.4826 makes the MAD of normally spread figures comparable with their standard deviation.
_MAD_SCALE: Final = Fraction(14826, 10000)
WARNING_DEFAULTS: Final[dict[str, Number]] = {
    "jump_percent": 50,
    "jump_floor": 10,
    "outlier_mads": 6,
    "outlier_floor": 10,
    "outlier_peers": 8,
    "past_periods": 3,
    "past_mads": 6,
    "past_percent": 25,
}
WEIGHT: Final = 10
"""How much a warning weighs in the doubt about a report; far-off figures weigh up to twice as much, notices 1."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `key` names it stably ("jump:A01.nu"), so that an explanation given once stays with it."""

    code: str
    severity: Severity
    cells: tuple[str, ...]
    message_vi: str
    key: str
    weight: int = WEIGHT


@dataclass(frozen=True, slots=True)
class Spread:
    """How many figures there are, their exact middle, and the median distance from it (MAD)."""

    count: int
    middle: Fraction
    mad: Fraction


def check(
    layout: Layout,
    values: Mapping[str, Value],
    last: Mapping[str, Value] | None = None,
    peers: Mapping[str, Spread] | None = None,
    *,
    past: Mapping[str, Spread] | None = None,
    level: str | None = None,
    complete: bool = True,
) -> list[Finding]:
    """Check one report; findings come in the form's order, errors before warnings before notices.

    `last` is the unit's last known values, `peers` per cell the figures of units of like kind and size, `past` those of
    the unit's own earlier periods. `level` limits the checks to the cells that level fills. `complete=False` (a draft
    being saved) leaves out what is not filled in yet.
    """
    filled = layout.fills(level)
    own_cells = set(filled)
    errors = [_foreign(layout, code) for code in values if code not in own_cells and not layout.is_derived(code)]
    for code in filled:
        errors += _cell_errors(layout.by_code[code], values.get(code), complete)
    errors += _women(layout, values)
    errors += _parts(layout, values)
    own = _own_rules(layout, values)
    warnings = [f for f in own if f.severity == "warning"]
    numbers = [layout.by_code[code] for code in filled if layout.by_code[code].kind == NUMBER]
    if layout.warnings and (last or peers or past):
        beside = _Beside(last or {}, peers or {}, past or {}, {**WARNING_DEFAULTS, **layout.warnings})
        for cell in numbers:
            warnings += _cell_warnings(cell, _number(values, cell.code), beside)
    notices = [f for f in own if f.severity == "notice"]
    if complete and last:
        notices += [_gone(cell, before) for cell in numbers if (before := _left_empty(cell, values, last))]
    return [*errors, *(f for f in own if f.severity == "error"), *warnings, *notices]


def unexplained(findings: Sequence[Finding], explanations: Mapping[str, str]) -> list[Finding]:
    """The warnings whose explanation is missing or shorter than 20 characters."""
    return [
        f for f in findings if f.severity == "warning" and len(explanations.get(f.key, "").strip()) < EXPLANATION_LEAST
    ]


def _finding(code: str, severity: Severity, cells: tuple[str, ...], message: str) -> Finding:
    return Finding(code, severity, cells, message, f"{code}:{cells[0] if cells else ''}")


def _error(code: str, cells: tuple[str, ...], message: str) -> Finding:
    return _finding(code, "error", cells, message)


def _foreign(layout: Layout, code: str) -> Finding:
    cell = layout.by_code.get(code)
    if cell is None:
        return _error("unknown", (code,), said("Biểu không có ô %(code)s.", code=code))
    return _error("level", (code,), said("%(label)s: cấp công đoàn này không nhập ô này.", label=cell.label))


def _cell_errors(cell: Cell, value: Value | None, complete: bool) -> list[Finding]:
    found = _cell_error(cell, value, complete)
    return [_error(found[0], (cell.code,), found[1])] if found else []


def _cell_error(cell: Cell, value: Value | None, complete: bool) -> tuple[str, str] | None:
    label = cell.label
    if value is None:
        wanted = cell.required and complete
        return ("required", said("%(label)s: chưa có số liệu; nhập số (kể cả số 0).", label=label)) if wanted else None
    if isinstance(value, NotApplicable):
        return None if cell.kad else ("kad", said("%(label)s: không được chọn “không áp dụng”.", label=label))
    if cell.integer and not isinstance(value, int) and value != int(value):
        return "integer", said("%(label)s: %(value)s phải là số nguyên.", label=label, value=number(value))
    if cell.least is not None and value < cell.least:
        least = number(cell.least)
        return "min", said("%(label)s: %(value)s nhỏ hơn %(least)s.", label=label, value=number(value), least=least)
    if cell.most is not None and value > cell.most:
        most = number(cell.most)
        return "max", said("%(label)s: %(value)s lớn hơn %(most)s.", label=label, value=number(value), most=most)
    return None


def _number(values: Mapping[str, Value], code: str) -> Number | None:
    value = values.get(code)
    return None if isinstance(value, NotApplicable) else value


def _women(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    for women, total in layout.women:
        few, all_ = _number(values, women), _number(values, total)
        if few is not None and all_ is not None and few > all_:
            name = layout.by_code[women].label.rsplit(",", 1)[0]
            message = said(
                "%(name)s: số nữ (%(few)s) lớn hơn tổng số (%(all)s); sửa một trong hai ô.",
                name=name,
                few=number(few),
                all=number(all_),
            )
            findings.append(_error("women", (women, total), message))
    return findings


def _parts(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    for part, whole in layout.parts:
        few, all_ = _number(values, part), _number(values, whole)
        if few is not None and all_ is not None and few > all_:
            message = said(
                "%(label)s (%(few)s) lớn hơn số của dòng gồm nó, %(label2)s (%(all)s); sửa một trong hai ô.",
                label=layout.by_code[part].label,
                few=number(few),
                label2=layout.by_code[whole].label,
                all=number(all_),
            )
            findings.append(_error("part", (part, whole), message))
    return findings


def _own_rules(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    for rule in layout.rules:
        formula = parse_formula(rule.formula)
        if formula.run(values) == 0:
            used = formula.cells
            cells = tuple(code for code in layout.cells if code in used)
            severity = cast("Severity", rule.severity)
            weight = 1 if severity == "notice" else 2 * WEIGHT
            findings.append(Finding(rule.code, severity, cells, rule.message, f"rule:{rule.code}", weight))
    return findings


def _left_empty(cell: Cell, values: Mapping[str, Value], last: Mapping[str, Value]) -> Number | None:
    """Last period's figure of an optional cell that is empty now."""
    return _number(last, cell.code) if cell.code not in values and not cell.required else None


def _gone(cell: Cell, before: Number) -> Finding:
    message = said("%(label)s: kỳ trước là %(before)s, kỳ này để trống.", label=cell.label, before=number(before))
    return Finding("gone", "notice", (cell.code,), message, f"gone:{cell.code}", 1)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a report's figures are held against, and how strictly."""

    last: Mapping[str, Value]
    peers: Mapping[str, Spread]
    past: Mapping[str, Spread]
    setting: Mapping[str, Number | bool]


def _cell_warnings(cell: Cell, value: Number | None, beside: _Beside) -> list[Finding]:
    """At most one warning a cell: zero, else against its own past, else among its peers."""
    if value is None:
        return []
    before, setting = _number(beside.last, cell.code), beside.setting
    if value == 0 and before and setting.get("zero", True):
        message = said("%(label)s: kỳ này là 0, kỳ trước là %(before)s.", label=cell.label, before=number(before))
        return [_warning("zero", cell, message, WEIGHT)]
    past, peers = beside.past.get(cell.code), beside.peers.get(cell.code)
    found = None
    if past and past.mad and past.count >= Fraction(setting["past_periods"]):
        found = _unlike_past(cell, value, past, setting)
    elif before is not None and before != value:
        found = _jump(cell, value, before, setting)
    if found is None and peers:
        found = _outlier(cell, value, peers, setting)
    return [found] if found else []


def _warning(code: str, cell: Cell, message: str, weight: int) -> Finding:
    return Finding(code, "warning", (cell.code,), message, f"{code}:{cell.code}", weight)


def _jump(cell: Cell, value: Number, before: Number, setting: Mapping[str, Number | bool]) -> Finding | None:
    change: Number = add(value, -before) if value > before else add(before, -value)
    if before <= 0 or change < setting["jump_floor"]:
        return None
    share = Fraction(change) / Fraction(before)
    if share * 100 < Fraction(setting["jump_percent"]):
        return None
    way = said("tăng") if value > before else said("giảm")
    message = said(
        "%(label)s %(way)s %(share)s so với kỳ trước (%(before)s → %(value)s).",
        label=cell.label,
        way=way,
        share=percent(share),
        before=number(before),
        value=number(value),
    )
    return _warning("jump", cell, message, WEIGHT + min(WEIGHT, int(share * 2)))


def _unlike_past(cell: Cell, value: Number, past: Spread, setting: Mapping[str, Number | bool]) -> Finding | None:
    distance = abs(Fraction(value) - past.middle)
    limit = Fraction(setting["past_mads"]) * _MAD_SCALE * past.mad
    if distance < Fraction(setting["jump_floor"]) or distance <= limit:
        return None
    if distance * 100 < Fraction(setting["past_percent"]) * abs(past.middle):
        return None
    like = said("trung vị %(middle)s của %(count)s kỳ trước", middle=number(past.middle, 1), count=past.count)
    message = said(
        "%(label)s: %(value)s khác xa các kỳ trước của đơn vị (%(like)s).",
        label=cell.label,
        value=number(value),
        like=like,
    )
    return _warning("past", cell, message, WEIGHT + min(WEIGHT, int(distance / (limit or 1))))


def _outlier(cell: Cell, value: Number, peers: Spread, setting: Mapping[str, Number | bool]) -> Finding | None:
    distance = abs(Fraction(value) - peers.middle)
    if peers.count < Fraction(setting["outlier_peers"]) or not peers.mad:
        return None
    limit = Fraction(setting["outlier_mads"]) * _MAD_SCALE * peers.mad
    if distance < Fraction(setting["outlier_floor"]) or distance <= limit:
        return None
    like = said("trung vị %(middle)s, %(count)s đơn vị", middle=number(peers.middle, 1), count=peers.count)
    message = said(
        "%(label)s: %(value)s khác xa các đơn vị cùng loại, cùng quy mô (%(like)s).",
        label=cell.label,
        value=number(value),
        like=like,
    )
    return _warning("outlier", cell, message, WEIGHT + min(WEIGHT, int(distance / (limit or 1))))


def cells_of_key(layout: Layout, key: str) -> tuple[str, ...]:
    """The cells that a finding's key speaks of, whether it is found now or not; none for an unknown key."""
    code, _colon, rest = key.partition(":")
    if code != "rule":
        return (rest,) if rest in layout.by_code else ()
    rule = next((rule for rule in layout.rules if rule.code == rest), None)
    used = parse_formula(rule.formula).cells if rule else frozenset[str]()
    return tuple(cell for cell in layout.cells if cell in used)


def spread_of(numbers: Sequence[Number]) -> Spread:
    """Count, middle and MAD of some numbers; raises `ValueError` for none."""
    middle = median(numbers)
    return Spread(len(numbers), middle, _mad(numbers, middle))


def median(numbers: Sequence[Number | Fraction]) -> Fraction:
    """The exact middle of some numbers (of two middle ones the half-way); raises `ValueError` for none."""
    if not numbers:
        raise ValueError("no numbers")
    ordered = sorted(numbers)
    half = len(ordered) // 2
    upper = Fraction(ordered[half])
    return upper if len(ordered) % 2 else (Fraction(ordered[half - 1]) + upper) / 2


def _mad(others: Sequence[Number], middle: Fraction) -> Fraction:
    """The median distance from the middle; whole numbers stay whole (doubled), which is much faster than fractions."""
    if middle.denominator <= 2 and all(isinstance(other, int) for other in others):
        twice = int(middle * 2)
        return median([abs(int(other) * 2 - twice) for other in others]) / 2
    return median([abs(Fraction(other) - middle) for other in others])
