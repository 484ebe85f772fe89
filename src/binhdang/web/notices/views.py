"""What the person was told and has not read, the choice about mails, and the outbox for those who manage people."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from binhdang.kit.errors import Refused
from binhdang.notices import actions, queries
from binhdang.notices.choices import MailState
from binhdang.orgs import roles, rules

PAGE = 30
TONES = {"queued": "info", "sending": "info", "sent": "ok", "failed": "err", "held": "none"}


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of the person, the latest first, those not read marked."""
    page = Paginator(queries.notices_of(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread": queries.unread_count(request.user),
        "wants_mail": queries.wants_mail(request.user),
        "goes_out": settings.MAILS_GO_OUT,
    }
    return render(request, "web/notices/list.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_read(request.user)
    return redirect("notices:list")


@require_POST
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    found = queries.notice_of(request.user, notice_id)
    actions.mark_read(request.user, notice_id=found.pk)
    inside = found.href and url_has_allowed_host_and_scheme(found.href, allowed_hosts=None)
    return redirect(found.href if inside else "notices:list")


@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Turn mails about work on or off."""
    wanted = request.POST.get("mail") == "on"
    actions.choose_mail(wanted, by=request.user)
    said = _("Đã bật thư nhắc việc.") if wanted else _("Đã tắt thư nhắc việc; thông báo trong hệ thống vẫn còn.")
    messages.success(request, said)
    return redirect("notices:list")


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails of the units whose people the person manages, by state."""
    check_manages(request.user)
    counts = queries.mail_counts(request.user)
    state = request.GET.get("state", "")
    found = queries.mails_seen(request.user)
    if state in MailState.values:
        found = found.filter(state=state)
    states = [("", _("Tất cả"), sum(counts.values()))]
    states += [(s.value, str(s.label), counts[s.value]) for s in MailState if counts.get(s.value)]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(mail, TONES[mail.state]) for mail in page],
        "states": states,
        "state": state,
        "keeps_units": bool(rules.reach(request.user, "units.manage")),
        **modes(),
    }
    return render(request, "web/notices/outbox.html", context)


@require_safe
def one_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail with its text; what opens somebody's account is shown to nobody outside the demo."""
    mail = queries.mail_seen(request.user, mail_id)
    hidden = mail.secret and not settings.DEMO
    context = {
        "mail": mail,
        "tone": TONES[mail.state],
        "hidden": hidden,
        "again": mail.state in (MailState.FAILED, MailState.HELD) and bool(mail.text),
        **modes(),
    }
    return render(request, "web/notices/mail.html", context)


@require_POST
def send_again(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Put a mail that did not leave back into the queue."""
    actions.send_again(mail_id, by=request.user)
    messages.success(request, _("Đã đưa thư vào hàng chờ gửi."))
    return redirect("notices:mail_page", mail_id)


def modes() -> dict[str, Any]:
    """Whether mails leave this installation at all."""
    return {"goes_out": settings.MAILS_GO_OUT, "demo": settings.DEMO}


def check_manages(by: Any) -> None:
    """Raise `Refused` for somebody who manages nobody."""
    if not rules.reach(by, "people.manage"):
        raise Refused(
            _("Hộp thư đi chỉ dành cho người quản lý người dùng của đơn vị."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with("people.manage")},
        )
