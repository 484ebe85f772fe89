"""`binhdang import units`: a list of units from CSV or Excel, all or nothing, with dry run and undo."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add(kinds: Any) -> None:
    """Add the command."""
    units = kinds.add_parser("units", help="đơn vị từ tệp code,name,kind,parent_code,valid_from,valid_to")
    units.add_argument("file", type=Path, nargs="?")
    units.add_argument("--dry-run", action="store_true", help="kiểm tra và đếm, không ghi gì")
    units.add_argument("--undo", type=int, metavar="BATCH", help="huỷ cả một lần nhập")
    units.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from binhdang.kit.errors import BadInput
    from binhdang.ops.progress import complain

    try:
        if args.undo:
            return _undo(args.undo)
        if not args.file:
            print("Cần tên tệp.", file=sys.stderr)
            return 2
        return _import(args)
    except OSError as error:
        print(f"{args.file.name}: không mở được tệp ({error.strerror}).", file=sys.stderr)
        return 2
    except BadInput as bad:
        return complain(bad, args.file)


def _import(args: argparse.Namespace) -> int:
    from binhdang.ops.progress import bar
    from binhdang.orgs.imports import import_units
    from binhdang.orgs.seed import ensure_levels_and_kinds

    ensure_levels_and_kinds()
    data = args.file.read_bytes()
    plan = import_units(data, file_name=args.file.name, by=None, dry_run=args.dry_run, progress=bar)
    verb = "Sẽ tạo" if args.dry_run else "Đã tạo"
    print(f"{verb} {len(plan.create)} đơn vị, sửa {len(plan.change)}, không đổi {plan.unchanged}.")
    for kind in plan.new_kinds:
        print(f"Loại đơn vị mới: {kind.code} ({kind.name}), cấp {kind.level.name}, suy từ vị trí trong cây.")
    if plan.batch:
        print(f"Huỷ cả lần nhập: binhdang import units --undo {plan.batch.pk}")
    return 0


def _undo(batch_id: int) -> int:
    from binhdang.kit.models import ImportBatch
    from binhdang.orgs.imports import undo_import

    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        print(f"Không có lần nhập số {batch_id}.", file=sys.stderr)
        return 2
    print(f"Đã huỷ lần nhập {batch_id}: {undo_import(batch, by=None)} đơn vị.")
    return 0
