"""The checks of a club and its lines."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key
from binhdang.kit import clock
from binhdang.registers.clubs import queries
from binhdang.registers.clubs.models import Club, ClubCount, ClubMember, Exchange, Material, Meeting, PlannedActivity
from binhdang.registers.core.forms import RecordForm

YEARS_AHEAD = 5


def _within(form: RecordForm, club: Club, name: str, *, ahead: bool = False) -> None:
    """Say at the field when its day is before the club was founded, after it closed, or (unless `ahead`) to come."""
    day = form.cleaned_data.get(name)
    if day is None or form.has_error(name):
        return
    words = {"club": club.name, "first": f"{club.founded_on:%d/%m/%Y}"}
    if day < club.founded_on:
        form.add_error(name, _("Ngày phải từ ngày thành lập câu lạc bộ %(club)s (%(first)s).") % words)
    elif club.closed_on and day > club.closed_on:
        last = {"club": club.name, "last": f"{club.closed_on:%d/%m/%Y}"}
        form.add_error(name, _("Câu lạc bộ %(club)s đã ngừng hoạt động ngày %(last)s.") % last)
    elif day > clock.today() and not ahead:
        form.add_error(name, _("Ngày này chưa đến; việc sắp làm ghi ở Kế hoạch năm."))


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

    def clean(self) -> dict[str, Any]:
        """Nobody is a member before the club was founded, nor twice at a time."""
        given = super().clean() or self.cleaned_data
        _within(self, self.instance.club, "since", ahead=True)
        since, until = given.get("since"), given.get("until") or date.max
        if given.get("name") and since:
            rows = ClubMember.objects.filter(
                Q(until__isnull=True) | Q(until__gte=since), club=self.instance.club, since__lte=until,
                sex=given.get("sex"), birth_year=given.get("birth_year"), removed_at__isnull=True,
            )  # fmt: skip
            names = rows.exclude(pk=self.instance.pk).order_by().values_list("name", flat=True)
            if same_key(given["name"]) in map(same_key, names):
                self.add_error("name", _("Người này đã là hội viên vào thời gian ấy; hãy sửa dòng cũ."))
        return given


class CountForm(RecordForm):
    """How many members on a day."""

    class Meta:
        model = ClubCount
        fields = ["day", "members", "women"]

    def clean(self) -> dict[str, Any]:
        """Members are counted while the club stands, not on a day to come."""
        given = super().clean() or self.cleaned_data
        _within(self, self.instance.club, "day")
        return given


class MeetingForm(RecordForm):
    """One meeting."""

    class Meta:
        model = Meeting
        fields = ["day", "topic", "place", "women", "men"]

    def clean(self) -> dict[str, Any]:
        """A meeting was held while the club stands; what is to come stands in the plan."""
        given = super().clean() or self.cleaned_data
        _within(self, self.instance.club, "day")
        return given


class PlanForm(RecordForm):
    """One line of the plan of a year."""

    class Meta:
        model = PlannedActivity
        fields = ["year", "activity", "when", "meetings"]

    def clean_year(self) -> int:
        """A year of the club, at most some years ahead."""
        year: int = self.cleaned_data["year"]
        first, last = self.instance.club.founded_on.year, clock.today().year + YEARS_AHEAD
        if not first <= year <= last:
            text = _("Năm kế hoạch phải từ năm thành lập câu lạc bộ (%(first)s) đến %(last)s.")
            raise forms.ValidationError(text % {"first": first, "last": last})
        return year


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

    def clean(self) -> dict[str, Any]:
        """Both clubs stand on the day; who came is said from that day on."""
        given = super().clean() or self.cleaned_data
        for club in filter(None, (self.instance.club, given.get("guest"))):
            _within(self, club, "day", ahead=not (given.get("women") or given.get("men")))
        return given


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
