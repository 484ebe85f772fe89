"""The one clock: what time it is, and what day in Việt Nam. A demo may stand still on another day."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware. In a demo with BINHDANG_TODAY the date is that one and the time of day is real."""
    moment = timezone.now()
    fixed: date | None = getattr(settings, "TODAY", None)
    if fixed is None:
        return moment
    return moment + timedelta(days=(fixed - timezone.localdate(moment)).days)


def today() -> date:
    """The present day in Việt Nam."""
    return timezone.localdate(now())
