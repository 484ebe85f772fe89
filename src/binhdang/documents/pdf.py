"""The PDF of a paper, set by typst from the same content as the Word file.

Words reach typst as JSON data, never as markup. Fonts: Times New Roman where the machine has it, else a font with its
widths (Liberation Serif, Tinos), else the serif that typst carries itself.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from binhdang.documents import layout
from binhdang.documents.layout import PaperContent, Table, cleaned, lines

FONTS = ["Times New Roman", "Liberation Serif", "Tinos"]
TEMPLATE = Path(__file__).with_name("paper.typ")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def fonts() -> list[str]:
    """Of the wanted fonts those the machine has; then the one typst carries."""
    has = set(typst.Fonts().families())
    return [font for font in FONTS if font in has] + ["Libertinus Serif"]


def paper_pdf(content: PaperContent) -> bytes:
    """The paper as PDF."""
    data = json.dumps(_data(cleaned(content)), ensure_ascii=False)
    made = typst.compile(_template(), format="pdf", sys_inputs={"paper": data})
    return bytes(made)


def _data(content: PaperContent) -> dict[str, Any]:
    head, subject = layout.heads(content), layout.subject_lines(content)
    return {
        "fonts": fonts(), "margins": layout.MARGINS, "indent": layout.INDENT, "head": layout.HEAD_COLUMNS,
        "sizes": {
            "title": layout.TITLE_SIZE, "motto": layout.MOTTO_SIZE, "issuer": layout.ISSUER_SIZE,
            "number": layout.NUMBER_SIZE, "letter": layout.LETTER_SIZE, "body": layout.BODY_SIZE,
            "table": layout.TABLE_SIZE,
            "recipients_head": layout.RECIPIENTS_HEAD_SIZE, "recipients": layout.RECIPIENTS_SIZE,
        },
        "mark": content.mark, "motto": layout.MOTTO, "motto_rule": layout.motto_rule(),
        "issuer_above_lines": head[0], "issuer_lines": head[1], "issuer_rule": layout.issuer_rule(content),
        "number_line": layout.number_line(content), "letter_lines": layout.letter_lines(content),
        "place_line": layout.place_line(content),
        "type_name": content.type_name.upper(), "subject_lines": subject, "subject_line": content.subject,
        "subject_rule": layout.subject_rule(content), "to": content.to, "bases": layout.basis_lines(content.bases),
        "opening": lines(content.opening), "closing": lines(content.closing),
        "sections": [
            {"heading": one.heading, "text": lines(one.text), "after": lines(one.after), "table": _table(one.table)}
            for one in content.sections
        ],
        "recipients": layout.recipient_lines(content.recipients), "signature": content.signature,
        "signer": content.signer, "annex_line": layout.annex_line(content),
        "annexes": [
            {"label": layout.annex_label(content, at), "title": one.title.upper(), "text": lines(one.text),
             "table": _table(one.table), "landscape": one.landscape}
            for at, one in enumerate(content.annexes)
        ],
    }  # fmt: skip


def _table(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {"head": table.head, "rows": table.rows, "widths": table.widths, "align": list(table.align),
            "bold_rows": table.bold_rows}  # fmt: skip
