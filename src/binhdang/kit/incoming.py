"""Files that wait for a decision: kept in the data folder under a secret name until they are confirmed or forgotten."""

import re
import secrets
import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput

DAYS = 30


def keep(files: list[bytes]) -> str:
    """Keep files in their order; returns the secret name under which they lie."""
    token = secrets.token_hex(16)
    place = _place(token)
    place.mkdir(parents=True, mode=0o700)
    for number, data in enumerate(files):
        (place / f"{number}.bin").write_bytes(data)
    return token


def kept(token: str) -> list[bytes]:
    """The files kept under this name, in their order. Raises BadInput when there are none (any more)."""
    place = _place(token)
    if not place.is_dir():
        text = _("Tệp đã nộp không còn được giữ (đã dùng xong, hoặc quá %(n)s ngày); hãy nộp lại tệp nếu cần.")
        raise BadInput([("", text % {"n": DAYS})])
    files = sorted(place.glob("*.bin"), key=lambda path: int(path.stem))
    return [path.read_bytes() for path in files]


def path_of(token: str) -> Path:
    """The first file kept under this name, for reading it line by line."""
    return _place(token) / "0.bin"


def drop(token: str) -> None:
    """Delete what is kept under this name; harmless when nothing is."""
    shutil.rmtree(_place(token), ignore_errors=True)


def _place(token: str) -> Path:
    safe = re.fullmatch(r"[0-9a-f]{32}", token)
    return Path(settings.HOME) / "incoming" / (token if safe else "none")
