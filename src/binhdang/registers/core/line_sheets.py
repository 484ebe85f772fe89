"""The lines of records as further sheets of their workbook: each row names its record by unit code and key."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model

from binhdang.orgs.models import Person
from binhdang.registers.core import rules
from binhdang.registers.core.register import Lines, Register
from binhdang.registers.core.sheets import DAY, UNIT, columns_of, put

Cell = tuple[forms.Field, Any]
TEXT = forms.CharField()


def add(book: Any, register: Register, records: Any, *, by: Person | None) -> None:
    """Add a sheet for each kind of lines of these records (a queryset), with what `by` reads of them, streamed."""
    head, day = book.add_format({"bold": True, "text_wrap": True, "bottom": 1}), book.add_format(DAY)
    for lines in register.lines:
        if lines.entered:
            sheet = book.add_worksheet(str(lines.name)[:31])
            sheet.freeze_panes(1, 1 + len(register.key))
            sheet.set_column(0, len(register.key) + len(_names(lines)), 18)
            for at, title in enumerate(_titles(register, lines)):
                sheet.write_string(0, at, title, head)
            for row, cells in enumerate(_rows(register, lines, records, by), 1):
                for at, (field, value) in enumerate(cells):
                    put(sheet, (row, at), field, value, day)


def _names(lines: Lines) -> list[str]:
    return list(dict.fromkeys([*lines.form.base_fields, *lines.columns]))


def _titles(register: Register, lines: Lines) -> list[str]:
    labels = [str(register.label(name)) for name in register.key]
    return [UNIT, *labels, *(str(lines.model._meta.get_field(name).verbose_name) for name in _names(lines))]


def _rows(register: Register, lines: Lines, records: Any, by: Person | None) -> Iterator[list[Cell]]:
    key, names = columns_of(register), _names(lines)
    rows = lines.model.objects.filter(
        rules.names_read(by, lines),
        rules.unrestricted(lines.model),
        removed_at__isnull=True,
        **{f"{lines.owner}__in": records.order_by().values("pk")},
    )
    rows = rows.select_related(f"{lines.owner}__unit", *lines.select)
    for line in rows.order_by(f"{lines.owner}__unit__sort_key", lines.owner, *lines.order).iterator(2000):
        record = getattr(line, lines.owner)
        told = [(key[name], getattr(record, name)) for name in register.key]
        yield [(TEXT, record.unit.code), *told, *(_cell(lines, line, name) for name in names)]


def _cell(lines: Lines, line: Any, name: str) -> Cell:
    value = getattr(line, name)
    if isinstance(value, Model):
        return TEXT, str(getattr(line, f"get_{name}_display", lambda: getattr(value, "name", value))())
    return lines.form.base_fields.get(name, TEXT), value
