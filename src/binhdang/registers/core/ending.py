"""The end of what a person holds: nobody is erased who still holds something, and of who was erased the end alone is
still written down, because a last day says nothing about her.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import ModelForm, modelform_factory
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import Refused
from binhdang.registers.core import rules
from binhdang.registers.core.about import Row
from binhdang.registers.core.forms import RecordForm
from binhdang.registers.core.register import Lines, Register


class EndForm(RecordForm):
    """The last day alone."""

    def clean(self) -> dict[str, Any]:
        """A last day that has come."""
        for name in self.fields:
            day = self.cleaned_data.get(name)
            if name not in self.errors and (day is None or day > clock.today()):
                self.add_error(name, _("Ghi ngày kết thúc, không sau hôm nay."))
        return self.cleaned_data

    def validate_constraints(self) -> None:
        """Check the table's constraints over what is not asked for as well."""
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


def form_for(part: Register | Lines, row: Any, record: Any) -> type[ModelForm]:
    """The form by which a row is changed: its own, or the end alone where the person was erased.

    Raises Refused for a new line of a record of somebody erased, and for a row that has no end.
    """
    erased = [one for one in (row, record) if rules.of_person(type(one)) and rules.is_erased(one)]
    if not erased:
        return part.form
    if not part.ends or row.pk is None:
        rules.check_unerased(erased[0])
    return modelform_factory(part.model, form=EndForm, fields=[part.ends])


def holding(rows: Iterable[Row]) -> list[Row]:
    """What of a person's rows, and of the lines of her records, has begun to run and has no end."""
    return [one for given in rows for one in _running(given)]


def _running(one: Row) -> Iterator[Row]:
    register, record = one.register, one.record
    if record.removed_at is not None or not _stands(register, record):
        return
    part: Register | Lines = one.lines or register
    open_end = part.ends and getattr(one.row, part.ends) is None and one.row.removed_at is None
    if open_end and (one.lines is not None or register.lasting):
        yield one
    if one.lines is None:
        for lines in register.lines:
            if lines.ends and not rules.of_person(lines.model):
                found = {lines.owner: record, f"{lines.ends}__isnull": True, "removed_at__isnull": True}
                yield from (Row(register, lines, row, record) for row in lines.model.objects.filter(**found))


def _stands(register: Register, record: Any) -> bool:
    if register.standing is None:
        return True
    return bool(register.model.objects.filter(register.standing(clock.today()), pk=record.pk).exists())


def told(one: Row) -> str:
    """What a row holds, where, without the person's name: "Chủ tịch, 05/03/2018 (Cán bộ công đoàn, CĐCS …)"."""
    if one.lines is None:
        what, where = str(one.register.one), [str(one.register.name)]
    elif rules.of_person(one.lines.model):
        what, where = str(one.lines.name), [one.register.title(one.record)]
    else:
        what, where = str(one.row), [str(one.register.name)]
    places = list(dict.fromkeys([*where, one.record.unit.name]))
    return f"{what} ({', '.join(places)})"


def check_ended(rows: Iterable[Row]) -> None:
    """Raise `Refused` for a person who still holds something, naming what has to be ended first and by whom."""
    if found := holding(rows):
        units = ", ".join(dict.fromkeys(one.record.unit.name for one in found))
        raise Refused(
            _("Người này còn đang giữ: %(what)s. Ghi ngày kết thúc trước rồi mới xoá, vì các con số còn đếm người này.")
            % {"what": "; ".join(told(one) for one in found)},
            _("Người ghi sổ của %(units)s ghi ngày kết thúc.") % {"units": units},
        )
