"""The first-run wizard: own unit, level names, units from a file, administrator. Closed once an account exists."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from binhdang.kit import incoming
from binhdang.kit.errors import BadInput
from binhdang.orgs import actions, imports, queries
from binhdang.orgs.seed import ensure_levels_and_kinds
from binhdang.web.accounts.forms import say
from binhdang.web.setup import forms

STEPS = {
    "don-vi": (gettext_lazy("Đơn vị của bạn"), forms.UnitForm),
    "cap": (gettext_lazy("Tên các cấp"), forms.LevelsForm),
    "danh-sach": (gettext_lazy("Danh sách đơn vị"), forms.UnitsForm),
    "quan-tri": (gettext_lazy("Người quản trị"), forms.AdministratorForm),
}
KEY = "setup"


@sensitive_post_parameters()
def start(request: HttpRequest) -> HttpResponse:
    """One step after the other; answers wait in the session and are written together at the end."""
    if queries.anybody():
        raise Http404
    ensure_levels_and_kinds()
    answers: dict[str, Any] = request.session.setdefault(KEY, {})
    step = _step(request.GET.get("buoc", ""), answers)
    form = STEPS[step][1](request.POST or None, request.FILES or None, initial=answers.get(step))
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            if step == "quan-tri":
                return _finish(request, answers, form)
            answers[step] = _answer(step, form, answers)
        except BadInput as error:
            problems = error.problems
        else:
            request.session.modified = True
            return redirect(f"{request.path}?buoc={_after(step)}")
    if problems and step != "danh-sach":
        say(form, problems)
    steps = [(key, title, key in answers, key == step) for key, (title, _form) in STEPS.items()]
    context = {"form": form, "step": step, "title": STEPS[step][0], "steps": steps, "problems": problems}
    context["plan"] = answers.get("danh-sach", {}).get("count")
    return render(request, "web/setup/start.html", context, status=400 if problems else 200)


def _step(wanted: str, answers: dict[str, Any]) -> str:
    """The step asked for, but never one whose predecessors are unanswered."""
    for key in STEPS:
        if key == wanted or key not in answers:
            return key
    return "quan-tri"


def _after(step: str) -> str:
    keys = list(STEPS)
    return keys[keys.index(step) + 1]


def _answer(step: str, form: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """What is remembered of a step. Raises BadInput for a file of units with errors."""
    data = form.cleaned_data
    if step == "don-vi":
        return {**data, "kind": data["kind"].code, "valid_from": data["valid_from"].isoformat()}
    if step == "cap":
        return data
    if not data["file"]:
        return {"token": "", "name": "", "count": 0}
    content, name = data["file"].read(), data["file"].name
    with transaction.atomic():
        _make_unit(answers)
        try:
            plan = imports.import_units(content, file_name=name, by=None, dry_run=True)
        finally:
            transaction.set_rollback(True)
    return {"token": incoming.keep([content]), "name": name, "count": len(plan.create)}


def _make_unit(answers: dict[str, Any]) -> Any:
    given = forms.UnitForm(answers["don-vi"])
    given.is_valid()
    data = given.cleaned_data
    return actions.create_unit(
        data["code"], name=data["unit_name"], kind=data["kind"], parent=None, valid_from=data["valid_from"], by=None
    )


@transaction.atomic
def _write(answers: dict[str, Any], data: dict[str, Any]) -> None:
    actions.rename_levels(answers["cap"], by=None)
    unit = _make_unit(answers)
    file = answers["danh-sach"]
    if file["token"]:
        imports.import_units(incoming.kept(file["token"])[0], file_name=file["name"], by=None)
    person = actions.create_person(data["email"], name=data["name"], password=data["password"], by=None)
    actions.give_role(person, role="administrator", unit=unit, by=None)


def _finish(request: HttpRequest, answers: dict[str, Any], form: Any) -> HttpResponse:
    _write(answers, form.cleaned_data)
    if token := answers["danh-sach"]["token"]:
        incoming.drop(token)
    del request.session[KEY]
    messages.success(request, _("Đã thiết lập xong. Hãy đăng nhập bằng tài khoản vừa lập."))
    return redirect("account_login")
