"""What others wrote, read in a process of its own with little memory and time: PDF and Word files, long texts.

A file of some kB can be made to need minutes and gigabytes (a line of millions of letters, filters that burst, pages
that lead in circles). It ends that process, within `MOST_SECONDS`, and the person reads one clear line.
"""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from binhdang.kit import texts
from binhdang.kit.texts import UnreadableFile

MEMORY = 1 << 30
SECONDS, MOST_SECONDS = 20, 45
"""Of the processor, and of the clock."""
PACKED = (b"PK", b"%PDF-")
ROOT, NAME = str(Path(__file__).parents[2]), "@@"
START = "import sys; sys.path.insert(0, sys.argv[1]); from binhdang.kit.apart import main; main()"


class Burst(Exception):
    """The process ended, or took too long."""


def ask(call: str, data: bytes) -> Any:
    """What a function ("package.module:name", of bytes, without the database) answers, as JSON. Raises Burst."""
    command = [sys.executable, "-I", "-c", START, ROOT, call]
    try:
        done = subprocess.run(  # noqa: S603  (our own code)
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=True
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        raise Burst from error


def text_of_bytes(data: bytes, name: str) -> str:
    """What `texts.text_of_bytes` gives or raises; what bursts is an UnreadableFile as well."""
    if not any(mark in data[:1024] for mark in PACKED) or len(data) > texts.MAX_BYTES:
        return texts.text_of_bytes(data, name)
    try:
        told = ask(f"{__name__}:told_of", data)
    except Burst as error:
        text = f"Tệp “{name}” quá nặng hoặc bị làm hỏng nên không đọc hết được; hãy lưu lại thành .docx rồi gửi."
        raise UnreadableFile(text) from error
    if "why" in told:
        raise UnreadableFile(told["why"].replace(NAME, name))
    return str(told["text"])


def told_of(data: bytes) -> dict[str, str]:
    """The text of one file as `{"text": ...}`, or `{"why": ...}`."""
    try:
        return {"text": texts.text_of_bytes(data, NAME)}
    except UnreadableFile as no:
        return {"why": str(no)}


def main() -> None:
    """Answer what is asked on standard input, within the limits."""
    _limit()
    module, _colon, name = sys.argv[2].partition(":")
    answer = getattr(import_module(module), name)(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
