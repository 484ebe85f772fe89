"""Reading clubs: what stands on a day, how many members, partners for an exchange, shared materials."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from binhdang.calc.collation import search_key
from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.registers.clubs.models import Club, ClubCount, ClubMember, Exchange, Material, Meeting, PlannedActivity
from binhdang.registers.core import rules
from binhdang.registers.core.models import Attachment, Sex

CODE = "cau-lac-bo"
PROVINCE = "tinh"
"""The level within which clubs exchange and share materials."""


def standing(on: date) -> Q:
    """Clubs that were founded and had not closed."""
    return Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gte=on))


@dataclass(frozen=True)
class Members:
    """How many members a club has, how many women among them, and the day of the count (None: counted by name)."""

    all: int
    women: int
    counted_on: date | None = None


def members(clubs: Iterable[int], on: date) -> dict[int, Members]:
    """The members of clubs on a day: the latest count up to that day, else the people by name (two queries)."""
    ids = list(clubs)
    held = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    named = ClubMember.objects.filter(held, club__in=ids, removed_at__isnull=True).order_by()
    counted = named.values("club").annotate(
        n=Count("who", distinct=True), women=Count("who", distinct=True, filter=Q(sex=Sex.WOMAN))
    )
    found = {row["club"]: Members(row["n"], row["women"]) for row in counted}
    for row in ClubCount.objects.filter(club__in=ids, day__lte=on, removed_at__isnull=True).order_by("day", "pk"):
        found[row.club_id] = Members(row.members, row.women, row.day)
    return found


def doubled(club: Club, on: date) -> int:
    """How many people are entered as members more than once for a day."""
    held = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    rows = ClubMember.objects.filter(held, club=club, removed_at__isnull=True, who__isnull=False).order_by()
    return rows.values("who").annotate(n=Count("pk")).filter(n__gt=1).count()


@dataclass(frozen=True)
class Year:
    """The work of a club in a year: meetings planned and held, attendances (lượt) and those of women."""

    planned: int
    held: int
    attendances: int
    women: int


def year_of(club: Club, year: int, until: date) -> Year:
    """What a club planned for a year and what it had held by a day."""
    planned = PlannedActivity.objects.filter(club=club, year=year, removed_at__isnull=True).aggregate(n=Sum("meetings"))
    held = Meeting.objects.filter(club=club, removed_at__isnull=True, day__range=(date(year, 1, 1), until))
    sums = held.aggregate(n=Count("pk"), women=Sum("women"), men=Sum("men"))
    women = sums["women"] or 0
    return Year(planned["n"] or 0, sums["n"], women + (sums["men"] or 0), women)


def area_of(path: str) -> str:
    """The path of the province-level union at or above a unit; the unit's own path where there is none."""
    at = ""
    for unit in orgs.units_of_path(path):
        at += f"{unit.pk}/"
        if unit.kind.level.code == PROVINCE:
            return at
    return path


def partners(club: Club) -> QuerySet[Club]:
    """The standing clubs of other units in the same province: their names and units are known to one another."""
    area = area_of(club.path)
    found = Club.objects.filter(path__gte=area, path__lt=end_of(area), removed_at__isnull=True, closed_on__isnull=True)
    return found.exclude(unit=club.unit_id).select_related("unit").order_by("unit__sort_key", "name")


def to_answer(by: Person) -> list[Exchange]:
    """The exchanges to which clubs of the very units of `by` were asked and that do not say who of theirs came.

    Soonest first; older ones than a year wait for nobody.
    """
    wanted = roles.with_right(rules.WRITE)
    own = {row.unit_id for row in org_rules.held(by) if row.role in wanted}
    rows = Exchange.objects.filter(
        guest__unit__in=own, guest__removed_at__isnull=True, club__removed_at__isnull=True, removed_at__isnull=True,
        guest_women__isnull=True, guest_men__isnull=True, day__gte=clock.today() - timedelta(days=365),
    )  # fmt: skip
    return list(rows.select_related("club", "guest").order_by("day", "pk"))


def files_of_club(club: Club) -> QuerySet[Attachment]:
    """The files of a club that stand."""
    found = Attachment.objects.filter(register=CODE, record_id=club.pk, removed_at__isnull=True)
    return found.order_by("-pk")


def materials(by: Person | None) -> QuerySet[Material]:
    """The materials that `by` reads: of clubs in sight, and of all clubs in the province of a club in sight."""
    rows = Material.objects.filter(
        removed_at__isnull=True, club__removed_at__isnull=True, file__removed_at__isnull=True
    )
    rows = rows.select_related("club__unit", "file").order_by("-pk")
    if by is None:
        return rows
    seen = Q(pk__in=[])
    for path in org_rules.reach(by, rules.READ):
        below = Club.objects.filter(path__gte=path, path__lt=end_of(path), removed_at__isnull=True)
        area = area_of(path) if below.exists() else path
        seen |= Q(club__path__gte=area, club__path__lt=end_of(area))
    return rows.filter(seen)


def found(rows: QuerySet[Material], text: str) -> QuerySet[Material]:
    """These materials whose words hold all of `text`; no diacritics needed."""
    for word in search_key(text).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def shared(by: Person | None, pk: int) -> Material:
    """One material. Raises Material.DoesNotExist when `by` does not read it."""
    return materials(by).get(pk=pk)
