"""`binhdang migrate` (tables and shipped definitions) and `binhdang manage`: Django's own commands."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    """Add the commands of this module."""
    migrate = commands.add_parser("migrate", help="đưa cơ sở dữ liệu lên phiên bản này")
    migrate.set_defaults(run=_migrate)
    manage = commands.add_parser("manage", help="chạy một lệnh của Django", add_help=False)
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)


def _migrate(_: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
    load_definitions()
    return 0


def load_definitions() -> None:
    """Bring the catalogue of indicators and the forms that the product ships into the database; may run again."""
    from binhdang.datasets.actions import ensure_builtin_forms
    from binhdang.indicators.actions import load_catalogue

    load_catalogue()
    ensure_builtin_forms()


def _manage(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["binhdang", *args.rest])
    return 0
