"""The forms of the first-run wizard, one for each step."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.orgs import queries
from binhdang.web.orgs.forms import Day, KindField

PAST_YEARS = 10
"""How far back the start of the own unit is suggested: figures of earlier years need a unit to belong to."""
NEW = {"autocomplete": "new-password"}


class UnitForm(forms.Form):
    """The own unit, the top of this installation."""

    code = forms.CharField(label=_("Mã đơn vị"), max_length=40)
    unit_name = forms.CharField(label=_("Tên đơn vị"), max_length=255)
    kind = KindField()
    valid_from = Day(label=_("Hoạt động từ ngày"), initial=lambda: date(clock.today().year - PAST_YEARS, 1, 1))


class LevelsForm(forms.Form):
    """What the levels are called here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in queries.levels():
            self.fields[level.code] = forms.CharField(
                label=_("Cấp %(n)d") % {"n": level.rank}, max_length=120, initial=level.name
            )


class AdministratorForm(forms.Form):
    """The first account."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("Thư điện tử"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(label=_("Mật khẩu"), strip=False, widget=forms.PasswordInput(NEW))
    again = forms.CharField(label=_("Nhập lại mật khẩu"), strip=False, widget=forms.PasswordInput(NEW))

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu không giống nhau."))
        return data


class UnitsForm(forms.Form):
    """The units below, now or later."""

    file = forms.FileField(label=_("Tệp CSV hoặc Excel"), required=False)
