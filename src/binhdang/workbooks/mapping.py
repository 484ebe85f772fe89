"""The page of a mapping: each heading with samples from below it, and what it most likely is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from binhdang.calc import foreign as tables
from binhdang.calc.layout import COLUMN_NAMES
from binhdang.calc.sheetcells import shown
from binhdang.calc.sheetmap import value_columns
from binhdang.datasets.queries import layout_of
from binhdang.kit.books import Sheet
from binhdang.workbooks.models import Upload

LIKELY = 80
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One heading or label: `name` of its field, how it is written, samples, the choice, whether it is sure."""

    key: str
    name: str
    title: str
    samples: str
    choice: str
    sure: bool

    def with_choice(self, choice: str) -> Line:
        """The same with what the person chose."""
        return replace(self, choice=choice)


def choices_of(upload: Upload, table: tables.Table) -> list[tuple[str, str]]:
    """What a heading can be mapped to, as (token, name)."""
    if upload.request is None:
        return []
    layout = layout_of(upload.request.form)
    fixed = [("@note", _("Ghi chú")), ("@skip", _("Cột không có số liệu (TT, đơn vị tính)"))]
    if table.shape == "wide":
        return [("@unit", _("Mã đơn vị")), ("@name", _("Tên đơn vị")), *fixed, *tables.targets(layout, table.shape)]
    columns = [(code, COLUMN_NAMES.get(code, code)) for code in value_columns(layout)]
    return [*columns, *fixed, *tables.targets(layout, table.shape)]


def rows_of(upload: Upload, sheet: Sheet, table: tables.Table) -> list[Line]:
    """Every heading and label in the sheet's order; a guess is only a first choice, never applied by itself."""
    if upload.request is None:
        return []
    layout = layout_of(upload.request.form)
    sure = tables.understood(table, layout)
    targets = tables.targets(layout, table.shape)
    names = {token: tables.fold(name) for token, name in targets} | {
        f"{token} ": tables.fold(token) for token, _name in targets
    }
    lines = []
    for number, (key, title) in enumerate(table.asked.items()):
        choice = sure.get(key, "")
        if not choice:
            best = process.extractOne(key.removeprefix("row:"), names, scorer=fuzz.token_set_ratio, score_cutoff=LIKELY)
            choice = best[2].strip() if best else ""
        lines.append(Line(key, f"h.{number}", title, _samples(sheet, table, key), choice, key in sure))
    return lines


def _samples(sheet: Sheet, table: tables.Table, key: str) -> str:
    """The first figures below a heading, or beside a label."""
    if key.startswith("row:"):
        rows = [at for at, label in table.labels.items() if label == key[4:]]
        found = [shown(raw) for at in rows[:1] for raw in sheet.rows[at][table.key + 1 :] if raw != ""]
        return " · ".join(found[:SAMPLES])
    columns = [column for column, name in table.names.items() if name == key]
    found = [
        shown(row[column])
        for column in columns
        for row in sheet.rows[table.start :]
        if len(row) > column and row[column] != ""
    ]
    return " · ".join(found[:SAMPLES])
