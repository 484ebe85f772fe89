"""The checks of a committee and its lines."""

from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.core.forms import RecordForm, tidy_term


class CommitteeForm(RecordForm):
    """One committee."""

    class Meta:
        model = Committee
        fields = ["kind", "decision", "decided_on", "term", "ends_on", "executives"]

    def clean_term(self) -> str:
        """The term in one writing."""
        return tidy_term(self.cleaned_data["term"])


class MemberForm(RecordForm):
    """One member."""

    class Meta:
        model = CommitteeMember
        fields = ["name", "sex", "birth_year", "place", "executive", "since", "until"]


class GradeForm(RecordForm):
    """One yearly grade."""

    class Meta:
        model = CommitteeGrade
        fields = ["year", "grade"]
