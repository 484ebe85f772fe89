"""Freezes what is signed: the canonical content, and the Word and PDF files made from it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import translation

from binhdang.calc.numbers import number
from binhdang.calc.periods import Period, parse_period
from binhdang.consolidation import voices
from binhdang.consolidation.book import Book, figure_sections
from binhdang.consolidation.choices import PassageKind
from binhdang.consolidation.models import Consolidated, Passage, Snapshot
from binhdang.consolidation.snapshot import canonical, content_of, fingerprint
from binhdang.documents.choices import SIGNATURES
from binhdang.documents.layout import Annex, PaperContent, Section, Table, cleaned, roman
from binhdang.documents.pdf import paper_pdf
from binhdang.documents.word import paper_docx
from binhdang.evaluation import paper_words as words
from binhdang.kit import clock
from binhdang.orgs.models import Person
from binhdang.reports.models import LevelAcceptance

NOTE = "Ghi chú: “–” là chưa có số liệu; số của riêng cấp là số của cơ quan đơn vị, đã tính trong tổng số."


def frozen(
    report: Consolidated,
    book: Book,
    passages: list[Passage],
    silent: list[dict[str, Any]],
    acceptance: LevelAcceptance,
    *,
    reason: str,
    by: Person,
) -> Snapshot:
    """Write the snapshot of a report that is being signed, inside the transaction of its signature."""
    moment = clock.now()
    signature = {"id": by.pk, "name": by.name, "at": moment.isoformat(), "reason": reason}
    text = canonical(content_of(report, book, passages, silent, signature))
    done = Snapshot.objects.filter(consolidated=report).aggregate(n=Max("number"))["n"] or 0
    mark = fingerprint(text)
    paper = paper_of(report, book, passages, silent, reason, f"{mark[:16]}…{mark[-8:]}")
    word, pdf = paper_docx(paper), paper_pdf(paper)
    return Snapshot.objects.create(
        consolidated=report, number=done + 1, unit=report.unit, path=report.path, data_set=report.request.data_set,
        period_key=report.request.period_key, form=book.form, rules_version=book.form.content_hash,
        structure_date=report.request.structure_date, content=text, sha256=mark, acceptance=acceptance, reason=reason,
        signed_at=moment, signed_by=by, word=word, word_sha256=fingerprint(word), pdf=pdf, pdf_sha256=fingerprint(pdf),
    )  # fmt: skip


def paper_of(
    report: Consolidated, book: Book, passages: list[Passage], silent: list[dict[str, Any]], reason: str, mark: str = ""
) -> PaperContent:
    """The report as an official paper, always in Vietnamese; `mark` is the short fingerprint of what was signed."""
    with translation.override("vi"):
        period = parse_period(report.request.period_key)
        unit, when = report.unit, words.period_text(period)
        above = words.units_above(unit, period)
        closing = f"Trên đây là báo cáo tổng hợp của {words.committee(unit)} {when}./."
        return cleaned(
            PaperContent(
                issuer_above=words.full_name(above[-1].name) if above else "",
                issuer=words.full_name(unit.name),
                symbol=words.symbol(unit),
                place=words.place(unit, above),
                type_name="Báo cáo",
                subject=f"Tổng hợp {_small(book.form.data_set.name)}, {when}"[:500],
                to=(words.full_name(above[-1].name),) if above else (),
                opening=f"{words.committee(unit)} báo cáo tổng hợp {when} như sau:",
                sections=_sections(book, passages, silent, reason),
                closing=f"{closing}\nDấu vân tay của bản ký: {mark}." if mark else closing,
                annexes=_annexes(book, silent, period),
                recipients=(*(("Như kính gửi",) if above else ()), "Lưu: VT"),
                signature=SIGNATURES[words.signature(unit, report.plan) if report.plan else "btv-ct"],
                year=clock.today().year,
                mark="Số liệu giả định" if settings.DEMO else "",
            )
        )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sections(book: Book, passages: list[Passage], silent: list[dict[str, Any]], reason: str) -> tuple[Section, ...]:
    sections = []
    for at, kind in enumerate(PassageKind, 1):
        said = [f"{voices.plain(one)}{_source(one)}" for one in passages if one.kind == kind]
        if kind == PassageKind.OVERVIEW and silent:
            said.append(
                f"Còn {number(len(silent))} đơn vị chưa có số liệu (danh sách tại phụ lục). Lý do chốt: {reason}"
            )
        heading = f"{roman(at)}. {str(kind.label).upper()}"
        sections.append(Section(kind.value, heading, text="\n".join(said) or "Không có."))
    return tuple(sections)


def _source(one: Passage) -> str:
    return f" ({one.source_unit.name})" if one.source_unit else ""


def _annexes(book: Book, silent: list[dict[str, Any]], period: Period) -> tuple[Annex, ...]:
    head = ("TT", "Nội dung", "Đơn vị tính", "Tổng số", "Trong đó nữ", "Riêng cấp", "Trong đó nữ")
    rows = [
        (
            str(at), one.name, one.unit, number(one.total), number(one.women) if one.split else "",
            number(one.own), number(one.own_women) if one.split else "",
        )
        for at, one in enumerate((line for _title, lines in figure_sections(book) for line in lines), 1)
    ]  # fmt: skip
    when = words.period_text(period)
    table = Table(head, tuple(rows), (5, 34, 12, 12, 12, 12, 12), "cllrrrr")
    found = [Annex(f"Số liệu tổng hợp, {when}", table, NOTE)]
    if silent:
        names = tuple((str(at), str(one["name"])) for at, one in enumerate(silent, 1))
        found.append(Annex(f"Đơn vị chưa có số liệu, {when}", Table(("TT", "Đơn vị"), names, (1, 10), "cl")))
    return tuple(found)
