"""The yearly report of a unit on a plan, composed from verdicts and totals.

What it says follows from the data alone; the officer edits the text, the figures are checked again at issue
(`recount`). The structure follows the yearly women's-affairs reports: results, difficulties, proposals, annex.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from binhdang.calc.periods import Period, parse_period
from binhdang.datasets.models import FormVersion
from binhdang.documents import actions as papers
from binhdang.documents.choices import SIGNATURES
from binhdang.documents.figures import Figures
from binhdang.documents.layout import Annex, PaperContent, Section, Table, cleaned
from binhdang.documents.models import Paper
from binhdang.evaluation import paper_text as text
from binhdang.evaluation import paper_words as words
from binhdang.evaluation.matrix import matrix
from binhdang.evaluation.queries import Overview, overview
from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.orgs.models import OrgUnit, Person
from binhdang.orgs.queries import unit_by_id
from binhdang.orgs.rules import sight
from binhdang.plans.models import Clause, Plan
from binhdang.plans.queries import plan_for
from binhdang.reports.choices import State
from binhdang.reports.models import Report

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
        silent = _silent(by, found)
        book = text.Notebook()
        sections = _sections(book, found, silent)
        annexes = (*_annexes(book, by, found), *_silent_annex(found, silent))
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


def _silent(by: Person | None, found: Overview) -> list[str]:
    """The names of all units at or below from which no report counts, from the top down, in Vietnamese order."""
    if found.coverage is None or found.coverage.document.reported == found.coverage.document.expected:
        return []
    path = found.coverage.path
    reports = Report.objects.filter(
        sight(by), path__gte=path, path__lt=end_of(path), period_key=found.period.key, accepted_values="",
        data_set__in=FormVersion.objects.filter(pk=found.coverage.form_id).values("data_set"),
    )  # fmt: skip
    if found.basis == "provisional":
        reports = reports.exclude(state=State.SUBMITTED)
    ordered = reports.order_by("unit__kind__level__rank", "unit__sort_key", "unit_id")
    return list(ordered.values_list("unit__name", flat=True))


def _sections(book: text.Notebook, found: Overview, silent: list[str]) -> tuple[Section, ...]:
    provisional = found.basis == "provisional"
    intro = [text.coverage(book, found, provisional=provisional), *text.by_level(book, found, provisional=provisional)]
    after = [text.NOTE, text.comparison(book, found)]
    clauses = dict(Clause.objects.filter(plan=found.plan).values_list("ident", "text"))
    parts = text.clause_parts(book, found, clauses)
    if done := text.measures(book, found):
        parts.append(("measures", "Thực hiện nhiệm vụ, giải pháp", done))
    table = text.target_table(book, found)
    return (
        _section("results", "I. KẾT QUẢ THỰC HIỆN", [*intro, text.summary(book, found)], table, after),
        *(_section(key, f"{at}. {name}", lines, level=2) for at, (key, name, lines) in enumerate(parts, 1)),
        _section("difficulties", "II. KHÓ KHĂN, HẠN CHẾ", text.difficulties(book, found, silent)),
        _section("proposals", "III. ĐỀ XUẤT, KIẾN NGHỊ", text.proposals(found)),
    )


def _section(
    key: str, heading: str, before: list[str], table: Table | None = None, after: Sequence[str] = (), *, level: int = 1
) -> Section:
    first, rest = "\n".join(before), "\n".join(after)
    return Section(key, heading, level, first, table, rest, drafted=first, drafted_after=rest)


def _annexes(book: text.Notebook, by: Person | None, found: Overview) -> tuple[Annex, ...]:
    below = matrix(by, found.unit, found.plan, found.period, found.basis, most=None)
    if below is None or not any(not row.own for row in below.rows):
        return ()
    names = "; ".join(f"{asked.target.code}: {asked.target.name}" for asked in below.asked)
    title = f"Kết quả các chỉ tiêu theo đơn vị, {words.period_text(found.period)}"
    note = f"{names}.\n{text.NOTE}"
    return (Annex(title, text.annex_table(book, below), note, landscape=len(below.asked) >= WIDE),)


def _silent_annex(found: Overview, silent: list[str]) -> tuple[Annex, ...]:
    """The names of the silent units, where the text names only some of them."""
    if len(silent) <= text.NAMED:
        return ()
    rows = tuple((str(at), name) for at, name in enumerate(silent, 1))
    title = f"Đơn vị chưa có báo cáo được tính, {words.period_text(found.period)}"
    return (Annex(title, Table(("TT", "Đơn vị"), rows, (1, 10), "cl")),)


def _frame(
    unit: OrgUnit, plan: Plan, period: Period, sections: tuple[Section, ...], annexes: tuple[Annex, ...]
) -> PaperContent:
    above = words.units_above(unit, period)
    to = words.addressees(unit, plan, above)
    issuer, when = words.full_name(unit.name), words.period_text(period)
    return PaperContent(
        issuer_above=words.full_name(above[-1].name) if above else "",
        issuer=issuer,
        symbol=words.symbol(unit),
        place=words.place(unit, above),
        type_name="Báo cáo",
        subject=f"Kết quả thực hiện {words.sentence_case(plan.title)}, {when}"[:500],
        to=to,
        bases=words.basis_texts(plan),
        opening=f"{words.committee(unit)} báo cáo kết quả thực hiện {when} như sau:",
        sections=sections,
        closing=f"Trên đây là báo cáo của {words.committee(unit)} về kết quả thực hiện kế hoạch {when}./.",
        annexes=annexes,
        recipients=words.recipients(unit, plan, to),
        signature=SIGNATURES[words.signature(unit, plan)],
        year=clock.today().year,
        mark="Số liệu giả định" if settings.DEMO else "",
    )
