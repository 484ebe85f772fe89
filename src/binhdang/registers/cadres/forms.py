"""The checks of a cadre and of a post held."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.core.forms import YOUNGEST, RecordForm, tidy_term


class CadreForm(RecordForm):
    """One person at a unit."""

    class Meta:
        model = Cadre
        fields = [
            "name", "sex", "birth_year", "number", "ethnicity", "schooling", "profession", "theory", "computing",
            "languages", "party", "left_on",
        ]  # fmt: skip


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
        """Refuse a post that begins before its term does or after its term has ended."""
        given = super().clean() or self.cleaned_data
        since, term = given.get("since"), given.get("term")
        if isinstance(since, date) and term and not int(term[:4]) <= since.year <= int(term[5:]):
            self.add_error("since", _("Ngày bắt đầu nằm ngoài nhiệm kỳ %(term)s.") % {"term": term})
        born = self.instance.cadre.birth_year if self.instance.cadre_id else None
        if isinstance(since, date) and born and since.year < born + YOUNGEST:
            text = _("Ngày bắt đầu trước khi người này đủ %(age)s tuổi (sinh năm %(born)s).")
            self.add_error("since", text % {"age": YOUNGEST, "born": born})
        return given
