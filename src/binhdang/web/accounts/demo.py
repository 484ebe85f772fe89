"""One-click sign-in of the demo: only in demo mode, only on this machine itself."""

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from binhdang.orgs import queries, roles

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def allowed(request: HttpRequest) -> bool:
    """Whether demo sign-ins exist for this request: demo mode, loopback at both ends, no proxy between."""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return (
        settings.DEMO
        and not any(request.META.get(name) for name in FORWARDED)
        and _loopback(request.META.get("REMOTE_ADDR", ""))
        and (host == "localhost" or _loopback(host.strip("[]")))
    )


def personas() -> list[dict[str, Any]]:
    """The people of the demo with their roles and unit, for the sign-in page."""
    found = []
    for person in queries.demo_people():
        held = list(queries.roles_of(person))
        names = ", ".join(str(roles.ROLES[holding.role].name) for holding in held)
        found.append({"person": person, "roles": names, "unit": held[0].unit if held else None})
    return found


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
