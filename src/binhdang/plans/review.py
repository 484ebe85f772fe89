"""What the review page of a plan shows: its text with marks, and beside each paragraph what was understood there."""

from dataclasses import dataclass, field
from typing import Any

from binhdang.indicators import queries as indicators
from binhdang.indicators.queries import Suggestion
from binhdang.orgs.models import Person
from binhdang.plans import naming, words
from binhdang.plans.actions import still_open
from binhdang.plans.choices import FindingKind, FindingState, PlanState
from binhdang.plans.decisions import missing
from binhdang.plans.intake import SURE
from binhdang.plans.marks import Paragraph, Span, paragraphs
from binhdang.plans.matching import matches
from binhdang.plans.models import Clause, Finding, Plan, Target
from binhdang.plans.queries import parent_of, plan_for, target_data, targets_above, undercuts
from binhdang.plans.rules import may_confirm, may_edit

BARS = 5
LONGEST_IDENT = 9


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the page shows it."""

    finding: Finding
    kind: str
    title: str
    brief: str
    quote: str
    facts: list[tuple[str, str]]
    bars: tuple[bool, ...]
    sure: str
    tone: str
    indicator: Any = None
    matches: tuple[Suggestion, ...] = ()
    missing: tuple[str, ...] = ()
    lowered: bool = False
    no_number: bool = False
    above: str = ""

    @property
    def needs_eyes(self) -> bool:
        """Whether a person must look before it can be confirmed together with others."""
        unsure = self.finding.confidence < SURE and self.finding.kind != FindingKind.HEADER
        return self.finding.state == FindingState.OPEN and (unsure or bool(self.missing) or self.lowered)


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of text as drawn: under which card it lies (narrowest), and the cards whose numbers follow it."""

    text: str
    tone: str
    closing: tuple[Card, ...]


@dataclass(slots=True)
class Row:
    """A paragraph of the document with the cards of the findings that begin in it."""

    start: int
    end: int
    label: str
    look: str
    marks: list[Mark]
    margin: str
    closing: list[Card]
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SureGroup:
    """Findings of one kind that may be confirmed together."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """The whole review page."""

    plan: Plan
    rows: list[Row]
    cards: list[Card]
    dropped: list[Card]
    groups: list[SureGroup]
    blocking: list[tuple[str, str]]
    parent: Plan | None
    may_edit: bool
    may_confirm: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are, are confirmed, are open, and need a person's eyes."""
        states = [card.finding.state for card in self.cards]
        return {
            "all": len(states),
            "confirmed": states.count(FindingState.CONFIRMED),
            "open": states.count(FindingState.OPEN),
            "eyes": sum(card.needs_eyes for card in self.cards),
        }


def review_page(by: Person | None, pk: int) -> Review:
    """The review page of a plan in sight. Raises Plan.DoesNotExist."""
    plan = plan_for(by, pk)
    found = list(
        Finding.objects.filter(plan=plan).exclude(state=FindingState.MERGED).order_by("start", "-end", "order")
    )
    parent = parent_of(by, plan)
    cards = _cards(plan, found)
    kept = {pk: card for pk, card in cards.items() if card.finding.state != FindingState.DROPPED}
    clauses = {clause.start: clause for clause in Clause.objects.filter(plan=plan)}
    spans = [Span(pk, card.finding.start, card.finding.end) for pk, card in kept.items()]
    rows = [_row(paragraph, clauses.get(paragraph.start), kept) for paragraph in paragraphs(plan.text, spans)]
    reading = plan.state == PlanState.READING
    return Review(
        plan=plan,
        rows=rows,
        cards=list(kept.values()),
        dropped=[card for card in cards.values() if card.finding.state == FindingState.DROPPED],
        groups=_groups(list(kept.values())),
        blocking=still_open(plan),
        parent=parent,
        may_edit=reading and may_edit(by, plan),
        may_confirm=reading and may_confirm(by, plan),
    )


def card_for(by: Person | None, plan_pk: int, number: int) -> tuple[Plan, Card]:
    """One finding of a plan in sight, by its number. Raises Plan.DoesNotExist or Finding.DoesNotExist."""
    plan = plan_for(by, plan_pk)
    finding = Finding.objects.get(plan=plan, order=number)
    return plan, _cards(plan, [finding])[finding.pk]


def neighbours(plan: Plan, finding: Finding) -> list[Finding]:
    """The findings of the same kind that could be merged into this one, the nearest first."""
    rows = Finding.objects.filter(plan=plan, kind=finding.kind, state__in=[FindingState.OPEN, FindingState.CONFIRMED])
    return sorted(rows.exclude(pk=finding.pk), key=lambda f: abs(f.start - finding.start))


def _cards(plan: Plan, found: list[Finding]) -> dict[int, Card]:
    every = indicators.catalogue()
    catalogue = {indicator.code: indicator for indicator in every}
    above = targets_above(plan)
    out: dict[int, Card] = {}
    for finding in found:
        quote = plan.text[finding.start : finding.end]
        finding.plan = plan
        target = finding.kind == FindingKind.TARGET
        known = words.facts(finding.kind, finding.data)
        indicator = catalogue.get(finding.indicator_code) if target else None
        measured = [indicator.name_vi] if indicator else []
        out[finding.pk] = Card(
            finding=finding,
            kind=str(FindingKind(finding.kind).label),
            title=words.title(finding.kind, finding.data, quote),
            brief=naming.short_name(" · ".join([said for _label, said in known[:2]][: 1 if target else 2] + measured)),
            quote=quote,
            facts=known,
            bars=tuple(round(finding.confidence / 100 * BARS) > bar for bar in range(BARS)),
            sure=words.sureness(finding.confidence),
            tone=_tone(finding),
            indicator=indicator,
            matches=tuple(matches(finding.data, quote, every)) if target and finding.state == FindingState.OPEN else (),
            missing=tuple(missing(finding, above)),
            lowered=target and undercuts(finding.data, above.get(finding.indicator_code)),
            no_number=target and _no_number(finding),
            above=_threshold_of(above.get(finding.indicator_code)) if target else "",
        )
    return out


def _no_number(finding: Finding) -> bool:
    """Whether the words name no number and no condition ("hầu hết"), so that a person should choose a threshold."""
    data = finding.data
    return data.get("comparator") == "none" and not data.get("condition") and not data.get("milestones")


def _threshold_of(above: Target | None) -> str:
    """The threshold of the plan above in words, "" without one."""
    return words.threshold(target_data(above)) if above is not None and above.value is not None else ""


def _tone(finding: Finding) -> str:
    if finding.kind == FindingKind.UNREAD:
        return "ok" if finding.state == FindingState.CONFIRMED else "doubt"
    if finding.state == FindingState.CONFIRMED:
        return "ok"
    return "sure" if finding.confidence >= SURE else "doubt"


def _row(paragraph: Paragraph, clause: Clause | None, cards: dict[int, Card]) -> Row:
    marks = [
        Mark(piece.text, cards[piece.inner].tone if piece.inner else "", tuple(cards[key] for key in piece.closing))
        for piece in paragraph.pieces
    ]
    whole = [cards[key] for key in paragraph.whole]
    tones = {card.tone for card in whole}
    margin = next((tone for tone in ("doubt", "sure", "ok") if tone in tones), "")
    here = [cards[key] for key in paragraph.begins]
    return Row(paragraph.start, paragraph.end, _ident(clause), _look(clause, here), marks, margin, whole, here)


def _ident(clause: Clause | None) -> str:
    """The name of a clause at the margin; paragraphs without a sign of their own and headings have none."""
    if clause is None or clause.kind == "heading" or not clause.label or len(clause.ident) > LONGEST_IDENT:
        return ""
    return clause.ident


def _look(clause: Clause | None, cards: list[Card]) -> str:
    """How a paragraph is set: the title in the middle, headings bold, clauses with their number at the margin."""
    if any(c.finding.kind == FindingKind.HEADER and c.finding.data.get("field") == "title" for c in cards):
        return "title"
    if clause is None:
        return "plain"
    return "heading" if clause.kind == "heading" and clause.level <= 2 else "clause"


def _groups(cards: list[Card]) -> list[SureGroup]:
    counts: dict[str, int] = {}
    for card in cards:
        finding = card.finding
        if finding.state != FindingState.OPEN or finding.kind == FindingKind.HEADER:
            continue
        if finding.kind == FindingKind.UNREAD or (finding.confidence >= SURE and not card.missing):
            counts[finding.kind] = counts.get(finding.kind, 0) + 1
    return [
        SureGroup(kind, str(FindingKind(kind).label), counts[kind]) for kind in FindingKind.values if kind in counts
    ]


def catalogue() -> list[tuple[str, str]]:
    """Every indicator that may be chosen, as (code, name)."""
    return [(indicator.code, indicator.name_vi) for indicator in indicators.catalogue()]
