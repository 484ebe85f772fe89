"""Who of those who hold a post today was trained at least once in the plan's period: people, never attendances.

Counts go by sight; names only as far as the register of cadres is read. Attendances stand beside as another number.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value

from binhdang.calc.periods import Period
from binhdang.careers.scope import Scope
from binhdang.kit import clock
from binhdang.orgs.models import Level, OrgUnit
from binhdang.plans.models import Plan
from binhdang.plans.queries import plan_in_force
from binhdang.registers.cadres.bodies import BY_CODE, KEY_POSTS
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.queries import held_on
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import rules
from binhdang.registers.core.choices import PostKind
from binhdang.registers.core.models import Sex
from binhdang.registers.training.models import Course
from binhdang.registers.training.queries import trained

GRASSROOTS = "co_so"
MOST_NAMED = 20
KEY, WOMEN = "t5a", "t5b"
WOMENS_AFFAIRS = BY_CODE["can_bo_nc"].kinds
TARGETS: dict[str, tuple[str, ...]] = {KEY: KEY_POSTS, WOMEN: WOMENS_AFFAIRS}
"""The two groups of the target: key cadres of every level, women's-affairs cadres above the grassroots."""
GROUPS = {KEY: KEY_POSTS, WOMEN: WOMENS_AFFAIRS, **{kind: (kind,) for kind in PostKind.values}}
"""Every group that a list of people can be asked for: the two of the target, and each post."""


@dataclass(frozen=True)
class Window:
    """The days that count: trained from `start` on, holding the post on `day`; `plan` says where `start` comes from."""

    start: date
    day: date
    plan: Plan | None


@dataclass(frozen=True)
class Row:
    """People who hold a post, those of them who were trained, the women among both, and their attendances."""

    people: int
    women: int
    trained: int
    trained_women: int
    times: int

    @property
    def untrained(self) -> int:
        """People never trained in the plan's period."""
        return self.people - self.trained


@dataclass(frozen=True)
class Coverage:
    """The rows of one group: by level from the top down, and of all levels (each person once)."""

    by_level: list[tuple[Level, Row]]
    total: Row


def window_of(scope: Scope, unit: OrgUnit, period: Period) -> Window:
    """From the first day of the plan that binds the unit in the period (else of the period itself) to its last day."""
    plan = plan_in_force(scope.by, unit, period)
    begun = plan.period_start if plan is not None and plan.period_start is not None else period.start
    return Window(begun, min(period.end, max(clock.today(), begun)), plan)


def holding(scope: Scope, kinds: Collection[str], day: date) -> QuerySet[PostHeld]:
    """These posts as held on a day at the units in scope."""
    rows = PostHeld.objects.filter(held_on(day), kind__in=kinds, removed_at__isnull=True)
    return rows.filter(cadre__unit__in=scope.units, cadre__removed_at__isnull=True).order_by()


def above_grassroots(rows: QuerySet[PostHeld]) -> QuerySet[PostHeld]:
    """Without the posts of grassroots units."""
    return rows.exclude(cadre__unit__kind__level__code=GRASSROOTS)


def group_of(scope: Scope, group: str, window: Window) -> QuerySet[PostHeld]:
    """The posts of a group; of women's-affairs cadres those above the grassroots, as the target says."""
    rows = holding(scope, GROUPS[group], window.day)
    return above_grassroots(rows) if group == WOMEN else rows


_PEOPLE = {
    "n": Count("cadre__who", distinct=True),
    "women": Count("cadre__who", distinct=True, filter=Q(cadre__sex=Sex.WOMAN)),
}


def targets(scope: Scope, window: Window) -> dict[str, Coverage]:
    """T5a and T5b by level."""
    levels = {level.pk: level for level in Level.objects.order_by("rank", "pk")}
    found = {}
    for name in TARGETS:
        rows = group_of(scope, name, window)
        counted = _counted(rows, window, "cadre__unit__kind__level")
        found[name] = Coverage(
            [(level, counted[pk]) for pk, level in levels.items() if pk in counted], _counted(rows, window, "")[""]
        )
    return found


@dataclass(frozen=True)
class Keepers:
    """The units in scope that recorded a course in the window: how many, how many courses, the first by name."""

    units: int
    courses: int
    first: list[tuple[str, int]]


def keepers_of(scope: Scope, window: Window) -> Keepers:
    """Who keeps the register of courses: of the others only what their reports say is known (2 queries)."""
    rows = Course.objects.filter(unit__in=scope.units, removed_at__isnull=True).order_by()
    rows = rows.filter(starts_on__range=(window.start, window.day))
    sums = rows.aggregate(units=Count("unit", distinct=True), courses=Count("pk"))
    named = rows.values_list("unit__name").annotate(n=Count("pk")).order_by("unit__sort_key")[:MOST_NAMED]
    return Keepers(sums["units"], sums["courses"], list(named))


def by_post(scope: Scope, window: Window) -> list[tuple[str, Row]]:
    """Every post with the people who hold it, in the order of the posts."""
    counted = _counted(holding(scope, PostKind.values, window.day), window, "kind")
    return [(kind, counted[kind]) for kind in PostKind.values if kind in counted]


def crossed(scope: Scope, window: Window) -> tuple[list[Level], dict[str, list[tuple[int, int] | None]]]:
    """The levels from the top down, and post -> (people, trained) at each of them; None where nobody holds it there."""
    rows = holding(scope, PostKind.values, window.day).annotate(level=F("cadre__unit__kind__level"))
    came = trained(window.start, window.day).order_by()
    reached = rows.filter(Exists(came.filter(who=OuterRef("cadre__who"))))
    held, taught = (
        {
            (kind, level): n
            for kind, level, n in some.values_list("kind", "level").annotate(n=Count("cadre__who", distinct=True))
        }
        for some in (rows, reached)
    )
    used = {level for _kind, level in held}
    levels = list(Level.objects.filter(pk__in=used).order_by("rank", "pk"))
    cell = lambda key: (held[key], taught.get(key, 0)) if key in held else None  # noqa: E731
    kinds = [kind for kind in PostKind.values if any(kind == one for one, _level in held)]
    return levels, {str(kind): [cell((kind, level.pk)) for level in levels] for kind in kinds}


def _counted(rows: QuerySet[PostHeld], window: Window, by: str) -> dict[Any, Row]:
    """Value of `by` -> row; everything together under "" when `by` is empty. Two queries and one for each row."""
    came = trained(window.start, window.day).order_by()
    rows = rows.annotate(key=F(by) if by else Value("", CharField()))
    reached = rows.filter(Exists(came.filter(who=OuterRef("cadre__who"))))
    everybody: dict[Any, Any] = {row["key"]: row for row in rows.values("key").annotate(**_PEOPLE)}
    taught: dict[Any, Any] = {row["key"]: row for row in reached.values("key").annotate(**_PEOPLE)}
    found: dict[Any, Row] = {} if by else {"": Row(0, 0, 0, 0, 0)}
    for key, row in everybody.items():
        some = taught.get(key, {"n": 0, "women": 0})
        times = came.filter(who__in=reached.filter(key=key).values("cadre__who")).count() if some["n"] else 0
        found[key] = Row(row["n"], row["women"], some["n"], some["women"], times)
    return found


@dataclass(frozen=True)
class Untrained:
    """The people of a group who were never trained: how many, and those whose names `by` reads."""

    people: int
    cards: QuerySet[Cadre]


def untrained(scope: Scope, group: str, window: Window, level: str = "") -> Untrained:
    """Who holds a post of the group and was never trained in the plan's period, by unit and name."""
    rows = group_of(scope, group, window)
    rows = rows.filter(cadre__unit__kind__level__code=level) if level else rows
    never = ~Exists(trained(window.start, window.day).filter(who=OuterRef("cadre__who")))
    rows = rows.filter(never)
    cards = Cadre.objects.filter(rules.seen(scope.by, CADRES), pk__in=rows.values("cadre"))
    people = rows.aggregate(n=Count("cadre__who", distinct=True))["n"]
    return Untrained(people, cards.select_related("unit").order_by("unit__sort_key", "name", "pk"))


def posts_of(cards: Collection[Cadre], window: Window) -> dict[int, list[PostHeld]]:
    """Card -> the posts that she holds on the day."""
    rows = PostHeld.objects.filter(held_on(window.day), cadre__in=cards, removed_at__isnull=True).order_by("pk")
    found: dict[int, list[PostHeld]] = defaultdict(list)
    for post in rows:
        found[post.cadre_id].append(post)
    return found
