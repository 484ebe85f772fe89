"""What differs between two versions of a form, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhdang.calc.layout import Layout, Row
from binhdang.calc.numbers import number
from binhdang.calc.questions import NUMBER


@dataclass(frozen=True)
class Changed:
    """A row that goes on with other properties: what was and what is, property by property."""

    row: Row
    was: Row
    points: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Comparison:
    """The rows that came, went and changed, and whether other parts of the form differ."""

    added: list[Row]
    gone: list[Row]
    changed: list[Changed]
    formulas: list[tuple[str, str, str]]
    renamed: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.gone or self.changed or self.formulas)

    @property
    def unsettled(self) -> list[tuple[Row, str]]:
        """Rows of the older version that are gone, each with the row that is proposed to continue it."""
        return [(row, self.renamed.get(row.code, "")) for row in self.gone]


def compare(older: Layout, newer: Layout, renamed: Mapping[str, str] | None = None) -> Comparison:
    """Compare two versions row by row; `renamed` says which rows changed their code (old -> new)."""
    was = {row.code: row for row in older.rows}
    now = {row.code: row for row in newer.rows}
    kept = {code: code for code in was if code in now}
    pairs = [Changed(now[to], was[code], _points(was[code], now[to])) for code, to in kept.items()]
    return Comparison(
        added=[row for code, row in now.items() if code not in was],
        gone=[row for code, row in was.items() if code not in now],
        changed=[pair for pair in pairs if pair.points],
        formulas=_formulas(older, newer),
        renamed={old: new for old, new in (renamed or {}).items() if new in now and new not in was},
    )


def _points(was: Row, now: Row) -> list[tuple[str, str, str]]:
    before, after = _facts(was), _facts(now)
    return [(name, before[name], after[name]) for name in before if before[name] != after[name]]


def _facts(row: Row) -> dict[str, str]:
    cell = row.cells[0] if row.cells and row.kind == NUMBER else None
    return {
        _("Nội dung"): row.name,
        _("Loại câu hỏi"): row.kind,
        _("Đơn vị tính"): row.unit or "–",
        _("Cột"): ", ".join(row.columns) or "–",
        _("Các lựa chọn"): "; ".join(option.name for option in row.options) or "–",
        _("Cấp trả lời"): ", ".join(row.levels) or _("mọi cấp"),
        _("Bắt buộc"): _("có") if row.required else _("không"),
        _("Được chọn KAD"): _("có") if row.kad else _("không"),
        _("Là một phần của"): row.part_of or "–",
        _("Số nguyên"): _("có") if cell and cell.integer else _("không"),
        _("Ít nhất"): number(cell.least if cell else None),
        _("Nhiều nhất"): number(cell.most if cell else None),
        _("Hướng dẫn"): row.note or "–",
    }


def _formulas(older: Layout, newer: Layout) -> list[tuple[str, str, str]]:
    """(name, before, after) of the computed cells and rules that differ."""

    def all_of(layout: Layout) -> dict[str, str]:
        cells = {f"{_('Ô tính')} {cell.code}": f"{cell.label}: {cell.formula}" for cell in layout.derived}
        return cells | {f"{_('Quy tắc')} {rule.code}": f"{rule.formula} ({rule.message})" for rule in layout.rules}

    before, after = all_of(older), all_of(newer)
    every = {**before, **after}
    return [(key, before.get(key, "–"), after.get(key, "–")) for key in every if before.get(key) != after.get(key)]


def flat(data: Any, place: str = "") -> dict[str, str]:
    """A piece of a definition as place -> text, to show two side by side."""
    if isinstance(data, dict):
        pairs = [(f"{place} {key}".strip(), value) for key, value in data.items() if value not in (None, [], {}, "")]
    elif isinstance(data, list):
        pairs = [(f"{place} {number}".strip(), value) for number, value in enumerate(data, 1)]
    else:
        return {place: str(data)}
    return {key: text for at, value in pairs for key, text in flat(value, at).items()}
