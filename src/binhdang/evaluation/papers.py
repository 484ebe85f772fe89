"""The yearly report of a unit on a plan, composed from verdicts and totals.

What it says follows from the data alone; the officer edits the text, the figures are checked again at issue
(`recount`). The structure follows the yearly women's-affairs reports: results, difficulties, proposals, annex.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from binhdang.calc.periods import Period, parse_period
from binhdang.documents import actions as papers
from binhdang.documents.choices import SIGNATURES
from binhdang.documents.figures import Figures
from binhdang.documents.layout import Annex, PaperContent, Section, cleaned
from binhdang.documents.models import Paper
from binhdang.evaluation import paper_text as text
from binhdang.evaluation import paper_words as words
from binhdang.evaluation.matrix import matrix
from binhdang.evaluation.queries import Overview, overview
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.queries import unit_by_id
from binhdang.plans.models import Plan
from binhdang.plans.queries import plan_for

KIND = "plan-year"
WIDE = 4
"""From this many targets on the annex lies across."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What the data say: the paper's content and every figure in it by id."""

    content: PaperContent
    figures: Figures


def compose(by: Person | None, unit: OrgUnit, plan: Plan, period: Period, basis: str) -> Composed:
    """Write the report of a unit on a plan for a period, always in Vietnamese."""
    with translation.override("vi"):
        found = overview(by, unit, plan, period, basis)
        book = text.Notebook()
        sections = _sections(book, found, provisional=basis == "provisional")
        annexes = _annexes(book, by, found)
        content = _frame(unit, plan, period, sections, annexes)
        return Composed(cleaned(content), book.figures)


def draft_report(unit: OrgUnit, plan: Plan, period: Period, basis: str, *, by: Person | None) -> Paper:
    """Start the report as a draft, or give back the one under way. Raises `Refused` without the right to write."""
    made = compose(by, unit, plan, period, basis)
    return papers.draft_paper(
        unit, made.content, made.figures, by=by, subject=(KIND, f"{plan.pk}|{period.key}|{basis}")
    )


def recompose(by: Person | None, paper: Paper) -> Composed | None:
    """The report of a paper from today's data; None for a paper that is no yearly report."""
    if paper.subject_kind != KIND:
        return None
    plan, period, basis = paper.subject_key.split("|")
    return compose(by, unit_by_id(by, paper.unit_id), plan_for(by, int(plan)), parse_period(period), basis)


def recount(by: Person | None) -> Callable[[Paper], Figures]:
    """What checks the figures of a paper at issue."""

    def figures(paper: Paper) -> Figures:
        made = recompose(by, paper)
        return made.figures if made else paper.figures

    return figures


def refresh_report(paper: Paper, *, by: Person | None, version: int | None = None) -> Paper:
    """Bring a draft in line with today's figures; what people wrote stays."""
    made = recompose(by, paper)
    return papers.refresh_paper(paper.pk, made.content, made.figures, by=by, version=version) if made else paper


def _sections(book: text.Notebook, found: Overview, *, provisional: bool) -> tuple[Section, ...]:
    table = text.target_table(book, found)
    intro = [text.coverage(book, found, provisional=provisional), text.summary(book, found)]
    after = [text.NOTE, *text.target_sentences(book, found), text.comparison(book, found)]
    parts = [
        ("results", "I. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", intro, table, after),
        ("difficulties", "II. KHÓ KHĂN, HẠN CHẾ", text.difficulties(book, found), None, []),
        ("proposals", "III. ĐỀ XUẤT, KIẾN NGHỊ", text.proposals(found), None, []),
    ]
    return tuple(
        Section(
            key, heading, text="\n".join(one), table=held, after="\n".join(rest),
            drafted="\n".join(one), drafted_after="\n".join(rest),
        )
        for key, heading, one, held, rest in parts
    )  # fmt: skip


def _annexes(book: text.Notebook, by: Person | None, found: Overview) -> tuple[Annex, ...]:
    below = matrix(by, found.unit, found.plan, found.period, found.basis, most=None)
    if below is None or not any(not row.own for row in below.rows):
        return ()
    names = "; ".join(f"{asked.target.code}: {asked.target.name}" for asked in below.asked)
    title = f"Kết quả các chỉ tiêu theo đơn vị, {words.period_text(found.period)}"
    note = f"{names}.\n{text.NOTE}"
    return (Annex(title, text.annex_table(book, below), note, landscape=len(below.asked) >= WIDE),)


def _frame(
    unit: OrgUnit, plan: Plan, period: Period, sections: tuple[Section, ...], annexes: tuple[Annex, ...]
) -> PaperContent:
    above, issuer, when = words.units_above(unit, period), words.full_name(unit.name), words.period_text(period)
    return PaperContent(
        issuer_above=words.full_name(above[-1].name) if above else "",
        issuer=issuer,
        symbol=words.symbol(unit),
        place=words.place(unit, above),
        type_name="Báo cáo",
        subject=f"Kết quả thực hiện {words.sentence_case(plan.title)}, {when}"[:500],
        to=words.addressees(unit, plan, above),
        bases=words.basis_texts(plan),
        opening=f"{words.committee(unit)} báo cáo kết quả thực hiện {when} như sau:",
        sections=sections,
        closing=f"Trên đây là báo cáo của {words.committee(unit)} về kết quả thực hiện kế hoạch {when}./.",
        annexes=annexes,
        recipients=words.recipients(unit, plan),
        signature=SIGNATURES[words.signature(unit, plan)],
        year=period.end.year,
        mark="Số liệu giả định" if settings.DEMO else "",
    )
