"""The checks of emulation lists, honours, proposals, and of the people named in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.kit import clock
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.registers.awards import names
from binhdang.registers.awards.choices import Level
from binhdang.registers.awards.models import (
    AwardProposal,
    Emulation,
    EmulationName,
    Honour,
    HonourName,
    ProposalName,
)  # fmt: skip
from binhdang.registers.core.forms import DAYS, RecordForm

FIRST_YEAR = 1989
"""The movement "Giỏi việc nước, đảm việc nhà" began in 1989."""
DECIDED = (0, 1)
"""How many years before and after an award's year its decision may be dated: in the year, or early in the next."""


class AwardForm(RecordForm):
    """What emulation lists, honours and proposals are all checked for."""

    def clean(self) -> dict[str, Any]:
        """The year is plausible, and an award without a name of its own gets one."""
        data = super().clean() or self.cleaned_data
        year, last = data.get("year"), clock.today().year + 1
        if year is not None and not FIRST_YEAR <= year <= last:
            self.add_error("year", _("Năm phải từ 1989 đến %(last)s.") % {"last": last})
        code = data.get("title") or data.get("honour")
        if code in names.OTHER and not data.get("other", "").strip():
            self.add_error("other", _("Ghi tên danh hiệu hoặc hình thức khen."))
        elif code and code not in names.OTHER and data.get("other", "").strip():
            self.add_error("other", _("Chỉ ghi tên ở đây khi chọn loại “ghi tên”."))
        return data

    def check_year(self, name: str, before: int, after: int) -> None:
        """A day lies in the award's year, or so many years before or after it."""
        year, day = self.cleaned_data.get("year"), self.cleaned_data.get(name)
        if year and day and not year - before <= day.year <= year + after and name not in self.errors:
            self.add_error(name, not_of_year(year, before, after))


def not_of_year(year: int, before: int, after: int) -> str:
    """What is said of a day too far from the year of an award."""
    words = {"year": year, "first": year - before, "last": year + after}
    return _("Ngày này không hợp với năm %(year)s: phải từ 01/01/%(first)s đến 31/12/%(last)s.") % words


class EmulationForm(AwardForm):
    """One year's title."""

    class Meta:
        model = Emulation
        fields = [
            "title", "other", "year", "registered_on", "registered", "registered_women", "decision", "decided_on",
            "recognised", "recognised_women",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The decision follows the registration and has happened; both belong to the year."""
        data = super().clean()
        self.check_year("registered_on", 1, 0)
        self.check_year("decided_on", *DECIDED)
        first, then = data.get("registered_on"), data.get("decided_on")
        if first and then and then < first:
            self.add_error("decided_on", _("Ngày quyết định trước ngày đăng ký."))
        if then and then > clock.today():
            self.add_error("decided_on", _("Ngày quyết định chưa đến."))
        return data


class HonourForm(AwardForm):
    """One decision."""

    class Meta:
        model = Honour
        fields = [
            "honour", "other", "level", "occasion", "year", "decision", "decided_on", "collectives", "collective_names",
            "people", "women", "merit",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A title recognised at the grassroots stands on the year's list, not here; the decision has happened, of the
        year or of the one after it."""
        data = super().clean()
        self.check_year("decided_on", *DECIDED)
        if names.is_title(data.get("honour", "")) and data.get("level") == Level.BASE:
            self.add_error("level", _("Danh hiệu do cơ sở công nhận thì ghi ở sổ Thi đua hằng năm."))
        if data.get("decided_on") and data["decided_on"] > clock.today():
            self.add_error("decided_on", _("Ngày quyết định chưa đến."))
        return data


class ProposalForm(AwardForm):
    """One proposal; without a deciding unit it goes to the one directly above."""

    to = forms.ModelChoiceField(OrgUnit.objects.none(), required=False, label=gettext_lazy("Cấp quyết định"))

    class Meta:
        model = AwardProposal
        fields = [
            "honour", "other", "occasion", "year", "to", "collectives", "collective_names", "people", "women", "merit",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.above: list[OrgUnit] = []
        if self.instance.unit_id:
            self.above = orgs.units_of_path(self.instance.path or orgs.path_of(self.instance.unit))[:-1][::-1]
        self.fields["to"].queryset = OrgUnit.objects.filter(pk__in=[one.pk for one in self.above])  # type: ignore[attr-defined]
        self.fields["to"].empty_label = _("Cấp trên trực tiếp")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A unit above decides."""
        data = super().clean()
        if "to" not in self.data and self.instance.to_id:
            data["to"] = self.instance.to  # a sheet carries no links to units
        if not data.get("to") and "to" not in self.errors:
            if self.above:
                data["to"] = self.above[0]
            else:
                self.add_error("to", _("Đơn vị này không có cấp trên để đề nghị."))
        return data


class NameForm(RecordForm):
    """One person; the unit is that of the list."""

    owner = ""

    def clean(self) -> dict[str, Any]:
        """Stamp the unit, by which the person is found."""
        data = super().clean() or self.cleaned_data
        self.instance.unit = getattr(self.instance, self.owner).unit
        return data


class EmulationNameForm(NameForm):
    """One person on a year's list."""

    owner = "emulation"

    class Meta:
        model = EmulationName
        fields = ["name", "sex", "birth_year", "reached"]


class ProposalNameForm(NameForm):
    """One person proposed."""

    owner = "proposal"

    class Meta:
        model = ProposalName
        fields = ["name", "sex", "birth_year"]


class HonourNameForm(NameForm):
    """One person honoured."""

    owner = "honour"

    class Meta:
        model = HonourName
        fields = ["name", "sex", "birth_year"]


class MoveForm(forms.Form):
    """What goes with a move of a proposal."""

    why = forms.CharField(max_length=1000, required=False)
    decision = forms.CharField(max_length=80, required=False)
    decided_on = forms.DateField(input_formats=DAYS, required=False)
