"""The checks of a form: errors that stop a report, and warnings that need an explanation.

Errors: a required cell left empty; a number that is not whole, below the least or above the most; KAD where it is
refused; "nữ" above the total of its row; a part above its whole; a cell the level does not fill; the form's own rules.
Warnings: a jump against last year; an outlier among units of like size (median and MAD); zero where last year was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from .cells import NotApplicable, Number, Value, add
from .formulas import parse_formula
from .layout import Cell, Layout
from .numbers import number, percent
from .questions import NUMBER

Severity = Literal["error", "warning"]

EXPLANATION_LEAST: Final = 20
# 1.4826 makes the MAD of normally spread figures comparable with their standard deviation.
_MAD_SCALE: Final = Fraction(14826, 10000)
WARNING_DEFAULTS: Final[dict[str, Number]] = {
    "jump_percent": 50,
    "jump_floor": 10,
    "outlier_mads": 6,
    "outlier_floor": 10,
    "outlier_peers": 8,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `key` names it stably ("jump:A01.nu"), so that an explanation given once stays with it."""

    code: str
    severity: Severity
    cells: tuple[str, ...]
    message_vi: str
    key: str


def check(
    layout: Layout,
    values: Mapping[str, Value],
    last: Mapping[str, Value] | None = None,
    peers: Mapping[str, Sequence[Number]] | None = None,
    *,
    level: str | None = None,
    complete: bool = True,
) -> list[Finding]:
    """Check one report; findings come in the form's order, errors before warnings.

    `last` is the unit's last known values, `peers` per cell the figures of units of like size. `level` limits the
    checks to the cells that level fills. `complete=False` (a draft being saved) leaves out what is not filled in yet.
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
    if layout.warnings and (last or peers):
        setting = {**WARNING_DEFAULTS, **layout.warnings}
        for cell in (layout.by_code[code] for code in filled):
            if cell.kind == NUMBER:
                warnings += _cell_warnings(cell, setting, values, last or {}, peers or {})
    return [*errors, *(f for f in own if f.severity == "error"), *warnings]


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
        return _error("unknown", (code,), f"Biểu không có ô {code}.")
    return _error("level", (code,), f"{cell.label}: cấp công đoàn này không nhập ô này.")


def _cell_errors(cell: Cell, value: Value | None, complete: bool) -> list[Finding]:
    if value is None:
        if cell.required and complete:
            return [_error("required", (cell.code,), f"{cell.label}: chưa có số liệu; nhập số (kể cả số 0).")]
        return []
    if isinstance(value, NotApplicable):
        return [] if cell.kad else [_error("kad", (cell.code,), f"{cell.label}: không được chọn “không áp dụng”.")]
    if cell.integer and value != int(value):
        return [_error("integer", (cell.code,), f"{cell.label}: {number(value)} phải là số nguyên.")]
    if cell.least is not None and value < cell.least:
        return [_error("min", (cell.code,), f"{cell.label}: {number(value)} nhỏ hơn {number(cell.least)}.")]
    if cell.most is not None and value > cell.most:
        return [_error("max", (cell.code,), f"{cell.label}: {number(value)} lớn hơn {number(cell.most)}.")]
    return []


def _number(values: Mapping[str, Value], code: str) -> Number | None:
    value = values.get(code)
    return None if isinstance(value, NotApplicable) else value


def _women(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    for women, total in layout.women:
        few, all_ = _number(values, women), _number(values, total)
        if few is not None and all_ is not None and few > all_:
            name = layout.by_code[women].label.rsplit(",", 1)[0]
            message = f"{name}: số nữ ({number(few)}) lớn hơn tổng số ({number(all_)}); sửa một trong hai ô."
            findings.append(_error("women", (women, total), message))
    return findings


def _parts(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    for part, whole in layout.parts:
        few, all_ = _number(values, part), _number(values, whole)
        if few is not None and all_ is not None and few > all_:
            message = (
                f"{layout.by_code[part].label} ({number(few)}) lớn hơn số của dòng gồm nó, "
                f"{layout.by_code[whole].label} ({number(all_)}); sửa một trong hai ô."
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
            severity: Severity = "warning" if rule.severity == "warning" else "error"
            findings.append(Finding(rule.code, severity, cells, rule.message, f"rule:{rule.code}"))
    return findings


def _cell_warnings(
    cell: Cell,
    setting: Mapping[str, Number | bool],
    values: Mapping[str, Value],
    last: Mapping[str, Value],
    peers: Mapping[str, Sequence[Number]],
) -> list[Finding]:
    value, before = _number(values, cell.code), _number(last, cell.code)
    if value is None:
        return []
    if before is not None and before != value:
        if value == 0 and setting.get("zero", True):
            message = f"{cell.label}: kỳ này là 0, kỳ trước là {number(before)}."
            return [_finding("zero", "warning", (cell.code,), message)]
        if jump := _jump(cell, value, before, setting):
            return [jump]
    others = peers.get(cell.code)
    outlier = _outlier(cell, value, others, setting) if others else None
    return [outlier] if outlier else []


def _jump(cell: Cell, value: Number, before: Number, setting: Mapping[str, Number | bool]) -> Finding | None:
    change: Number = add(value, -before) if value > before else add(before, -value)
    if before <= 0 or change < setting["jump_floor"]:
        return None
    share = Fraction(change) / Fraction(before)
    if share * 100 < Fraction(setting["jump_percent"]):
        return None
    way = "tăng" if value > before else "giảm"
    message = f"{cell.label} {way} {percent(share)} so với kỳ trước ({number(before)} → {number(value)})."
    return _finding("jump", "warning", (cell.code,), message)


def _outlier(
    cell: Cell, value: Number, others: Sequence[Number], setting: Mapping[str, Number | bool]
) -> Finding | None:
    if len(others) < Fraction(setting["outlier_peers"]):
        return None
    middle = median(others)
    spread = spread_of(others, middle)
    distance = abs(Fraction(value) - middle)
    if distance < Fraction(setting["outlier_floor"]) or not spread:
        return None
    if distance <= Fraction(setting["outlier_mads"]) * _MAD_SCALE * spread:
        return None
    like = f"trung vị {number(middle, 1)}, {len(others)} đơn vị"
    message = f"{cell.label}: {number(value)} khác xa các đơn vị cùng quy mô ({like})."
    return _finding("outlier", "warning", (cell.code,), message)


def median(numbers: Sequence[Number | Fraction]) -> Fraction:
    """The exact middle of some numbers (of two middle ones the half-way); raises `ValueError` for none."""
    if not numbers:
        raise ValueError("no numbers")
    ordered = sorted(numbers)
    half = len(ordered) // 2
    upper = Fraction(ordered[half])
    return upper if len(ordered) % 2 else (Fraction(ordered[half - 1]) + upper) / 2


def spread_of(others: Sequence[Number], middle: Fraction) -> Fraction:
    """The median distance from the middle; whole numbers stay whole (doubled), which is much faster than fractions."""
    if middle.denominator <= 2 and all(isinstance(other, int) for other in others):
        twice = int(middle * 2)
        return median([abs(int(other) * 2 - twice) for other in others]) / 2
    return median([abs(Fraction(other) - middle) for other in others])
