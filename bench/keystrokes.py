"""How many keys and taps a grassroots officer needs from sign-in to submitted, in a real Chromium on a phone's size.

`script/keystrokes` runs it: once with every cell typed, once confirming each section as last period.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from tests.e2e.conftest import FLAGS, SIZES, start_server

EMAIL, PASSWORD = "h@vidu.example", "mot-mat-khau-dai-2020"


@dataclass
class Hand:
    """Counts what the hand does."""

    page: Page
    keys: int = 0
    taps: int = 0

    def tap(self, place: Locator) -> None:
        """One tap, and the page that follows."""
        self.taps += 1
        with self.page.expect_navigation():
            place.click()

    def type(self, place: Locator, text: str) -> None:
        """One tap into the field (or a press of Tab) and a key for each character."""
        self.keys += len(text) + 1
        place.fill(text)


def account(home: Path) -> str:
    """Give the demo's reporter an address and a password to sign in with; the name of the unit's open report's form."""
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from binhdang.orgs.models import Person\n"
        "from binhdang.demo.people import PERSONAS\n"
        "person = Person.objects.get(name='Uỷ viên nữ công H')\n"
        f"person.email = {EMAIL!r}; person.set_password({PASSWORD!r}); person.save()\n"
    )
    env = os.environ | {"BINHDANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "binhdang.config.settings"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=env | {"BINHDANG_DEMO": "1"}, check=True)
    return EMAIL


def open_report(hand: Hand, address: str) -> None:
    """Sign in by e-mail and password and open the report that waits."""
    hand.page.goto(address + "/tai-khoan/dang-nhap/")
    hand.type(hand.page.get_by_label("E-mail").or_(hand.page.locator("[name=login]")).first, EMAIL)
    hand.type(hand.page.locator("[name=password]"), PASSWORD)
    hand.tap(hand.page.get_by_role("button", name="Đăng nhập", exact=True))
    hand.tap(hand.page.locator("main a[href*='/bao-cao/']").first)


def explain(hand: Hand) -> None:
    """Answer every warning that asks for an explanation, as briefly as the rule allows."""
    for place in hand.page.locator("textarea[name^='e.']").all():
        if not place.input_value():
            hand.type(place, "Số liệu đã kiểm tra lại.")


def journey(hand: Hand, repeat: bool) -> int:
    """Fill every section and submit; returns how many cells were filled."""
    page, cells = hand.page, 0
    while "/kiem-tra/" not in page.url:
        same = page.locator("button[name=same]")
        inputs = page.locator(".cell .input:visible")
        cells += inputs.count()
        if repeat and same.count():
            hand.tap(same)
            continue
        for place in inputs.all():
            if not place.input_value():
                beside = place.locator("xpath=ancestor::td/following-sibling::td[1]").inner_text()
                digits = "".join(c for c in beside if c.isdigit())
                hand.type(place, digits or "0")
        page.wait_for_timeout(1800)  # the form saves by itself and shows what needs a word
        explain(hand)
        hand.tap(page.locator("button[name=go].btn-primary"))
    send = page.get_by_role("button", name="Nộp báo cáo")
    if not send.is_enabled():  # something typed before needs a word: follow the summary's link, explain, come back
        hand.tap(page.locator(".error-summary a, .summary a, [class*=error] a").first)
        explain(hand)
        hand.tap(page.locator("button[name=go][value=check]").first)
    hand.tap(send)
    if "/da-nop/" not in page.url:
        raise SystemExit(f"not submitted: {page.url}: {page.locator('main').inner_text()[:600]}")
    return cells


def main() -> None:
    """Two fresh demos, two journeys."""
    for repeat in (False, True):
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            home = Path(folder)
            process, address = start_server(home)
            try:
                account(home)
                chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                width, height = SIZES["360"]
                hand = Hand(chromium.new_page(viewport={"width": width, "height": height}))
                open_report(hand, address)
                cells = journey(hand, repeat)
                way = "each section confirmed as last period" if repeat else "every cell typed"
                print(f"{way}: {cells} cells, {hand.keys} keys, {hand.taps} taps, sign-in included", flush=True)
                chromium.close()
            finally:
                process.terminate()
                process.wait(timeout=20)


if __name__ == "__main__":
    main()
