"""Marking who is present on a half day, and the points of the tests. Plain forms: a phone without scripts does."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput
from binhdang.registers.training import attending, queries, rules

PER_PAGE = 150


def mark(request: HttpRequest, session_id: int) -> HttpResponse:
    """Tick who is present on a half day."""
    session = queries.session_for(request.user, session_id)
    course = session.course
    page = Paginator(queries.to_mark(request.user, course), PER_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        # Those whom the sent page showed, not those who stand on it now: the list may have moved meanwhile.
        shown, present = (_ids(request.POST.getlist(name)) for name in ("shown", "present"))
        n = attending.mark(session_id, shown=shown, present=present & shown, by=request.user)
        messages.success(request, _("Đã điểm danh: %(n)s/%(all)s người có mặt.") % {"n": n, "all": len(shown)})
        return redirect(f"{request.path}?page={page.number}" if page.has_other_pages() else request.path)
    there = queries.present_at(session)
    rows = [(one, there.get(one.pk)) for one in page]
    context = {
        "session": session, "course": course, "page": page, "rows": rows, "marked": len(there),
        "organises": rules.organises(request.user, course),
    }  # fmt: skip
    return render(request, "web/training/mark.html", context)


def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the points of the tests before and after the course."""
    course = queries.course_for(request.user, pk)
    rules.check_organises(request.user, course)
    people = queries.participants(request.user, course)
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    asked = (
        people.filter(pk__in=_ids(n[1:] for n in request.POST if n[:1] in "ab")) if request.method == "POST" else page
    )
    rows = [(one, _typed(request, f"b{one.pk}", one.before), _typed(request, f"a{one.pk}", one.after)) for one in asked]
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            given = {one.pk: (_point(one.name, before), _point(one.name, after)) for one, before, after in rows}
            n = attending.set_points(pk, given, by=request.user)
            messages.success(request, _("Đã lưu điểm của %(n)s người.") % {"n": n})
            return redirect(f"{request.path}?page={page.number}" if page.has_other_pages() else request.path)
        except BadInput as bad:
            problems = bad.problems
    context = {"course": course, "page": page, "rows": rows, "problems": problems, "gain": queries.gain(course)}
    return render(request, "web/training/points.html", context, status=422 if problems else 200)


def _ids(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 18}


def _typed(request: HttpRequest, name: str, stored: Any) -> str:
    """What stands in a box: what was typed, else what is stored, written as people here write it."""
    if request.method == "POST":
        return request.POST.get(name, "").strip()
    return "" if stored is None else f"{stored.normalize():f}".replace(".", ",")


def _point(name: str, text: str) -> Decimal | None:
    """A point as typed, "7,5" or "7.5"; None for an empty box. Raises BadInput naming the participant."""
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{1,4}([.,]\d{1,4})?", text):
            raise InvalidOperation
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise BadInput([(name, _("Ghi điểm bằng số, ví dụ 7,5."))]) from error
