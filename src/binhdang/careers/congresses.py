"""The congress planner: what each congress of a window can become, and the people behind the answer.

A fixed number of queries however many units: congresses, where their units stand, who sits, who is in the pipeline,
their cards, and which units keep each register at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from binhdang.calc import congress as calc
from binhdang.careers.scope import Scope, fits
from binhdang.kit import clock
from binhdang.kit.bulk import uncollected
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.queries import held_on
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.congresses.models import Congress
from binhdang.registers.core import rules
from binhdang.registers.core.choices import PostKind, Schooling, Theory
from binhdang.registers.core.models import Sex
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import PIPELINE, standing

MOST = 10_000
"""Congresses that are worked out at once: three times what any province has; above that one chooses a unit below."""
URGENT: tuple[calc.State, ...] = ("short", "unclear", "reach")
"""What stands first in the list: what cannot be reached."""
LEADERS = (PostKind.CHAIR.value, PostKind.DEPUTY.value)
SCHOOLING, THEORY, WOMAN = list(Schooling.values), list(Theory.values), str(Sex.WOMAN)
AIMS = {
    "bch": ("bch", "btv", *LEADERS),
    "btv": ("btv", *LEADERS),
    "ubkt": ("ubkt",),
}
"""Body -> the posts of the pipeline whose holders sit on it: leaders and the standing board are on the committee."""
Place = tuple[int, str]
"""A body of a unit: (unit id, body)."""


class Sitting(NamedTuple):
    """One member of a body today, with the card behind it."""

    member: calc.Member
    card: int


class Prepared(NamedTuple):
    """One entry of the pipeline for a body; `lacks` names what is too low ("schooling", "theory") or not known."""

    candidate: calc.Candidate
    entry: int
    term: str
    lacks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One congress with what can become of it, the last day to act, and the unit directly below that it belongs to."""

    congress: Congress
    prospect: calc.Prospect
    act_by: date
    branch: int


@dataclass(frozen=True)
class Branch:
    """The congresses of one unit directly below, together."""

    unit: OrgUnit
    own: bool
    tally: calc.Tally
    first_day: date


@dataclass(frozen=True)
class Planner:
    """The whole page: lines by the day to act, branches, their tally; `too_many` when they are not worked out."""

    units: int
    planned: int
    lines: list[Line]
    branches: list[Branch]
    tally: calc.Tally
    too_many: bool = False


@dataclass
class _Facts:
    """What the registers say about the bodies of many units."""

    sitting: dict[Place, list[Sitting]] = field(default_factory=lambda: defaultdict(list))
    prepared: dict[int, list[Prepared]] = field(default_factory=lambda: defaultdict(list))
    """Congress -> entries of the pipeline for its body, whatever their term."""
    cadres_kept: set[int] = field(default_factory=set)
    pipeline_kept: set[int] = field(default_factory=set)


def in_window(scope: Scope, start: date, end: date, body: str = "") -> QuerySet[Congress]:
    """The congresses of the units in scope between two days, by day."""
    rows = Congress.objects.filter(unit__in=scope.units, day__range=(start, end), removed_at__isnull=True)
    rows = rows.filter(body=body) if body else rows
    rows = rows.defer("search_key", "created_at", "updated_at", "removed_why")
    return rows.select_related("unit").order_by("day", "unit__sort_key", "pk")


def plan(scope: Scope, rows: QuerySet[Congress], limits: calc.Limits, lead_days: int = 0) -> Planner:
    """Work out every congress of `rows` (from `in_window`) and add them up by the units directly below."""
    planned, size = rows.order_by().count(), scope.size
    if planned > MOST:
        return Planner(size, planned, [], [], calc.tally([]), too_many=True)
    with uncollected():
        return _worked_out(scope, rows, limits, lead_days, size)


def _worked_out(scope: Scope, rows: QuerySet[Congress], limits: calc.Limits, lead_days: int, size: int) -> Planner:
    congresses = list(rows)
    facts = _facts(rows, congresses, limits, men=False)
    here = dict(scope.places.filter(unit__in=rows.order_by().values("unit")).values_list("unit", "path"))
    lines = [
        Line(
            one,
            _prospect(one, facts, limits),
            calc.act_by(one.day, one.list_by, lead_days),
            scope.branch(here.get(one.unit_id, scope.path)),
        )
        for one in congresses
    ]
    lines.sort(key=lambda line: (URGENT.index(line.prospect.state), line.act_by, line.congress.pk))
    branches = _branches(scope, lines)
    return Planner(size, len(lines), lines, branches, calc.together(branch.tally for branch in branches))


def _branches(scope: Scope, lines: Iterable[Line]) -> list[Branch]:
    groups: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.branch].append(line)
    own = int(scope.path.rstrip("/").split("/")[-1])
    units = OrgUnit.objects.filter(pk__in=groups).order_by("sort_key", "pk")
    found = [
        Branch(
            unit, unit.pk == own, calc.tally(line.prospect for line in groups[unit.pk]),
            min(line.act_by for line in groups[unit.pk]),
        )
        for unit in units
    ]  # fmt: skip
    return sorted(found, key=lambda branch: not branch.own)


def _prospect(one: Congress, facts: _Facts, limits: calc.Limits) -> calc.Prospect:
    rows = facts.sitting[one.unit_id, one.body]
    sitting = [row.member for row in rows] if one.unit_id in facts.cadres_kept else None
    pool = _pool(one, facts) if one.unit_id in facts.pipeline_kept else None
    return calc.prospect(one.seats, sitting, pool, limits, one.day)


def _pool(one: Congress, facts: _Facts) -> list[calc.Candidate]:
    return [row.candidate for row in facts.prepared[one.pk] if for_term(row, one)]


def for_term(row: Prepared, one: Congress) -> bool:
    """Whether an entry is for the term of a congress; one that names no term is for the next."""
    return row.term in {"", one.term}


def _facts(
    rows: QuerySet[Congress], congresses: Sequence[Congress], limits: calc.Limits, *, men: bool = True
) -> _Facts:
    """What the registers say; without `men` the pipeline's men, who change no answer, are left out."""
    units = rows.order_by().values("unit")
    asked: dict[int, list[Congress]] = defaultdict(list)
    for one in congresses:
        asked[one.unit_id].append(one)
    facts = _Facts()
    _sit(facts, units, {one.body for one in congresses}, limits)
    _prepare(facts, units, asked, men=men)
    for kept, model in ((facts.cadres_kept, Cadre), (facts.pipeline_kept, Successor)):
        kept.update(model.objects.filter(unit__in=units).order_by().values_list("unit", flat=True).distinct())
    return facts


def _sit(facts: _Facts, units: QuerySet[Congress, Any], bodies: set[str], limits: calc.Limits) -> None:
    posts = PostHeld.objects.filter(cadre__unit__in=units, kind__in=bodies, removed_at__isnull=True)
    posts = posts.filter(cadre__removed_at__isnull=True).order_by()
    terms: dict[tuple[int, str, int], int] = {}
    if limits.terms is not None:
        counted = posts.values_list("cadre__unit", "kind", "cadre__who").annotate(n=Count("term", distinct=True))
        counted = counted.filter(n__gte=limits.terms)
        terms = {(unit, kind, who): n for unit, kind, who, n in counted}
    seen: set[tuple[int, str, int]] = set()
    for unit, kind, who, sex, born, until, left, now_at, card in posts.filter(held_on(clock.today())).values_list(
        "cadre__unit", "kind", "cadre__who", "cadre__sex", "cadre__birth_year", "until", "cadre__left_on",
        "cadre__who__unit", "cadre",
    ):  # fmt: skip
        key = (unit, kind, who)
        if key not in seen:
            seen.add(key)
            last = until if left is None else left if until is None else min(until, left)
            member = calc.Member(who, sex == WOMAN, born, terms.get(key, 1), last, now_at != unit)
            facts.sitting[unit, kind].append(Sitting(member, card))


def _prepare(facts: _Facts, units: QuerySet[Congress, Any], asked: dict[int, list[Congress]], *, men: bool) -> None:
    rows = Successor.objects.filter(standing(clock.today()), unit__in=units, removed_at__isnull=True).order_by("pk")
    rows = rows if men else rows.filter(sex=WOMAN)
    cards: dict[int, tuple[str, str]] = {}
    stored = Cadre.objects.filter(who__in=rows.order_by().values("who"), removed_at__isnull=True).order_by("pk")
    for who, schooling, theory in stored.values_list("who", "schooling", "theory"):
        known = cards.get(who, ("", ""))
        cards[who] = (schooling or known[0], theory or known[1])
    for pk, unit, aim, term, who, sex, born, *own in rows.values_list(
        "pk", "unit", "aim", "term", "who", "sex", "birth_year", "schooling", "theory"
    ):
        card = cards.get(who, ("", ""))
        learnt = (card[0] or own[0], card[1] or own[1])
        for one in asked.get(unit, ()):
            if aim in AIMS[one.body]:
                facts.prepared[one.pk].append(_prepared(one, pk, term, learnt, (who, sex, born)))


def _prepared(
    one: Congress, pk: int, term: str, learnt: tuple[str, str], person: tuple[int, str, int | None]
) -> Prepared:
    who, sex, born = person
    lacks, unknown = _learnt(*learnt, one.schooling, one.theory)
    ready = False if lacks else None if unknown else True
    return Prepared(calc.Candidate(who, sex == WOMAN, born, ready), pk, term, lacks, unknown)


@lru_cache(maxsize=4096)
def _learnt(
    schooling: str, theory: str, least_schooling: str, least_theory: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of somebody's schooling and theory is too low for a congress, and what is not known."""
    found = {
        "schooling": fits(schooling, least_schooling, SCHOOLING),
        "theory": fits(theory, least_theory, THEORY),
    }
    lacks = tuple(name for name, fit in found.items() if fit is False)
    return lacks, tuple(name for name, fit in found.items() if fit is None)


@dataclass(frozen=True)
class Seat:
    """A sitting member on the page of one congress; no name for who may not read it."""

    member: calc.Member
    leaves: list[calc.Reason]
    unsure: bool
    name: str
    card: int | None


@dataclass(frozen=True)
class Hope:
    """Somebody in the pipeline on the page of one congress; `sits` when she already sits, `other_term` when not for
    this term."""

    prepared: Prepared
    ready: bool | None
    too_old: bool
    sits: bool
    other_term: bool
    name: str
    entry: int | None
    aim: str


@dataclass(frozen=True)
class Explained:
    """One congress step by step."""

    congress: Congress
    prospect: calc.Prospect
    act_by: date
    seats: list[Seat]
    hopes: list[Hope]
    names_hidden: bool


def congress_for(by: Person | None, pk: int) -> Congress:
    """One congress in sight. Raises Congress.DoesNotExist."""
    seen = Q(unit__in=orgs.units_seen(by).order_by().values("unit")) | org_rules.sight(by)
    return Congress.objects.filter(seen, removed_at__isnull=True).select_related("unit").get(pk=pk)


def explain(by: Person | None, one: Congress, limits: calc.Limits, lead_days: int = 0) -> Explained:
    """One congress with everybody behind the answer; names only as far as `by` reads the records."""
    facts = _facts(Congress.objects.filter(pk=one.pk), [one], limits)
    sitting, prepared = facts.sitting[one.unit_id, one.body], facts.prepared[one.pk]
    cards = Cadre.objects.filter(rules.seen(by, CADRES), pk__in=[row.card for row in sitting])
    entries = Successor.objects.filter(pk__in=[row.entry for row in prepared]).in_bulk()
    read = set(Successor.objects.filter(rules.seen(by, PIPELINE), pk__in=entries).values_list("pk", flat=True))
    names = dict(cards.values_list("pk", "name"))
    seats = [
        Seat(
            row.member, calc.leaves(row.member, one.day, limits), calc.unsure(row.member, one.day, limits),
            names.get(row.card, ""), row.card if row.card in names else None,
        )
        for row in sitting
    ]  # fmt: skip
    who = {row.member.key for row in sitting}
    hopes = [_hope(one, row, limits, who, entries[row.entry], row.entry in read) for row in prepared]
    seats.sort(key=lambda seat: (not seat.member.woman, bool(seat.leaves), seat.name, seat.member.key))
    hopes.sort(key=lambda hope: (not hope.prepared.candidate.woman, hope.sits, hope.other_term, not hope.ready))
    hidden = len(names) < len(sitting) or len(read) < len(prepared)
    last = calc.act_by(one.day, one.list_by, lead_days)
    return Explained(one, _prospect(one, facts, limits), last, seats, hopes, hidden)


def _hope(one: Congress, row: Prepared, limits: calc.Limits, who: set[int], entry: Successor, read: bool) -> Hope:
    ready = calc.readiness(row.candidate, one.day, limits)
    return Hope(
        prepared=row,
        ready=ready,
        too_old=ready is False and row.candidate.ready is not False,
        sits=row.candidate.key in who,
        other_term=not for_term(row, one),
        name=entry.name if read else "",
        entry=entry.pk if read else None,
        aim=entry.get_aim_display(),
    )
