"""The demo: Kon Tum 2016-2020 with invented figures, and the Hà Nội 2020 plan beside it.

Owns the invented organisation, its people and reports; builds them through the same actions as everybody else.
Every figure here is assumed; pages say so while demo mode is on.
"""

import sys


def ensure_loaded() -> None:
    """Load the demo into an empty database, with a progress bar; a database in use is left alone."""
    from binhdang.demo import build

    if build.has_people():
        return
    print("Đang nạp dữ liệu trình diễn (số liệu giả định) ...", flush=True)
    build.build(_bar)


def _bar(what: str, percent: int) -> None:
    full = percent * 30 // 100
    end = "\n" if percent >= 100 or not sys.stdout.isatty() else ""
    start = "\r" if sys.stdout.isatty() else ""
    if sys.stdout.isatty() or percent in {0, 100}:
        print(f"{start}  [{'#' * full}{'.' * (30 - full)}] {percent:3}% {what:<24}", end=end, flush=True)


def sign_ins() -> list[str]:
    """One line per persona for the terminal: name, post, roles."""
    from binhdang.demo.people import PERSONAS
    from binhdang.orgs.roles import ROLES

    return [f"{p.name} ({p.post}): {', '.join(str(ROLES[r].name) for r in p.roles)}" for p in PERSONAS]
