"""Files that people hand in are taken by what they are, kept once, and never under a name that could harm."""

import io
import zipfile

import pytest

from binhdang.kit import files

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
JPG = b"\xff\xd8\xff\xe0" + b"0" * 20


def office(inside, *more, size=10):
    """A zip like an office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["[Content_Types].xml", inside, *more]:
            archive.writestr(name, b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPG, "jpg"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
    ],
)
def test_a_file_is_known_by_its_content(data, kind):
    assert files.kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "trống"),
        (b"MZ\x90\x00", "không phải loại đó"),
        (b"<html><script>", "không phải loại đó"),
        (b"<svg onload='x'/>", "không phải loại đó"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "mật khẩu"),
        (b"PK\x03\x04broken", "bị hỏng"),
        (office("readme.txt"), "không phải là Word"),
        (office("xl/workbook.xml", "xl/vbaProject.bin"), "macro"),
        (office("word/document.xml", *(f"word/{n}" for n in range(4)), size=50 * 1024 * 1024), "quá lớn"),
        (PDF + b"0" * files.MOST_BYTES, "10 MB"),
    ],
    ids=["empty", "exe", "html", "svg", "old office", "torn zip", "other zip", "macro", "bomb", "large"],
)
def test_anything_else_is_refused_with_the_mend(data, said):
    with pytest.raises(files.UnfitFile, match=said):
        files.kind_of(data)


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Ảnh phòng.JPEG", "jpg", "Ảnh phòng.jpg"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\a\\b.docx", "docx", "b.docx"),
        ("x\u202egnp.exe", "png", "x gnp.exe.png"),
        ("a\r\nSet-Cookie: x", "pdf", "a Set-Cookie x.pdf"),
        ("", "png", "tep.png"),
        ("...", "png", "tep.png"),
        ("n" * 500 + ".pdf", "pdf", "n" * 140 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless_and_ends_as_the_content_is(name, kind, kept):
    assert files.tidy_name(name, kind) == kept


def test_bytes_are_kept_once_under_their_hash(settings, tmp_path):
    settings.HOME = tmp_path
    digest = files.keep(PNG)
    assert files.keep(PNG) == digest
    assert files.path_of(digest).read_bytes() == PNG
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1
    with pytest.raises(ValueError, match="sha256"):
        files.path_of("../" * 20)
