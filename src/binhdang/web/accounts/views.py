"""Pages of one's own account: sign-in, invitation, second factor."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from binhdang.kit.errors import BadInput
from binhdang.orgs import actions, people, queries, rules
from binhdang.web.accounts import demo, forms
from binhdang.web.audit.words import moments

BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


def display_name(person: Any) -> str:
    """How allauth calls a person."""
    return person.name


def closed(request: HttpRequest) -> HttpResponse:
    """Addresses that allauth expects and this product does not have."""
    raise Http404(_("Tài khoản chỉ được lập qua lời mời."))


class SignInView(LoginView):
    """Sign-in; in demo mode on this machine also one button for each persona."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The context of allauth with the personas."""
        shown = demo.personas() if demo.allowed(self.request) else []
        return {**super().get_context_data(**kwargs), "personas": shown}


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a persona of the demo; does not exist anywhere but in demo mode on this machine."""
    if not demo.allowed(request) or request.method != "POST":
        raise Http404
    person = queries.demo_people().filter(pk=_number(request.POST.get("person", ""))).first()
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return redirect("/")


@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation: shows unit and role, asks for name and password, signs in."""
    found = people.invitation_for(token)
    form = forms.AcceptForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(
                token, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
        except BadInput as error:
            forms.say(form, error.problems)
        else:
            login(request, person, backend=BACKEND)
            UserSession.objects.create_from_request(request)
            return redirect("/")
    return render(request, "web/accounts/invitation.html", {"invitation": found, "form": form})


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: posts, roles, security, what happened to it."""
    return render(
        request,
        "web/accounts/me.html",
        {
            "posts": queries.posts_of(request.user),
            "holdings": queries.roles_of(request.user),
            "second_factor": is_mfa_enabled(request.user, ["totp", "webauthn"]),
            "moments": moments(request.user, limit=20),
        },
    )


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where those who decide set up their second factor before anything else."""
    if is_mfa_enabled(request.user, ["totp", "webauthn"]):
        return redirect("mfa_index")
    return render(request, "web/accounts/second_factor.html", {"required": rules.needs_second_factor(request.user)})


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one other session of one's own."""
    session = UserSession.objects.get(pk=session_id, user=request.user)
    session.end()
    messages.success(request, _("Đã đăng xuất phiên đó."))
    return redirect("usersessions_list")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
