"""What somebody handed in as single files: zips are opened one level deep, within bounds, and nothing is left out."""

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

MOST_ENTRIES = 5000
MOST_FILE = 20_000_000
MOST_UNPACKED = 400_000_000
END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: where it came from ("0", "1/inner name.xlsx"), its name, its bytes, or why it is not read."""

    source: str
    name: str
    data: bytes = b""
    why: str = ""
    stray: bool = False
    """A file that computers leave behind: said, but nothing to mend."""


def pieces(files: Sequence[tuple[str, bytes]]) -> Iterator[Piece]:
    """Every file of `files` (name, bytes) and of the zips among them, in order; what is not read says why."""
    for number, (name, data) in enumerate(files):
        if not data.strip():
            yield Piece(str(number), name, why=_("Tệp trống."))
        elif _is_zip(data):
            yield from _inside(str(number), name, data)
        elif len(data) > MOST_FILE:
            yield Piece(str(number), name, why=_("Tệp lớn hơn 20 MB; chép riêng bảng cần nộp sang tệp mới."))
        else:
            yield Piece(str(number), name, data)


def count(files: Sequence[tuple[str, bytes]]) -> int:
    """How many files there are, zips counted by what they claim to hold."""
    return sum(max(_entries(data), 1) if _is_zip(data) else 1 for _name, data in files)


def piece(files: Sequence[tuple[str, bytes]], source: str) -> Piece | None:
    """The one file that `source` names, or None."""
    number, _slash, _inner = source.partition("/")
    if not number.isdigit() or int(number) >= len(files):
        return None
    for found in pieces([("", b"")] * int(number) + [files[int(number)]]):
        if found.source == source:
            return found
    return None


def _is_zip(data: bytes) -> bool:
    """Whether this is a zip of files, and not a document that is a zip inside (.xlsx, .docx, .ods)."""
    if not data.startswith((b"PK\x03\x04", END)):
        return False
    if _entries(data) > MOST_ENTRIES:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return not names & {"[Content_Types].xml", "mimetype", "xl/workbook.xml", "xl/workbook.bin"}


def _entries(data: bytes) -> int:
    """How many entries the end record claims, before anything is read into memory."""
    at = data.rfind(END)
    return int(struct.unpack("<H", data[at + 10 : at + 12])[0]) if 0 <= at <= len(data) - 22 else 0


def _inside(source: str, name: str, data: bytes) -> Iterator[Piece]:
    if _entries(data) > MOST_ENTRIES:
        yield Piece(source, name, why=_("Tệp nén có hơn %(n)s tệp; hãy chia nhỏ.") % {"n": MOST_ENTRIES})
        return
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for info in packed.infolist():
            if info.is_dir():
                continue
            found = _entry(packed, info, f"{source}/{info.filename}", f"{name}: {_name(info)}", left)
            left -= len(found.data)
            yield found


def _entry(packed: zipfile.ZipFile, info: zipfile.ZipInfo, source: str, name: str, left: int) -> Piece:
    base = PurePosixPath(_name(info)).name
    if base.startswith(("~$", "._", ".")) or base.lower() in {"thumbs.db", "desktop.ini"} or "__MACOSX/" in source:
        return Piece(source, name, why=_("Tệp tạm của máy tính, không phải biểu."), stray=True)
    if info.flag_bits & 1:
        return Piece(source, name, why=_("Tệp nén có mật khẩu; bỏ mật khẩu rồi nén lại."))
    most = min(MOST_FILE, left)
    if info.file_size > most:
        return Piece(source, name, why=_("Tệp bung ra quá lớn nên không đọc."))
    try:
        with packed.open(info) as file:
            data = file.read(most + 1)
    except Exception:  # a broken zip fails in many ways, zlib's own among them
        return Piece(source, name, why=_("Tệp nén hỏng ở chỗ này; nén lại rồi nộp."))
    if len(data) > most:
        return Piece(source, name, why=_("Tệp bung ra quá lớn nên không đọc."))
    if _is_zip(data):
        return Piece(source, name, why=_("Tệp nén nằm trong tệp nén; giải nén ra một lớp rồi nộp."))
    return Piece(source, name, data) if data.strip() else Piece(source, name, why=_("Tệp trống."))


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry for people; programs that do not mark UTF-8 names write them all the same."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
