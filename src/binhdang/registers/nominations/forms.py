"""The checks of a nomination and of its stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from binhdang.calc.nominating import chain_problem
from binhdang.kit import clock
from binhdang.registers.core.forms import DAYS, RecordForm, tidy_term
from binhdang.registers.nominations.models import Nomination, NominationStep, Stage, in_order

_BODY, _LEVEL = Nomination.Body, Nomination.Level
LEVELS = {_BODY.ASSEMBLY: (_LEVEL.NATION,), _BODY.COUNCIL: (_LEVEL.PROVINCE, _LEVEL.DISTRICT, _LEVEL.COMMUNE)}
"""At which levels a body stands; a body that is not named here may stand at any."""


class NominationForm(RecordForm):
    """One person put forward."""

    class Meta:
        model = Nomination
        fields = ["name", "sex", "birth_year", "body", "level", "term", "post", "since"]

    def clean_term(self) -> str:
        """The term in one writing."""
        return tidy_term(self.cleaned_data["term"])

    def clean(self) -> dict[str, Any]:
        """The body exists at that level; the source list has been made and stands before every other stage."""
        data = super().clean() or self.cleaned_data
        if data.get("since") and data["since"] > clock.today():
            self.add_error("since", _("Ngày này chưa đến; ghi người vào sổ khi đã có danh sách nguồn."))
        if data.get("level") and data["level"] not in LEVELS.get(data.get("body", ""), Nomination.Level.values):
            self.add_error("level", _("Cơ quan này không có ở cấp đã chọn."))
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


def left_without(nomination: Nomination, line: NominationStep) -> str:
    """Why a stage cannot be taken off: the others would be no way through the table; empty when it can."""
    kept = NominationStep.objects.filter(nomination=nomination, removed_at__isnull=True).exclude(pk=line.pk)
    wrong = chain_problem([step.stage for step in in_order(list(kept))])
    return _("Không bỏ được giai đoạn này khi còn giai đoạn sau nó: bỏ từ giai đoạn cuối.") if wrong else ""


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
