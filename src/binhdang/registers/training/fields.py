"""A form field for several codes of the catalogue: ticks on the page, words between semicolons in a sheet."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.registers.training import catalogue

Choices = Callable[[], list[tuple[str, str]]]


class SeveralField(forms.Field):
    """Several codes, given as a list of codes or as text of codes or names; clean gives the text that is kept."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choices: Choices, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = choices
        self.widget.choices = choices()

    def prepare_value(self, value: Any) -> Any:
        """What is kept, as the list that the ticks need."""
        return catalogue.codes_of(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        """The codes in the order of the catalogue, between marks. Raises ValidationError naming what is unknown."""
        given = value.split(catalogue.MARK) if isinstance(value, str) else list(value or [])
        known = {code: code for code, _name in self.known()} | {search_key(name): code for code, name in self.known()}
        words = [str(one).strip() for one in given if str(one).strip()]
        wrong = [one for one in words if one not in known and search_key(one) not in known]
        if wrong:
            raise forms.ValidationError(_("Không có trong danh mục: %(names)s.") % {"names": ", ".join(wrong)[:200]})
        chosen = {known.get(one) or known[search_key(one)] for one in words}
        return catalogue.packed(code for code, _name in self.known() if code in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other codes were given than are kept."""
        try:
            return self.to_python(data) != (initial or "")
        except forms.ValidationError:
            return True

    def as_text(self, value: str) -> str:
        """What a sheet shows of the codes that are kept."""
        return catalogue.names_of(value, self.known())
