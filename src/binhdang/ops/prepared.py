"""Whether this very code has prepared this very database before, so that a start need not look at everything again.

Looked at without Django, whose loading is most of what a second start costs. Only for a SQLite file: what became of a
database elsewhere cannot be known without asking it.
"""

import hashlib
import json
import os
import sqlite3
import sys
import sysconfig
from contextlib import closing
from pathlib import Path

from binhdang.config import environment

PACKAGE = Path(__file__).resolve().parents[1]


def known() -> list[str] | None:
    """What the start that prepared everything had to say; None when something has to be prepared."""
    try:
        kept = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    mark = _mark()
    return kept["lines"] if mark and kept.get("mark") == mark else None


def keep(lines: list[str]) -> None:
    """Remember that everything is prepared now, and what there is to say."""
    if mark := _mark():
        _place().write_text(json.dumps({"mark": mark, "lines": lines}), encoding="utf-8")


def _place() -> Path:
    return environment.home() / "prepared.json"


def _mark() -> str:
    """A fingerprint of code, libraries, environment and the migrations the database went through; "" if unknowable."""
    applied = _applied()
    if not applied or not (environment.home() / "static").is_dir():
        return ""
    libraries = Path(sysconfig.get_paths()["purelib"]).stat().st_mtime_ns
    digest = hashlib.sha256(repr((sys.version, libraries, environment.given(), applied)).encode())
    for folder, inner, names in os.walk(PACKAGE):
        inner[:] = sorted(name for name in inner if name != "__pycache__")
        for name in sorted(names):
            stat = (Path(folder) / name).stat()
            digest.update(f"{folder}/{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _applied() -> list[tuple[str, ...]]:
    """The migrations that the SQLite file went through and when; [] for no such file and for other databases."""
    entry = environment.database()
    if not entry["ENGINE"].endswith("sqlite3") or not Path(entry["NAME"]).is_file():
        return []
    try:
        with closing(sqlite3.connect(f"file:{Path(entry['NAME']).resolve()}?mode=ro", uri=True)) as file:
            return file.execute("SELECT app, name, applied FROM django_migrations ORDER BY id").fetchall()
    except sqlite3.Error:
        return []
