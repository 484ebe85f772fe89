"""Database fields that behave the same on SQLite and PostgreSQL."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Func, Value


class PathField(models.CharField):
    """A materialised path such as `1/27/804/`: ids closed by slashes, compared byte by byte on every engine.

    A subtree is the range `path >= p and path < end_of(p)`; that needs binary order, so PostgreSQL gets collation "C".
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str | None:
        """The column type, with binary collation on PostgreSQL (SQLite compares bytes by default)."""
        kind = super().db_type(connection)
        return f'{kind} COLLATE "C"' if connection.vendor == "postgresql" else kind


def end_of(path: str) -> str:
    """The first string after every path below `path` (which must end with a slash). Raises ValueError otherwise."""
    if not path.endswith("/"):
        raise ValueError(f"a path is closed by a slash: {path!r}")
    return path[:-1] + "0"  # "0" follows "/" in ASCII


def steps_of(path: str) -> list[str]:
    """The paths of a unit and of everything above it, the root first: `1/27/` -> [`1/`, `1/27/`]."""
    steps = path.rstrip("/").split("/")
    return ["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)]


def parent_path() -> models.GeneratedField:
    """A column the database keeps itself: the path above `path` ("" for a root); children are one index look-up."""
    bare = Func(F("path"), Value("/"), function="RTRIM")
    return models.GeneratedField(
        expression=Func(bare, Value("0123456789"), function="RTRIM"), output_field=PathField(), db_persist=True
    )


def common_path(paths: Iterable[str]) -> str:
    """The path of the lowest unit that stands above (or is) every one of `paths`; "" for none."""
    lines = [path.split("/")[:-1] for path in paths]
    shared = []
    for steps in zip(*lines, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "".join(f"{step}/" for step in shared)
