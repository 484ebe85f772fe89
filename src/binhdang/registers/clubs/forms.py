"""The checks of a club and its lines."""

from typing import Any

from django import forms

from binhdang.registers.clubs import queries
from binhdang.registers.clubs.models import Club, ClubCount, ClubMember, Exchange, Material, Meeting, PlannedActivity
from binhdang.registers.core.forms import RecordForm


class ClubForm(RecordForm):
    """One club."""

    class Meta:
        model = Club
        fields = ["name", "purpose", "decision", "founded_on", "closed_on"]


class MemberForm(RecordForm):
    """One member by name."""

    class Meta:
        model = ClubMember
        fields = ["name", "sex", "birth_year", "since", "until"]


class CountForm(RecordForm):
    """How many members on a day."""

    class Meta:
        model = ClubCount
        fields = ["day", "members", "women"]


class MeetingForm(RecordForm):
    """One meeting."""

    class Meta:
        model = Meeting
        fields = ["day", "topic", "place", "women", "men"]


class PlanForm(RecordForm):
    """One line of the plan of a year."""

    class Meta:
        model = PlannedActivity
        fields = ["year", "activity", "when", "meetings"]


class ExchangeForm(RecordForm):
    """One exchange as the host enters it: with a club of another unit in the same province."""

    class Meta:
        model = Exchange
        fields = ["guest", "day", "topic", "women", "men"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guest"]
        if isinstance(field, forms.ModelChoiceField) and self.instance.club_id:
            field.queryset = queries.partners(self.instance.club)


class GuestForm(RecordForm):
    """What the guest says of an exchange: who of its own came."""

    class Meta:
        model = Exchange
        fields = ["guest_women", "guest_men"]


class MaterialForm(RecordForm):
    """One material: a file that was attached to the club before."""

    class Meta:
        model = Material
        fields = ["file", "title", "about"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        if isinstance(field, forms.ModelChoiceField) and self.instance.club_id:
            field.queryset = queries.files_of_club(self.instance.club)
