"""How commands show progress and complain."""

import sys
from pathlib import Path

from binhdang.kit.errors import BadInput

WIDTH = 30


def bar(done: int, total: int) -> None:
    """Draw a progress bar on a terminal's error stream; silent when it is not a terminal."""
    if not sys.stderr.isatty() or not total:
        return
    full = WIDTH * done // total
    end = "\n" if done >= total else ""
    print(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}", end=end, file=sys.stderr, flush=True)


def complain(bad: BadInput, file: Path | None) -> int:
    """Print every problem as `file: place: message` on the error stream; returns exit code 2."""
    name = f"{file.name}: " if file else ""
    for place, message in bad.problems:
        print(f"{name}{place + ': ' if place else ''}{message}", file=sys.stderr)
    print("Không có gì được ghi.", file=sys.stderr)
    return 2
