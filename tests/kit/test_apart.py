"""Files that are made to burst end in one clear line, within bounds."""

import io
import zlib

import pytest
from docx import Document

from binhdang.kit import apart, texts
from binhdang.kit.texts import UnreadableFile


def pdf(content, filters=b"/FlateDecode"):
    """A page with this content, packed."""
    packed = zlib.compress(content, 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(packed), filters, packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.7\n"
    for number, part in enumerate(parts, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return out + b"trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF"


def test_what_a_file_says_and_why_one_is_refused_come_through():
    out, document = io.BytesIO(), Document()
    document.add_paragraph("Kế hoạch công tác nữ công")
    document.save(out)
    assert apart.text_of_bytes(out.getvalue(), "a.docx") == texts.text_of_bytes(out.getvalue(), "a.docx")
    assert apart.text_of_bytes("Kế hoạch".encode(), "a.txt") == "Kế hoạch"
    with pytest.raises(UnreadableFile, match="“kế hoạch 1.pdf” là bản quét"):
        apart.text_of_bytes(pdf(b"BT /F 12 Tf (a) Tj ET"), "kế hoạch 1.pdf")


def test_a_file_that_bursts_ends_in_one_clear_line(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 1.5)
    burst = pdf(b"BT /F 12 Tf (" + b"a" * 50_000_000 + b") Tj ET")
    assert len(burst) < 60_000
    with pytest.raises(UnreadableFile, match="“a\x00.pdf” quá nặng"):
        apart.text_of_bytes(burst, "a\x00.pdf")
