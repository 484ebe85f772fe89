"""The checks of a record, the same for the page and for Excel."""

from typing import Any

from django import forms

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]


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

    def _get_validation_exclusions(self) -> set[str]:
        """Check the table's constraints with the unit too, though the page does not ask for it."""
        return set(super()._get_validation_exclusions()) - {"unit"}  # type: ignore[misc]
