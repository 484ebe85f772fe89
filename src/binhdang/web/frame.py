"""What the frame around every page shows: menu, context bar, person, demo mark."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the frame."""
    return {"frame": None}
