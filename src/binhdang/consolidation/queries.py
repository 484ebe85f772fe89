"""Reading consolidated reports, actor first. What is not seen does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from binhdang.calc.tied import Loose, Sentence, loose_numbers, sentences
from binhdang.consolidation import rules, voices
from binhdang.consolidation.book import Book, Entry
from binhdang.consolidation.choices import PassageKind, Stage
from binhdang.consolidation.models import Consolidated, Passage, Slip, Snapshot
from binhdang.documents.models import Paper
from binhdang.kit.fields import end_of
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports.models import Report, ReportRequest
from binhdang.reports.queries import uncounted_units, waiting_for


def reports_seen(by: Person | None) -> QuerySet[Consolidated]:
    """The consolidated reports in sight, the latest period first, units in Vietnamese order."""
    found = Consolidated.objects.filter(rules.in_sight(by))
    found = found.select_related("unit__kind__level", "request__data_set", "request__form", "plan", "created_by")
    return found.order_by("-request__period_end", "unit__kind__level__rank", "unit__sort_key", "pk")


def report_for(by: Person | None, report_id: int) -> Consolidated:
    """One consolidated report in sight. Raises Consolidated.DoesNotExist otherwise."""
    return reports_seen(by).get(pk=report_id)


def report_of(by: Person | None, request_id: int, unit_id: int) -> Consolidated | None:
    """The consolidated report of a unit on a request, if there is one in sight."""
    return reports_seen(by).filter(request=request_id, unit=unit_id).first()


def drafts_to_sign(by: Person) -> list[Consolidated]:
    """The drafts of the very units where `by` signs, the latest period first."""
    units = [unit.pk for unit in org_rules.units_with(by, rules.SIGNS)]
    return list(reports_seen(by).filter(unit__in=units, stage=Stage.DRAFT)[:20]) if units else []


def can_start(by: Person | None, unit: OrgUnit) -> list[ReportRequest]:
    """The requests below `unit` on which it has no consolidated report yet, one a form and period, latest first."""
    same = {"data_set": OuterRef("data_set"), "period_key": OuterRef("period_key")}
    inside = Q(path__contains=f"/{unit.pk}/") | Q(path__startswith=f"{unit.pk}/")
    below = Report.objects.filter(org_rules.sight(by), inside, **same)
    made = Consolidated.objects.filter(
        request__data_set=OuterRef("data_set"), request__period_key=OuterRef("period_key"), unit=unit
    )
    found = ReportRequest.objects.filter(Exists(below)).exclude(Exists(made)).select_related("data_set", "unit")
    once = {(one.data_set_id, one.period_key): one for one in found.order_by("period_end", "pk")}
    return list(reversed(once.values()))[:30]


def passages_of(report: Consolidated) -> list[Passage]:
    """The narrative in its order: by kind, then as the writer arranged it."""
    places = {kind: at for at, kind in enumerate(PassageKind.values)}
    rows = Passage.objects.filter(consolidated=report).select_related("source_unit", "source_report__form__data_set")
    return sorted(rows.order_by("order", "pk"), key=lambda one: places[one.kind])


@dataclass(frozen=True, slots=True)
class Line:
    """A passage with its sentences held against today's figures, and its quotation against its source.

    `source` is "" for the writer's own words, else `same`, `changed` or `gone`; `now` is what the source says today.
    `loose` are plain numbers in it that nothing checks, each with the figures that have this very value.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    source: str
    now: str
    edited: bool
    loose: tuple[tuple[Loose, tuple[Entry, ...]], ...]

    @property
    def moved(self) -> int:
        """How many of its sentences have figures that moved."""
        return sum(1 for one in self.sentences if one.moved)


def lines_of(passages: Iterable[Passage], book: Book) -> list[Line]:
    """Each passage held against the book of figures and against its source."""
    texts = book.texts
    by_value: dict[str, list[Entry]] = {}
    for entry in book.entries.values():
        if entry.value is not None:
            by_value.setdefault(str(entry.value), []).append(entry)
    rows = list(passages)
    said = voices.currents(rows)
    return [_line(one, texts, by_value, said.get(one.pk)) for one in rows]


def _line(one: Passage, texts: dict[str, str], by_value: dict[str, list[Entry]], now: str | None) -> Line:
    agreed = {key: str(figure["text"]) for key, figure in one.figures.items()}
    source = "" if not one.place else "gone" if now is None else "same" if now == one.quoted else "changed"
    loose = tuple((number, tuple(by_value.get(str(number.value), ())[:4])) for number in loose_numbers(one.text))
    return Line(one, tuple(sentences(one.text, agreed, texts)), source, now or "", one.text != one.quoted, loose)


def silent_of(by: Person | None, report: Consolidated) -> QuerySet[Report]:
    """The units from which nothing counts, by path."""
    return uncounted_units(by, report.request, report.path)


def waiting_of(report: Consolidated) -> int:
    """How many reports right below the unit wait for its decision."""
    return waiting_for(report.request, report.path)


def snapshots_of(report: Consolidated) -> list[Snapshot]:
    """What was signed, the latest first, without files and content."""
    rows = Snapshot.objects.filter(consolidated=report).select_related("signed_by")
    return list(rows.defer("word", "pdf", "content").order_by("-number"))


def snapshots_seen(by: Person | None) -> QuerySet[Snapshot]:
    """The signed snapshots of units that `by` sees, without their files."""
    found = Snapshot.objects.filter(org_rules.sight(by)).defer("word", "pdf")
    return found.select_related("unit", "form__data_set", "signed_by", "consolidated__request")


def snapshot_for(by: Person | None, snapshot_id: int) -> Snapshot:
    """One snapshot in sight. Raises Snapshot.DoesNotExist otherwise."""
    return snapshots_seen(by).get(pk=snapshot_id)


def latest_snapshot(by: Person | None, report: Consolidated) -> Snapshot | None:
    """The last one signed of a consolidated report, if any is in sight."""
    return snapshots_seen(by).filter(consolidated=report).order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Signature:
    """In a line: which report of a unit and period stands signed, when, by whom, and how many slips came after."""

    report_id: int
    snapshot_id: int
    name: str
    at: object
    by_name: str
    slips: int


def signatures(by: Person | None, unit: OrgUnit, period_key: str) -> list[Signature]:
    """What stands signed for a unit and period, for pages that show its figures (a query, and one for each form)."""
    same = Snapshot.objects.filter(consolidated=OuterRef("consolidated")).order_by("-number")
    standing = Consolidated.objects.filter(unit=unit, stage=Stage.SIGNED, request__period_key=period_key)
    rows = snapshots_seen(by).defer("word", "pdf", "content")
    rows = rows.filter(consolidated__in=standing, number=Subquery(same.values("number")[:1]))
    return [
        Signature(
            one.consolidated_id, one.pk, one.form.data_set.name, one.signed_at, one.signed_by.name, _slips(by, one)
        )
        for one in rows
    ]


def _slips(by: Person | None, one: Snapshot) -> int:
    return Slip.objects.filter(
        org_rules.sight(by), data_set=one.data_set_id, period_key=one.period_key, at__gt=one.signed_at,
        path__gte=one.path, path__lt=end_of(one.path),
    ).count()  # fmt: skip


def slips_since_issue(by: Person | None, paper: Paper) -> list[Slip]:
    """The slips that came after a paper was issued and concern figures it rests on, latest first."""
    if paper.issued_at is None or paper.subject_kind != "plan-year":
        return []
    period = paper.subject_key.split("|")[1]
    found = Slip.objects.filter(
        org_rules.sight(by), Q(path__gte=paper.path, path__lt=end_of(paper.path)), period_key=period,
        at__gt=paper.issued_at,
    )  # fmt: skip
    return list(found.select_related("unit").order_by("-at", "-pk"))
