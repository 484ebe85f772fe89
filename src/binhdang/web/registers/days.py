"""Days as people type them."""

from datetime import date

from django import forms

from binhdang.registers.core.forms import DAYS, PLAUSIBLE


def day_of(text: str) -> date | None:
    """30/06/2020 or 2020-06-30; None for what is no day."""
    try:
        found: date = forms.DateField(input_formats=DAYS, validators=PLAUSIBLE).clean(text.strip()[:20])
    except forms.ValidationError:
        return None
    return found
