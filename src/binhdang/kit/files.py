"""Files that people hand in: known by content, kept under their hash in the data folder, never run or shown inline.

A file lies at `<home>/files/<first two of its hash>/<hash>`; the same bytes are kept once, and nothing overwrites them.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings

from binhdang.kit import secrets

MOST_BYTES: Final = 10 * 1024 * 1024
TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
"""The kinds that are taken, with the content type they are given out under."""
SEALED: Final = "file"
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_MOST_ENTRIES, _MOST_UNPACKED = 5000, 200 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff/\\:*?"<>|]+')


class UnfitFile(Exception):
    """A file that is not taken; the message is one Vietnamese sentence for the person."""


def kind_of(data: bytes) -> str:
    """What the bytes are: one of `TYPES`. Raises UnfitFile for anything else, and for macros and bursting archives."""
    if not data:
        raise UnfitFile("Tệp trống.")
    if len(data) > MOST_BYTES:
        raise UnfitFile(f"Tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB; hãy nén ảnh hoặc tách tệp.")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    if data.startswith(_OLD_OFFICE):
        raise UnfitFile("Tệp có mật khẩu hoặc theo định dạng cũ (.doc, .xls); hãy lưu lại thành .docx hoặc .xlsx.")
    raise UnfitFile("Chỉ nhận PDF, Word (.docx), Excel (.xlsx), ảnh JPG hoặc PNG; nội dung tệp này không phải loại đó.")


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnfitFile("Tệp bị hỏng, không mở được.") from error
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise UnfitFile("Tệp giải nén ra quá lớn.")
    names = {entry.filename for entry in entries}
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise UnfitFile("Tệp có macro; hãy lưu lại thành .docx hoặc .xlsx không có macro.")
    kind = next((kind for inside, kind in _OFFICE.items() if inside in names), "")
    if not kind or "[Content_Types].xml" not in names:
        raise UnfitFile("Tệp nén này không phải là Word (.docx) hay Excel (.xlsx).")
    return kind


def tidy_name(name: str, kind: str) -> str:
    """A file's name fit to be stored and offered: without folders and unseen signs, at most 150, ending as its kind."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    bare = " ".join(_UNFIT.sub(" ", bare).split()).strip(". ")
    stem, dot, ending = bare.rpartition(".")
    stem = stem if dot and ending.casefold() in {*TYPES, "jpeg"} else bare
    return f"{stem[:140].rstrip() or 'tep'}.{kind}"


def keep(data: bytes) -> str:
    """Keep the bytes; returns their sha256. Written beside and moved into place, so that no half file is ever seen."""
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
    return digest


def keep_sealed(data: bytes) -> str:
    """Keep the bytes encrypted; returns the sha256 under which they lie. The same bytes are kept anew each time."""
    return keep(secrets.seal_bytes(data, SEALED))


def read_sealed(digest: str) -> bytes:
    """What `keep_sealed` kept. Raises OSError when it is gone, secrets.Unreadable without its key."""
    return secrets.unseal_bytes(path_of(digest).read_bytes(), SEALED)


def forget(digest: str) -> None:
    """Delete the bytes of this hash; the caller knows that nothing else needs them."""
    path_of(digest).unlink(missing_ok=True)


def path_of(digest: str) -> Path:
    """Where the bytes of this hash lie. Raises ValueError for anything that is no hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("not a sha256")
    return Path(settings.HOME) / "files" / digest[:2] / digest
