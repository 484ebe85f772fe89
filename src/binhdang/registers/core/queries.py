"""Reading registers, actor first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from binhdang.calc.collation import search_key
from binhdang.kit.audit import timeline_of
from binhdang.kit.fields import end_of
from binhdang.kit.models import Event, ImportBatch
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.registers.core import asides, rules
from binhdang.registers.core.models import Attachment, SavedView
from binhdang.registers.core.register import Feed, Filter, Lines, Register, Text, feeds_of

WOMAN = "nu"
MOST_CHOICES = 60


def records_seen(by: Person | None, register: Register, *, removed: bool = False) -> QuerySet[Any]:
    """The records of a register that `by` reads, in the register's order; those taken off only when asked for.

    What is sensitive stays encrypted until a record itself is opened (`defer(None)` for all of them).
    """
    rows = register.model.objects.filter(rules.seen(by, register), removed_at__isnull=not removed)
    return rows.select_related(*register.select).defer(*register.sensitive).order_by(*register.order, "pk")


def records_counted(by: Person | None, register: Register) -> QuerySet[Any]:
    """The records that `by` counts, opened or not; of what they say only counts may be shown."""
    rows = register.model.objects.filter(org_rules.sight(by), removed_at__isnull=True)
    return rows.order_by()


def record_for(by: Person | None, register: Register, pk: int) -> Any:
    """One record, also when it was taken off. Raises the model's DoesNotExist when it is not seen."""
    rows = register.model.objects.filter(rules.seen(by, register))
    return rows.select_related(*register.select).get(pk=pk)


def found(
    rows: QuerySet[Any],
    register: Register,
    *,
    path: str,
    text: str,
    chosen: Mapping[str, str],
    on: date | None = None,
) -> QuerySet[Any]:
    """These records below a unit, of which the title holds all the words (no diacritics needed), by filters.

    `on` is the day on which the list stands, None for a list of all times.
    """
    rows = rows.filter(path__gte=path, path__lt=end_of(path))
    for word in search_key(text).split():
        rows = rows.filter(search_key__contains=word)
    for one in register.filters:
        if value := chosen.get(one.name):
            rows = rows.filter(one.at(value, on) if one.at and on else one.meaning(value))
    return rows


def choices_of(by: Person | None, register: Register, one: Filter, path: str) -> list[tuple[str, Text]]:
    """The choices of a filter; those taken from a field are the values of records counted below `path`."""
    if not one.values:
        return list(one.choices())
    rows = records_counted(by, register).filter(path__gte=path, path__lt=end_of(path)).exclude(**{one.values: ""})
    values = rows.order_by(one.values).values_list(one.values, flat=True).distinct()[:MOST_CHOICES]
    return [(str(value), str(value)) for value in values]


def in_time(rows: QuerySet[Any], register: Register, start: date, end: date) -> QuerySet[Any]:
    """These records in a period (`start` to `end`), or standing on its last day when records last."""
    if register.standing is not None:
        return rows.filter(register.standing(end))
    return rows.filter(**{f"{register.day}__range": (start, end)}) if register.day else rows


@dataclass(frozen=True)
class Counts:
    """How many records, and of those that are people how many women (None when no record is a person)."""

    all: int
    women: int | None


def counts(rows: QuerySet[Any], register: Register) -> Counts:
    """The counts of a list by sex."""
    if not register.sex:
        return Counts(rows.order_by().count(), None)
    both = rows.order_by().aggregate(n=Count("pk"), women=Count("pk", filter=Q(**{register.sex: WOMAN})))
    return Counts(both["n"], both["women"])


def crossed(rows: QuerySet[Any], register: Register) -> dict[tuple[str, ...], Counts]:
    """The counts of a list by the two fields of its table: (first, second) -> counts."""
    fields = [field for _name, field in register.crossed]
    women = Count("pk", filter=Q(**{register.sex: WOMAN}))
    found = rows.order_by().values_list(*fields).annotate(n=Count("pk"), women=women)
    return {tuple(map(str, row[:-2])): Counts(row[-2], row[-1]) for row in found}


def page_of(rows: QuerySet[Any], register: Register, first: int, last: int, count: int) -> list[Any]:
    """The records `first` to before `last` of a list of `count`: their ids alone are put in order, counted from the
    nearer end, and only then are these few read whole."""
    last = min(last, count)
    if first > count - last:
        ids = list(rows.reverse().values_list("pk", flat=True)[count - last : count - first])[::-1]
    else:
        ids = list(rows.values_list("pk", flat=True)[first:last])
    found = register.model.objects.select_related(*register.select).defer(*register.sensitive).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def counts_below(by: Person | None, register: Register, path: str, start: date, end: date) -> Counts:
    """The counts of a subtree in sight, for who may read the counts but not the records."""
    rows = records_counted(by, register).filter(path__gte=path, path__lt=end_of(path))
    return counts(in_time(rows, register, start, end), register)


def sums(rows: QuerySet[Any], register: Register) -> list[tuple[Text, int, int | None]]:
    """What the records of a list count together: label, sum, and the women of it where they are counted too."""
    names = {name for pair in register.sums for name in pair if name}
    found = rows.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names}) if names else {}
    return [
        (register.label(name), found[f"sum_{name}"] or 0, (found[f"sum_{women}"] or 0) if women else None)
        for name, women in register.sums
    ]


def lines_of(record: Any, lines: Lines) -> QuerySet[Any]:
    """The lines of a record that stand, without people who restricted the use of their data."""
    rows = lines.model.objects.filter(rules.unrestricted(lines.model), **{lines.owner: record}, removed_at__isnull=True)
    return rows.select_related(*lines.select).order_by(*lines.order)


def people_on(record: Any, lines: Lines) -> Counts:
    """How many people the lines of a record name, each once, and how many women."""
    rows = set(lines_of(record, lines).order_by().values_list("who", "sex"))
    return Counts(len({who for who, _sex in rows}), len({who for who, sex in rows if sex == WOMAN}))


def files_of(register: Register, record: Any) -> list[Attachment]:
    """The files of a record, oldest first."""
    rows = Attachment.objects.filter(register=register.code, record_id=record.pk, removed_at__isnull=True)
    return list(rows.select_related("by").order_by("pk"))


@dataclass(frozen=True)
class Readings:
    """How often what is sensitive of a record was read, and when and by whom last."""

    all: int
    last: Event | None


def readings(register: Register, record: Any) -> Readings:
    """The readings of what is sensitive of a record, on its page, in its form and of its files."""
    rows = timeline_of(record).filter(verb=f"{register.code}.read")
    return Readings(rows.count(), rows.first())


def timeline(register: Register, record: Any) -> list[Event]:
    """What happened to a record, latest first; that it was read is told apart (`readings`)."""
    events = list(timeline_of(record).exclude(verb=f"{register.code}.read")[:60])
    said = asides.said_of(events)
    for event in events:
        event.why = event.why or said.get(event.pk, {}).get("why", "")
    return events


def views_of(by: Person, register: Register) -> list[SavedView]:
    """The lists that `by` keeps under a name."""
    return list(SavedView.objects.filter(person=by, register=register.code).order_by("name"))


def imports_of(by: Person | None, register: Register, kind: str = "") -> list[ImportBatch]:
    """The latest imports into a register (or of its lines, by their `kind`) within the reach of `by`."""
    rows = imports_within(by, register, kind).exclude(open=True, rows=0)
    return list(rows.select_related("by", "undone_by").order_by("-pk")[:20])


def imports_within(by: Person | None, register: Register, kind: str = "") -> QuerySet[ImportBatch]:
    """Imports into a register that `by` made, or of which every record is within the reach of `by`."""
    rows = ImportBatch.objects.filter(kind=kind or f"register.{register.code}")
    return rows if by is None else rows.filter(org_rules.sight(by, right=rules.WRITE) | Q(by=by))


@dataclass(frozen=True)
class Answer:
    """What a register answers for one cell of one unit."""

    register: Register
    feed: Feed
    value: int


def answers(form: str, unit_id: int, start: date, end: date) -> dict[str, Answer]:
    """Cell -> the answer of the register that feeds it, for a unit; no answer from a register it does not keep.

    What was entered and taken off again is not kept; what has ended stays in the register, and answers nought.
    """
    kept: dict[str, bool] = {}
    given = {}
    for register, feed in feeds_of(form):
        if register.code not in kept:
            rows = register.model.objects.filter(unit=unit_id, removed_at__isnull=True)
            kept[register.code] = rows.exists()
        if kept[register.code]:
            for first, units in _spans(feed, [unit_id], start, end):
                value = feed.count(units, first, end).get(unit_id, 0 if feed.zero else None)
                if value is not None:
                    given[feed.cell] = Answer(register, feed, value)
    return given


def _spans(feed: Feed, units: list[int], start: date, end: date) -> list[tuple[date, list[int]]]:
    """The first days from which a feed counts, each with its units."""
    if feed.since is None:
        return [(start, units)]
    found: dict[date, list[int]] = {}
    for unit, first in feed.since(units, start, end).items():
        found.setdefault(first, []).append(unit)
    return list(found.items())


def behind(rows: QuerySet[Any], feed: Feed, unit_ids: Iterable[int], period: tuple[date, date]) -> QuerySet[Any]:
    """Those of these records that stand behind the answer of a feed for units and the days of a period."""
    chosen = Q(pk__in=[])
    for first, units in _spans(feed, list(unit_ids), *period):
        chosen |= feed.behind(first, period[1]) & Q(unit_id__in=units)
    return rows.filter(chosen)
