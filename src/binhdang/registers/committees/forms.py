"""The checks of a committee and its lines."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key
from binhdang.kit import clock
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

    def clean(self) -> dict[str, Any]:
        """Nobody sits on a committee twice at a time."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until") or date.max
        if given.get("name") and since:
            rows = CommitteeMember.objects.filter(
                Q(until__isnull=True) | Q(until__gte=since), committee=self.instance.committee, since__lte=until,
                sex=given.get("sex"), birth_year=given.get("birth_year"), removed_at__isnull=True,
            )  # fmt: skip
            names = rows.exclude(pk=self.instance.pk).order_by().values_list("name", flat=True)
            if same_key(given["name"]) in map(same_key, names):
                text = _("Người này đã có trong ban vào thời gian ấy: ghi ngày thôi ở dòng cũ, hoặc sửa dòng cũ.")
                self.add_error("name", text)
        return given


class GradeForm(RecordForm):
    """One yearly grade."""

    class Meta:
        model = CommitteeGrade
        fields = ["year", "grade"]

    def clean_year(self) -> int:
        """A year in which the committee worked, none that is to come."""
        year: int = self.cleaned_data["year"]
        one = self.instance.committee
        first, last = one.decided_on.year, min(clock.today().year, one.last_day.year)
        if not first <= year <= last:
            text = _(
                "Năm xếp loại phải từ năm quyết định (%(first)s) đến năm nay hoặc năm ban hết nhiệm kỳ (%(last)s)."
            )
            raise forms.ValidationError(text % {"first": first, "last": last})
        return year
