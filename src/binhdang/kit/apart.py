"""Text out of PDF and Word files, read in a process of its own with little memory and time.

A file of some kB can be made to need minutes and gigabytes (a line of millions of letters, filters that burst, pages
that lead in circles). It ends that process, within `MOST_SECONDS`, and the person reads one clear line.
"""

import json
import subprocess
import sys
from pathlib import Path

from binhdang.kit import texts
from binhdang.kit.texts import UnreadableFile

MEMORY = 1 << 30
SECONDS, MOST_SECONDS = 20, 45
"""Of the processor, and of the clock."""
PACKED = (b"PK", b"%PDF-")
ROOT, NAME = str(Path(__file__).parents[2]), "@@"
START = "import sys; sys.path.insert(0, sys.argv[1]); from binhdang.kit.apart import main; main()"


def text_of_bytes(data: bytes, name: str) -> str:
    """What `texts.text_of_bytes` gives or raises; what bursts is an UnreadableFile as well."""
    if not any(mark in data[:1024] for mark in PACKED) or len(data) > texts.MAX_BYTES:
        return texts.text_of_bytes(data, name)
    command = [sys.executable, "-I", "-c", START, ROOT]
    try:
        done = subprocess.run(  # noqa: S603  (our own file)
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=True
        )
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        text = f"Tệp “{name}” quá nặng hoặc bị làm hỏng nên không đọc hết được; hãy lưu lại thành .docx rồi gửi."
        raise UnreadableFile(text) from error
    if "why" in told:
        raise UnreadableFile(told["why"].replace(NAME, name))
    return str(told["text"])


def main() -> None:
    """Answer one file from standard input with JSON: `{"text": ...}` or `{"why": ...}`."""
    _limit()
    try:
        told = {"text": texts.text_of_bytes(sys.stdin.buffer.read(), NAME)}
    except UnreadableFile as no:
        told = {"why": str(no)}
    sys.stdout.buffer.write(json.dumps(told).encode())


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
