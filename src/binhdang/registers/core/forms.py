"""The checks of a record, the same for the page and for Excel."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
LONGEST_TERM = 10


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
    """A model form that reads Vietnamese days and does not ask for the unit (that is where one stands)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            if isinstance(one, forms.DateField):
                one.input_formats = DAYS
                one.widget = forms.DateInput(
                    attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}, format="%d/%m/%Y"
                )

    def validate_constraints(self) -> None:
        """Check the table's constraints with the unit too, though the page does not ask for it."""
        exclude = set(self._get_validation_exclusions()) - {"unit"}  # type: ignore[attr-defined]
        try:
            self.instance.validate_constraints(exclude=exclude)
        except forms.ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]
