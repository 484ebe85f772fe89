"""The checks of a cadre and of a post held."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.kit import clock
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.core.forms import YOUNGEST, RecordForm, tidy_term


class CadreForm(RecordForm):
    """One person at a unit."""

    class Meta:
        model = Cadre
        fields = [
            "name", "sex", "birth_year", "number", "ethnicity", "schooling", "profession", "theory", "computing",
            "languages", "party", "came_on", "left_on",
        ]  # fmt: skip

    def clean_came_on(self) -> date | None:
        """Refuse a day after which the person already held a post at the unit."""
        came = self.cleaned_data["came_on"]
        if came is not None and self.instance.pk and "came_on" in self.changed_data:
            posts = PostHeld.objects.filter(cadre=self.instance.pk, removed_at__isnull=True, since__lt=came)
            if first := posts.order_by("since").first():
                text = _("Hồ sơ có chức vụ bắt đầu trước ngày này: %(post)s; sửa chức vụ hoặc ghi ngày sớm hơn.")
                raise forms.ValidationError(text % {"post": first})
        return came  # type: ignore[no-any-return]

    def _get_validation_exclusions(self) -> set[str]:
        """Compare the two days where both are given: the check asks the database, and a sheet has thousands of rows."""
        days, given = {"came_on", "left_on"}, self.cleaned_data
        out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return out if all(given.get(day) for day in days) else out | days


class PostForm(RecordForm):
    """One post held."""

    term = forms.CharField(label=gettext_lazy("Nhiệm kỳ"), max_length=20, required=False)

    class Meta:
        model = PostHeld
        fields = ["kind", "since", "until", "source", "term"]

    def clean_term(self) -> str:
        """The term in one writing."""
        return tidy_term(self.cleaned_data["term"])

    def clean(self) -> dict[str, Any]:
        """Refuse days that do not go with the term, the cadre's age and days at the unit, or today."""
        given = super().clean() or self.cleaned_data
        since, until, term = given.get("since"), given.get("until"), given.get("term")
        if isinstance(since, date):
            self._check_since(since)
        if term:
            first, last = int(term[:4]), int(term[5:])
            if isinstance(since, date) and not first - 1 <= since.year <= last:
                text = _("Với nhiệm kỳ %(term)s, ngày bắt đầu phải trong các năm %(first)s đến %(last)s.")
                self.add_error("since", text % {"term": term, "first": first - 1, "last": last})
            if isinstance(until, date) and until.year > last + 1:
                text = _("Với nhiệm kỳ %(term)s, ngày thôi giữ chức không được sau năm %(last)s.")
                self.add_error("until", text % {"term": term, "last": last + 1})
        return given

    def _check_since(self, since: date) -> None:
        today = clock.today()
        if (since.year - 1, since.month, since.day) > (today.year, today.month, today.day):
            self.add_error("since", _("Ngày bắt đầu không được sau hôm nay quá một năm."))
        card = self.instance.cadre if self.instance.cadre_id else None
        if card is not None and card.birth_year and since.year < card.birth_year + YOUNGEST:
            text = _("Ngày bắt đầu trước khi người này đủ %(age)s tuổi (sinh năm %(born)s).")
            self.add_error("since", text % {"age": YOUNGEST, "born": card.birth_year})
        if card is not None and card.came_on and since < card.came_on:
            text = _("Ngày bắt đầu trước khi người này về đơn vị (%(day)s).")
            self.add_error("since", text % {"day": f"{card.came_on:%d/%m/%Y}"})
