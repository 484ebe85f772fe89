"""Every write once: the key that each form and each queued write carries, and the answer to a repeated request.

The key is made when a form is drawn (a hidden field beside Django's token, so that no form can be without) or when a
write is queued (a header). The same person sending the same content with the same key to the same address again is
told what the first request was told, and nothing changes. The write and the note of its answer are one transaction:
after a crash both stand or neither.
"""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from binhdang.kit import writes

FIELD, HEADER = "_key", "Idempotency-Key"
NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}
Answer = Callable[[HttpRequest], HttpResponseBase]

register = template.Library()


class TokenNode(CsrfTokenNode):
    """Django's token of a form, and beside it the key of the one write that this form may make."""

    def render(self, context: template.Context) -> SafeString:
        """Both hidden fields; nothing where there is no request."""
        token = super().render(context)
        key = format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4().hex)
        return format_html("{}{}", token, key) if token else SafeString("")


@register.tag
def csrf_token(_parser: Any, _token: Any) -> TokenNode:
    """`{% csrf_token %}`: in place of Django's own, in every template."""
    return TokenNode()


class OnceMiddleware:
    """Answers a repeated write with the answer of the first. The innermost of all: only the page is inside."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page's answer, or the one it gave before. Whoever is not signed in writes by single-use links only."""
        key = _key_of(request)
        if not key or not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic():
            row, first = writes.claim(_digest(request, key), by=request.user, route=request.path)
            if not first:
                return _again(request, row)
            with writes.watching() as watch:
                response = self.get_response(request)
            if watch.wrote and response.status_code < 400:
                _keep(row, response)
            else:
                writes.drop(row)
            return response


def _key_of(request: HttpRequest) -> str:
    if request.method != "POST":
        return ""
    return (request.headers.get(HEADER) or request.POST.get(FIELD, ""))[:100]


def _digest(request: HttpRequest, key: str) -> str:
    """A fingerprint of person, key, address and content; a changed form under an old key is a new write."""
    digest = hashlib.sha256(f"{request.user.pk}\n{key}\n{request.get_full_path()}\n".encode())
    if request.content_type == "application/json":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_CONTENT:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for part in file.chunks():
                digest.update(part)
            file.seek(0)
    return digest.hexdigest()


def _keep(row: Any, response: HttpResponseBase) -> None:
    content = response.content.decode() if isinstance(response, JsonResponse) else ""
    writes.keep(row, status=response.status_code, location=response.get("Location", ""), answer=content)


def _again(request: HttpRequest, row: Any) -> HttpResponse:
    """What the first request was told: its JSON, its redirect, or (for a page that was drawn) the way back to it."""
    if row.answer:
        return HttpResponse(row.answer, status=row.status, content_type="application/json")
    if row.location:
        return HttpResponse(status=row.status, headers={"Location": row.location})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    back = urlsplit(request.headers.get("Referer", ""))
    here = f"{back.path}?{back.query}" if back.query else back.path
    return HttpResponse(status=303, headers={"Location": here if here.startswith("/") else "/"})
