"""Small pieces of a Word file that python-docx has no words for: rules, fields, widths, page numbers."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from binhdang.documents.layout import BODY_SIZE, FONT, INDENT, LINE, TABLE_SIZE, Table
from binhdang.documents.layout import GAP as PARAGRAPH_GAP

ALIGNS = {"l": ALIGN.LEFT, "c": ALIGN.CENTER, "r": ALIGN.RIGHT}


def set_font(run: Any, size: float, *, bold: bool = False, italic: bool = False) -> Any:
    """Give a run its size and weight in the font of papers, for every script."""
    run.font.name, run.font.size, run.font.bold, run.font.italic = FONT, Pt(size), bold, italic
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    return run


def line(where: Any, text: str, size: float = BODY_SIZE, *, bold: bool = False, italic: bool = False) -> Any:
    """Add a paragraph with one run to a document or cell."""
    paragraph = where.add_paragraph()
    set_font(paragraph.add_run(text), size, bold=bold, italic=italic)
    return paragraph


def centred(where: Any, text: str, size: float = BODY_SIZE, *, bold: bool = False, italic: bool = False) -> Any:
    """Add a centred line without room around it."""
    return tight(line(where, text, size, bold=bold, italic=italic), ALIGN.CENTER)


def tight(paragraph: Any, align: Any = ALIGN.LEFT) -> Any:
    """Single line spacing, nothing before or after."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing, paragraph.alignment = 1.0, align
    return paragraph


def body(where: Any, text: str, *, bold: bool = False, italic: bool = False) -> Any:
    """A paragraph of the body: justified, first line indented, 6 pt apart (annex I)."""
    paragraph = line(where, text, bold=bold, italic=italic)
    shape = paragraph.paragraph_format
    paragraph.alignment, shape.first_line_indent = ALIGN.JUSTIFY, Mm(INDENT)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(0), Pt(PARAGRAPH_GAP), LINE
    return paragraph


def rule(where: Any, length: float, room: float) -> Any:
    """A centred solid rule of `length` millimetres in a column `room` millimetres wide."""
    paragraph = tight(where.add_paragraph(), ALIGN.CENTER)
    set_font(paragraph.add_run(""), 2)
    side = Mm(max(room - length, 0) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.line_spacing = Pt(2), Pt(4)
    borders, edge = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "2"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return paragraph


def page_number(paragraph: Any) -> None:
    """The number of the page as a field, centred, 14 pt."""
    paragraph.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "2"), ("end", "")):
        run = set_font(paragraph.add_run(), BODY_SIZE)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == "PAGE":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            run._r.append(code)
        else:
            run.text = text


def restart_pages(section: Any) -> None:
    """Let a section count its pages from 1."""
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")


def plain_table(where: Any, widths: tuple[float, ...]) -> Any:
    """One row of cells without borders, with fixed widths in millimetres."""
    table = where.add_table(rows=1, cols=len(widths))
    table.autofit = False
    _padding(table, 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def data_table(where: Any, table: Table, room: float) -> Any:
    """A table of figures with thin black borders; its head repeats on each page and no row breaks."""
    whole = sum(table.widths)
    widths = [room * width / whole for width in table.widths]
    made = where.add_table(rows=1 + len(table.rows), cols=len(table.head))
    made.style, made.autofit = "Table Grid", False
    _padding(made, 1.2)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    rows = list(made.rows)
    for at, texts in enumerate([table.head, *table.rows]):
        _mark_row(rows[at], "w:cantSplit")
        for column, (cell, text) in enumerate(zip(rows[at].cells, texts, strict=True)):
            cell.width = Mm(widths[column])
            strong = at == 0 or at - 1 in table.bold_rows
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            set_font(paragraph.add_run(text), TABLE_SIZE, bold=strong)
            tight(paragraph, ALIGN.CENTER if at == 0 else ALIGNS[table.align[column]])
    _mark_row(rows[0], "w:tblHeader")
    return made


def _padding(table: Any, side: float) -> None:
    """Room at the left and right of each cell, in millimetres; the table then starts at the margin."""
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), str(round(side * 1440 / 25.4)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "0")
    indent.set(qn("w:type"), "dxa")
    properties.insert_element_before(indent, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
