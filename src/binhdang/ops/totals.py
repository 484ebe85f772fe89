"""`binhdang totals export`: the exact totals of a form, for other systems and for checking."""

import argparse
import csv
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Add the commands of this module."""
    totals = commands.add_parser("totals", help="totals up the tree")
    verbs = totals.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = verbs.add_parser("export", help="write unit,period,cell,sum,reporting")
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
    written = 0
    part = args.out.with_name(args.out.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["unit", "period", "cell", "sum", "reporting"])
        for row in rows(form.data_set, period):
            writer.writerow(row)
            written += 1
    part.replace(args.out)
    print(f"Đã ghi {written} dòng vào {args.out.name}.")
    return 0
