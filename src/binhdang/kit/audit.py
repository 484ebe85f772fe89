"""Reading the event log: what happened to a thing, and the whole log as a filtered list."""

from datetime import date, datetime, time, timedelta

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from binhdang.kit.fields import end_of
from binhdang.kit.models import Event


def timeline_of(subject: Model, *more: Model) -> QuerySet[Event]:
    """The events of a thing (and of things that belong to it), the latest first, with the acting person."""
    found = Q()
    for thing in (subject, *more):
        found |= Q(subject_kind=thing._meta.model_name, subject_id=str(thing.pk))
    return Event.objects.filter(found).select_related("by").order_by("-at", "-pk")


def events(
    sight: Q,
    *,
    verb: str = "",
    by: int | None = None,
    path: str = "",
    start: date | None = None,
    end: date | None = None,
) -> QuerySet[Event]:
    """The events within a filter of sight over `path`, the latest first; each further condition narrows them.

    `verb` is a whole verb or its first part ("unit"); `path` takes the unit there and all below; days are inclusive.
    """
    found = Event.objects.filter(sight).select_related("by")
    if verb:
        found = found.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if by:
        found = found.filter(by=by)
    if path:
        found = found.filter(path__gte=path, path__lt=end_of(path))
    if start:
        found = found.filter(at__gte=_midnight(start))
    if end:
        found = found.filter(at__lt=_midnight(end + timedelta(days=1)))
    return found.order_by("-at", "-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
