"""A text as a QR code, black on white: one path of an SVG, sharp at every size, or a picture for a Word document."""

import struct
import zlib

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules of white around the code, as its standard asks."""
DOTS = 8
"""Pixels of a module in a picture; a multiple of eight, so that a row of pixels is whole bytes."""


def svg(text: str) -> SafeString:
    """The code as a whole <svg>, safe in a page: it holds no word of `text`, only squares."""
    rows = _modules(text)
    size = len(rows)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{1}"/></svg>',
        size,
        path,
    )


def png(text: str) -> bytes:
    """The code as a picture of one bit a pixel, `DOTS` pixels a module."""
    rows = _modules(text)
    wide = len(rows) * DOTS
    lines = b"".join((b"\0" + b"".join(b"\0" if dark else b"\xff" for dark in row)) * DOTS for row in rows)
    head = struct.pack(">IIBBBBB", wide, wide, 1, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _modules(text: str) -> list[list[bool]]:
    """The squares of the code with the white around it, row by row; true is dark."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]
