"""Nominations against the pipeline: how many of those put forward had been prepared, by the same person."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from binhdang.orgs.models import Person
from binhdang.registers.core.models import Sex
from binhdang.registers.core.queries import Counts
from binhdang.registers.nominations.models import Nomination
from binhdang.registers.nominations.queries import Chosen, counted
from binhdang.registers.pipeline.models import Successor


def in_pipeline(by: Person | None, path: str, chosen: Chosen, on: date) -> tuple[Counts, Counts]:
    """Of the people nominated below a unit by a day: how many stand in the pipeline that day, and how many there are.

    Each person counts once, however often she was nominated (1 query).
    """
    standing = Q(removed_at__isnull=True, since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    rows = Nomination.objects.filter(counted(by, path, chosen, on)).order_by()
    prepared, woman = Q(prepared=True), Q(sex=Sex.WOMAN)
    found = rows.annotate(prepared=Exists(Successor.objects.filter(standing, who=OuterRef("who")))).aggregate(
        all=Count("who", distinct=True),
        women=Count("who", distinct=True, filter=woman),
        ready=Count("who", distinct=True, filter=prepared),
        ready_women=Count("who", distinct=True, filter=prepared & woman),
    )
    return Counts(found["ready"], found["ready_women"]), Counts(found["all"], found["women"])
