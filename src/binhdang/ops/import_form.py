"""`binhdang import form`: a data set's form from a YAML file."""

import argparse
from pathlib import Path
from typing import Any


def add(kinds: Any) -> None:
    """Add the command."""
    form = kinds.add_parser("form", help="một biểu từ FILE.yaml")
    form.add_argument("file", type=Path)
    form.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from binhdang.datasets.actions import load_form, read_definition
    from binhdang.kit.errors import BadInput
    from binhdang.ops.progress import complain

    try:
        try:
            text = args.file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput([("", "không mở được tệp, hoặc tệp không phải UTF-8.")]) from error
        form = load_form(read_definition(text), by=None)
    except BadInput as bad:
        return complain(bad, args.file)
    print(f"Biểu {form.data_set.code}, phiên bản {form.version}: {len(form.cell_order)} ô.")
    return 0
