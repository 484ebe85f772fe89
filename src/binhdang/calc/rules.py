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

from .cells import NotApplicable, Number, Value
from .formulas import cells_of, evaluate, parse_formula
from .layout import Cell, Layout
from .numbers import number, percent

Severity = Literal["error", "warning"]

EXPLANATION_LEAST: Final = 20
# 1.4826 makes the MAD of normally spread figures comparable with their standard deviation.
_MAD_SCALE: Final = Fraction(14826, 10000)
_DEFAULTS: Final[dict[str, Number]] = {
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
    errors = [f for code in values for f in _foreign(layout, code, filled)]
    for code in filled:
        errors += _cell_errors(layout.by_code[code], values.get(code), complete)
    errors += _women(layout, values)
    errors += _parts(layout, values)
    own = _own_rules(layout, values)
    warnings = [f for f in own if f.severity == "warning"]
    if layout.warnings:
        for code in filled:
            warnings += _cell_warnings(layout, code, values, last or {}, peers or {})
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


def _foreign(layout: Layout, code: str, filled: tuple[str, ...]) -> list[Finding]:
    cell = layout.by_code.get(code)
    if cell is None:
        return [_error("unknown", (code,), f"Biểu không có ô {code}.")]
    if cell.formula or code in filled:
        return []
    return [_error("level", (code,), f"{cell.label}: cấp công đoàn này không nhập ô này.")]


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
    for row in layout.rows:
        if not {"tong", "nu"} <= set(row.columns):
            continue
        women, total = _number(values, f"{row.code}.nu"), _number(values, f"{row.code}.tong")
        if women is not None and total is not None and women > total:
            message = f"{row.name}: số nữ ({number(women)}) lớn hơn tổng số ({number(total)}); sửa một trong hai ô."
            findings.append(_error("women", (f"{row.code}.nu", f"{row.code}.tong"), message))
    return findings


def _parts(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    rows = {row.code: row for row in layout.rows}
    for row in layout.rows:
        whole = rows.get(row.part_of)
        if whole is None:
            continue
        for cell in row.cells:
            above = f"{whole.code}.{cell.column}" if cell.column else whole.code
            part_value, whole_value = _number(values, cell.code), _number(values, above)
            if part_value is not None and whole_value is not None and part_value > whole_value:
                message = (
                    f"{cell.label} ({number(part_value)}) lớn hơn số của dòng gồm nó, "
                    f"{layout.by_code[above].label} ({number(whole_value)}); sửa một trong hai ô."
                )
                findings.append(_error("part", (cell.code, above), message))
    return findings


def _own_rules(layout: Layout, values: Mapping[str, Value]) -> list[Finding]:
    findings: list[Finding] = []
    for rule in layout.rules:
        tree = parse_formula(rule.formula)
        if evaluate(tree, values) == 0:
            used = cells_of(tree)
            cells = tuple(code for code in layout.cells if code in used)
            severity: Severity = "warning" if rule.severity == "warning" else "error"
            findings.append(Finding(rule.code, severity, cells, rule.message, f"rule:{rule.code}"))
    return findings


def _cell_warnings(
    layout: Layout,
    code: str,
    values: Mapping[str, Value],
    last: Mapping[str, Value],
    peers: Mapping[str, Sequence[Number]],
) -> list[Finding]:
    value, before = _number(values, code), _number(last, code)
    if value is None:
        return []
    cell, setting = layout.by_code[code], {**_DEFAULTS, **layout.warnings}
    if before is not None:
        if value == 0 and before != 0 and setting.get("zero", True):
            return [_finding("zero", "warning", (code,), f"{cell.label}: kỳ này là 0, kỳ trước là {number(before)}.")]
        if jump := _jump(cell, value, before, setting):
            return [jump]
    outlier = _outlier(cell, value, peers.get(code, ()), setting)
    return [outlier] if outlier else []


def _jump(cell: Cell, value: Number, before: Number, setting: Mapping[str, Number | bool]) -> Finding | None:
    change = Fraction(value) - Fraction(before)
    if before <= 0 or abs(change) < Fraction(setting["jump_floor"]):
        return None
    share = change / Fraction(before)
    if abs(share) * 100 < Fraction(setting["jump_percent"]):
        return None
    way = "tăng" if change > 0 else "giảm"
    message = f"{cell.label} {way} {percent(abs(share))} so với kỳ trước ({number(before)} → {number(value)})."
    return _finding("jump", "warning", (cell.code,), message)


def _outlier(
    cell: Cell, value: Number, others: Sequence[Number], setting: Mapping[str, Number | bool]
) -> Finding | None:
    if len(others) < Fraction(setting["outlier_peers"]):
        return None
    middle = median(others)
    spread = median([abs(Fraction(other) - middle) for other in others])
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
    ordered = sorted(Fraction(n) for n in numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
