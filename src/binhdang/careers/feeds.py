"""What two registers answer together: how many of those who hold a post were trained since the plan began (T5)."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from binhdang.kit.once import once
from binhdang.orgs.models import Placement
from binhdang.orgs.queries import on_date
from binhdang.plans.choices import PlanState
from binhdang.plans.models import Plan
from binhdang.registers.cadres.bodies import BY_CODE
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.cadres.queries import held_on
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core.models import Sex
from binhdang.registers.core.register import Feed, declare_feed
from binhdang.registers.training.models import Course
from binhdang.registers.training.queries import trained

FORM = "BDG-NAM"
ROWS: dict[str, tuple[str, ...]] = {"cc_th": BY_CODE["chu_chot"].kinds, "nc_th": BY_CODE["can_bo_nc"].kinds}
Units = list[int]


def counted_from(units: Units, start: date, end: date) -> Mapping[int, date]:
    """Unit -> the day from which training counts: the first day of the plan that binds it in the period.

    A unit is left out (no answer) without such a plan, and where neither it nor a unit above recorded a course since:
    then nobody keeps what could answer, and nothing is not nought.
    """
    found: Mapping[int, date] = once(("training since", tuple(units), start, end), lambda: _from(units, start, end))
    return found


def _from(units: Units, start: date, end: date) -> dict[int, date]:
    lines = dict(Placement.objects.filter(on_date(end), unit__in=units).values_list("unit", "path"))
    above = {unit: [int(part) for part in path.strip("/").split("/")] for unit, path in lines.items()}
    everybody = {one for line in above.values() for one in line}
    plans = Plan.objects.filter(unit__in=everybody, state=PlanState.CONFIRMED)
    plans = plans.filter(period_start__lte=end, period_end__gte=start)
    rising = plans.order_by("period_start", "pk").values_list("unit", "period_start")
    begun = [(unit, day) for unit, day in rising if day is not None]
    rows = Course.objects.filter(unit__in=everybody, removed_at__isnull=True, starts_on__lte=end).order_by()
    courses = {(unit, day) for unit, day in rows.values_list("unit", "starts_on").distinct()}
    found = {}
    for unit, line in above.items():
        days = {owner: day for owner, day in begun if owner in line}
        nearest = max(days, key=line.index, default=None)
        if nearest is not None and any(owner in line and day >= days[nearest] for owner, day in courses):
            found[unit] = days[nearest]
    return found


def _posts(kinds: tuple[str, ...], start: date, end: date) -> QuerySet[PostHeld]:
    """The posts of these kinds as held on the last day by people who were trained since the first."""
    rows = PostHeld.objects.filter(held_on(end), kind__in=kinds, removed_at__isnull=True)
    return rows.filter(cadre__who__in=trained(start, end).values("who")).order_by()


def _count(kinds: tuple[str, ...], women: bool) -> Callable[[Units, date, date], Mapping[int, int]]:
    def count(units: Units, start: date, end: date) -> Mapping[int, int]:
        rows = _posts(kinds, start, end).filter(cadre__unit__in=units, cadre__removed_at__isnull=True)
        rows = rows.filter(cadre__sex=Sex.WOMAN) if women else rows
        return dict(rows.values_list("cadre__unit").annotate(n=Count("cadre__who", distinct=True)))

    return count


def _behind(kinds: tuple[str, ...], women: bool) -> Callable[[date, date], Q]:
    def behind(start: date, end: date) -> Q:
        found = Q(pk__in=_posts(kinds, start, end).values("cadre"))
        return found & Q(sex=Sex.WOMAN) if women else found

    return behind


for row, kinds in ROWS.items():
    for column, women in (("tong", False), ("nu", True)):
        declare_feed(
            CADRES,
            Feed(FORM, f"{row}.{column}", "as_of", _count(kinds, women), _behind(kinds, women), since=counted_from),
        )
