"""`binhdang work`: runs jobs, reminders and the sending of mails, beside a server started with BINHDANG_RUNNER=0."""

import argparse
import signal
from typing import Any


def add(commands: Any) -> None:
    """Add the command."""
    work = commands.add_parser("work", help="chạy việc nền, nhắc hạn và thư cho đến khi dừng")
    work.set_defaults(run=_work)


def _work(args: argparse.Namespace) -> int:
    from binhdang.kit.runner import Runner

    runner = Runner().start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: runner.over.set())
    print("Đang chạy việc nền. Dừng: Ctrl+C", flush=True)
    runner.over.wait()
    return 0
