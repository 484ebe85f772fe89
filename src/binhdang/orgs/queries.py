"""Reading units, people and roles; the acting person comes first. What is not seen does not exist."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.kit.models import ImportBatch
from binhdang.orgs import names, rules
from binhdang.orgs.models import Invitation, Kind, Level, OrgUnit, Person, Placement, Post, RoleHolding, Succession
from binhdang.orgs.roles import Reporter


def on_date(on: date | None = None) -> Q:
    """The filter of rows with `valid_from` and `valid_to` that hold on `on` (today when None)."""
    day = on or clock.today()
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def subtree(path: str, on: date | None = None) -> QuerySet[Placement]:
    """The placements of the unit at `path` and of everything below it on `on`, parents first, Vietnamese order."""
    found = Placement.objects.filter(on_date(on), path__gte=path, path__lt=end_of(path))
    return found.select_related("unit__kind__level").order_by("depth", "unit__sort_key", "unit_id")


def units_seen(by: Person | None, on: date | None = None) -> QuerySet[Placement]:
    """The placements on `on` that `by` sees, with unit, kind and level; ordered by Vietnamese name."""
    found = Placement.objects.filter(on_date(on)).filter(rules.sight(by))
    return found.select_related("unit__kind__level").order_by("unit__sort_key", "unit_id")


def unit_by_code(by: Person | None, code: str) -> OrgUnit:
    """The unit with `code` if `by` sees any of its placements, past ones too. Raises OrgUnit.DoesNotExist."""
    seen = Placement.objects.filter(rules.sight(by), unit=OuterRef("pk"))
    return OrgUnit.objects.select_related("kind__level").filter(Exists(seen)).get(code=code)


def placement_seen(by: Person, code: str, on: date) -> Placement | None:
    """Where the unit with `code` stood on `on`, else its last place; None when `by` sees none of its places."""
    rows = _places(unit__code=code)
    seen = any(rules.may(by, "see", row.path) for row in rows)
    return _standing(rows, on) if seen else None


def placement_or_last(unit_id: int, on: date) -> Placement | None:
    """Where a unit stood on `on`, else its last place; None when it never had one."""
    return _standing(_places(unit=unit_id), on)


def _places(**of: object) -> list[Placement]:
    found = Placement.objects.select_related("unit__kind__level", "parent").filter(**of)
    return list(found.order_by("-valid_from"))


def _standing(rows: list[Placement], on: date) -> Placement | None:
    held = (row for row in rows if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on))
    return next(held, rows[0] if rows else None)


def unit_by_id(by: Person | None, unit_id: int) -> OrgUnit:
    """The unit with this id if `by` sees it. Raises OrgUnit.DoesNotExist."""
    seen = Placement.objects.filter(rules.sight(by), unit=OuterRef("pk"))
    return OrgUnit.objects.select_related("kind__level").filter(Exists(seen)).get(pk=unit_id)


def placement_of(unit_id: int, on: date | None = None) -> Placement | None:
    """Where a unit stood on `on`; None when it had no place then."""
    return Placement.objects.select_related("unit__kind__level", "parent").filter(on_date(on), unit=unit_id).first()


def last_placement(unit_id: int) -> Placement | None:
    """The latest placement of a unit, also when it has ended; None when it never had one."""
    found = Placement.objects.select_related("unit__kind__level", "parent").filter(unit=unit_id)
    return found.order_by("-valid_from").first()


def placements(unit_id: int) -> QuerySet[Placement]:
    """All placements of a unit, the latest first, with the parent."""
    return Placement.objects.filter(unit=unit_id).select_related("parent").order_by("-valid_from")


def children(by: Person | None, unit_id: int, on: date | None = None) -> QuerySet[Placement]:
    """The placements directly below a unit on `on` that `by` sees, in Vietnamese order."""
    return units_seen(by, on).filter(parent=unit_id)


def units_of_path(path: str) -> list[OrgUnit]:
    """The units named by a path, the root first."""
    ids = [int(part) for part in path.split("/") if part]
    found = OrgUnit.objects.select_related("kind__level").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def successions(unit_id: int) -> QuerySet[Succession]:
    """What became of a unit and what it came from, the latest first."""
    found = Succession.objects.filter(Q(old=unit_id) | Q(new=unit_id))
    return found.select_related("old", "new").order_by("-on", "-pk")


def find_units(by: Person | None, text: str, on: date | None = None) -> QuerySet[Placement]:
    """The placements seen on `on` whose code or name contains every word of `text`, with or without diacritics."""
    found = units_seen(by, on)
    for word in names.fold(text).split():
        found = found.filter(unit__search_key__contains=word)
    return found


def tops(by: Person | None, on: date | None = None) -> QuerySet[Placement]:
    """The highest units that `by` sees on `on`."""
    found = units_seen(by, on)
    return found.filter(parent__isnull=True) if by is None else found.filter(path__in=rules.reach(by))


def with_children(places: list[Placement], on: date | None = None) -> list[tuple[Placement, int]]:
    """Each placement with the number of units directly below it on `on` (one query for all)."""
    found = Placement.objects.filter(on_date(on), parent__in=[place.unit_id for place in places])
    counts = dict(found.order_by().values_list("parent").annotate(n=Count("pk")))
    return [(place, counts.get(place.unit_id, 0)) for place in places]


def seen_of_path(by: Person | None, unit: OrgUnit, on: date | None) -> list[OrgUnit]:
    """The units above `unit` (on `on`, or where it stood last) that `by` sees, the highest first."""
    place = (placement_of(unit.pk, on) if on else None) or last_placement(unit.pk)
    if place is None:
        return []
    starts = [""] if by is None else rules.reach(by)
    found, path = [], ""
    for above in units_of_path(place.path)[:-1]:
        path += f"{above.pk}/"
        if any(path.startswith(start) for start in starts):
            found.append(above)
    return found


def paths_on(on: date) -> dict[int, str]:
    """Unit id -> its path on a day, of every unit that stood then."""
    return dict(Placement.objects.filter(on_date(on)).values_list("unit_id", "path"))


def path_of(unit: OrgUnit) -> str:
    """The latest path of a unit; its own id alone when it never had a place."""
    place = last_placement(unit.pk)
    return place.path if place else f"{unit.pk}/"


def count_below(unit_id: int, on: date | None = None) -> int:
    """How many units stand anywhere below a unit on `on`."""
    place = placement_of(unit_id, on)
    return 0 if place is None else max(subtree(place.path, on).order_by().count() - 1, 0)


def unit_imports(by: Person | None) -> QuerySet[ImportBatch]:
    """The imports of units within the reach of `by`, the latest first."""
    found = ImportBatch.objects.filter(rules.sight(by, right="units.manage"), kind="units")
    return found.select_related("by", "undone_by").order_by("-pk")


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these units, for a reader whose sight was checked on the rows that name them."""
    return dict(OrgUnit.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these people, for a reader whose sight was checked on the rows that name them."""
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def levels() -> QuerySet[Level]:
    """All levels from the top down."""
    return Level.objects.order_by("rank", "pk")


def kinds() -> QuerySet[Kind]:
    """All kinds of units with their level, from the top down."""
    return Kind.objects.select_related("level").order_by("level__rank", "pk")


def people_seen(by: Person | None) -> QuerySet[Person]:
    """The people who hold or held a role or a post at a unit that `by` sees; oneself always."""
    if by is None:
        return Person.objects.order_by("search_key", "pk")
    placed = Exists(Placement.objects.filter(rules.sight(by), unit=OuterRef("unit")))
    role = RoleHolding.objects.filter(placed, person=OuterRef("pk"))
    post = Post.objects.filter(placed, person=OuterRef("pk"))
    return Person.objects.filter(Exists(role) | Exists(post) | Q(pk=by.pk)).order_by("search_key", "pk")


def find_people(by: Person | None, text: str) -> QuerySet[Person]:
    """The people seen whose name or e-mail contains every word of `text`, with or without diacritics."""
    found = people_seen(by)
    for word in names.fold(text).split():
        found = found.filter(search_key__contains=word)
    return found


def holding(people: QuerySet[Person], role: str) -> QuerySet[Person]:
    """Of these people those who hold `role` today, anywhere."""
    return people.filter(Exists(RoleHolding.objects.filter(on_date(), person=OuterRef("pk"), role=role)))


def with_roles(by: Person | None, people: list[Person]) -> list[tuple[Person, list[RoleHolding], list[Post]]]:
    """Each person with the roles and posts of today at units that `by` sees (two queries for all)."""
    ids = [person.pk for person in people]
    held: dict[int, list[RoleHolding]] = {pk: [] for pk in ids}
    posts: dict[int, list[Post]] = {pk: [] for pk in ids}
    seen = Exists(Placement.objects.filter(rules.sight(by), unit=OuterRef("unit")))
    mine = Q(seen) if by is None else Q(seen) | Q(person=by)
    for role in RoleHolding.objects.filter(on_date(), mine, person__in=ids).select_related("unit"):
        held[role.person_id].append(role)
    for post in Post.objects.filter(on_date(), mine, person__in=ids).select_related("unit"):
        posts[post.person_id].append(post)
    return [(person, held[person.pk], posts[person.pk]) for person in people]


def person_by_id(by: Person | None, person_id: int) -> Person:
    """The person with this id if `by` sees them. Raises Person.DoesNotExist."""
    return people_seen(by).get(pk=person_id)


def person_by_email(email: str) -> Person | None:
    """The person with this e-mail, for signing in and its log; None when there is none."""
    return Person.objects.filter(email=email.strip().lower()).first()


def home_path(person: Person) -> str:
    """The path of the first unit of a person, under which what they do to their own account is logged; "" if none."""
    unit = first_unit(person)
    placement = last_placement(unit.pk) if unit else None
    return placement.path if placement else ""


def roles_of(person: Person, on: date | None = None) -> QuerySet[RoleHolding]:
    """The role holdings of a person on `on`, with the unit."""
    found = RoleHolding.objects.filter(on_date(on), person=person)
    return found.select_related("unit__kind__level").order_by("unit__sort_key", "role")


def role_history(by: Person | None, person: Person) -> QuerySet[RoleHolding]:
    """All role holdings of a person at units that `by` sees (all of them for oneself), the latest first."""
    found = RoleHolding.objects.filter(person=person).select_related("unit", "given_by").order_by("-valid_from", "-pk")
    if by is None or by.pk == person.pk:
        return found
    return found.filter(unit__in=Placement.objects.filter(rules.sight(by)).values("unit"))


def posts_of(person: Person, on: date | None = None) -> QuerySet[Post]:
    """The posts of a person on `on`, with the unit."""
    return Post.objects.filter(on_date(on), person=person).select_related("unit").order_by("-valid_from", "pk")


def people_at(by: Person | None, unit: OrgUnit, on: date | None = None) -> QuerySet[RoleHolding]:
    """The role holdings at exactly this unit on `on`, with the person; empty when `by` does not see the unit."""
    if not Placement.objects.filter(rules.sight(by), unit=unit).exists():
        return RoleHolding.objects.none()
    found = RoleHolding.objects.filter(on_date(on), unit=unit, person__is_active=True)
    return found.select_related("person").order_by("person__search_key", "role")


def holders_of(unit_ids: Iterable[int], codes: Iterable[str]) -> QuerySet[RoleHolding]:
    """The role holdings of today at these very units (not above), of the given roles, of active people."""
    return RoleHolding.objects.filter(on_date(), unit__in=list(unit_ids), role__in=list(codes), person__is_active=True)


def units_under(by: Person | None, unit_ids: Iterable[int], wanted: Iterable[str]) -> set[int]:
    """Which of these units stand today at or below a unit where `by` holds one of the `wanted` rights."""
    below = Q(pk__in=[])
    for right in wanted:
        below |= rules.sight(by, right=right)
    return set(Placement.objects.filter(on_date(), below, unit__in=list(unit_ids)).values_list("unit_id", flat=True))


def reporters_of(unit_ids: Iterable[int]) -> QuerySet[RoleHolding]:
    """Who fills in for these very units today, with the person, by name."""
    held = holders_of(unit_ids, [Reporter.code])
    return held.select_related("person").order_by("unit_id", "person__search_key", "person_id")


def first_unit(person: Person) -> OrgUnit | None:
    """The unit where a person works first: of the current role holdings the one highest up; None without a role."""
    first = rules.first_unit_id(person)
    return None if first is None else OrgUnit.objects.select_related("kind__level").get(pk=first)


def anybody() -> bool:
    """Whether any account exists; while none does, only the first-run wizard is open."""
    return Person.objects.exists()


def demo_people() -> QuerySet[Person]:
    """The personas of the demo."""
    return Person.objects.filter(demo=True, is_active=True).order_by("pk")


def invitations_open(by: Person) -> QuerySet[Invitation]:
    """The invitations to units that `by` manages people of and that are not yet taken or withdrawn, latest first."""
    managed = Exists(Placement.objects.filter(rules.sight(by, right="people.manage"), unit=OuterRef("unit")))
    found = Invitation.objects.filter(managed, accepted_at__isnull=True, revoked_at__isnull=True)
    return found.select_related("unit", "invited_by").order_by("-sent_at")
