"""The answer when something broke: a database that cannot be reached says so and asks to try again."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views import defaults

TRY_AGAIN_AFTER = 5
"""Seconds; a restart of the database takes about as long."""


def broken(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 with `Retry-After` while the database is away, never an empty page; else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(TRY_AGAIN_AFTER)})
    return defaults.server_error(request)
