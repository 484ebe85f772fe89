"""Who comes onto the list: a sheet or pasted rows, quotas of units, the people a unit names, invitations taken."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhdang.calc.flow import NotNow
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.sheets import MAX_BYTES
from binhdang.orgs import queries as orgs
from binhdang.registers.training import actions, catalogue, listing, queries, rules

ROWS = 8
"""Lines of the form by which a unit names its people."""
COLUMNS = ("name", "sex", "birth_year", "post")
VERBS = {"nhan": actions.accept, "rut": actions.withdraw}


def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a list of people on a course: first what it says, then, confirmed, the doing."""
    course = queries.course_for(request.user, pk)
    rules.check_organises(request.user, course)
    context: dict[str, Any] = {"course": course, "text": request.POST.get("text", "")}
    if request.method == "POST":
        try:
            data, context["text"] = _handed(request)
            listed = listing.read_list(data, places=lambda texts: queries.places_below(course, texts))
            if not listed.problems and request.POST.get("confirm") == "1":
                n = actions.enrol(pk, listed.people, by=request.user)
                messages.success(request, _("Đã ghi %(n)s người vào danh sách.") % {"n": n})
                return redirect("training:course", pk)
            context |= {"listed": listed, "problems": listed.problems} | _preview(course, listed)
        except BadInput as bad:
            context["problems"] = bad.problems
    return render(request, "web/training/enrol.html", context, status=422 if context.get("problems") else 200)


def _preview(course: Any, listed: listing.Listed) -> dict[str, Any]:
    """The people of a list with their post in words and what would not be written again, and how many are new."""
    known, posts, rows = queries.keys_of(course), dict(catalogue.audience_choices()), []
    for one in listed.people:
        key = queries.key_of(one)
        rows.append((one, posts.get(one.post, ""), known.get(key, "")))
        known.setdefault(key, _("hai dòng trong danh sách này"))
    return {"people": rows, "fresh": sum(not note for _one, _post, note in rows)}


def _handed(request: HttpRequest) -> tuple[bytes, str]:
    """The list as bytes and as text for the next step: a sheet comes back as the rows that were read from it."""
    upload = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("text", "")
        return text.encode(), text
    data = upload.read(MAX_BYTES + 1)
    return data, listing.as_rows(data)


def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people each unit may send."""
    course = queries.course_for(request.user, pk)
    rules.check_organises(request.user, course)
    rows = queries.quota_rows(request.user, course)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            n = actions.set_quotas(pk, _seats(request, rows), by=request.user)
            messages.success(request, _("Đã lưu phân bổ; %(n)s đơn vị thay đổi.") % {"n": n})
            return redirect("training:course", pk)
        except BadInput as bad:
            problems = bad.problems
    shown = [(row, request.POST.get(f"q{row.unit.pk}", "" if row.seats is None else str(row.seats))) for row in rows]
    context = {"course": course, "rows": shown, "problems": problems}
    return render(request, "web/training/quotas.html", context, status=422 if problems else 200)


def _seats(request: HttpRequest, rows: list[queries.QuotaRow]) -> dict[int, int]:
    """Unit -> people as typed, with the one other unit named by its code. Raises BadInput naming the unit."""
    typed = {row.unit.pk: (row.unit.name, request.POST.get(f"q{row.unit.pk}", "").strip()) for row in rows}
    problems = []
    if code := request.POST.get("code", "").strip():
        try:
            unit = orgs.unit_by_code(request.user, code)
            typed[unit.pk] = (unit.name, request.POST.get("extra", "").strip())
        except ObjectDoesNotExist:
            problems.append((code, _("Không có đơn vị mã này trong phạm vi bạn được xem.")))
    wrong = [name for name, text in typed.values() if text and not (text.isdecimal() and len(text) < 5)]
    problems += [(name, _("Ghi số người bằng chữ số, ít hơn 10.000.")) for name in wrong]
    if problems:
        raise BadInput(problems)
    return {pk: int(text or 0) for pk, (_name, text) in typed.items()}


def naming(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit names its people within its quota."""
    course = queries.course_for(request.user, pk)
    unit = _asked_unit(request, course)
    quota = queries.quota_of(course, unit)
    people = list(queries.participants(request.user, course).filter(unit=unit))
    rows = [{name: request.POST.get(f"{name}{n}", "") for name in COLUMNS} for n in range(ROWS)]
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            named = listing.named_rows(rows, unit)
            n = actions.name_people(pk, unit, named, by=request.user)
            messages.success(request, _("Đã cử %(n)s người.") % {"n": n})
            return redirect(f"{request.path}?unit={unit.code}")
        except BadInput as bad:
            problems = bad.problems
    context = {
        "course": course, "unit": unit, "quota": quota, "people": people, "rows": list(enumerate(rows)),
        "left": max((quota.seats if quota else 0) - len(people), 0), "posts": catalogue.audience_choices(),
        "problems": problems,
    }  # fmt: skip
    return render(request, "web/training/naming.html", context, status=422 if problems else 200)


def _asked_unit(request: HttpRequest, course: Any) -> Any:
    """The unit of the address that was asked for people and whose registers one keeps. Raises Http404."""
    asked = queries.asked_units(request.user, course)
    code = request.GET.get("unit", "")
    found = next((unit for unit in asked if unit.code == code), None) if code else next(iter(asked), None)
    if found is None:
        raise Http404
    return found


@require_POST
def turn(request: HttpRequest, enrolment_id: int, verb: str) -> HttpResponse:
    """Take an invitation for one's person, or take somebody off the list."""
    if verb not in VERBS:
        raise Http404
    try:
        one = VERBS[verb](enrolment_id, by=request.user)
    except NotNow as error:
        raise Refused(error.reason_vi) from error
    messages.success(request, _("Đã lưu: %(name)s.") % {"name": one.name})
    back = request.POST.get("back", "")
    if back == "cu-nguoi":
        return redirect(f"/so/tap-huan/{one.course_id}/cu-nguoi/?unit={one.unit.code}")
    at, page = reverse("training:course", args=[one.course_id]), request.POST.get("page", "")
    return redirect(f"{at}?page={page}" if page.isdecimal() and page != "1" else at)
