"""What need not be asked twice while one request is answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember answers until the end of the block; outside of one nothing is remembered."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gave when it was first asked under `key`."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


def forget() -> None:
    """Forget every answer: something was written that they depend on."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()
