"""A small HTTP client for many people at once: cookies, forms, redirects, and patience when the server goes away."""

import asyncio
import re
import time
from html.parser import HTMLParser
from urllib.parse import urlencode

PATIENCE = 60
"""Seconds during which somebody tries again after a lost line or a 503."""
AGAIN_AFTER = 0.5


class _Forms(HTMLParser):
    """Every form of a page: (action, method, fields as they stand)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take forms and the fields inside them."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((facts.get("action", ""), facts.get("method", "get").lower(), {}))
        elif tag in {"input", "textarea"} and self.found and facts.get("name"):
            if facts.get("type") in {"checkbox", "radio", "submit", "file"} and "checked" not in facts:
                return
            self.found[-1][2].setdefault(facts["name"], facts.get("value", ""))


def forms(page: str) -> list[tuple[str, str, dict[str, str]]]:
    """The forms of a page in their order."""
    reader = _Forms()
    reader.feed(page)
    return reader.found


class Failed(Exception):
    """An answer that nobody should see."""


class Browser:
    """One person's browser. `took` gathers (name of the step, seconds, tries)."""

    def __init__(self, port: int, took: list[tuple[str, float, int]], *, stubborn: bool = False) -> None:
        self.port, self.took, self.stubborn = port, took, stubborn
        self.cookies: dict[str, str] = {}
        self.where = "/"

    async def get(self, step: str, path: str) -> str:
        """Open a page."""
        return await self._visit(step, "GET", path, None, {})

    async def post(self, step: str, path: str, fields: dict[str, str], **headers: str) -> str:
        """Send a form; follows the redirect and returns the page that comes."""
        return await self._visit(step, "POST", path, fields, headers)

    async def _visit(
        self, step: str, method: str, path: str, fields: dict[str, str] | None, headers: dict[str, str]
    ) -> str:
        start, tries = time.perf_counter(), 0
        while True:
            tries += 1
            try:
                status, body = await self._follow(method, path, fields, headers)
            except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError) as lost:
                status, body = 503, repr(lost)
            if status == 200:
                self.took.append((step, time.perf_counter() - start, tries))
                return body
            away = status in {502, 503}
            if not (self.stubborn and away and time.perf_counter() - start < PATIENCE):
                words = re.sub(r"<[^>]+>|\s+", " ", body.partition("<main")[2] or body)[:300]
                raise Failed(f"{step}: {method} {path} answered {status}: {words}")
            await asyncio.sleep(AGAIN_AFTER)

    async def _follow(
        self, method: str, path: str, fields: dict[str, str] | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        for _ in range(6):
            status, head, body = await asyncio.wait_for(self._ask(method, path, fields, headers), 60)
            if status not in {301, 302, 303}:
                self.where = path
                return status, body
            place = head["location"]
            path = place if place.startswith("/") else "/" + place.split("/", 3)[-1]
            method, fields, headers = "GET", None, {}
        raise ValueError("too many redirects")

    async def _ask(
        self, method: str, path: str, fields: dict[str, str] | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        """One request on a connection of its own, as a phone on a bad line makes it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            data = urlencode(fields or {}).encode()
            lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
            lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
            if self.cookies:
                lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
            if fields is not None:
                lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(data)}"]
            writer.write("\r\n".join([*lines, "", ""]).encode() + data)
            await writer.drain()
            raw = await reader.read(-1)
        finally:
            writer.close()
        if not raw:
            raise ValueError("no answer")
        top, _, body = raw.partition(b"\r\n\r\n")
        first, *rest = top.decode("latin-1").split("\r\n")
        head: dict[str, str] = {}
        for line in rest:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, content = value.split(";")[0].partition("=")
                self.cookies[key] = content
            head[name.lower()] = value
        if head.get("transfer-encoding") == "chunked":
            body = _joined(body)
        elif "content-length" in head and len(body) < int(head["content-length"]):
            raise ValueError("the answer was cut short")
        return int(first.split()[1]), head, body.decode("utf-8", "replace")


def _joined(body: bytes) -> bytes:
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        if not count:
            return out
        out, body = out + body[:count], body[count + 2 :]
    raise ValueError("the answer was cut short")
