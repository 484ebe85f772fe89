"""The one clock: what time it is, and what day in Việt Nam. A demo may stand still on another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_day: ContextVar[date | None] = ContextVar("day", default=None)


def now() -> datetime:
    """The present moment, aware. In a demo with BINHDANG_TODAY the date is that one and the time of day is real."""
    moment = timezone.now()
    fixed: date | None = _day.get() or getattr(settings, "TODAY", None)
    if fixed is None:
        return moment
    return moment + timedelta(days=(fixed - timezone.localdate(moment)).days)


def instant() -> datetime:
    """The real moment, whatever day the demo shows: for leases and intervals between machines, never for people."""
    return timezone.now()


def today() -> date:
    """The present day in Việt Nam."""
    return timezone.localdate(now())


@contextmanager
def standing_on(day: date) -> Iterator[None]:
    """Let the clock show `day` inside the block; for building a demo's past."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)
