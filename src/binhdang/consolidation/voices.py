"""What the units below wrote: remarks and texts of their reports, and the signed narrative of levels below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from binhdang.calc.collation import search_key
from binhdang.calc.layout import Layout
from binhdang.calc.questions import TEXT
from binhdang.calc.themes import kind_of, theme_of
from binhdang.calc.tied import filled
from binhdang.consolidation.choices import Stage
from binhdang.consolidation.models import Consolidated, Passage
from binhdang.datasets.queries import layout_of
from binhdang.kit.fields import end_of
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.models import Report

SHORTEST = 12
"""A remark of fewer letters ("xem lại", "nt") is no narrative."""
RESULTS = {"Kết quả nổi bật", "Kết quả", "Thành tích", "Ưu điểm"}
"""Questions that ask for achievements; those after difficulties and proposals are known by their words."""
MOST = 1000
"""So many reports with words are read at once; further ones are reached by narrowing the search."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One saying of a unit: where it stands, what it says, and into which kind and theme its words put it."""

    unit_id: int
    unit_name: str
    report_id: int | None
    place: str
    label: str
    text: str
    kind: str
    kind_words: tuple[str, ...]
    theme: str
    theme_words: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names this saying in a form that is sent back."""
        return f"{self.report_id or 0}|{self.unit_id}|{self.place}"


@dataclass(frozen=True, slots=True)
class Heard:
    """The sayings found, and how many reports with words were not read because there are too many."""

    voices: list[Voice]
    left: int


def voices_below(by: Person | None, report: Consolidated, *, text: str = "", near: bool = False) -> Heard:
    """What units below wrote for the period; `near` takes the units directly below alone, `text` filters by words.

    Reports that were accepted once speak; so do the signed consolidated reports of levels below. In Vietnamese order
    of units.
    """
    request = report.request
    reports = Report.objects.filter(
        sight(by), data_set=request.data_set_id, period_key=request.period_key,
        path__gte=report.path, path__lt=end_of(report.path),
    ).exclude(accepted_values="").exclude(notes={}, accepted_texts={})  # fmt: skip
    below = Passage.objects.filter(
        sight(by, "consolidated__path"), consolidated__stage=Stage.SIGNED,
        consolidated__request__data_set=request.data_set_id, consolidated__request__period_key=request.period_key,
        consolidated__path__gt=report.path, consolidated__path__lt=end_of(report.path),
    ).exclude(kind="overview")  # fmt: skip
    if near:
        reports = reports.filter(Q(parent_path=report.path) | Q(path=report.path))
        below = below.filter(consolidated__path__regex=rf"^{report.path}[0-9]+/$")
    left = max(reports.count() - MOST, 0)
    rows = reports.select_related("unit", "form__data_set").order_by("unit__sort_key", "unit_id")
    found = [voice for row in rows[:MOST] for voice in _of_report(row)]
    parts = below.select_related("consolidated__unit").order_by("consolidated__unit__sort_key", "kind", "order")
    found += [_of_passage(one) for one in parts[:MOST]]
    return Heard(_matching(found, text), left)


def _matching(found: Iterable[Voice], text: str) -> list[Voice]:
    words = search_key(text).split()
    return [v for v in found if all(word in search_key(f"{v.unit_name} {v.text}") for word in words)]


def alike(found: Iterable[Voice]) -> list[list[Voice]]:
    """Sayings that are the same but for diacritics, case and spaces, of one kind, in heaps; first come first."""
    heaps: dict[tuple[str, str], list[Voice]] = {}
    for voice in found:
        heaps.setdefault((voice.kind, search_key(voice.text).rstrip(" .;")), []).append(voice)
    return list(heaps.values())


def _of_report(report: Report) -> Iterator[Voice]:
    layout = layout_of(report.form)
    for place, text in sayings(report).items():
        label = label_of(layout, place)
        asked = kind_of(label) if place.startswith("text:") else None
        kind = asked.code if asked and (asked.words or label in RESULTS) else ""
        yield _voice(report.unit_id, report.unit.name, report.pk, place, label, text, kind)


def _of_passage(one: Passage) -> Voice:
    unit = one.consolidated.unit
    label = f"Báo cáo tổng hợp của {unit.name}"
    return _voice(unit.pk, unit.name, None, f"passage:{one.pk}", label, plain(one), one.kind)


def _voice(unit: int, name: str, report: int | None, place: str, label: str, text: str, kind: str = "") -> Voice:
    said, theme = kind_of(text), theme_of(text)
    words = () if kind else said.words
    return Voice(unit, name, report, place, label, text, kind or said.code, words, theme.code, theme.words)


def sayings(report: Report) -> dict[str, str]:
    """Place -> text of everything a report says in words, long enough to be quoted."""
    said = {f"note:{row}": text.strip() for row, text in report.notes.items()}
    questions = {row.code for row in layout_of(report.form).rows if row.kind == TEXT}
    answers = {f"text:{row}": str(text).strip() for row, text in report.accepted_texts.items() if row in questions}
    return {place: text for place, text in (answers | said).items() if len(text) >= SHORTEST}


def label_of(layout: Layout, place: str) -> str:
    """Where in the form a saying stands, in words."""
    sort, _colon, code = place.partition(":")
    row = next((row for row in layout.rows if row.code == code), None)
    if row is None:
        return "Báo cáo"
    return f"Ghi chú, {row.name}" if sort == "note" else row.name


def plain(one: Passage) -> str:
    """A passage as it reads, with its agreed figures."""
    return filled(one.text, {key: str(figure["text"]) for key, figure in one.figures.items()})


def currents(passages: Iterable[Passage]) -> dict[int, str | None]:
    """Passage id -> what its source says now, None where it says nothing any more; quotations only (one query)."""
    quotes = [one for one in passages if one.place]
    ids = [int(one.place[8:]) for one in quotes if one.place.startswith("passage:")]
    below = {one.pk: plain(one) for one in Passage.objects.filter(pk__in=ids)} if ids else {}
    return {one.pk: _current(one, below) for one in quotes}


def _current(one: Passage, below: dict[int, str]) -> str | None:
    if one.source_report is not None:
        return sayings(one.source_report).get(one.place)
    return below.get(int(one.place[8:])) if one.place.startswith("passage:") else None
