"""The door of a half day: the code on the wall, the form behind it for people without an account, the confirmation."""

from dataclasses import dataclass

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from binhdang.kit import limits, qr
from binhdang.kit.errors import BadInput, Refused
from binhdang.registers.training import door as doors
from binhdang.registers.training import queries

REFRESH = 300
"""Seconds after which the page on the wall shows a fresh code; a code lasts longer than that."""
MOST_AT_DOOR, MOST_ADDRESS, STRETCH = 600, 200, 600
"""In ten minutes: forms of one half day, and from one address of the net (a whole room may share one)."""


@require_GET
@never_cache
def show(request: HttpRequest, session_id: int) -> HttpResponse:
    """The code for the wall; it renews itself."""
    token = doors.open_door(session_id, by=request.user)
    session = queries.session_for(request.user, session_id)
    address = request.build_absolute_uri(reverse("training:door", args=[token]))
    context = {
        "session": session,
        "course": session.course,
        "code": qr.svg(address),
        "address": address,
        "minutes": doors.LASTS // 60,
    }
    answer = render(request, "web/training/wall.html", context)
    answer["Refresh"] = str(REFRESH)
    return answer


@never_cache
def door(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind the code: name, sex, birth year, unit; no account, no script."""
    given = {name: request.POST.get(name, "") for name in ("name", "sex", "birth_year", "unit")}
    context: dict[str, object] = {"given": given}
    try:
        session = doors.door(token)
        context["session"] = session
        if request.method == "POST":
            _check_pace(request, session.pk)
            doors.claim(token, given)
            return render(request, "web/training/thanks.html", {"session": session, "name": given["name"]})
    except BadInput as bad:
        return render(request, "web/training/door.html", context | {"problems": bad.problems}, status=422)
    except Refused as refused:
        return render(request, "web/training/shut.html", {"refused": refused}, status=403)
    return render(request, "web/training/door.html", context)


def _check_pace(request: HttpRequest, session_id: int) -> None:
    """Raise `Refused` when too many forms come for one half day or from one address of the net."""
    room = limits.spend("door", f"session {session_id}", most=MOST_AT_DOOR, seconds=STRETCH)
    near = limits.spend("door", f"net {get_client_ip_address(request)}", most=MOST_ADDRESS, seconds=STRETCH)
    if not (room and near):
        raise Refused(_("Có quá nhiều lượt ghi tên trong ít phút."), _("Chờ mười phút rồi quét lại mã."))


@dataclass(frozen=True)
class Line:
    """A claim on the page: the unit's code and what is decided ("yes", "no", "" for later), as posted or suggested."""

    row: doors.Waiting
    code: str
    what: str


def _lines(rows: list[doors.Waiting], post: QueryDict) -> list[Line]:
    """The claims with what is decided about each; `others` decides about all who are not on the list.

    What the sent page did not show stays for later.
    """
    lines = []
    for row in rows:
        pk, suggested = row.claim.pk, "yes" if row.unit_code and not post else ""
        what = post.get(f"do{pk}", suggested)
        if row.known is None and post.get("others") and f"do{pk}" in post:
            what = "no" if post["others"] == "no" else ""
        lines.append(Line(row, post.get(f"unit{pk}", row.unit_code).strip(), what))
    return lines


def waiting(request: HttpRequest, session_id: int) -> HttpResponse:
    """The organiser confirms or refuses who wrote their name at the door."""
    session = queries.session_for(request.user, session_id)
    lines = _lines(doors.waiting(request.user, session), request.POST)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        codes = {line.row.claim.pk: line.code for line in lines if line.what == "yes"}
        refused = {line.row.claim.pk for line in lines if line.what == "no"}
        try:
            n = doors.decide(session_id, codes, refused, by=request.user)
            told = {"n": n, "gone": len(refused)}
            messages.success(request, _("Đã xác nhận %(n)s người có mặt, bỏ %(gone)s bản tự ghi.") % told)
            return redirect(request.path)
        except BadInput as bad:
            problems = bad.problems
    context = {"session": session, "course": session.course, "lines": lines, "problems": problems}
    return render(request, "web/training/waiting.html", context, status=422 if problems else 200)
