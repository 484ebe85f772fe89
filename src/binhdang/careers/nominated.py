"""Nominations against the pipeline: how many of those put forward had been prepared, by the same person."""

from collections.abc import Callable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from binhdang.orgs.models import Person
from binhdang.registers.core.models import Sex
from binhdang.registers.core.queries import Counts, records_seen
from binhdang.registers.nominations.models import Nomination
from binhdang.registers.nominations.queries import Chosen, counted
from binhdang.registers.nominations.register import NOMINATIONS
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import PIPELINE, standing


def in_pipeline(by: Person | None, path: str, chosen: Chosen, on: date) -> tuple[Counts, Counts]:
    """Of the people nominated below a unit by a day: how many stand in the pipeline that day, and how many there are.

    Each person counts once, however often she was nominated (1 query).
    """
    entries = Successor.objects.filter(standing(on), removed_at__isnull=True, who=OuterRef("who"))
    rows = Nomination.objects.filter(counted(by, path, chosen, on)).order_by()
    prepared, woman = Q(prepared=True), Q(sex=Sex.WOMAN)
    found = rows.annotate(prepared=Exists(entries)).aggregate(
        all=Count("who", distinct=True),
        women=Count("who", distinct=True, filter=woman),
        ready=Count("who", distinct=True, filter=prepared),
        ready_women=Count("who", distinct=True, filter=prepared & woman),
    )
    return Counts(found["ready"], found["ready_women"]), Counts(found["all"], found["women"])


def prepared(on: date, wanted: bool) -> Callable[[str], Q]:
    """The condition of a funnel: those put forward who stand in the pipeline on a day, or those who do not."""
    entries = Successor.objects.filter(standing(on), removed_at__isnull=True, who__isnull=False)

    def only(prefix: str) -> Q:
        found = Q(**{f"{prefix}who__in": entries.values("who")})
        return found if wanted else ~found

    return only


def entries_of(by: Person | None, nomination: Nomination) -> "QuerySet[Successor]":
    """The entries of the pipeline about the person put forward, as far as `by` reads them."""
    return records_seen(by, PIPELINE).filter(who__isnull=False, who=nomination.who_id)


def nominations_of(by: Person | None, entry: Successor) -> "QuerySet[Nomination]":
    """What somebody of the pipeline was put forward for, as far as `by` reads it."""
    return records_seen(by, NOMINATIONS).filter(who__isnull=False, who=entry.who_id)
