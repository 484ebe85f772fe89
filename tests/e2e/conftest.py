"""The product as people meet it: the real server with the demo, and a real Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PERSONAS = {
    "officer": "Cán bộ nữ công A", "plan": "Cán bộ kế hoạch B", "signer": "Phó Chủ tịch C", "leader": "Chủ tịch D",
    "admin": "Quản trị viên E", "upper": "Cán bộ nữ công huyện G", "reporter": "Uỷ viên nữ công H",
    "viewer": "Chuyên viên theo dõi I", "hanoi": "Cán bộ nữ công Hà Nội K",
}  # fmt: skip
SIZES = {"1440": (1440, 900), "800": (800, 1000), "360": (360, 740)}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(home: Path, *arguments: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start `binhdang serve` on a free port with its own home folder; returns the process and its address."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "BINHDANG_DEMO"}}
    env |= {"BINHDANG_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "binhdang", "serve", "--port", str(port), *arguments]
    log = (home / "server.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError((home / "server.log").read_text(encoding="utf-8"))
        try:
            urllib.request.urlopen(address + "/tai-khoan/dang-nhap/", timeout=2)
            return process, address
        except urllib.error.HTTPError:
            return process, address
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo."""
    process, address = start_server(tmp_path_factory.mktemp("home"))
    yield address
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all journeys."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def kept() -> dict[str, Any]:
    """Sessions that several journeys share, so that each persona signs in once; name unit and period in addresses."""
    return {}


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Any]:
    """`visit(role, size="1440", js=True)` gives a page signed in as the persona of that key ("" for nobody).

    With `kept`, a dictionary, a persona that is in it goes on with the session kept there instead of signing in.
    """
    contexts = []

    def open_page(role: str = "", size: str = "1440", *, js: bool = True, kept: dict[str, Any] | None = None) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=server, viewport={"width": width, "height": height}, java_script_enabled=js, locale="vi-VN",
            storage_state=(kept or {}).get(role),
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        if kept and role in kept:
            return page
        page.goto("/tai-khoan/dang-nhap/")
        if role:
            page.get_by_role("button", name=PERSONAS[role]).click()
            page.wait_for_load_state()
        if kept is not None:
            kept[role] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
