"""Sign-ins, failed sign-ins, locks and changes of the second factor go into the log."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from binhdang.kit import log
from binhdang.orgs import queries


def connect() -> None:
    """Listen to the libraries that sign people in. Called by `config.wiring`."""
    user_logged_in.connect(_signed_in, dispatch_uid="binhdang.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="binhdang.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="binhdang.failed")
    user_locked_out.connect(_locked, dispatch_uid="binhdang.locked")
    for signal in (password_changed, password_reset):
        signal.connect(_password, dispatch_uid="binhdang.password")
    authenticator_added.connect(_factor_added, dispatch_uid="binhdang.factor_added")
    authentication_failed.connect(_code_failed, dispatch_uid="binhdang.code_failed")
    authenticator_removed.connect(_factor_removed, dispatch_uid="binhdang.factor_removed")


def _record(verb: str, person: Any, by: Any, **data: Any) -> None:
    log.record(verb, person, by=by, path=queries.home_path(person), **data)


def _address(request: Any) -> str:
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""


def _signed_in(user: Any, request: Any = None, **_: Any) -> None:
    _record("signed.in", user, user, address=_address(request))


def _signed_out(user: Any, request: Any = None, **_: Any) -> None:
    if user is not None and user.is_authenticated:
        _record("signed.out", user, user, address=_address(request))


def _failed(credentials: Any, request: Any = None, **_: Any) -> None:
    person = queries.person_by_email(str(credentials.get("email") or credentials.get("login") or ""))
    if person is not None:
        _record("sign_in.failed", person, None, address=_address(request))


def _code_failed(user: Any, request: Any = None, **_: Any) -> None:
    _record("sign_in.code_failed", user, None, address=_address(request))


def _locked(username: str, ip_address: str, **_: Any) -> None:
    person = queries.person_by_email(username or "")
    if person is not None:
        _record("sign_in.locked", person, None, address=ip_address)


def _password(user: Any, request: Any = None, **_: Any) -> None:
    _record("password.changed", user, user, address=_address(request))


def _factor_added(user: Any, authenticator: Any, request: Any = None, **_: Any) -> None:
    _record("factor.added", user, user, factor=authenticator.type, address=_address(request))


def _factor_removed(user: Any, authenticator: Any, request: Any = None, **_: Any) -> None:
    _record("factor.removed", user, user, factor=authenticator.type, address=_address(request))
