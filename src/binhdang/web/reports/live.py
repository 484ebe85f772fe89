"""The tiny address that pages ask whether their numbers moved: an opaque mark with an ETag, mostly answered by 304."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from binhdang.reports import progress
from binhdang.rollup import marks as rollup
from binhdang.web.context import WorkContext

SALT = "reports.live"
DAY = 24 * 3600
MARKS: dict[str, Callable[[Sequence[int], str, str], str]] = {"board": progress.mark, "results": rollup.mark}


@dataclass(frozen=True)
class Live:
    """Where a page asks, and the mark of what it shows (taken before its numbers were read)."""

    address: str
    mark: str


def of(by: Any, kind: str, data_set_ids: Sequence[int], period_key: str, path: str) -> Live | None:
    """What a page that `by` is shown asks about a unit's subtree; None when there is nothing to ask about."""
    if not data_set_ids:
        return None
    said = signing.dumps([by.pk, kind, list(data_set_ids), period_key, path], salt=SALT, compress=True)
    return Live(reverse("reports:live", args=[said]), f'"{MARKS[kind](data_set_ids, period_key, path)}"')


def of_results(request: HttpRequest, work: WorkContext) -> Live | None:
    """The same for a page of results of this unit and period, over all the forms that were asked for."""
    path = work.placement.path
    asked = [one[0] for one in progress.data_sets_asked(None, path, work.period.key)]
    return of(request.user, "results", asked, work.period.key, path)


@require_GET
def mark(request: HttpRequest, said: str) -> HttpResponse:
    """304 while nothing moved, else the new mark. The signed address says that the page was shown to this person."""
    try:
        person, kind, data_set_ids, period_key, path = signing.loads(said, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        raise Http404
    if person != request.user.pk:
        raise Http404
    tag = f'"{MARKS[kind](data_set_ids, period_key, path)}"'
    same = request.headers.get("If-None-Match") == tag
    answer = HttpResponse(status=304) if same else HttpResponse(tag, content_type="text/plain")
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-store"
    return answer
