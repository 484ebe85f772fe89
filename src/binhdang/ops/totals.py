"""`binhdang totals export`: the exact totals of a form, for other systems and for checking."""

import argparse
import csv
from collections.abc import Iterable
from errno import EISDIR
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Add the commands of this module."""
    totals = commands.add_parser("totals", help="số cộng dồn theo cây tổ chức")
    verbs = totals.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = verbs.add_parser("export", help="ghi tệp unit,period,cell,sum,reporting")
    export.add_argument("--form", required=True)
    export.add_argument("--period", default="")
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)


def _export(args: argparse.Namespace) -> int:
    from binhdang.calc.periods import PeriodError, parse_period
    from binhdang.datasets.queries import current_form
    from binhdang.kit.errors import BadInput
    from binhdang.ops.progress import complain
    from binhdang.rollup.export import rows

    try:
        period = parse_period(args.period).key if args.period else ""
        form = current_form(args.form)
    except PeriodError as error:
        return complain(BadInput([("--period", str(error))]), None)
    except BadInput as bad:
        return complain(bad, None)
    try:
        written = _write(args.out, rows(form.data_set, period))
    except OSError as error:
        return complain(BadInput([("--out", f"không ghi được tệp {args.out} ({error.strerror}).")]), None)
    print(f"Đã ghi {written} dòng vào {args.out.name}.")
    return 0


def _write(target: Path, rows: Iterable[tuple[Any, ...]]) -> int:
    """Write the file whole or not at all; returns the number of rows. Raises OSError."""
    if target.is_dir():
        raise IsADirectoryError(EISDIR, "đây là một thư mục")
    written = 0
    part = target.with_name(target.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["unit", "period", "cell", "sum", "reporting"])
        for row in rows:
            writer.writerow(row)
            written += 1
    part.replace(target)
    return written
