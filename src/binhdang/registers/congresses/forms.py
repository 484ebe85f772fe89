"""The checks of a congress."""

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
