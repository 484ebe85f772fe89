"""Cards that look like one person's: the same name and birth year, in one unit or in several."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import cast

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.kit.fields import end_of
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person
from binhdang.registers.cadres.models import Cadre, KeptApart, PostHeld
from binhdang.registers.core import rules
from binhdang.registers.core.models import Someone
from binhdang.registers.core.register import ALL

MOST = 200
"""How many pairs are shown at once; the next come when these are settled."""
Pair = tuple[Cadre, Cadre]


def person_of(card: Cadre) -> Someone:
    """The person of a card; every card that was saved has one."""
    return cast(Someone, card.who)


def kept_by(by: Person | None) -> QuerySet[Cadre]:
    """The cards of units whose registers `by` keeps, as far as `by` reads their names."""
    seen = rules.seen(by, ALL["can-bo"])
    rows = Cadre.objects.filter(seen, orgs.sight(by, right=rules.WRITE), removed_at__isnull=True)
    rows = rows.exclude(name__startswith=rules.ERASED)
    return rows.select_related("unit", "who")


def pairs(by: Person | None, path: str) -> list[Pair]:
    """Cards below a path that may be one person's, the older card first, among those that `by` may merge.

    Alike are the name (without diacritics) and the birth year; within one unit also where a birth year is not known.
    Left out are those that somebody kept apart, and one person's cards at two units (she moved).
    """
    return _fresh(kept_by(by).filter(path__gte=path, path__lt=end_of(path)))[:MOST]


def unread(by: Person | None, path: str) -> int:
    """How many pairs below a path, each within one unit whose register `by` keeps, are not among `pairs`: `by` does
    not read the name on one of the cards."""
    kept = Cadre.objects.filter(
        rules.unrestricted(Cadre), orgs.sight(by, right=rules.WRITE), removed_at__isnull=True,
        path__gte=path, path__lt=end_of(path),
    )  # fmt: skip
    if kept.count() == kept_by(by).filter(path__gte=path, path__lt=end_of(path)).count():
        return 0
    near = {frozenset((a.pk, b.pk)) for a, b in _fresh(kept.select_related("unit", "who")) if a.unit_id == b.unit_id}
    read = set(kept_by(by).filter(pk__in={pk for pair in near for pk in pair}).values_list("pk", flat=True))
    return sum(not pair <= read for pair in near)


def _fresh(rows: QuerySet[Cadre]) -> list[Pair]:
    """The pairs among these cards that nobody kept apart."""
    found = [*_alike(rows), *_unknown(rows)]
    apart = set(KeptApart.objects.filter(first__in=[one.pk for one, _other in found]).values_list("first", "second"))
    return [(one, other) for one, other in found if (one.pk, other.pk) not in apart]


def _alike(rows: QuerySet[Cadre]) -> Iterator[Pair]:
    keys = rows.filter(birth_year__isnull=False).order_by().values("who__name_key", "birth_year")
    keys = keys.annotate(n=Count("pk"), people=Count("who", distinct=True), units=Count("unit", distinct=True))
    keys = keys.filter(Q(people__gt=1) | Q(n__gt=F("units")), n__gt=1).order_by("who__name_key", "birth_year")[:MOST]
    wanted = {(row["who__name_key"], row["birth_year"]) for row in keys}
    cards = rows.filter(who__name_key__in={n for n, _y in wanted}, birth_year__in={y for _n, y in wanted})
    together = defaultdict(list)
    for card in cards.order_by("pk"):
        if (person_of(card).name_key, card.birth_year) in wanted:
            together[person_of(card).name_key, card.birth_year].append(card)
    yield from _combined(together[key] for key in sorted(together))


def _unknown(rows: QuerySet[Cadre]) -> Iterator[Pair]:
    keys = rows.order_by().values("unit", "who__name_key").annotate(n=Count("pk"), years=Count("birth_year"))
    keys = keys.filter(n__gt=1, years__lt=F("n")).order_by("who__name_key", "unit")[:MOST]
    wanted = {(row["unit"], row["who__name_key"]) for row in keys}
    cards = rows.filter(unit__in={u for u, _n in wanted}, who__name_key__in={n for _u, n in wanted})
    together = defaultdict(list)
    for card in cards.order_by("pk"):
        together[card.unit_id, person_of(card).name_key].append(card)
    known = (together[key] for key in sorted(together) if key in wanted)
    yield from ((a, b) for a, b in _combined(known) if a.birth_year is None or b.birth_year is None)


def _combined(groups: Iterable[list[Cadre]]) -> Iterator[Pair]:
    for cards in groups:
        yield from ((a, b) for a, b in combinations(cards, 2) if a.who_id != b.who_id or a.unit_id == b.unit_id)


def both(by: Person | None, first_id: int, second_id: int) -> Pair:
    """Two cards that `by` may merge, in the order asked for. Raises Cadre.DoesNotExist."""
    return kept_by(by).get(pk=first_id), kept_by(by).get(pk=second_id)


def posts_of(cards: Iterable[Cadre]) -> dict[int, list[PostHeld]]:
    """Card -> its posts, the latest first."""
    found: dict[int, list[PostHeld]] = defaultdict(list)
    for post in PostHeld.objects.filter(cadre__in=list(cards), removed_at__isnull=True).order_by("-since", "kind"):
        found[post.cadre_id].append(post)
    return found


def clashes(first: Cadre, second: Cadre) -> list[str]:
    """The posts that two cards of one unit tell differently (the same kind and first day), each with the mend."""
    if first.unit_id != second.unit_id:
        return []
    posts = posts_of([first, second])
    known = {(post.kind, post.since): post for post in posts.get(first.pk, [])}
    found = []
    for post in posts.get(second.pk, []):
        other = known.get((post.kind, post.since))
        if other is not None and _told(other) != _told(post):
            text = _("Hai hồ sơ ghi khác nhau về %(post)s: %(one)s; %(other)s. Sửa cho giống nhau rồi gộp.")
            found.append(text % {"post": post, "one": _told(other), "other": _told(post)})
    return found


def _told(post: PostHeld) -> str:
    until = _("đến hết %(day)s") % {"day": f"{post.until:%d/%m/%Y}"} if post.until else _("chưa ghi ngày thôi")
    return ", ".join(filter(None, [until, str(post.get_source_display()).lower(), post.term]))


def merged(by: Person | None, path: str) -> list[Cadre]:
    """The cards below a path that were merged into others, the latest first, among those that `by` keeps."""
    seen = rules.seen(by, ALL["can-bo"])
    rows = Cadre.objects.filter(seen, orgs.sight(by, right=rules.WRITE), merged_into__isnull=False)
    rows = rows.filter(path__gte=path, path__lt=end_of(path))
    return list(rows.select_related("unit", "merged_into").order_by("-removed_at")[:50])
