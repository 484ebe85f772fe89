"""Reading papers; the acting person comes first. What is not seen does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet

from binhdang.documents import figures, rules
from binhdang.documents.choices import TYPE_NAMES, PaperState
from binhdang.documents.layout import PaperContent, content_of
from binhdang.documents.models import Paper
from binhdang.kit.models import Event
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.names import fold


@dataclass(frozen=True, slots=True)
class NumberAdvice:
    """What the clerk is told before a number is taken: the next free one, those in use and what to look at twice."""

    proposed: int
    taken: bool
    warnings: tuple[str, ...]


def papers_seen(by: Person | None) -> QuerySet[Paper]:
    """The papers in sight, newest first, without their files."""
    found = Paper.objects.filter(rules.papers_in_sight(by)).select_related("unit", "created_by", "issued_by")
    return found.defer("file", "pdf").order_by("-created_at", "-pk")


def paper_for(by: Person | None, pk: int) -> Paper:
    """One paper in sight. Raises Paper.DoesNotExist otherwise."""
    return papers_seen(by).get(pk=pk)


def papers_found(by: Person | None, *, state: str = "", year: int | None = None, text: str = "") -> list[Paper]:
    """The list of papers by state, year and words of title, symbol or unit (with or without diacritics)."""
    found = papers_seen(by).defer("file", "pdf", "content", "figures")
    if state:
        found = found.filter(state=state)
    if year:
        found = found.filter(year=year)
    words = fold(text).split()
    if not words:
        return list(found)
    return [one for one in found if all(word in _words_of(one) for word in words)]


def _words_of(paper: Paper) -> str:
    return fold(
        f"{TYPE_NAMES.get(paper.type_code, '')} {label(paper)} {paper.title} {paper.unit.name} {paper.unit.code}"
    )


def label(paper: Paper) -> str:
    """Number and symbol as they are cited: "05/BC-LĐLĐ"; "…/BC-LĐLĐ" for a draft."""
    return f"{paper.number:02d}/{paper.symbol}" if paper.number is not None else f"…/{paper.symbol}"


def state_name(paper: Paper) -> str:
    """The state in words."""
    return str(PaperState(paper.state).label)


def by_hand(paper: Paper) -> list[tuple[str, str]]:
    """Lines with digits that people wrote or changed, with their heading; nothing checks them at issue."""
    return figures.by_hand(content(paper))


def state_counts(by: Person | None) -> dict[str, int]:
    """How many papers in sight stand in each state."""
    rows = Paper.objects.filter(rules.papers_in_sight(by)).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def years_of(by: Person | None) -> list[int]:
    """The years of the papers in sight, the latest first."""
    found = Paper.objects.filter(rules.papers_in_sight(by)).values_list("year", flat=True)
    return sorted(set(found), reverse=True)


def drafts_to_issue(by: Person) -> int:
    """How many drafts wait where `by` issues papers."""
    if not rules.orgs.reach(by, rules.ISSUER):
        return 0
    return Paper.objects.filter(rules.orgs.sight(by, right=rules.ISSUER), state=PaperState.DRAFT).count()


def open_draft(by: Person | None, unit: OrgUnit, kind: str, key: str) -> Paper | None:
    """The draft of a subject that is already being worked on."""
    return papers_seen(by).filter(unit=unit, subject_kind=kind, subject_key=key, state=PaperState.DRAFT).first()


def content(paper: Paper) -> PaperContent:
    """What a paper says, with its number and date once it has them."""
    return content_of(paper.content)


def file_of(paper: Paper) -> bytes | None:
    """The frozen Word file of an issued paper; None for a draft."""
    stored = Paper.objects.values_list("file", flat=True).get(pk=paper.pk)
    return bytes(stored) if stored else None


def pdf_of(paper: Paper) -> bytes | None:
    """The frozen PDF of an issued paper; None for a draft (and for papers issued before PDFs were kept)."""
    stored = Paper.objects.values_list("pdf", flat=True).get(pk=paper.pk)
    return bytes(stored) if stored else None


def next_number(unit_id: int, series: str, year: int) -> int:
    """The number after the highest one of issuer, series and year; numbers of withdrawn papers stay used."""
    used: int | None = Paper.objects.filter(unit=unit_id, series=series, year=year).aggregate(n=Max("number"))["n"]
    return (used or 0) + 1


def number_advice(paper: Paper, number: int | None, day: date) -> NumberAdvice:
    """What there is to say about giving `number` to a paper on `day` (Decree 30/2020 article 15 and annex VI).

    A number is unique per issuer, series and year; the same number and symbol in another series is only warned of.
    """
    proposed = next_number(paper.unit_id, paper.series, day.year)
    wanted = number or proposed
    same = Paper.objects.filter(unit=paper.unit_id, year=day.year, number=wanted).exclude(pk=paper.pk)
    taken = same.filter(series=paper.series).exists()
    warnings = []
    if not taken and same.filter(symbol=paper.symbol).exists():
        warnings.append(f"Đã có văn bản khác của đơn vị mang số và ký hiệu {wanted:02d}/{paper.symbol} trong năm.")
    if wanted > proposed:
        warnings.append(f"Bỏ trống các số từ {proposed:02d} đến {wanted - 1:02d} trong dãy {paper.series}.")
    if (other := _out_of_order(paper, wanted, day)) is not None:
        warnings.append(
            f"Số {wanted:02d} không theo thứ tự thời gian: số {label(other)} ký ngày {other.issued_on:%d/%m/%Y}."
        )
    return NumberAdvice(proposed, taken, tuple(warnings))


def _out_of_order(paper: Paper, number: int, day: date) -> Paper | None:
    issued = Paper.objects.filter(unit=paper.unit_id, series=paper.series, year=day.year, number__isnull=False)
    issued = issued.defer("file", "pdf", "content", "figures")
    later = issued.filter(number__lt=number, issued_on__gt=day).order_by("-number").first()
    return later or issued.filter(number__gt=number, issued_on__lt=day).order_by("number").first()


def history_of(paper: Paper) -> list[Event]:
    """What happened to a paper, the oldest first, at most the last hundred events."""
    events = Event.objects.filter(subject_kind="paper", subject_id=str(paper.pk)).select_related("by")
    return list(reversed(events.order_by("-at", "-pk")[:100]))
