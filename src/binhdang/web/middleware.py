"""Doors and answers common to all pages: first-run wizard, sign-in, second factor; refusals and errors as pages."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.defaults import page_not_found

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.once import remembering
from binhdang.kit.secrets import Unreadable
from binhdang.orgs import queries, rules

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]
ALWAYS_OPEN = {"set_language", "offline:worker", "offline:manifest", "offline:shell"}
"""Pages for everybody, at any time."""
WITHOUT_SIGN_IN = ALWAYS_OPEN | {
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "accounts:invitation",
    "training:door",
    "training:check",
    "accounts:demo",
}
"""Pages for those who are not signed in; every other page asks for a sign-in."""
WITHOUT_SECOND_FACTOR = ALWAYS_OPEN | {
    "accounts:second_factor",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "reports:live",
}
"""Pages for those who must set up a second factor first; and the mark of a page, whose signed address says that it was
shown to this person."""
SEEN_EVERY = 300


class DoorMiddleware:
    """Sends everybody through the right door before a page is drawn."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the decision falls in `process_view`, when the page is known. Rights are looked up once."""
        with remembering():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """The redirect to the door that must be passed first, or None."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in ALWAYS_OPEN:
            return None
        if not request.user.is_authenticated:
            if not queries.anybody():
                return None if name.startswith("setup:") else redirect("setup:start")
            if name in WITHOUT_SIGN_IN or name.startswith("setup:"):
                return None
            return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
        _note_activity(request)
        if name not in WITHOUT_SECOND_FACTOR and must_set_up_second_factor(request.user):
            return redirect("accounts:second_factor")
        return None


def must_set_up_second_factor(person: Any) -> bool:
    """Whether a person's roles ask for a second factor that is not set up; demo people in demo mode are exempt."""
    if settings.DEMO and person.demo:
        return False
    return rules.needs_second_factor(person) and not is_mfa_enabled(person, ["totp", "webauthn"])


class RefusalMiddleware:
    """Turns the exceptions of actions and queries into pages that say what, why and who can."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; exceptions arrive in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal, bad input, a conflict or something not seen; None for any other error.

        Such a page has the menu, and neither the work context nor counts: who guesses addresses costs little.
        """
        request.turned_away = True  # type: ignore[attr-defined]
        if isinstance(error, Refused):
            return render(request, "403.html", {"reason": error.reason, "who_can": error.who_can}, status=403)
        if isinstance(error, BadInput):
            return render(request, "web/bad_input.html", {"problems": error.problems}, status=400)
        if isinstance(error, Conflict):
            return render(request, "web/conflict.html", {"theirs": error.theirs}, status=409)
        if isinstance(error, ObjectDoesNotExist):
            return page_not_found(request, error)
        if isinstance(error, Unreadable):
            logger.error("encrypted data cannot be opened: %s", error)
            return render(request, "web/bad_input.html", {"problems": [("", str(error))]}, status=500)
        return None


def _note_activity(request: HttpRequest) -> None:
    """Write down that this session is in use, at most every five minutes, for the list of sessions."""
    now = int(clock.now().timestamp())
    if now - request.session.get("seen", 0) >= SEEN_EVERY:
        request.session["seen"] = now
        UserSession.objects.create_from_request(request)
