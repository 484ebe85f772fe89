"""Text out of files: Word with its numbering, PDF, any usual encoding; refusals in one Vietnamese line."""

import io
import unicodedata
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfWriter

from binhdang.kit.texts import UnreadableFile, text_of_bytes, text_of_file, text_of_paste

PLAN = "KẾ HOẠCH\nCông tác nữ công năm 2024 của công đoàn và cán bộ\n1. Đạt từ 30% trở lên nữ ủy viên trong năm.\n"


def word(build):
    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def numbered(document, text, style):
    document.add_paragraph(text, style=style)


def test_word_paragraphs_and_tables_come_out_as_lines():
    def build(document):
        document.add_paragraph("KẾ HOẠCH")
        head = document.add_table(rows=1, cols=2)
        head.cell(0, 0).text = "LĐLĐ TỈNH AN SƠN\nSố: 1/KH-LĐLĐ"
        head.cell(0, 1).text = "CỘNG HÒA\nĐộc lập"
        grid = document.add_table(rows=2, cols=3)
        for row, values in enumerate((("TT", "Chỉ tiêu", "2025"), ("1", "Nữ ủy viên", "30%"))):
            for column, value in enumerate(values):
                grid.cell(row, column).text = value

    text = text_of_bytes(word(build), "ke-hoach.docx")
    assert "LĐLĐ TỈNH AN SƠN\nSố: 1/KH-LĐLĐ\n" in text
    assert "TT\tChỉ tiêu\t2025\n1\tNữ ủy viên\t30%" in text


def test_automatic_numbering_of_word_is_written_out():
    def build(document):
        numbered(document, "Mục đích", "List Number")
        numbered(document, "Chỉ tiêu", "List Number")
        numbered(document, "Đạt 30%", "List Bullet")

    assert text_of_bytes(word(build), "x.docx").split("\n")[:3] == ["1. Mục đích", "2. Chỉ tiêu", "- Đạt 30%"]


def test_a_paragraph_whose_numbering_is_switched_off_has_no_marker():
    def build(document):
        paragraph = document.add_paragraph("Không đánh số", style="List Number")
        properties = paragraph._p.get_or_add_pPr()
        numbers = OxmlElement("w:numPr")
        value = OxmlElement("w:numId")
        value.set(qn("w:val"), "0")
        numbers.append(value)
        properties.append(numbers)

    assert text_of_bytes(word(build), "x.docx").startswith("Không đánh số")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_recognised(encoding):
    assert text_of_bytes(PLAN.encode(encoding), "x.txt").lstrip("\ufeff") == PLAN


def test_windows_1258_is_recognised():
    pieces = []
    for char in PLAN:
        base = unicodedata.normalize("NFD", char)
        tones = [c for c in base if c in "\u0300\u0301\u0303\u0309\u0323"]
        kept = unicodedata.normalize("NFC", "".join(c for c in base if c not in tones))
        pieces.append(kept + "".join(tones))
    data = "".join(pieces).encode("cp1258")
    assert text_of_bytes(data, "x.txt") == PLAN


def test_the_old_tcvn3_font_encoding_is_put_right():
    data = "KÕ ho¹ch cña c«ng ®oµn vÒ n÷ c¸n bé vµ lao ®éng trong n¨m".encode("latin-1")
    assert text_of_bytes(data, "x.txt") == "Kế hoạch của công đoàn về nữ cán bộ và lao động trong năm"


def encrypted_pdf():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("mat-khau")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def blank_pdf():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(4):
            archive.writestr(f"word/p{part}.xml", b"\0" * 50_000_000)
        archive.writestr("word/document.xml", b"<w/>")
    return out.getvalue()


def archive_of(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


REFUSED = {
    "empty": (b"", "trống"),
    "spaces": (b"  \n ", "trống"),
    "no letters": (b"123 456 --- 789", "không có chữ"),
    "one endless line": (("đạt 30% nữ " * 900_000).encode(), "dòng 1 dài"),
    "too long": (("đạt 30% nữ\n" * 200_000).encode(), "quá dài"),
    "too big": (b"a" * 26_000_000, "lớn hơn"),
    "broken docx": (b"PK\x03\x04" + b"rubbish" * 100, "bị hỏng"),
    "docx with broken xml": (archive_of(word__document="<w:p"), "bị hỏng"),
    "zip that is no docx": (archive_of(other="x"), "không phải tệp Word"),
    "spreadsheet": (archive_of(xl__workbook="x"), "Excel"),
    "zip bomb": (bomb(), "bất thường"),
    "broken pdf": (b"%PDF-1.7\nrubbish", "bị hỏng"),
    "scanned pdf": (blank_pdf(), "bản quét"),
    "encrypted pdf": (encrypted_pdf(), "mật khẩu"),
    "old word": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".docx"),
    "rtf": (b"{\\rtf1 xin chao}", "RTF"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "ảnh"),
    "web page": (b"<!DOCTYPE html><html>k", "trang web"),
    "broken utf-16": (b"\xff\xfe" + "kế".encode("utf-16-le") + b"\x00\xd8\x00", "sai bảng mã"),
    "bytes of nothing": (bytes(range(256)) * 20, "không phải văn bản"),
    "unknown encoding": ("план мероприятий профсоюза ".encode("cp1251") * 30, "bảng mã"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_clear_line(name):
    data, words = REFUSED[name]
    with pytest.raises(UnreadableFile) as refusal:
        text_of_bytes(data, "ke-hoach.txt")
    message = str(refusal.value)
    assert words in message
    assert "\n" not in message


def test_a_word_file_of_a_hundred_thousand_paragraphs_is_refused_at_once():
    def build(document):
        body = document.element.body
        body.extend(OxmlElement("w:p") for _ in range(100_000))

    with pytest.raises(UnreadableFile, match="quá nhiều đoạn"):
        text_of_bytes(word(build), "ke-hoach.docx")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="Không tìm thấy"):
        text_of_file(tmp_path / "khong-co.txt")
    with pytest.raises(UnreadableFile, match="thư mục"):
        text_of_file(tmp_path)


def test_pasted_text_passes_the_same_checks():
    assert text_of_paste(PLAN) == PLAN
    with pytest.raises(UnreadableFile, match="ô dán"):
        text_of_paste("   ")
