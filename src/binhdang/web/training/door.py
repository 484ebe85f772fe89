"""The door of a half day: the code on the wall, the form behind it for people without an account, the confirmation."""

from collections.abc import Callable
from dataclasses import dataclass

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit import limits, qr
from binhdang.kit.errors import BadInput, Refused
from binhdang.registers.training import door as doors
from binhdang.registers.training import queries

REFRESH = 300
"""Seconds after which the page on the wall shows a fresh code; a code lasts longer than that."""
MOST_AT_DOOR, MOST_ADDRESS, STRETCH = 1000, 600, 600
"""In ten minutes: forms of one half day, and from one address of the net (a full hall may share one)."""
PER_PAGE = 100
REFUSED, BY_DOOR = "da-bo", "da-nhan"


@require_GET
@never_cache
def show(request: HttpRequest, session_id: int) -> HttpResponse:
    """The code for the wall; it renews itself."""
    token = doors.open_door(session_id, by=request.user)
    session = queries.session_for(request.user, session_id)
    context: dict[str, object] = {"session": session, "course": session.course, "minutes": doors.LASTS // 60}
    if token:
        address = request.build_absolute_uri(reverse("training:door", args=[token]))
        context |= {"code": qr.svg(address), "address": address}
    answer = render(request, "web/training/wall.html", context)
    answer["Refresh"] = str(REFRESH)
    return answer


@require_POST
def turn(request: HttpRequest, session_id: int) -> HttpResponse:
    """Close the door of a half day, or open it again."""
    shut = request.POST.get("cua") == "dong"
    doors.turn_door(session_id, shut=shut, by=request.user)
    messages.success(
        request, _("Đã đóng việc ghi tên bằng mã QR.") if shut else _("Đã mở lại việc ghi tên bằng mã QR.")
    )
    return redirect("training:show", session_id)


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
            said = context | {"sex": doors.SEX_WORDS.get(given["sex"], ""), "token": token}
            doors.claim(token, given)
            return render(request, "web/training/thanks.html", said)
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


def _line(row: doors.Waiting, post: QueryDict) -> Line:
    """A claim with what is decided about it; `others` decides about all who are not on the list.

    Only who is on the list is suggested as present: anybody may write any name and unit at a door. What the sent page
    did not show stays for later.
    """
    pk = row.claim.pk
    code = post.get(f"unit{pk}", row.unit_code).strip()
    what = post.get(f"do{pk}", "no" if row.claim.refused_at else "yes" if row.known and not post else "")
    others = post.get("others")
    if row.known is None and others and f"do{pk}" in post:
        what = "no" if others == "no" else "yes" if others == "yes" and code else ""
    return Line(row, code, what)


GROUPS: dict[str, Callable[[doors.Waiting], bool]] = {
    "": lambda row: True,
    "co-ten": lambda row: row.known is not None,
    "ro-don-vi": lambda row: row.known is None and bool(row.unit_code),
    "chua-ro": lambda row: not row.unit_code,
}
"""The claims that wait, by what is known of them."""


def waiting(request: HttpRequest, session_id: int) -> HttpResponse:
    """The organiser confirms or refuses who wrote their name at the door, or takes such people off again."""
    session = queries.session_for(request.user, session_id)
    waits = doors.waiting(request.user, session)
    gone = doors.waiting(request.user, session, refused=True)
    came = doors.came_by_door(request.user, session)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            messages.success(request, _done(request, session_id, [*waits, *gone]))
            return redirect(request.get_full_path())
        except BadInput as bad:
            problems = bad.problems
    wanted = request.GET.get("nhom", "")
    rows = gone if wanted == REFUSED else [row for row in waits if GROUPS.get(wanted, GROUPS[""])(row)]
    page = Paginator(came if wanted == BY_DOOR else rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": session, "course": session.course, "problems": problems, "page": page, "group": wanted,
        "lines": [] if wanted == BY_DOOR else [_line(row, request.POST) for row in page],
        "came": list(page) if wanted == BY_DOOR else [],
        "groups": _groups(waits, len(gone), len(came)),
    }  # fmt: skip
    return render(request, "web/training/waiting.html", context, status=422 if problems else 200)


def _groups(waits: list[doors.Waiting], gone: int, came: int) -> list[tuple[str, str, int]]:
    """The groups of the page with how many are in each."""
    names = {
        "": _("Đang chờ"), "co-ten": _("Đã có trong danh sách"), "ro-don-vi": _("Chưa có trong danh sách, rõ đơn vị"),
        "chua-ro": _("Chưa rõ đơn vị"),
    }  # fmt: skip
    counted = [(key, names[key], sum(map(fits, waits))) for key, fits in GROUPS.items()]
    return [*counted, (REFUSED, _("Đã bỏ"), gone), (BY_DOOR, _("Đã nhận tại cửa"), came)]


def _done(request: HttpRequest, session_id: int, rows: list[doors.Waiting]) -> str:
    """Do what the page asks for, and say what was done. Raises BadInput."""
    if back := {int(text) for text in request.POST.getlist("back") if text.isdecimal() and len(text) < 18}:
        n = doors.take_back(session_id, back, by=request.user)
        return _("Đã rút %(n)s người khỏi danh sách.") % {"n": n}
    lines = [line for line in (_line(row, request.POST) for row in rows) if f"do{line.row.claim.pk}" in request.POST]
    codes = {line.row.claim.pk: line.code for line in lines if line.what == "yes"}
    refused = {line.row.claim.pk for line in lines if line.what == "no" and not line.row.claim.refused_at}
    again = {line.row.claim.pk for line in lines if not line.what and line.row.claim.refused_at}
    n = doors.decide(session_id, codes, refused, again=again, by=request.user)
    told = {"n": n, "gone": len(refused)}
    return _("Đã xác nhận %(n)s người có mặt, bỏ %(gone)s bản tự ghi.") % told
