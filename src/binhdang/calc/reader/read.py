"""Puts the reading together: head, outline, foot, then every kind of finding."""

from __future__ import annotations

import re

from binhdang.calc.reader import communication
from binhdang.calc.reader.duties import read_duties
from binhdang.calc.reader.header import read_head
from binhdang.calc.reader.legal import read_legal_bases
from binhdang.calc.reader.normalise import Source, normalise
from binhdang.calc.reader.outline import is_strong, marker_at, read_outline
from binhdang.calc.reader.recipients import read_foot, tail_start
from binhdang.calc.reader.reporting import read_reporting
from binhdang.calc.reader.responsible import read_responsible
from binhdang.calc.reader.shapes import Clause, Reading, Span
from binhdang.calc.reader.targets import read_targets
from binhdang.calc.reader.topics import topic_of

_BASIS = re.compile(
    r"[-+*•\s]*(?:can cu|thuc hien (?:nghi quyet|ke hoach|chi thi|quyet dinh|chuong trinh|ket luan|huong dan"
    r"|chien luoc|cong van)|xet|tren co so|theo de nghi)"
)
_ENTRY = re.compile(r"(?:nhu sau|sau day|cu the|noi dung sau)\s*:?\s*[./]*$")


def read_plan(text: str) -> Reading:
    """Reads the plain text of a plan document; never raises on any text, linear in its length.

    The spans of every finding point into ``Reading.text``, the text after :func:`normalise`.
    """
    source = Source.of(normalise(text))
    paragraphs = _paragraphs(source.text)
    foot_at = tail_start(source, paragraphs)
    recipients, signature, used = read_foot(source, paragraphs[foot_at:])
    inner = paragraphs[:foot_at] + paragraphs[foot_at + used :]
    head_end = _head_end(source, inner[: min(len(inner), foot_at)])
    head_spans, body = inner[:head_end], inner[head_end:]
    head = read_head(source, head_spans, body)
    clauses = read_outline(source, body)
    title = next((f.span for f in head.found if f.field == "title"), None)
    since = int(head.period.start[:4]) if head.period.start else None
    targets, unread = read_targets(source, clauses, since)
    deadlines, reviews = read_duties(source, clauses, head.period)
    return Reading(
        text=source.text,
        title=head.title,
        number=head.number,
        symbol=head.symbol,
        issued_on=head.issued_on,
        issuer=head.issuer,
        period=head.period,
        legal_bases=tuple(read_legal_bases(source, head.bases, body, head.number_span)),
        clauses=tuple(clauses),
        targets=tuple(targets),
        deadlines=tuple(deadlines),
        reviews=tuple(reviews),
        reporting=tuple(read_reporting(source, clauses, head.period)),
        recipients=tuple(recipients),
        signature=signature,
        objectives=tuple(communication.items_of(clauses, "objective", 0.85)),
        measures=tuple(_measures(clauses)),
        responsible=tuple(read_responsible(source, clauses)),
        campaigns=tuple(communication.read_campaigns(source, clauses, head.period, title)),
        audiences=tuple(communication.read_audiences(source, clauses)),
        forms=tuple(communication.read_forms(source, clauses)),
        training_topics=tuple(communication.read_training(source, clauses)),
        unread=tuple(unread),
        header=tuple(head.found),
    )


def _paragraphs(text: str) -> list[Span]:
    out: list[Span] = []
    begin = 0
    for line in text.split("\n"):
        if line:
            out.append((begin, begin + len(line)))
        begin += len(line) + 1
    return out


def _head_end(source: Source, paragraphs: list[Span]) -> int:
    """Index of the first paragraph of the body: the first clause, heading, or the text after the title and bases."""
    limit = min(len(paragraphs), 60)
    for index in range(limit):
        span = paragraphs[index]
        if _BASIS.match(source.flat, *span):
            continue
        marker = marker_at(source, *span)
        if marker and is_strong(marker) and not _BASIS.match(source.flat, marker.body, span[1]):
            return index
        heading = topic_of(source.flat[span[0] : span[1]])
        if heading in ("purpose", "objective", "target", "measure", "situation") and span[1] - span[0] < 90 and index:
            return index
    return _loose_head_end(source, paragraphs[:limit])


def _loose_head_end(source: Source, paragraphs: list[Span]) -> int:
    """Without an outline the head is the title, the lines in capitals and the bases."""
    index = 0
    while index < len(paragraphs):
        span = paragraphs[index]
        line = source.text[span[0] : span[1]]
        if len(line) > 300 and not _BASIS.match(source.flat, *span):
            break
        if line.endswith(".") and not _BASIS.match(source.flat, *span):
            break
        index += 1
        if _ENTRY.search(source.flat, *span):
            break
    return index


def _measures(clauses: list[Clause]) -> list[communication.Item]:
    """Clauses of the sections on tasks and measures; in a text without headings every unnumbered paragraph."""
    found = communication.items_of(clauses, "measure", 0.85)
    if found or any(c.topic for c in clauses):
        return found
    return [communication.Item(c.id, c.text, 0.6, c.span) for c in clauses if len(c.text.split()) > 8]
