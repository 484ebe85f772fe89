"""`binhdang ...`: the command of the product."""

import os
import sys


def main() -> int:
    """Run one command; see `binhdang --help`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhdang.config.settings")
    from binhdang.ops.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
