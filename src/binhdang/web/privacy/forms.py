"""What an officer writes down of a request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from binhdang.privacy.choices import Kind


class AskedForm(forms.Form):
    """One request."""

    kind = forms.ChoiceField(label=_("Nội dung yêu cầu"), choices=Kind.choices)
    name = forms.CharField(label=_("Họ và tên người yêu cầu"), max_length=120)
    contact = forms.CharField(label=_("Cách liên hệ"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Nội dung cụ thể"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    received_on = forms.DateField(
        label=_("Ngày nhận"),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}, format="%d/%m/%Y"),
    )
