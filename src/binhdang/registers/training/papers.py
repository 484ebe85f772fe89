"""A certificate as Word and PDF: one landscape page each, from the same content; words are only ever set as text."""

import io
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from binhdang.documents import layout, pdf
from binhdang.documents.layout import FONT, MOTTO, clean, long_date
from binhdang.documents.word_parts import centred, line, plain_table, rule, tight
from binhdang.kit import qr
from binhdang.orgs.queries import units_of_path
from binhdang.registers.core.rules import is_erased
from binhdang.registers.training.certificates import number_text
from binhdang.registers.training.models import Certificate, Course

TEMPLATE: Final = Path(__file__).with_name("certificate.typ")
MARGIN: Final = 22
PAGE: Final = (297, 210)
HEADS: Final = (110, 143)
TITLE: Final = "GIẤY CHỨNG NHẬN"
NAME_SIZE, TITLE_SIZE, SMALL = 20, 28, 10
RED: Final = "8A1C1C"
ERASED_HOLDER: Final = "(tên đã xoá theo yêu cầu hoặc vì hết thời hạn lưu)"
"""Whom a new copy names when the holder's personal data was erased; copies handed out before are not reached."""
CODE_SIDE: Final = 26
"""Millimetres of the QR code, as in the PDF."""


@dataclass(frozen=True)
class Content:
    """Everything one certificate says, as text; `lines` is the body, one sentence a line."""

    above: str
    issuer: str
    number: str
    name: str
    born: str
    lines: tuple[str, ...]
    place_day: str
    signature: tuple[str, ...]
    signer: str
    check: str
    code: str
    address: str
    mark: str = ""


def contents(course: Course, certificates: list[Certificate], *, check_url: str, mark: str = "") -> list[Content]:
    """What the certificates of a course say; `check_url` is where anybody checks them."""
    above = units_of_path(course.path)[:-1]
    return [_content(course, one, above[-1].name if above else "", check_url, mark) for one in certificates]


def _content(course: Course, one: Certificate, above: str, check_url: str, mark: str) -> Content:
    person = one.enrolment
    name = ERASED_HOLDER if is_erased(person) else person.name
    where = course.place or course.get_mode_display().lower()
    body = (
        f"Chức danh: {person.get_post_at_time_display() or '…………'}; đơn vị: {person.unit.name}.",
        f"Đã tham gia khoá tập huấn “{course.name}”, {_days(course.starts_on, course.ends_on)}, tại: {where}.",
        f"Chuyên đề: {course.get_topics_display()}.",
    )
    return Content(
        above=clean(above), issuer=clean(one.unit.name), number=number_text(one), name=clean(name),
        born=f"Sinh năm {person.birth_year}" if person.birth_year else "",
        lines=tuple(clean(text) for text in body), place_day=f"{clean(one.place)}, {long_date(one.issued_on)}",
        signature=layout.lines(one.signature), signer=clean(one.signer), check=f"Kiểm tra tại {check_url}",
        code=one.code, address=f"{check_url}?so={number_text(one)}&ma={one.code}", mark=clean(mark),
    )  # fmt: skip


def _days(first: date, last: date) -> str:
    return f"ngày {first:%d/%m/%Y}" if first == last else f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"


def certificates_pdf(made: list[Content]) -> bytes:
    """The certificates as one PDF, each with a QR code that leads to its check."""
    data = {
        "fonts": pdf.fonts(), "motto": MOTTO, "title": TITLE, "head": HEADS, "margin": MARGIN,
        "motto_rule": layout.motto_rule(),
        "pages": [_page(one) | {"qr": qr.svg(one.address)} for one in made],
    }  # fmt: skip
    out = typst.compile(_template(), format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    return bytes(out)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _page(one: Content) -> dict[str, Any]:
    capitals = replace(one, above=one.above.upper(), issuer=one.issuer.upper())
    return asdict(capitals)


def certificates_docx(made: list[Content]) -> bytes:
    """The certificates as one Word file, a page each."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(layout.BODY_SIZE)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(MARGIN)
    _frame(section)
    for at, one in enumerate(made):
        _write(document, one, at > 0)
    document.core_properties.title, document.core_properties.language = TITLE, "vi-VN"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _frame(section: Any) -> None:
    """A line around every page, as on the PDF."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        line_of = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "10"), ("space", "28"), ("color", RED)):
            line_of.set(qn(f"w:{name}"), value)
        borders.append(line_of)
    section._sectPr.find(qn("w:pgMar")).addnext(borders)


def _write(document: Any, one: Content, new_page: bool) -> None:
    if new_page:
        document.add_page_break()
    if one.mark:
        centred(document, one.mark, SMALL, italic=True)
    left, right = plain_table(document, HEADS).rows[0].cells
    for text in (one.above.upper(),) if one.above else ():
        centred(left, text, layout.ISSUER_SIZE)
    centred(left, one.issuer.upper(), layout.ISSUER_SIZE, bold=True)
    centred(left, f"Số: {one.number}", layout.NUMBER_SIZE)
    centred(right, MOTTO[0], layout.TITLE_SIZE, bold=True)
    centred(right, MOTTO[1], layout.MOTTO_SIZE, bold=True)
    rule(right, layout.motto_rule(), HEADS[1])
    _drop_first(left, right)
    title = centred(document, TITLE, TITLE_SIZE, bold=True)
    title.paragraph_format.space_before, title.runs[0].font.color.rgb = Pt(30), RGBColor.from_string(RED)
    centred(document, "Chứng nhận").paragraph_format.space_before = Pt(6)
    centred(document, one.name, NAME_SIZE, bold=True)
    for text in ((one.born,) if one.born else ()) + one.lines:
        centred(document, text).paragraph_format.space_before = Pt(4)
    document.add_paragraph().paragraph_format.space_after = Pt(12)
    left, right = plain_table(document, HEADS).rows[0].cells
    _picture(left, one)
    for text in (f"Mã kiểm tra: {one.code}", one.check):
        tight(line(left, text, SMALL))
    for text, italic in ((one.place_day, True), *((text, False) for text in one.signature)):
        centred(right, text, bold=not italic, italic=italic)
    for _n in range(4):
        centred(right, "")
    centred(right, one.signer, bold=True)
    _drop_first(left, right)


def _picture(where: Any, one: Content) -> None:
    """The QR code of the check, with words for who does not see it."""
    shape = where.add_paragraph().add_run().add_picture(io.BytesIO(qr.png(one.address)), Mm(CODE_SIDE))
    shape._inline.docPr.set("descr", f"Mã QR dẫn tới trang kiểm tra giấy chứng nhận số {one.number}")


def _drop_first(*cells: Any) -> None:
    """Take away the empty paragraph that every new cell starts with."""
    for cell in cells:
        cell._tc.remove(cell.paragraphs[0]._p)
