"""`binhdang serve`: prepares everything once, then runs the server on a loopback address."""

import argparse
import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def add(commands: Any) -> None:
    """Add the command."""
    serve = commands.add_parser("serve", help="chuẩn bị và chạy máy chủ")
    serve.add_argument("--empty", action="store_true", help="không nạp dữ liệu trình diễn; mở trang thiết lập lần đầu")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--prepare-only", action="store_true", help="chuẩn bị rồi dừng")
    serve.set_defaults(run=_serve, bare=True)


def _serve(args: argparse.Namespace) -> int:
    from binhdang.config import environment
    from binhdang.ops import prepared

    _choose_mode(args)
    if environment.flag("BINHDANG_DEMO") and args.host not in LOOPBACK:
        print("Chế độ trình diễn chỉ chạy trên địa chỉ 127.0.0.1.", file=sys.stderr)
        return 2
    lines = prepared.known()
    if lines is None:
        lines = _prepare()
        prepared.keep(lines)
    if args.prepare_only:
        return 0
    print(f"\nBình Đẳng: http://{args.host}:{args.port}/", *lines, "Dừng: Ctrl+C\n", sep="\n", flush=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", args.host, "--port", str(args.port)]
    command += ["--workers", environment.get("BINHDANG_WORKERS"), "--blocking-threads", "4", "--no-ws"]
    command += ["--log-level", "warning", "--respawn-failed-workers", "binhdang.config.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606  (our own interpreter, our own arguments)


def _prepare() -> list[str]:
    """Make everything ready; returns what there is to say of signing in."""
    import django

    django.setup()
    from django.conf import settings

    prepare_assets(settings.HOME)
    _migrate()
    if not settings.DEMO:
        from binhdang.ops.database import load_definitions

        load_definitions()
        return []
    from binhdang import demo

    demo.ensure_loaded()
    said = "Số liệu giả định. Bấm tên trên trang đăng nhập để vào thử với vai trò:"
    return [said, *(f"  {persona}" for persona in demo.sign_ins())]


def _choose_mode(args: argparse.Namespace) -> None:
    """Demo unless --empty; an empty installation has a database file of its own beside the demo's."""
    from binhdang.config import environment

    if args.empty:
        os.environ["BINHDANG_DEMO"] = "0"
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = f"sqlite:///{environment.home() / 'own.sqlite3'}"
    else:
        os.environ.setdefault("BINHDANG_DEMO", "1")


def prepare_assets(home: Path) -> None:
    """Fonts, message catalogues and static files, made again only when a source changed."""
    from django.core.management import call_command

    from binhdang.ui import fonts
    from binhdang.ui.messages import compile_catalogues

    compile_catalogues()
    fonts.build(PACKAGE / "ui" / "static" / "ui" / "fonts")
    stamp, known = _static_stamp(), home / "static.stamp"
    if known.exists() and known.read_text() == stamp:
        return
    print("Đang chuẩn bị giao diện ...", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    known.write_text(stamp)


def _static_stamp() -> str:
    """A fingerprint of our static files and of the libraries' that bring some."""
    digest = hashlib.sha256()
    for name in ("binhdang", "allauth", "django_htmx"):
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for path in sorted(Path(folder).glob("**/static/**/*")):
                if path.is_file():
                    stat = path.stat()
                    digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _migrate() -> None:
    """Bring the database to this version; says so only when there is something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Đang tạo, cập nhật cơ sở dữ liệu ...", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
