"""The checks of a congress."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from binhdang.registers.congresses.models import Congress
from binhdang.registers.core.forms import RecordForm, tidy_term


class CongressForm(RecordForm):
    """One congress."""

    class Meta:
        model = Congress
        fields = ["body", "term", "day", "seats", "list_by", "schooling", "theory"]

    def clean_term(self) -> str:
        """The term in one writing."""
        return tidy_term(self.cleaned_data["term"])

    def clean(self) -> dict[str, Any]:
        """Refuse a day that is not within a year of the first year of the term it elects."""
        given = super().clean() or self.cleaned_data
        day, term = given.get("day"), given.get("term")
        if isinstance(day, date) and term and abs(day.year - int(term[:4])) > 1:
            first = int(term[:4])
            text = _("Đại hội bầu nhiệm kỳ %(term)s phải trong các năm %(first)s đến %(last)s.")
            self.add_error("day", text % {"term": term, "first": first - 1, "last": first + 1})
        return given
