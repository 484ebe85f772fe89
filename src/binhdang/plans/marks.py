"""A plan's text cut into paragraphs and pieces, each piece knowing which findings it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """The place of one finding: half-open characters of the text."""

    key: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same findings: `inner` is the narrowest of them, `closing` those that end here."""

    text: str
    inner: int | None = None
    closing: tuple[int, ...] = ()


@dataclass(slots=True)
class Paragraph:
    """One line of the text with its pieces and the findings that begin in it; `whole` findings cover all of it."""

    start: int
    end: int
    pieces: list[Piece] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)


WHOLE = 0.85
"""From this share of a paragraph a finding is marked at the margin instead of under every word."""


def paragraphs(text: str, spans: Sequence[Span]) -> list[Paragraph]:
    """Every line of the text that is not empty, in order, cut at the ends of the findings' spans."""
    out: list[Paragraph] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            out.append(Paragraph(position, position + len(line)))
        position += len(line) + 1
    ordered = sorted(spans, key=lambda s: (s.start, -s.end))
    for paragraph in out:
        here = [s for s in ordered if s.start < paragraph.end and s.end > paragraph.start]
        paragraph.begins = [s.key for s in here if s.start >= paragraph.start]
        _cut(text, paragraph, here)
    _place_strays(out, ordered)
    return out


def _cut(text: str, paragraph: Paragraph, here: list[Span]) -> None:
    size = paragraph.end - paragraph.start
    wide = {s.key for s in here if (min(s.end, paragraph.end) - max(s.start, paragraph.start)) >= size * WHOLE}
    paragraph.whole = [s.key for s in here if s.key in wide]
    narrow = [s for s in here if s.key not in wide]
    edges = {paragraph.start, paragraph.end}
    edges |= {p for s in narrow for p in (s.start, s.end) if paragraph.start < p < paragraph.end}
    marks = sorted(edges)
    for start, end in pairwise(marks):
        over = [s for s in narrow if s.start <= start and s.end >= end]
        inner = min(over, key=lambda s: s.end - s.start).key if over else None
        closing = tuple(s.key for s in narrow if min(s.end, paragraph.end) == end and s.start < end)
        paragraph.pieces.append(Piece(text[start:end], inner, closing))


def _place_strays(paragraphs_: list[Paragraph], spans: list[Span]) -> None:
    """A finding whose span begins in no paragraph (an empty line) is put with the next one, so none is lost."""
    placed = {key for p in paragraphs_ for key in p.begins}
    for span in spans:
        if span.key not in placed and paragraphs_:
            home = next((p for p in paragraphs_ if p.end > span.start), paragraphs_[-1])
            home.begins.append(span.key)
