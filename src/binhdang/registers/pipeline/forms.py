"""The checks of an entry of the pipeline."""

from binhdang.registers.core.forms import RecordForm, tidy_term
from binhdang.registers.pipeline.models import Successor


class SuccessorForm(RecordForm):
    """One entry."""

    class Meta:
        model = Successor
        fields = ["name", "sex", "birth_year", "aim", "term", "since", "until", "decision", "schooling", "theory"]

    def clean_term(self) -> str:
        """The term in one writing."""
        return tidy_term(self.cleaned_data["term"])
