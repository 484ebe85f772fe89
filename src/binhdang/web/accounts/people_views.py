"""Pages of the people in scope: list, invitation, one person with roles, posts and what happened."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import actions, queries, roles, rules
from binhdang.orgs import people as people_actions
from binhdang.web.accounts import forms, mails
from binhdang.web.audit.words import moments

PER_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people in scope, searched by name or e-mail and filtered by role."""
    text, role = request.GET.get("q", ""), request.GET.get("role", "")
    found = queries.find_people(request.user, text)
    if role in roles.ROLES:
        found = queries.holding(found, role)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "web/accounts/people.html",
        {
            "page": page,
            "rows": queries.with_roles(request.user, list(page)),
            "q": text,
            "role": role,
            "roles": [("", _("Mọi vai trò")), *((r.code, r.name) for r in roles.ROLES.values())],
            "invitations": queries.invitations_open(request.user)[:20],
            "manages": bool(rules.reach(request.user, "people.manage")),
            "keeps_units": bool(rules.reach(request.user, "units.manage")),
        },
    )


def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is mailed and shown once to the one who invites."""
    _check_manages(request.user)
    form = forms.InviteForm(request.POST or None, by=request.user, initial={"unit": request.GET.get("unit", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made, token = actions.invite_person(
                data["email"],
                name=data["name"],
                role=data["role"],
                unit=data["unit"],
                post_title=data["post_title"],
                by=request.user,
            )
        except BadInput as error:
            forms.say(form, error.problems)
        else:
            link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
            mails.send_invitation(made, link)
            return render(request, "web/accounts/invited.html", {"invitation": made, "link": link})
    return render(request, "web/accounts/invite.html", {"form": form, "roles": list(roles.ROLES.values())})


@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation that nobody took yet."""
    actions.revoke_invitation(queries.invitations_open(request.user).get(pk=invitation_id), by=request.user)
    messages.success(request, _("Đã rút lời mời."))
    return redirect("accounts:people")


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: posts, roles, what happened to the account."""
    return _show(request, queries.person_by_id(request.user, person_id))


@require_POST
def give_role(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a role at a unit."""
    found = queries.person_by_id(request.user, person_id)
    _check_manages(request.user)
    form = forms.RoleForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            actions.give_role(found, role=form.cleaned_data["role"], unit=form.cleaned_data["unit"], by=request.user)
        except BadInput as error:
            forms.say(form, error.problems)
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("accounts:person", person_id)
    return _show(request, found, role_form=form)


def end_role(request: HttpRequest, person_id: int, holding_id: int) -> HttpResponse:
    """End a role at once, after a question and with a reason."""
    found = queries.person_by_id(request.user, person_id)
    _check_manages(request.user)
    held = queries.role_history(request.user, found).get(pk=holding_id)
    if request.method == "POST":
        actions.end_role(held, by=request.user, why=request.POST.get("why", "").strip())
        messages.success(request, _("Đã kết thúc vai trò."))
        return redirect("accounts:person", person_id)
    return render(
        request, "web/accounts/end_role.html", {"person": found, "holding": held, "role": roles.ROLES[held.role]}
    )


@require_POST
def give_post(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record what a person is at a unit."""
    found = queries.person_by_id(request.user, person_id)
    _check_manages(request.user)
    form = forms.PostForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            actions.give_post(found, title=form.cleaned_data["title"], unit=form.cleaned_data["unit"], by=request.user)
        except BadInput as error:
            forms.say(form, error.problems)
        else:
            messages.success(request, _("Đã ghi chức vụ."))
            return redirect("accounts:person", person_id)
    return _show(request, found, post_form=form)


@require_POST
def phone(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down the telephone number of a person."""
    _set_phone(request, queries.person_by_id(request.user, person_id))
    return redirect("accounts:person", person_id)


@require_POST
def own_phone(request: HttpRequest) -> HttpResponse:
    """Write down one's own telephone number."""
    _set_phone(request, request.user)
    return redirect("accounts:me")


def _set_phone(request: HttpRequest, found: Any) -> None:
    try:
        people_actions.set_phone(found, request.POST.get("phone", ""), by=request.user)
    except BadInput as bad:
        messages.error(request, bad.problems[0][1])
    else:
        messages.success(request, _("Đã ghi số điện thoại."))


def _show(request: HttpRequest, found: Any, *, role_form: Any = None, post_form: Any = None) -> HttpResponse:
    manages = bool(rules.reach(request.user, "people.manage"))
    held = [(h, roles.ROLES[h.role]) for h in queries.role_history(request.user, found)]
    bad = bool(role_form or post_form)
    context = {
        "person": found,
        "holdings": held,
        "posts": queries.posts_of(found),
        "manages": manages and found.pk != request.user.pk,
        "oneself": found.pk == request.user.pk,
        "role_form": role_form or forms.RoleForm(by=request.user),
        "post_form": post_form or forms.PostForm(by=request.user),
        "moments": moments(found, limit=30) if manages or found.pk == request.user.pk else [],
    }
    return render(request, "web/accounts/person.html", context, status=400 if bad else 200)


def _check_manages(by: Any) -> None:
    if not rules.reach(by, "people.manage"):
        raise Refused(
            _("Bạn không có quyền mời người dùng và giao vai trò."),
            _("Người có vai trò %(roles)s.") % {"roles": roles.names_with("people.manage")},
        )
