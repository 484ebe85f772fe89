"""The Word file of a paper, built piece by piece by the numbers of `layout.py`; nothing in it is a template."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from binhdang.documents import layout
from binhdang.documents.layout import MARGINS, PAGE, Annex, PaperContent, cleaned, lines
from binhdang.documents.word_parts import (
    body,
    centred,
    data_table,
    line,
    page_number,
    plain_table,
    restart_pages,
    rule,
    tight,
)

WIDTH = PAGE[0] - MARGINS["left"] - MARGINS["right"]


def paper_docx(content: PaperContent) -> bytes:
    """The paper as a .docx file."""
    content = cleaned(content)
    document = Document()
    _styles(document)
    _page(document.sections[0])
    if content.mark:
        centred(document, content.mark, layout.RECIPIENTS_SIZE, italic=True)
    _head(document, content)
    _title(document, content)
    _text(document, content)
    _foot(document, content)
    for at, annex in enumerate(content.annexes):
        _annex(document, content, at, annex)
    properties = document.core_properties
    properties.title, properties.author, properties.language = content.subject[:250], content.issuer[:250], "vi-VN"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = layout.FONT, Pt(layout.BODY_SIZE), RGBColor(0, 0, 0)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), layout.FONT)
    document.styles["Header"].font.name = layout.FONT


def _page(section: Any, *, landscape: bool = False) -> None:
    """A4 with the margins of annex I; the page number in the top margin, not on the first page."""
    width, height = (PAGE[1], PAGE[0]) if landscape else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(MARGINS["top"]), Mm(MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS["left"]), Mm(MARGINS["right"])
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    if not section.header.is_linked_to_previous or not section.header.paragraphs[0].runs:
        section.header.is_linked_to_previous = False
        page_number(section.header.paragraphs[0])


def _head(document: Any, content: PaperContent) -> None:
    left, right = plain_table(document, tuple(float(one) for one in layout.HEAD_COLUMNS)).rows[0].cells
    above, own = layout.heads(content)
    for text in above:
        centred(left, text, layout.ISSUER_SIZE)
    for text in own:
        centred(left, text, layout.ISSUER_SIZE, bold=True)
    rule(left, layout.issuer_rule(content), layout.HEAD_COLUMNS[0])
    centred(right, layout.MOTTO[0], layout.TITLE_SIZE, bold=True)
    centred(right, layout.MOTTO[1], layout.MOTTO_SIZE, bold=True)
    rule(right, layout.motto_rule(), layout.HEAD_COLUMNS[1])
    for cell in (left, right):
        _drop_first(cell)
    row = plain_table(document, tuple(float(one) for one in layout.HEAD_COLUMNS)).rows[0].cells
    centred(row[0], layout.number_line(content), layout.NUMBER_SIZE)
    for text in layout.letter_lines(content):
        centred(row[0], text, layout.LETTER_SIZE)
    centred(row[1], layout.place_line(content), layout.BODY_SIZE, italic=True)
    for cell in row:
        _drop_first(cell)
        cell.paragraphs[0].paragraph_format.space_before = Pt(4)


def _drop_first(cell: Any) -> None:
    """Take away the empty paragraph every new cell starts with."""
    cell._tc.remove(cell.paragraphs[0]._p)


def _title(document: Any, content: PaperContent) -> None:
    if content.type_name:
        centred(document, content.type_name.upper(), bold=True).paragraph_format.space_before = Pt(16)
        for text in layout.subject_lines(content):
            centred(document, text, bold=True)
        rule(document, layout.subject_rule(content), WIDTH)
    _addressees(document, content.to)


def _addressees(document: Any, to: tuple[str, ...]) -> None:
    if len(to) == 1:
        paragraph = centred(document, f"Kính gửi: {to[0].rstrip(' .;')}.")
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(8)
    elif to:
        first = tight(line(document, "Kính gửi:"))
        first.paragraph_format.left_indent, first.paragraph_format.space_before = Mm(30), Pt(8)
        for at, one in enumerate(to):
            end = "." if at == len(to) - 1 else ";"
            tight(line(document, f"- {one.rstrip(' .;')}{end}")).paragraph_format.left_indent = Mm(45)
        document.paragraphs[-1].paragraph_format.space_after = Pt(8)


def _text(document: Any, content: PaperContent) -> None:
    for text in layout.basis_lines(content.bases):
        body(document, text, italic=True)
    for text in lines(content.opening):
        body(document, text)
    for section in content.sections:
        if section.heading:
            body(document, section.heading, bold=True).paragraph_format.keep_with_next = True
        for text in lines(section.text):
            body(document, text)
        if section.table:
            data_table(document, section.table, WIDTH)
            document.add_paragraph().paragraph_format.space_after = Pt(0)
        for text in lines(section.after):
            body(document, text)
    for text in lines(content.closing):
        body(document, text).paragraph_format.keep_with_next = True


def _foot(document: Any, content: PaperContent) -> None:
    """Recipients on the left (12 bold italic, lines 11), authority, post and name on the right (annex I)."""
    left, right = plain_table(document, (WIDTH / 2, WIDTH / 2)).rows[0].cells
    tight(line(left, "Nơi nhận:", layout.RECIPIENTS_HEAD_SIZE, bold=True, italic=True))
    for text in layout.recipient_lines(content.recipients):
        tight(line(left, text, layout.RECIPIENTS_SIZE))
    for text in content.signature:
        centred(right, text, bold=True)
    for _ in range(5):
        centred(right, "")
    centred(right, content.signer, bold=True)
    for cell in (left, right):
        _drop_first(cell)
        for paragraph in cell.paragraphs[:-1]:
            paragraph.paragraph_format.keep_with_next = True


def _annex(document: Any, content: PaperContent, at: int, annex: Annex) -> None:
    """An annex on new pages, counted from 1 (annex I part I section I.7 of the decree)."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=annex.landscape)
    restart_pages(section)
    room = (PAGE[1] if annex.landscape else PAGE[0]) - MARGINS["left"] - MARGINS["right"]
    centred(document, layout.annex_label(content, at), bold=True)
    centred(document, annex.title.upper(), bold=True)
    centred(document, layout.annex_line(content), italic=True).paragraph_format.space_after = Pt(8)
    for text in lines(annex.text):
        body(document, text)
    data_table(document, annex.table, room)
