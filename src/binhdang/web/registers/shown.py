"""Records as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _

from binhdang.calc.numbers import number
from binhdang.registers.core.register import ALL, Register
from binhdang.ui.numbers import day


def register_of(code: str) -> Register:
    """The register of a code. Raises Http404."""
    if code not in ALL:
        raise Http404
    return ALL[code]


def text(record: Any, name: str, extra: dict[str, Any] | None = None) -> str:
    """What a column shows of a record; "–" for nothing known."""
    if extra and name in extra:
        value = extra[name](record)
    else:
        value = getattr(record, f"get_{name}_display", lambda: getattr(record, name))()
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Model):
        return str(getattr(value, "name", value))
    return number(value) if isinstance(value, int) and abs(value) > 9999 else str(value)


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    record: Any
    title: str
    cells: list[str]
    heads: list[str]

    @property
    def named(self) -> list[tuple[str, str]]:
        """Each cell with its column's label, which stands beside it on phones."""
        return list(zip(self.heads, self.cells, strict=True))


def lines(register: Register, records: list[Any]) -> list[Line]:
    """The rows of a page of the list."""
    heads = [str(register.label(name)) for name in register.columns]
    return [
        Line(one, register.title(one), [text(one, name, register.extra) for name in register.columns], heads)
        for one in records
    ]


def pairs(register: Register, record: Any, *, sensitive: bool) -> list[tuple[str, str]]:
    """Every field of a record with its label; a sensitive one is closed to who may not read it."""
    names = list(register.form.base_fields)
    behalf = [(_("Ghi thay bởi"), record.entered_from.name)] if record.entered_from else []
    return behalf + [
        (
            str(register.form.base_fields[name].label or register.label(name)),
            _("Chỉ đơn vị và người có quyền mới xem được")
            if name in register.sensitive and not sensitive
            else text(record, name),
        )
        for name in names
    ]
