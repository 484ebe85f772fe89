"""Forms of people: invitation, taking it, roles and posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhdang.orgs import queries, roles


class UnitField(forms.CharField):
    """A unit by its code, as the acting person sees it."""

    def __init__(self, **kwargs: Any) -> None:
        self.by: Any = None
        super().__init__(**{"label": _("Mã đơn vị"), "max_length": 40, **kwargs})

    def clean(self, value: Any) -> Any:
        """The unit with this code, or an error that says where codes are listed."""
        code = super().clean(value)
        if not code:
            return None
        found = queries.units_seen(self.by).filter(unit__code=code).first()
        if found is None:
            raise forms.ValidationError(_("Không có đơn vị mang mã này trong phạm vi của bạn; xem mã ở trang Tổ chức."))
        return found.unit


class RoleForm(forms.Form):
    """A role at a unit."""

    role = forms.ChoiceField(label=_("Vai trò"))
    unit = UnitField()

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].by = by  # type: ignore[attr-defined]
        given = {code for holding in queries.roles_of(by) for code in roles.ROLES[holding.role].gives}
        self.fields["role"].choices = [(r.code, r.name) for r in roles.ROLES.values() if r.code in given]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """An invitation: who, which role, where."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(label=_("Thư điện tử"))
    post_title = forms.CharField(label=_("Chức vụ"), max_length=160, required=False)
    field_order = ["name", "email", "post_title", "role", "unit"]


class AcceptForm(forms.Form):
    """Taking an invitation: name and password."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Mật khẩu"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu không giống nhau."))
        return data


class PostForm(forms.Form):
    """What a person is at a unit."""

    title = forms.CharField(label=_("Chức vụ"), max_length=160)
    unit = UnitField()

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].by = by  # type: ignore[attr-defined]


def say(form: forms.Form, problems: list[tuple[str, str]]) -> None:
    """Put the problems of a refused action on the fields of the form that they name."""
    for place, message in problems:
        form.add_error(place if place in form.fields else None, message)
