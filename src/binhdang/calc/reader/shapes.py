"""What the reader finds: frozen values, each with the half-open span of characters it came from."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any

Span = tuple[int, int]

ALL_LEVELS = "all"


@dataclass(frozen=True, slots=True)
class Clause:
    """One paragraph of the outline. ``id`` is unique ("II.2.a"), ``label`` is as printed, ``level`` counts from 1.

    ``kind`` is heading, legal_basis, purpose, objective, target, measure, organisation, reporting, review, situation,
    communication or text; ``topic`` is what the section it stands in is about.
    """

    id: str
    label: str
    level: int
    text: str
    kind: str
    span: Span
    parent: str = ""
    topic: str = ""
    body: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document the plan stands on; parts that the text does not give are None."""

    kind: str
    number: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    text: str
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Milestone:
    """The value a target has to reach by the end of a year."""

    year: int
    comparator: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Target:
    """One measurable promise. ``value_max`` is the upper end of "70 - 80%", ``counted`` what a count counts,
    ``every`` the rhythm when it is shorter or longer than a year (monthly, quarterly, half_yearly, term)."""

    clause_id: str
    text: str
    population: str | None
    comparator: str
    value: Decimal | None
    unit: str
    milestones: tuple[Milestone, ...]
    recurrence: str | None
    condition: str | None
    levels: tuple[str, ...]
    confidence: float
    span: Span
    value_max: Decimal | None = None
    counted: str | None = None
    baseline: Decimal | None = None
    every: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which, or a stretch in which, something is due. ``due`` and ``start``/``end`` are ISO;
    ``month_day`` ("12-05") stands for a date that returns every year."""

    clause_id: str
    text: str
    due: str | None
    start: str | None
    end: str | None
    month_day: str | None
    recurrence: str | None
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Review:
    """A mid-term or final review of the plan itself."""

    kind: str
    year: int | None
    quarter: int | None
    clause_id: str
    text: str
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Reporting:
    """Who reports to whom, how often (monthly, quarterly, half_yearly, yearly), by when."""

    clause_id: str
    who: str | None
    to: str | None
    via: str | None
    frequency: str | None
    due: str | None
    ad_hoc: bool
    text: str
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Responsible:
    """A unit or board and its part (lead, partner, advise, implement) in a clause."""

    clause_id: str
    unit: str
    role: str
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of "Nơi nhận"."""

    text: str
    purpose: str | None
    archive: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and on whose behalf."""

    authority: str | None
    position: str | None
    name: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """A plain finding: an objective, a measure, an audience, a form of communication, a training topic."""

    clause_id: str
    text: str
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Campaign:
    """A communication campaign with its stretch of time, when the text gives one."""

    clause_id: str
    name: str
    start: str | None
    end: str | None
    confidence: float
    span: Span


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece that looks as if it meant something and was not understood, with the reason in Vietnamese."""

    clause_id: str
    text: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day the plan holds for, ISO."""

    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one document. Spans point into ``text``, the normalised document."""

    text: str
    title: str | None = None
    number: str | None = None
    symbol: str | None = None
    issued_on: str | None = None
    issuer: str | None = None
    period: Period = field(default_factory=Period)
    legal_bases: tuple[LegalBasis, ...] = ()
    clauses: tuple[Clause, ...] = ()
    targets: tuple[Target, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    reviews: tuple[Review, ...] = ()
    reporting: tuple[Reporting, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    signature: Signature | None = None
    objectives: tuple[Item, ...] = ()
    measures: tuple[Item, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    audiences: tuple[Item, ...] = ()
    forms: tuple[Item, ...] = ()
    training_topics: tuple[Item, ...] = ()
    unread: tuple[Unread, ...] = ()
    header: tuple[Found, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reading as plain JSON values; numbers are int or float, spans are two-element lists."""
        out = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        out["signature"] = out["signature"] or {"authority": None, "position": None, "name": None, "span": None}
        for clause in out["clauses"]:
            del clause["body"]
        return out


@dataclass(frozen=True, slots=True)
class Found:
    """Where a field of the header (title, number, issued_on, issuer, period) was found and how sure it is."""

    field: str
    confidence: float
    span: Span


def number_json(value: Decimal) -> int | float:
    """A Decimal as a JSON number: 30 stays 30, 1.7 stays 1.7."""
    return int(value) if value == value.to_integral_value() else float(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return number_json(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(item) for key, item in asdict(value).items()}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
