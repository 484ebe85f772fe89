"""The command line: one entry per command; each command is a module of `ops` with `add(subparsers)`."""

import argparse
from collections.abc import Sequence

import django


def parser() -> argparse.ArgumentParser:
    """The parser with every command; a command sets `run` to a function of the parsed arguments."""
    top = argparse.ArgumentParser(prog="binhdang", description="Bình Đẳng")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    from binhdang.ops import database

    for module in (database,):
        module.add(commands)
    return top


def run(argv: Sequence[str]) -> int:
    """Parse and run; returns the exit code (0 done, 1 failed, 2 bad input)."""
    args = parser().parse_args(argv)
    django.setup()
    return int(args.run(args) or 0)
