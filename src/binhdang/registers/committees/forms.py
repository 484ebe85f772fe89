"""The checks of a committee and its lines."""

from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.core.forms import RecordForm


class CommitteeForm(RecordForm):
    """One committee."""

    class Meta:
        model = Committee
        fields = ["kind", "decision", "decided_on", "term", "ends_on", "executives"]


class MemberForm(RecordForm):
    """One member."""

    class Meta:
        model = CommitteeMember
        fields = ["name", "place", "executive", "since", "until"]


class GradeForm(RecordForm):
    """One yearly grade."""

    class Meta:
        model = CommitteeGrade
        fields = ["year", "grade"]
