"""Plain text out of a file as people send it: .docx, .pdf with text, .txt in any usual Vietnamese encoding.

Checks by content, not by name; every refusal is one clear Vietnamese line (:class:`UnreadableFile`).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import Path

from binhdang.kit.docx_text import docx_text

MAX_BYTES = 25_000_000
MAX_CHARS = 1_000_000
MAX_LINE = 200_000
MAX_PAGES = 400
MAX_UNPACKED = 150_000_000

_COMMON = re.compile(
    r"\b(?:và|của|các|công|đoàn|nữ|về|được|trong|thực|hiện|kế|hoạch|cán|bộ|lao|động|năm|tỷ|lệ)\b", re.I
)
_TCVN3 = str.maketrans(
    dict(
        zip(
            "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
            "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
            strict=True,
        )
    )
)


class UnreadableFile(Exception):
    """A file whose text cannot be had; the message is one Vietnamese line for the person."""


def text_of_file(path: Path) -> str:
    """The text of the file at ``path``, paragraphs on lines of their own. Raises :class:`UnreadableFile`."""
    try:
        if path.is_dir():
            raise UnreadableFile(f"“{path.name}” là một thư mục, không phải tệp văn bản.")
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(
                f"Tệp “{path.name}” lớn hơn {MAX_BYTES // 1_000_000} MB; một văn bản kế hoạch không lớn như vậy."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"Không tìm thấy tệp “{path.name}”.")
    except OSError as error:
        raise UnreadableFile(f"Không mở được tệp “{path.name}”: {error.strerror or 'lỗi đọc tệp'}.")
    return text_of_bytes(data, path.name)


def text_of_bytes(data: bytes, name: str) -> str:
    """The text of an uploaded file; ``name`` is only used in messages. Raises :class:`UnreadableFile`."""
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            f"Tệp “{name}” lớn hơn {MAX_BYTES // 1_000_000} MB; một văn bản kế hoạch không lớn như vậy."
        )
    if not data.strip():
        raise UnreadableFile(f"Tệp “{name}” trống, không có chữ nào.")
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        text = _from_zip(data, name)
    elif b"%PDF-" in data[:1024]:
        text = _from_pdf(data, name)
    else:
        _refuse_known(data, name)
        text = decoded(data, name)
    return _checked(text, name)


def _refuse_known(data: bytes, name: str) -> None:
    known = [
        (b"\xd0\xcf\x11\xe0", "là tệp Word/Excel kiểu cũ (.doc, .xls); hãy mở và lưu lại thành .docx"),
        (b"{\\rtf", "là tệp RTF; hãy mở và lưu lại thành .docx"),
        (b"\x89PNG", "là ảnh; phần mềm không đọc được chữ trong ảnh"),
        (b"\xff\xd8\xff", "là ảnh; phần mềm không đọc được chữ trong ảnh"),
        (b"GIF8", "là ảnh; phần mềm không đọc được chữ trong ảnh"),
        (b"II*\x00", "là ảnh quét; phần mềm không đọc được chữ trong ảnh"),
        (b"Rar!", "là tệp nén; hãy giải nén rồi chọn văn bản bên trong"),
        (b"7z\xbc\xaf", "là tệp nén; hãy giải nén rồi chọn văn bản bên trong"),
        (b"\x1f\x8b", "là tệp nén; hãy giải nén rồi chọn văn bản bên trong"),
    ]
    for start, reason in known:
        if data.startswith(start):
            raise UnreadableFile(f"Tệp “{name}” {reason}.")
    if data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableFile(f"Tệp “{name}” là trang web; hãy chép phần văn bản và dán vào ô nhập.")


def _from_zip(data: bytes, name: str) -> str:
    broken = UnreadableFile(f"Tệp “{name}” bị hỏng, không mở được như tệp Word (.docx).")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise broken
    names = {info.filename for info in infos}
    if sum(info.file_size for info in infos) > MAX_UNPACKED or len(infos) > 5000:
        raise UnreadableFile(f"Tệp “{name}” khi giải nén lớn bất thường nên không được mở.")
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFile(f"Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
    if "word/document.xml" not in names:
        if any(n.startswith("xl/") for n in names):
            raise UnreadableFile(f"Tệp “{name}” là bảng tính Excel, không phải văn bản kế hoạch.")
        raise UnreadableFile(f"Tệp “{name}” không phải tệp Word (.docx).")
    try:
        return docx_text(data)
    except MemoryError:
        raise
    except OverflowError:
        raise UnreadableFile(f"Tệp “{name}” có quá nhiều đoạn so với một văn bản kế hoạch.")
    except Exception:  # a broken document fails in many ways inside the parser; all mean the same to the person
        raise broken


def _from_pdf(data: bytes, name: str) -> str:
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(f"Tệp PDF “{name}” có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableFile(f"Tệp PDF “{name}” có {len(reader.pages)} trang, quá {MAX_PAGES} trang.")
        pages: list[str] = []
        size = 0
        for page in reader.pages:
            pages.append(page.extract_text() or "")
            size += len(pages[-1])
            if size > MAX_CHARS:
                break
    except UnreadableFile:
        raise
    except MemoryError:
        raise
    except Exception:  # pypdf raises many kinds of error on a broken file; all mean the same to the person
        raise UnreadableFile(f"Tệp PDF “{name}” bị hỏng, không đọc được.")
    text = "\n\f\n".join(pages)
    letters = sum(c.isalpha() for c in text)
    if letters < 20 * max(1, len(pages)) and letters < 200:
        raise UnreadableFile(f"Tệp PDF “{name}” là bản quét, không có chữ; hãy dùng bản Word hoặc PDF xuất từ Word.")
    return repaired(text)


def decoded(data: bytes, name: str) -> str:
    """Text of bytes in UTF-8, UTF-16, UTF-32, Windows-1258 or TCVN3 (ABC). Raises :class:`UnreadableFile`."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableFile(f"Tệp “{name}” sai bảng mã ({encoding}) từ byte thứ {error.start + 1}.")
    sample = data[:4000]
    if b"\x00" in sample:
        return _wide(data, sample, name)
    try:
        return repaired(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        place = error.start + 1
    if _binary(sample):
        raise UnreadableFile(f"Tệp “{name}” không phải văn bản (dữ liệu nhị phân).")
    tries = [_as_1258(data), data.decode("latin-1").translate(_TCVN3)]
    best = max(tries, key=_vietnamese)
    if _vietnamese(best) < 0.03:
        raise UnreadableFile(
            f"Tệp “{name}” dùng bảng mã không nhận ra được (từ byte thứ {place}); hãy lưu lại bằng UTF-8."
        )
    return best


def _wide(data: bytes, sample: bytes, name: str) -> str:
    """UTF-16 without a mark: nearly every second byte is zero in Latin text, on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    if max(even, odd) < len(sample) * 0.15 or not text or "\x00" in text[:2000]:
        raise UnreadableFile(f"Tệp “{name}” không phải văn bản (dữ liệu nhị phân).")
    return text


def _binary(sample: bytes) -> bool:
    control = sum(1 for b in sample if b < 9 or 13 < b < 32)
    return control > len(sample) * 0.02


def _as_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _vietnamese(text: str) -> float:
    """Share of very common Vietnamese words in the first part of the text."""
    words = text[:20_000].split()
    return len(_COMMON.findall(text[:20_000])) / max(1, len(words)) - 5 * text[:20_000].count("\ufffd") / max(
        1, len(text[:20_000])
    )


def repaired(text: str) -> str:
    """Old documents written with a TCVN3 font come out as Latin signs ("KÕ ho¹ch"); they are put right."""
    sample = text[:20_000]
    if sum(sample.count(c) for c in "®¸¹µ¶·¨©ª«¬") < max(8, len(sample) * 0.02):
        return text
    fixed = text.translate(_TCVN3)
    return fixed if _vietnamese(fixed) > _vietnamese(text) + 0.05 else text


def text_of_paste(text: str) -> str:
    """Pasted text after the same checks as a file. Raises :class:`UnreadableFile`."""
    if not text.strip():
        raise UnreadableFile("Chưa có chữ nào trong ô dán văn bản.")
    return _checked(repaired(text), "văn bản dán vào")


def _checked(text: str, name: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            raise UnreadableFile(
                f"Tệp “{name}”: dòng {number} dài {_grouped(len(line))} chữ cái, không phải văn bản kế hoạch."
            )
    if len(text) > MAX_CHARS:
        raise UnreadableFile(f"Tệp “{name}” có {_grouped(len(text))} chữ cái, quá dài so với một văn bản kế hoạch.")
    if not any(c.isalpha() for c in text):
        raise UnreadableFile(f"Tệp “{name}” không có chữ nào đọc được.")
    return text


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")
