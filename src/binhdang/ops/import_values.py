"""`binhdang import values`: history, and other systems' data, through the same checks, with dry run and undo."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add(kinds: Any) -> None:
    """Add the command."""
    values = kinds.add_parser("values", help="báo cáo đã chấp nhận từ tệp unit,period,cell,value")
    values.add_argument("file", type=Path, nargs="?")
    values.add_argument("--form", help="mã biểu")
    values.add_argument("--dry-run", action="store_true", help="kiểm tra và đếm, không ghi gì")
    values.add_argument("--undo", type=int, metavar="BATCH", help="huỷ cả một lần nhập")
    values.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from binhdang.kit.errors import BadInput
    from binhdang.ops.progress import bar, complain

    try:
        if args.undo:
            from binhdang.reports.import_actions import undo_import

            print(f"Đã hoàn tác {undo_import(args.undo, by=None)} báo cáo của lần nhập {args.undo}.")
            return 0
        if not args.file or not args.form:
            print("Cần tệp và --form MÃ_BIỂU.", file=sys.stderr)
            return 2
        return _import(args, bar)
    except BadInput as bad:
        return complain(bad, args.file)


def _import(args: argparse.Namespace, bar: Any) -> int:
    from binhdang.datasets.queries import current_form
    from binhdang.kit.csvtext import csv_lines
    from binhdang.reports.import_actions import import_values

    form = current_form(args.form)
    done = import_values(
        csv_lines(args.file), form, by=None, file_name=args.file.name, dry_run=args.dry_run, progress=bar
    )
    verb = "Sẽ nhập" if args.dry_run else "Đã nhập"
    print(
        f"{verb} {done.rows} giá trị, {len(done.periods)} kỳ: {done.created} báo cáo"
        f" mới, {done.changed} báo cáo đổi, {done.unchanged} không đổi, {done.warnings} cảnh báo."
    )
    if done.batch:
        print(f"Hoàn tác cả lần nhập: binhdang import values --undo {done.batch.pk}")
    return 0
