"""The throttle of sign-ins: what is counted, and the page that names when to try again."""

from typing import Any

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from binhdang.kit import clock


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail that was typed, in one spelling, so that capitals and spaces do not make another account."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()


def locked_out(request: HttpRequest, response: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The page shown while an address and an e-mail are locked: it names the time when the lock ends."""
    pause = get_cool_off(request)
    attempts = AccessAttempt.objects.filter(
        username=typed_name(request, credentials), ip_address=get_client_ip_address(request)
    )
    first = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or clock.now()
    until = timezone.localtime(first + pause) if pause else None
    return render(request, "web/accounts/locked.html", {"until": until}, status=429)
