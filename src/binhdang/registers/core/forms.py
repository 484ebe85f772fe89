"""The checks of a record, the same for the page and for Excel."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc.cells import CellError, parse_number
from binhdang.kit import clock
from binhdang.orgs.names import tidy
from binhdang.registers.core import wording
from binhdang.registers.core.rules import ERASED

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
LONGEST_TERM = 10
YOUNGEST, OLDEST = 15, 100
"""Of people in registers, in years."""
PLAUSIBLE = (
    MinValueValidator(date(1900, 1, 1), gettext_lazy("Ngày phải từ 01/01/1900.")),
    MaxValueValidator(date(2100, 12, 31), gettext_lazy("Ngày phải trước năm 2101.")),
)
MOST_LETTERS = 5000
"""Of a text without a length of its own: less than a cell of a sheet holds, so that it comes back whole."""


def tidy_lines(text: str) -> str:
    """A text composed, without unseen signs, each line with single spaces."""
    return "\n".join(map(tidy, text.splitlines()))


def _tidied(read: Callable[[Any], Any], value: Any) -> Any:
    found = read(value)
    return tidy_lines(found).strip() if isinstance(found, str) else found


def _counted(read: Callable[[Any], Any], value: Any) -> Any:
    """A whole number as people type it ("8.000", as everywhere on screen); a machine's "1.5" or "1,234" is refused."""
    if not isinstance(value, str) or not value.strip():
        return read(value)
    try:
        found = parse_number(value, whole=True)
    except CellError as error:
        raise forms.ValidationError(str(error)) from error
    if not isinstance(found, int):
        raise forms.ValidationError(_("Ghi một số nguyên, ví dụ 1234 hoặc 1.234."))
    return found


def tidy_term(text: str) -> str:
    """A term as "2023-2028": two years of at most ten years apart, or empty; which ones is each unit's own.

    Raises ValidationError for anything else.
    """
    text = str(text).replace("–", "-").replace(" ", "")
    if not text:
        return ""
    found = re.fullmatch(r"(\d{4})-(\d{4})", text)
    if not found or not 0 < int(found[2]) - int(found[1]) <= LONGEST_TERM:
        raise forms.ValidationError(_("Ghi nhiệm kỳ bằng hai năm, ví dụ 2023-2028."))
    return text


class RecordForm(forms.ModelForm):
    """A model form that reads Vietnamese days and does not ask for the unit (that is where one stands).

    Texts are kept without signs that nobody sees, days and years of birth within what can be.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wording.say(self.fields)
        for one in self.fields.values():
            if isinstance(one, forms.DateField):
                one.input_formats = DAYS
                one.widget = forms.DateInput(
                    attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}, format="%d/%m/%Y"
                )
                one.validators = [*one.validators, *PLAUSIBLE]
            elif type(one) is forms.IntegerField:
                one.widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 40})
                one.to_python = partial(_counted, one.to_python)  # type: ignore[method-assign]
            elif type(one) is forms.CharField:
                one.to_python = partial(_tidied, one.to_python)  # type: ignore[method-assign]
                one.validators = [*one.validators, *([] if one.max_length else [MaxLengthValidator(MOST_LETTERS)])]

    def clean_name(self) -> str:
        """The names of those whose data was erased are nobody else's."""
        name = str(self.cleaned_data["name"])
        if name.startswith(ERASED):
            raise forms.ValidationError(_("Tên không được bắt đầu bằng “%(text)s”.") % {"text": ERASED})
        return name

    def clean_birth_year(self) -> int | None:
        """A year in which somebody who works now can have been born."""
        year, now = self.cleaned_data["birth_year"], clock.today().year
        if year is not None and not now - OLDEST <= year <= now - YOUNGEST:
            raise forms.ValidationError(
                _("Năm sinh phải từ %(first)s đến %(last)s.") % {"first": now - OLDEST, "last": now - YOUNGEST}
            )
        return year  # type: ignore[no-any-return]

    def validate_constraints(self) -> None:
        """Check the table's constraints with the unit too, though the page does not ask for it."""
        exclude = set(self._get_validation_exclusions()) - {"unit"}  # type: ignore[attr-defined]
        try:
            self.instance.validate_constraints(exclude=exclude)
        except forms.ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]
