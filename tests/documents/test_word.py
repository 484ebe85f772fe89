"""The Word file read back: every number of Decree 30/2020, annex I."""

import io
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from pypdf import PdfReader

from binhdang.documents.layout import Section
from binhdang.documents.pdf import paper_pdf
from binhdang.documents.word import paper_docx
from tests.documents.samples import draft, sample


@pytest.fixture(scope="module")
def paper():
    return Document(io.BytesIO(paper_docx(sample())))


def run_of(where, text):
    return next(r for p in where.paragraphs for r in p.runs if r.text == text)


def test_the_page_is_a4_with_the_margins_of_the_decree(paper):
    first = paper.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert 20 <= round(first.top_margin.mm) <= 25
    assert 20 <= round(first.bottom_margin.mm) <= 25
    assert 30 <= round(first.left_margin.mm) <= 35
    assert 15 <= round(first.right_margin.mm) <= 20


def test_all_text_is_black_times_new_roman(paper):
    assert paper.styles["Normal"].font.name == "Times New Roman"
    assert str(paper.styles["Normal"].font.color.rgb) == "000000"
    cells = [c for t in paper.tables for row in t.rows for c in row.cells]
    for where in (paper, *cells):
        for paragraph in where.paragraphs:
            for run in paragraph.runs:
                fonts = run._element.rPr.rFonts
                assert {fonts.get(qn(f"w:{s}")) for s in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}


def test_the_page_number_is_centred_at_the_top_and_not_on_the_first_page(paper):
    section = paper.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    header = section.header.paragraphs[0]
    assert header.alignment == ALIGN.CENTER
    assert "PAGE" in header._p.xml
    assert {run.font.size.pt for run in header.runs} == {14}


def test_nation_and_motto_stand_on_the_right_and_the_issuer_on_the_left(paper):
    left, right = paper.tables[0].rows[0].cells
    nation = run_of(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = run_of(right, "Độc lập - Tự do - Hạnh phúc")
    assert nation.bold
    assert 12 <= nation.font.size.pt <= 13
    assert motto.bold
    assert 13 <= motto.font.size.pt <= 14
    texts = [(p.text, p.runs[0].bold) for p in left.paragraphs if p.text]
    above = " ".join(t for t, bold in texts if not bold)
    own = " ".join(t for t, bold in texts if bold)
    assert (above, own) == ("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "LIÊN ĐOÀN LAO ĐỘNG TỈNH KON TUM")
    assert all(12 <= p.runs[0].font.size.pt <= 13 for p in left.paragraphs if p.text)
    assert all("w:pBdr" in cell.paragraphs[-1]._p.xml for cell in (left, right))


def test_number_and_date_stand_on_one_line(paper):
    left, right = paper.tables[1].rows[0].cells
    assert left.text == "Số: 05/BC-LĐLĐ"
    assert left.paragraphs[0].runs[0].font.size.pt == 13
    when = right.paragraphs[0].runs[0]
    assert when.text == "Kon Tum, ngày 05 tháng 02 năm 2020"
    assert when.italic
    assert 13 <= when.font.size.pt <= 14


def test_the_type_is_bold_capitals_in_the_middle_and_the_subject_bold_below(paper):
    texts = [p for p in paper.paragraphs if p.text]
    assert texts[0].text == "BÁO CÁO"
    assert texts[0].runs[0].bold
    assert texts[0].alignment == ALIGN.CENTER
    assert texts[1].runs[0].bold
    assert texts[1].alignment == ALIGN.CENTER
    assert any(p.text.startswith("Kính gửi: Ban Nữ công") for p in texts)


def test_the_body_is_justified_indented_and_spaced(paper):
    body = next(p for p in paper.paragraphs if p.text == "Đoạn một.")
    shape = body.paragraph_format
    assert body.alignment == ALIGN.JUSTIFY
    assert shape.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert shape.space_after.pt >= 6
    assert 1 <= shape.line_spacing <= 1.5
    assert 13 <= body.runs[0].font.size.pt <= 14
    basis = next(p for p in paper.paragraphs if p.text.startswith("Căn cứ"))
    assert basis.runs[0].italic
    assert basis.text.endswith(";")


def test_recipients_and_signature_block(paper):
    left, right = paper.tables[3].rows[0].cells
    head = left.paragraphs[0].runs[0]
    assert head.text == "Nơi nhận:"
    assert head.bold
    assert head.italic
    assert head.font.size.pt == 12
    assert [p.text for p in left.paragraphs[1:]] == ["- Như kính gửi;", "- Lưu: VT, TG-NC."]
    assert {p.runs[0].font.size.pt for p in left.paragraphs[1:]} == {11}
    said = [p.text for p in right.paragraphs if p.text]
    assert said == ["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Người ký A"]
    assert all(p.runs[0].bold and 13 <= p.runs[0].font.size.pt <= 14 for p in right.paragraphs if p.text)


def test_annexes_count_their_own_pages_and_may_lie_across(paper):
    assert [s.orientation for s in paper.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for section in list(paper.sections)[1:]:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    texts = [p.text for p in paper.paragraphs]
    assert "Phụ lục II" in texts
    assert "(Kèm theo Báo cáo số 05/BC-LĐLĐ ngày 05 tháng 02 năm 2020 của Liên đoàn Lao động tỉnh Kon Tum)" in texts


def test_what_people_write_is_only_ever_text_in_word_and_pdf():
    evil = '{{7*7}} ${x} #panic("x") #set text(red) *dày* $x^2$ <b>& @ref \x00\x1b =HYPERLINK("a") \\ `raw`'
    content = sample(sections=(Section("a", "I. #import", text=evil),), signer="#eval(1)")
    word = Document(io.BytesIO(paper_docx(content)))
    printed = evil.replace("\x00", "").replace("\x1b", "")
    assert " ".join(printed.split()) in [p.text for p in word.paragraphs]
    pages = PdfReader(io.BytesIO(paper_pdf(content))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in ("{{7*7}}", "${x}", "#set text(red)", "*dày*", "#eval(1)", "#import"):
        assert part in text


def test_the_pdf_says_the_same_and_its_annex_counts_from_one():
    pages = PdfReader(io.BytesIO(paper_pdf(sample()))).pages
    first = pages[0].extract_text()
    for part in ("Số: 05/BC-LĐLĐ", "BÁO CÁO", "Nơi nhận:", "KT. CHỦ TỊCH", "Độc lập - Tự do - Hạnh phúc"):
        assert part in " ".join(first.split())
    assert float(pages[1].mediabox.width) > float(pages[1].mediabox.height)
    assert "Phụ lục II" in pages[2].extract_text()
    assert pages[1].extract_text().split()[0] == "Phụ"  # its first page shows no number


def test_a_draft_opens_without_number_and_date():
    word = Document(io.BytesIO(paper_docx(draft(to=("A", "B"), issuer_above=""))))
    assert word.tables[1].rows[0].cells[0].text.split() == ["Số:", "/BC-LĐLĐ"]
    assert [p.text for p in word.paragraphs if p.text.startswith("- ")] == ["- A;", "- B."]
    assert date(2020, 2, 5) == sample().day
