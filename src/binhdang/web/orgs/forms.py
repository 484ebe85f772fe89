"""Forms of units; each names the action it leads to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhdang.orgs import queries
from binhdang.web.accounts.forms import UnitField


class Day(forms.DateField):
    """A day, from the browser's picker or typed as 31/12/2020."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            **kwargs,
        )


class KindField(forms.ChoiceField):
    """A kind of unit; cleans to the kind itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Loại đơn vị"), choices=self._choices, **kwargs)

    @staticmethod
    def _choices() -> list[tuple[str, str]]:
        return [(kind.code, f"{kind.name} ({kind.level.name})") for kind in queries.kinds()]

    def clean(self, value: Any) -> Any:
        """The kind with the chosen code."""
        return queries.kinds().get(code=super().clean(value))


class Acting(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.by = by


def decision() -> forms.CharField:
    """The decision a change rests on."""
    return forms.CharField(label=_("Số quyết định"), max_length=255, required=False)


class CreateForm(Acting):
    """A new unit."""

    code = forms.CharField(label=_("Mã đơn vị"), max_length=40)
    name = forms.CharField(label=_("Tên đơn vị"), max_length=255)
    kind = KindField()
    parent = UnitField(label=_("Mã đơn vị cấp trên"))
    valid_from = Day(label=_("Hoạt động từ ngày"))
    decision = decision()


class EditForm(Acting):
    """Code and kind."""

    code = forms.CharField(label=_("Mã đơn vị"), max_length=40)
    kind = KindField()


class RenameForm(Acting):
    """Another name from a day on."""

    name = forms.CharField(label=_("Tên mới"), max_length=255)
    on = Day(label=_("Từ ngày"))
    decision = decision()


class MoveForm(Acting):
    """Another unit above from a day on."""

    to = UnitField(label=_("Mã đơn vị cấp trên mới"))
    on = Day(label=_("Từ ngày"))
    decision = decision()


class EndForm(Acting):
    """The last day."""

    on = Day(label=_("Ngày cuối cùng hoạt động"))
    decision = decision()


class FileForm(forms.Form):
    """A list of units as a file."""

    file = forms.FileField(label=_("Tệp CSV hoặc Excel"))
