"""Who holds which posts on a day, and how many of them are women."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, Q

from binhdang.registers.cadres.models import PostHeld, PostKind
from binhdang.registers.core.models import Sex

KEY_POSTS = (PostKind.CHAIR, PostKind.DEPUTY)
WOMENS_AFFAIRS = (PostKind.WOMEN_FULL, PostKind.WOMEN_PART)


def held_on(day: date, prefix: str = "") -> Q:
    """The posts (or, with a `prefix` that leads to them, what has posts) that are held on `day`."""
    begun = Q(**{f"{prefix}since__lte": day})
    return begun & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day}))


def posts(kinds: Collection[str], on: date | None = None) -> Q:
    """The cadres who hold one of these posts on a day, or held one at any time."""
    rows = PostHeld.objects.filter(kind__in=kinds, removed_at__isnull=True)
    rows = rows if on is None else rows.filter(held_on(on))
    return Q(pk__in=rows.values("cadre"))


def people_in(units: Collection[int], kinds: Collection[str], on: date) -> Mapping[int, tuple[int, int]]:
    """Unit -> (people, women) who hold one of these posts on a day; each person once; no entry for a unit with none."""
    rows = PostHeld.objects.filter(held_on(on), kind__in=kinds, removed_at__isnull=True)
    rows = rows.filter(cadre__unit__in=list(units), cadre__removed_at__isnull=True)
    women = Count("cadre__who", distinct=True, filter=Q(cadre__sex=Sex.WOMAN))
    found = rows.order_by().values("cadre__unit").annotate(n=Count("cadre__who", distinct=True), women=women)
    return {row["cadre__unit"]: (row["n"], row["women"]) for row in found}
