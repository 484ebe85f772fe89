"""What the address of a page asks for, read and checked; nothing typed wrongly is guessed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binhdang.calc.congress import Limits
from binhdang.careers.scope import Scope
from binhdang.kit import clock
from binhdang.registers.congresses.register import BODIES
from binhdang.registers.core.choices import Schooling, Theory
from binhdang.registers.core.forms import DAYS
from binhdang.web.context import WorkContext

YEARS_AHEAD = 3


def scope_of(request: HttpRequest, work: WorkContext) -> Scope:
    """The units of the work context in its structure."""
    return Scope(request.user, work.placement.path, work.as_of)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}, format="%d/%m/%Y")
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, required=False)


def _number(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class PlannerForm(forms.Form):
    """The window, the body, and the limits that the officer sets; an empty limit is no limit."""

    tu = _day(_("Đại hội từ ngày"))
    den = _day(_("Đến ngày"))
    bau = forms.ChoiceField(label=_("Bầu"), required=False, choices=[("", _("Mọi ban")), *BODIES])
    tuoi_nu = _number(_("Nữ: không tái cử khi quá (tuổi)"), 18, 100)
    tuoi_nam = _number(_("Nam: không tái cử khi quá (tuổi)"), 18, 100)
    khoa = _number(_("Không tái cử sau (nhiệm kỳ)"), 1, 10)
    truoc = _number(_("Chốt nhân sự trước đại hội (ngày)"), 0, 730, _("Dùng khi đơn vị chưa ghi ngày chốt danh sách."))

    def clean(self) -> dict[str, Any]:
        """The window must not end before it begins."""
        given = super().clean() or self.cleaned_data
        if given.get("tu") and given.get("den") and given["den"] < given["tu"]:
            self.add_error("den", gettext("Ngày cuối không được trước ngày đầu."))
        return given


@dataclass(frozen=True)
class Asked:
    """What the planner is asked for; `query` names it in an address, without what is empty."""

    start: date
    end: date
    body: str
    limits: Limits
    lead_days: int
    query: str


def planner_form(request: HttpRequest) -> PlannerForm:
    """The form as the address fills it; an address without a window gets the coming years."""
    today = clock.today()
    usual = {"tu": f"{today:%d/%m/%Y}", "den": f"31/12/{today.year + YEARS_AHEAD}"}
    return PlannerForm(usual | {k: v for k, v in request.GET.items() if k in PlannerForm.base_fields and v})


def asked(form: PlannerForm) -> Asked:
    """What a valid form asks for."""
    given = form.cleaned_data
    limits = Limits(given["tuoi_nu"], given["tuoi_nam"], given["khoa"])
    query = urlencode([(name, value) for name, value in form.data.items() if value])
    return Asked(given["tu"], given["den"], given["bau"], limits, given["truoc"] or 0, query)


class LearntForm(forms.Form):
    """The schooling and political theory that make somebody qualified, as the officer chooses."""

    hoc_van = forms.ChoiceField(
        label=_("Trình độ học vấn từ"), required=False, choices=[("", _("Không đặt điều kiện")), *Schooling.choices]
    )
    ly_luan = forms.ChoiceField(
        label=_("Lý luận chính trị từ"), required=False, choices=[("", _("Không đặt điều kiện")), *Theory.choices]
    )
