"""What a signature freezes: one canonical document and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Max, Q

from binhdang.calc.cells import NotApplicable, Value, plain
from binhdang.consolidation.book import Book
from binhdang.consolidation.models import Consolidated, Passage, Snapshot
from binhdang.kit.fields import end_of
from binhdang.reports.models import Report, ReportRevision

Content = dict[str, Any]


def canonical(content: Content) -> str:
    """The one way to write a document down: sorted keys, no spaces, text as it is."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(text: str | bytes) -> str:
    """SHA-256 of a canonical document or a file, in hex."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def content_of(
    report: Consolidated, book: Book, passages: list[Passage], silent: list[dict[str, Any]], signature: Content
) -> Content:
    """Everything that is signed. `signature` says who, when and why in spite of silent units; `book` has figures."""
    assert book.total is not None
    document = book.total.document
    return {
        "unit": {"code": report.unit.code, "name": report.unit.name},
        "form": {"code": book.form.data_set.code, "version": book.form.version, "rules": book.form.content_hash},
        "period": report.request.period_key,
        "structure_date": report.request.structure_date.isoformat(),
        "coverage": {
            "reported": document.reported,
            "expected": document.expected,
            "members_reported": plain(document.members_reported),
            "members_expected": plain(document.members_expected),
        },
        "totals": {code: text_of(value) for code in book.layout.cells if (value := book.total_of(code)) is not None},
        "counts": dict(zip(book.total.order, document.counts, strict=True)),
        "own": {code: text_of(value) for code in book.layout.cells if (value := book.own_of(code)) is not None},
        "passages": [_passage(one) for one in passages],
        "reports": reports_of(report),
        "silent": [[one["code"], one["name"], one["state"]] for one in silent],
        "signature": signature,
    }


def _passage(one: Passage) -> Content:
    source = None
    if one.source_unit is not None:
        source = {"unit": one.source_unit.code, "report": one.source_report_id, "place": one.place, "said": one.quoted}
    figures = {key: figure["text"] for key, figure in one.figures.items()}
    return {"kind": one.kind, "text": one.text, "figures": figures, "source": source}


def reports_of(report: Consolidated) -> list[list[Any]]:
    """[unit code, version that was accepted, fingerprint of the values] of every report that counts, by code."""
    rows = Report.objects.filter(
        data_set=report.request.data_set_id, period_key=report.request.period_key,
        path__gte=report.path, path__lt=end_of(report.path),
    ).exclude(accepted_values="")  # fmt: skip
    accepted = ReportRevision.objects.filter(Q(report__in=rows.order_by(), state_to="accepted") & ~Q(verb="cancel"))
    versions = dict(accepted.order_by().values_list("report").annotate(n=Max("number")))
    found = rows.order_by("unit__code").values_list("pk", "unit__code", "accepted_values")
    return [[code, versions.get(pk, 0), fingerprint(values)[:16]] for pk, code, values in found]


def read(snapshot: Snapshot) -> Content:
    """The content of a snapshot as data."""
    content: Content = json.loads(snapshot.content)
    return content


def totals_of(content: Content) -> dict[str, str]:
    """Cell -> signed total, as exact text."""
    return dict(content["totals"])


def text_of(value: Value | None) -> str:
    """A cell as documents keep it: the exact number, "KAD", or "" for missing."""
    return "" if value is None else "KAD" if isinstance(value, NotApplicable) else plain(value)


def broken(snapshot: Snapshot) -> list[str]:
    """Which parts of a snapshot do not match their fingerprints: `content`, `word`, `pdf`; empty when all match."""
    stored = json.loads(snapshot.content)
    whole = canonical(stored) == snapshot.content and fingerprint(snapshot.content) == snapshot.sha256
    signed = stored["signature"]
    same = (signed["at"], signed["id"]) == (snapshot.signed_at.isoformat(), snapshot.signed_by_id)
    checks = {
        "content": whole and same,
        "word": fingerprint(bytes(snapshot.word)) == snapshot.word_sha256,
        "pdf": fingerprint(bytes(snapshot.pdf)) == snapshot.pdf_sha256,
    }
    return [part for part, holds in checks.items() if not holds]
