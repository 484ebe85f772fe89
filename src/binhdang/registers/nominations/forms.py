"""The checks of a nomination and of its stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from binhdang.calc.nominating import chain_problem
from binhdang.kit import clock
from binhdang.registers.core.forms import DAYS, RecordForm
from binhdang.registers.nominations.models import Nomination, NominationStep, Stage, in_order


class NominationForm(RecordForm):
    """One person put forward."""

    class Meta:
        model = Nomination
        fields = ["name", "sex", "birth_year", "body", "level", "term", "post", "since"]

    def clean(self) -> dict[str, Any]:
        """The source list stands before every other stage."""
        data = super().clean() or self.cleaned_data
        first = first_step(self.instance.pk) if self.instance.pk else None
        if first and data.get("since") and data["since"] > first.on:
            text = _("Ngày vào danh sách nguồn phải trước giai đoạn “%(stage)s” ngày %(day)s.")
            self.add_error("since", text % {"stage": first.get_stage_display(), "day": f"{first.on:%d/%m/%Y}"})
        return data


class StepForm(RecordForm):
    """One stage: it follows from the one before by the table, and its day is not before it."""

    class Meta:
        model = NominationStep
        fields = ["stage", "on", "document"]

    def clean(self) -> dict[str, Any]:
        """Hold the whole way of the person against the table of stages."""
        data = super().clean() or self.cleaned_data
        if data.get("stage") and data.get("on"):
            given = NominationStep(pk=self.instance.pk, stage=data["stage"], on=data["on"])
            for place, text in step_problems(self.instance.nomination, given):
                self.add_error(place, text)
        return data


def first_step(nomination_id: int) -> NominationStep | None:
    """The first stage after the source list."""
    steps = list(NominationStep.objects.filter(nomination=nomination_id, removed_at__isnull=True))
    return in_order(steps)[0] if steps else None


def step_problems(nomination: Nomination, given: NominationStep) -> list[tuple[str, str]]:
    """What is wrong with adding a stage to a nomination, or with changing one, as (field, message)."""
    if given.on < nomination.since:
        return [
            ("on", _("Ngày này trước ngày vào danh sách nguồn (%(day)s).") % {"day": f"{nomination.since:%d/%m/%Y}"})
        ]
    if given.on > clock.today():
        return [("on", _("Ngày này chưa đến; ghi giai đoạn khi đã diễn ra."))]
    kept = NominationStep.objects.filter(nomination=nomination, removed_at__isnull=True).exclude(pk=given.pk)
    wrong = chain_problem([step.stage for step in in_order([*kept, given])])
    return [("stage", wrong)] if wrong else []


class AdvanceForm(forms.Form):
    """The next stage of several people at once."""

    stage = forms.ChoiceField(choices=[one for one in Stage.choices if one[0] != Stage.SOURCE])
    on = forms.DateField(input_formats=DAYS)
    document = forms.CharField(max_length=160, required=False)
