"""Files that are made to burst end in one clear line, within bounds."""

import io
import zlib

import pytest
from docx import Document

from binhdang.kit import apart, texts
from binhdang.kit.texts import UnreadableFile


def pdf(content):
    """A page with this content, packed."""
    packed = zlib.compress(content, 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, part in enumerate(parts, 1):
        places += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return out + b"xref\n0 6\n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (places, len(out))


def test_what_a_file_says_and_why_one_is_refused_come_through():
    out, document = io.BytesIO(), Document()
    document.add_paragraph("Kế hoạch công tác nữ công")
    document.save(out)
    assert apart.text_of_bytes(out.getvalue(), "a.docx") == texts.text_of_bytes(out.getvalue(), "a.docx")
    assert apart.text_of_bytes("Kế hoạch".encode(), "a.txt") == "Kế hoạch"
    with pytest.raises(UnreadableFile, match="“kế hoạch 1” là bản quét"):
        apart.text_of_bytes(pdf(b"BT /F 12 Tf (a) Tj ET"), "kế hoạch 1")


def test_a_file_that_bursts_ends_in_one_clear_line(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 1.5)
    burst = pdf(b"BT /F 12 Tf (" + b"a" * 50_000_000 + b") Tj ET")
    assert len(burst) < 60_000
    with pytest.raises(UnreadableFile, match="“a\x00” quá nặng"):
        apart.text_of_bytes(burst, "a\x00")
