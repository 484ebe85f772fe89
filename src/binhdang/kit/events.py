"""News between packages: a lower package announces, `config.wiring` decides who hears it, in the same transaction."""

from collections.abc import Callable
from typing import Any


class News:
    """One kind of news. Listeners are called in the order in which they were connected; an error stops the action."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._listeners: list[Callable[..., None]] = []

    def connect(self, listener: Callable[..., None]) -> None:
        """Let `listener` hear this news; connecting twice counts once."""
        if listener not in self._listeners:
            self._listeners.append(listener)

    def tell(self, **facts: Any) -> None:
        """Tell every listener, now and inside the caller's transaction."""
        for listener in self._listeners:
            listener(**facts)
