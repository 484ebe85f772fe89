"""The outermost door: what no page can read is refused before any page, session or database sees it."""

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
UTF8 = {"", "utf-8", "utf8"}


class ReadableMiddleware:
    """Refuses (400) another encoding than UTF-8, and NUL, which no browser sends and PostgreSQL keeps in no text."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what can be read. Raises BadRequest."""
        charset = (request.content_params or {}).get("charset", "")
        if charset.strip("\"' ").lower() not in UTF8:
            raise BadRequest("not UTF-8")
        if any("\x00" in text for text in _texts(request)):
            raise BadRequest("NUL")
        return self.get_response(request)


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from request.COOKIES.values()
    for given in (request.GET, request.POST) if request.method == "POST" else (request.GET,):
        for name, values in given.lists():
            yield name
            yield from map(str, values)
