"""Reading nominations beyond the list: the funnel, and who waits at a stage."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from binhdang.calc import nominating
from binhdang.kit.fields import end_of
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person
from binhdang.registers.core.models import Sex
from binhdang.registers.core.rules import WRITE, seen
from binhdang.registers.nominations.models import Nomination, NominationStep, Stage
from binhdang.registers.nominations.register import NOMINATIONS

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Chosen:
    """Which nominations: of a body, a level, a term; empty means any."""

    body: str = ""
    level: str = ""
    term: str = ""

    def meaning(self, prefix: str = "") -> Q:
        """The filter, on nominations or (with a prefix) on what belongs to them."""
        return Q(**{prefix + name: value for name, value in vars(self).items() if value})


def counted(by: Person | None, path: str, chosen: Chosen, until: date, prefix: str = "") -> Q:
    """Counts go upward where names do not: everything in sight below a path that began by a day."""
    below = Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": end_of(path)})
    standing = Q(**{f"{prefix}removed_at__isnull": True, f"{prefix}since__lte": until})
    return orgs.sight(by, field=f"{prefix}path") & below & standing & chosen.meaning(prefix)


def everybody(prefix: str) -> Q:
    """No condition on the people of a funnel."""
    return Q()


def funnel_of(
    by: Person | None, path: str, chosen: Chosen, until: date, only: Callable[[str], Q] = everybody
) -> nominating.Funnel:
    """How many people below a unit, by sex, had reached each stage by a day (3 queries).

    `only` is a condition on nominations, for a prefix; what joins registers gives one.
    """
    people = Nomination.objects.filter(counted(by, path, chosen, until), only(""))
    steps = NominationStep.objects.filter(
        counted(by, path, chosen, until, "nomination__"), only("nomination__"), removed_at__isnull=True, on__lte=until
    )
    reached = [
        (nominating.SOURCE, sex == Sex.WOMAN, n)
        for sex, n in people.order_by().values_list("sex").annotate(n=Count("pk"))
    ]
    passed = steps.order_by().values_list("stage", "nomination__sex").annotate(n=Count("nomination", distinct=True))
    reached += [(stage, sex == Sex.WOMAN, n) for stage, sex, n in passed]
    ended = steps.filter(stage__in=nominating.CLOSED).values("nomination")
    waiting = steps.filter(stage=nominating.INTRODUCED).exclude(nomination__in=ended)
    still = waiting.order_by().values_list("nomination__sex").annotate(n=Count("nomination", distinct=True))
    return nominating.funnel(reached, [(sex == Sex.WOMAN, n) for sex, n in still])


def terms_seen(by: Person | None, path: str = "") -> list[str]:
    """The terms that nominations in sight (below a path) are for, the latest first."""
    rows = Nomination.objects.filter(orgs.sight(by), removed_at__isnull=True)
    if path:
        rows = rows.filter(path__gte=path, path__lt=end_of(path))
    return list(rows.order_by("-term").values_list("term", flat=True).distinct())


def waiting_at(by: Person | None, path: str, chosen: Chosen, stage: str) -> QuerySet[Any]:
    """The people at a stage whose register `by` keeps, below a unit, in the order of units and names."""
    rows = Nomination.objects.filter(seen(by, NOMINATIONS), orgs.sight(by, right=WRITE), removed_at__isnull=True)
    rows = rows.filter(chosen.meaning(), stage=stage, path__gte=path, path__lt=end_of(path))
    return rows.select_related("unit").order_by("unit__sort_key", "name", "pk")


def bodies() -> dict[str, str]:
    """The bodies by code."""
    return {code: str(label) for code, label in Nomination.Body.choices}


def levels() -> dict[str, str]:
    """The levels of bodies by code."""
    return {code: str(label) for code, label in Nomination.Level.choices}


def stage_labels() -> dict[str, str]:
    """The names of the stages by code, in their order."""
    return {code: str(label) for code, label in Stage.choices}
