"""The tiny address that pages ask whether their numbers moved: an opaque mark with an ETag, mostly answered by 304."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from binhdang.reports import progress

SALT = "reports.live"
DAY = 24 * 3600


def address(by: Any, data_set_ids: Sequence[int], period_key: str, path: str) -> str:
    """Where a page that `by` was shown asks about the reports of a subtree; "" when there are none to ask about."""
    if not data_set_ids:
        return ""
    said = signing.dumps([by.pk, list(data_set_ids), period_key, path], salt=SALT, compress=True)
    return reverse("reports:live", args=[said])


@require_GET
def mark(request: HttpRequest, said: str) -> HttpResponse:
    """304 while nothing moved, else the new mark. The signed address says that the page was shown to this person."""
    try:
        person, data_set_ids, period_key, path = signing.loads(said, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        raise Http404
    if person != request.user.pk:
        raise Http404
    tag = f'"{progress.mark(data_set_ids, period_key, path)}"'
    same = request.headers.get("If-None-Match") == tag
    answer = HttpResponse(status=304) if same else HttpResponse(tag, content_type="text/plain")
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-store"
    return answer
