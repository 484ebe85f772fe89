"""The command line: each command is a module of `ops` with `add(subparsers)`."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

import django
from django.db.utils import DatabaseError, IntegrityError, OperationalError

from binhdang.ops.words import Parser

COMMANDS = ["database", "plan", "privacy", "serve", "totals", "work"]
"""Modules of `ops` that add a command of their own."""
IMPORTS = ["import_units", "import_values", "import_form"]
"""Modules of `ops` that add a command below `binhdang import`."""


def parser() -> argparse.ArgumentParser:
    """The parser with every command; a command sets `run` to a function of the parsed arguments."""
    top = Parser(prog="binhdang", description="Bình Đẳng")
    commands = top.add_subparsers(dest="command", required=True, metavar="LỆNH")
    for name in COMMANDS:
        import_module(f"binhdang.ops.{name}").add(commands)
    if IMPORTS:
        group = commands.add_parser("import", help="đưa dữ liệu vào từ tệp")
        kinds = group.add_subparsers(dest="kind", required=True, metavar="LOẠI")
        for name in IMPORTS:
            import_module(f"binhdang.ops.{name}").add(kinds)
    return top


def run(argv: Sequence[str]) -> int:
    """Parse and run; returns the exit code (0 done, 1 failed, 2 bad input).

    A command that needs no database sets `bare=True` and is run before Django is set up.
    """
    args = parser().parse_args(argv)
    if not getattr(args, "bare", False):
        django.setup()
    try:
        return int(args.run(args) or 0)
    except DatabaseError as error:
        message = _said_of(error)
        if not message:
            raise
        print(message, file=sys.stderr)
        return 1


def _said_of(error: DatabaseError) -> str:
    """What a person can do about an error of the database itself; empty where only its trace helps."""
    text = str(error)
    if "no such table" in text or "UndefinedTable" in type(error.__cause__).__name__:
        return "Cơ sở dữ liệu chưa được tạo: chạy binhdang migrate rồi làm lại. Không có gì được ghi."
    if "locked" in text or isinstance(error, IntegrityError):
        return "Một lệnh khác vừa ghi cùng lúc; hãy đợi lệnh đó xong rồi làm lại. Không có gì được ghi."
    if isinstance(error, OperationalError):
        return f"Không làm việc được với cơ sở dữ liệu (DATABASE_URL): {' '.join(text.split())[:300]}"
    return ""
