"""Writing papers: draft, edit, refresh, issue, withdraw. Every verb is atomic and logged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db import transaction

from binhdang.documents import figures as numbers
from binhdang.documents import queries, rules
from binhdang.documents.choices import PaperState
from binhdang.documents.figures import Figures, FiguresMoved
from binhdang.documents.layout import LONGEST, PaperContent, clean, cleaned, content_of, numbered, to_json
from binhdang.documents.models import Paper
from binhdang.documents.pdf import paper_pdf
from binhdang.documents.series import names_of
from binhdang.documents.word import paper_docx
from binhdang.kit import clock, log
from binhdang.kit.errors import BadInput, Conflict
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as orgs_rules
from binhdang.orgs.models import OrgUnit, Person

Recount = Callable[[Paper], Figures]
"""Works out the figures of a paper anew from today's data; given by whoever knows the subject."""


@transaction.atomic
def draft_paper(
    unit: OrgUnit,
    content: PaperContent,
    figures: Figures,
    *,
    by: Person | None,
    subject: tuple[str, str] = ("", ""),
    type_code: str = "BC",
) -> Paper:
    """Start a draft of a unit. A subject (kind, key) that has a draft already gives that one back.

    Raises `Refused` without the right to write papers there, `BadInput` for a text that is too long.
    """
    place = orgs.last_placement(unit.pk)
    path = place.path if place else f"{unit.pk}/"
    orgs_rules.check(by, rules.WRITER, path)
    OrgUnit.objects.select_for_update().get(pk=unit.pk)
    if subject[0] and (there := queries.open_draft(by, unit, *subject)):
        return there
    content = cleaned(content)
    _check_content(content)
    paper = Paper.objects.create(
        unit=unit, path=path, subject_kind=subject[0], subject_key=subject[1], year=clock.today().year,
        symbol=content.symbol, place=content.place, title=content.subject, content=to_json(content), figures=figures,
        created_by=by, type_code=type_code, series=type_code,
    )  # fmt: skip
    log.record("paper.drafted", paper, by=by, path=path)
    return paper


@transaction.atomic
def edit_paper(paper_id: int, content: PaperContent, *, by: Person | None, version: int) -> Paper:
    """Save an edited draft. Raises `Conflict` with the stored paper where somebody saved since `version`."""
    paper = _locked(by, paper_id, "edit", version)
    content = replace(cleaned(content), number=None, day=None)
    _check_content(content)
    _store(paper, content)
    log.record("paper.edited", paper, by=by, path=paper.path)
    return paper


@transaction.atomic
def refresh_paper(
    paper_id: int, fresh: PaperContent, figures: Figures, *, by: Person | None, version: int | None = None
) -> Paper:
    """Bring a draft's figures in line with `fresh`; what people wrote stays."""
    paper = _locked(by, paper_id, "edit", version)
    changed = len(numbers.moved(paper.figures, figures))
    paper.figures = figures
    _store(paper, cleaned(numbers.refreshed(content_of(paper.content), fresh)))
    log.record("paper.refreshed", paper, by=by, path=paper.path, moved=changed)
    return paper


@transaction.atomic
def issue_paper(
    paper_id: int,
    *,
    by: Person | None,
    recount: Recount,
    number: int | None = None,
    day: date | None = None,
    version: int | None = None,
    series: str | None = None,
) -> Paper:
    """Give a draft its number and date and freeze its Word and PDF files with their fingerprints.

    The number is unique per issuer, series and year and starts anew on 1 January (Decree 30/2020 article 15 and annex
    I). It is taken under a lock on the issuer. Without `number` the next one is taken; `series` is one of the issuer's
    (the draft's own without it). Raises `FiguresMoved` where
    `recount` gives other figures than the text, `BadInput` for a number or day that cannot be, `Conflict`, `Refused`.
    """
    OrgUnit.objects.select_for_update().get(pk=Paper.objects.values_list("unit", flat=True).get(pk=paper_id))
    paper = _locked(by, paper_id, "issue", version)
    if changed := numbers.moved(paper.figures, recount(paper)):
        raise FiguresMoved(changed)
    if series is not None and series != paper.series:
        if series not in names_of(paper.unit_id):
            raise BadInput([("Dãy số", f"đơn vị không có dãy số {series[:20]}.")])
        paper.series = series
    day = day or clock.today()
    taken = _number(paper, number, day)
    content = numbered(content_of(paper.content), taken, day)
    paper.number, paper.issued_on, paper.year = taken, day, day.year
    paper.state, paper.issued_at, paper.issued_by = PaperState.ISSUED, clock.now(), by
    paper.file, paper.pdf = paper_docx(content), paper_pdf(content)
    paper.file_sha256, paper.pdf_sha256 = (hashlib.sha256(one).hexdigest() for one in (paper.file, paper.pdf))
    _store(paper, content)
    log.record(
        "paper.issued", paper, by=by, path=paper.path, number=taken, symbol=paper.symbol, sha256=paper.file_sha256
    )
    return paper


@transaction.atomic
def withdraw_paper(paper_id: int, *, by: Person | None, why: str, version: int | None = None) -> Paper:
    """Withdraw an issued paper with a reason; its file stays and its number stays used."""
    if not clean(why):
        raise BadInput([("Lý do thu hồi", "cần nêu lý do.")])
    paper = _locked(by, paper_id, "withdraw", version)
    paper.state = PaperState.WITHDRAWN
    paper.version += 1
    paper.save()
    log.record("paper.withdrawn", paper, by=by, path=paper.path, why=clean(why))
    return paper


def _locked(by: Person | None, paper_id: int, verb: str, version: int | None) -> Paper:
    queries.paper_for(by, paper_id)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper_id)
    rules.check(by, paper, verb)
    if version is not None and version != paper.version:
        raise Conflict(paper)
    return paper


def _store(paper: Paper, content: PaperContent) -> None:
    paper.content = to_json(content)
    paper.symbol, paper.place, paper.title = content.symbol, content.place, content.subject
    paper.version += 1
    paper.save()


def _number(paper: Paper, number: int | None, day: date) -> int:
    if day > clock.today():
        raise BadInput([("Ngày ban hành", "không được sau hôm nay.")])
    advice = queries.number_advice(paper, number, day)
    if number is None:
        return advice.proposed
    if number < 1 or number > 2_000_000_000:
        raise BadInput([("Số văn bản", "phải là số nguyên từ 1 trở lên.")])
    if advice.taken:
        used = f"số {number:02d} của dãy {paper.series} năm {day.year} đã dùng"
        raise BadInput([("Số văn bản", f"{used}; số kế tiếp là {advice.proposed:02d}.")])
    return number


def _check_content(content: PaperContent) -> None:
    limits = [
        ("Ký hiệu", content.symbol, LONGEST["symbol"]),
        ("Trích yếu", content.subject, LONGEST["subject"]),
        ("Cơ quan ban hành", content.issuer, LONGEST["issuer"]),
        ("Người ký", content.signer, LONGEST["signer"]),
        ("Địa danh", content.place, 60),
    ]
    problems = [(name, f"dài quá {most} ký tự.") for name, text, most in limits if len(text) > most]
    needed = [("Ký hiệu", content.symbol), ("Trích yếu", content.subject), ("Cơ quan ban hành", content.issuer)]
    problems += [(name, "chưa có nội dung.") for name, text in needed if not text]
    if content.symbol and not _is_symbol(content.symbol):
        problems.append(("Ký hiệu", "chỉ gồm chữ, số, gạch ngang và gạch chéo, ví dụ BC-LĐLĐ."))
    if problems:
        raise BadInput(problems)


def _is_symbol(symbol: str) -> bool:
    return all(c.isalnum() or c in "-/&." for c in symbol)
