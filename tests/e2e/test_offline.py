"""Bad lines, for real: the answer lost in the middle of a save, the tab killed, the clock wrong, two devices, a form
that changed meanwhile, a queue of ten, another account on the same device. The server is ours, the browser Chromium's.
"""

import gzip
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import override_settings, setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from binhdang.calc import cells
from binhdang.datasets.actions import ensure_builtin_forms, load_form
from binhdang.kit.models import Event, WriteKey
from binhdang.orgs.models import Person
from binhdang.reports import actions
from binhdang.reports.models import Report
from binhdang.reports.requests import open_request
from binhdang.ui import fonts
from tests.factories import client_of, make_person
from tests.reports.world import FORM, GOOD, World

# Playwright runs a loop of its own in this thread; the tables are asked from here all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
pytestmark = pytest.mark.e2e
expect.set_options(timeout=20_000)
LOSE_THE_ANSWER = """
const real = self.fetch;
self.fetch = async (...asked) => {
  const answer = await real(...asked);
  if (self.cut && String(asked[0]).includes("/gui/")) throw new TypeError("cut");
  return answer;
};
"""
WRONG_CLOCK = "Date.now = () => 0; Date = class extends Date { constructor(...a) { super(...(a.length ? a : [0])); } };"


@pytest.fixture(scope="module")
def world(browser: Browser, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One union for all devices, in tables of its own; each test has a unit of its own."""
    fonts.build(Path(settings.PACKAGE) / "ui" / "static" / "ui" / "fonts")
    if connection.vendor == "sqlite":
        # A file, not memory: the threads of the server and this one each get a connection of their own.
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("devices") / "devices.sqlite3")
    plain = override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()})
    with django_db_blocker.unblock(), plain:
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        yield World()
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """Where our own server answers, on the tables of this process."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def device(browser: Browser, address: str) -> Iterator[Any]:
    """`device(person, script="")` is a browser of its own, with `person` signed in and the worker in charge."""
    contexts: list[BrowserContext] = []

    def turn_on(person: Person, script: str = "") -> Page:
        context = browser.new_context(base_url=address, locale="vi-VN", viewport={"width": 360, "height": 740})
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        sign_in(page, person, address)
        return page

    yield turn_on
    for context in contexts:
        context.close()


def sign_in(page: Page, person: Person, url: str) -> None:
    """Sign in by the cookie that a sign-in leaves; ends on the first page, with the forms kept and the worker ready."""
    cookie = client_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")


def keep_forms(page: Page, count: int = 1) -> None:
    """Wait until the waiting forms are on the device."""
    page.evaluate("bd.queue.stock()")
    assert page.evaluate("bd.queue.packs().then((all) => all.length)") == count


def values(report: Report) -> dict[str, Any]:
    report.refresh_from_db()
    return cells.unpack(report.values, report.form.cell_order) if report.values else {}


def type_in(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"[name='c.{name.replace('__', '.')}']").fill(text)


def soon(asked: Callable[[], bool]) -> None:
    """Wait until something is so at the server; the assertion says when it never is."""
    for _ in range(100):
        if asked():
            return
        time.sleep(0.1)
    assert asked()


def saved(page: Page) -> Any:
    return expect(page.locator("[data-saved]"))


def test_a_report_is_filled_in_checked_and_handed_in_though_the_line_breaks_the_tab_dies_and_the_clock_is_wrong(
    device, world
):
    report = world.report("C11")
    page = device(world.reporter, LOSE_THE_ANSWER + WRONG_CLOCK)
    keep_forms(page)
    page.goto(f"/bao-cao/{report.pk}/")
    page.evaluate("self.cut = true")
    type_in(page, dv__tong="40")
    saved(page).to_contain_text("chưa gửi")
    soon(lambda: page.evaluate("bd.queue.records().then(([row]) => row.sending)"))
    soon(lambda: values(report) == {"dv.tong": 40})
    saved(page).to_contain_text("chưa gửi")
    page.evaluate("self.cut = false")
    page.evaluate("bd.queue.again()")
    saved(page).to_contain_text("Máy chủ đã nhận")
    report.refresh_from_db()
    assert (report.version, WriteKey.objects.filter(person=world.reporter).count()) == (1, 1), (
        "the repeated save changed nothing"
    )

    page.context.set_offline(True)
    type_in(page, dv__nu="60")
    saved(page).to_contain_text("Đã lưu trên máy")
    expect(page.locator("tr.say-bad")).to_contain_text("Số nữ (60) lớn hơn tổng số (40)")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"/bao-cao/{report.pk}/")
    expect(page.locator("main")).to_contain_text("Đang làm việc không có mạng")
    expect(page.locator("[name='c.dv.nu']")).to_have_value("60")
    type_in(page, dv__nu="20")
    expect(page.locator("tr.say-bad")).to_have_count(0)
    page.get_by_role("button", name="Lưu, sang phần sau").click()
    page.wait_for_url("**/?phan=2")
    type_in(page, bch__tong="5", bch__nu="x")
    page.get_by_role("button", name="Lưu và kiểm tra").click()
    expect(page.locator("tr.say-bad")).to_contain_text("không phải là số")
    type_in(page, bch__nu="2")
    page.get_by_role("button", name="Lưu và kiểm tra").click()
    page.wait_for_url("**/kiem-tra/")
    page.get_by_role("button", name="Nộp khi có mạng").click()
    expect(page.locator("main")).to_contain_text("Báo cáo đã xếp hàng chờ nộp")
    page.context.set_offline(False)
    expect(page.locator("h1")).to_contain_text("Đã nộp báo cáo")
    report.refresh_from_db()
    assert (report.state, report.submitted_by) == ("submitted", world.reporter)
    assert {code: values(report)[code] for code in ("dv.tong", "dv.nu", "bch.tong", "bch.nu")} == {
        "dv.tong": 40, "dv.nu": 20, "bch.tong": 5, "bch.nu": 2,
    }  # fmt: skip
    assert Event.objects.filter(verb="report.submit").count() == 1


def test_two_devices_see_both_values_cell_by_cell_and_the_person_chooses(device, world):
    report = world.report("C12")
    page = device(make_person("Nguoi lap C12", ("reporter", world.units["C12"])))
    colleague = make_person("Nguoi ky C12", ("signer", world.units["C12"]))
    page.goto(f"/bao-cao/{report.pk}/?phan=2")
    soon(lambda: page.evaluate("bd.queue.packs().then((all) => all.length)"))
    page.context.set_offline(True)
    type_in(page, bch__tong="7", bch__nu="3", clb="1")
    saved(page).to_contain_text("chưa gửi")
    actions.save_draft(report.pk, {"bch.tong": 9, "bch.nu": 4, "clb": 1}, version=0, by=colleague)
    page.context.set_offline(False)
    saved(page).to_contain_text("Có người khác vừa lưu")
    page.get_by_role("link", name="So từng ô").click()
    expect(page.locator("table.conflict tbody tr")).to_have_count(2)
    first = page.locator("table.conflict tbody tr").first
    assert [first.locator(f"td.{side}").inner_text() for side in ("mine", "theirs")] == ["7", "9"]
    first.locator("input[value=theirs]").check()
    page.get_by_role("button", name="Lưu lựa chọn").click()
    page.wait_for_url(f"**/bao-cao/{report.pk}/")
    assert values(report) | {"co_nu": 1} == {"bch.tong": 9, "bch.nu": 3, "clb": 1, "co_nu": 1}


def test_a_page_drawn_before_a_figure_arrived_shows_it_and_never_wipes_it(device, world):
    report = world.report("H1")
    page = device(make_person("Nguoi lap H1", ("reporter", world.units["H1"])))
    page.goto(f"/bao-cao/{report.pk}/")
    other = page.context.new_page()
    other.goto(f"/bao-cao/{report.pk}/")
    type_in(page, bch__tong="77")
    soon(lambda: values(report).get("bch.tong") == 77)
    expect(other.locator("[name='c.bch.tong']")).to_have_value("77")
    type_in(other, bch__nu="20")
    soon(lambda: "bch.nu" in values(report))
    assert (values(report)["bch.tong"], values(report)["bch.nu"]) == (77, 20)


def test_a_form_that_changed_meanwhile_takes_the_figures_over_and_names_those_it_no_longer_asks_for(device, world):
    report = world.report("C01")
    page = device(make_person("Nguoi lap C01", ("reporter", world.units["C01"])))
    page.goto(f"/bao-cao/{report.pk}/?phan=2")
    soon(lambda: page.evaluate("bd.queue.packs().then((all) => all.length)"))
    page.context.set_offline(True)
    type_in(page, bch__tong="7", clb="3")
    saved(page).to_contain_text("chưa gửi")
    rows = [row for row in FORM["sections"][1]["rows"] if row["code"] != "clb"]
    rows = [{**row, "code": "uvbch"} if row["code"] == "bch" else row for row in rows]
    rows = [{**row, "part_of": "uvbch"} if row.get("part_of") == "bch" else row for row in rows]
    newer = FORM | {"sections": [FORM["sections"][0], {"title": "II. Cán bộ", "rows": rows}], "derived": []}
    form = load_form(newer | {"bridge": {"bch.tong": "uvbch.tong", "bch.nu": "uvbch.nu"}}, by=None)
    Report.objects.filter(pk=report.pk).update(form=form, version=1)
    page.context.set_offline(False)
    saved(page).to_contain_text("Biểu đã có phiên bản mới")
    page.get_by_role("link", name="Xem lại rồi gửi").click()
    expect(page.locator("main tbody tr")).to_have_text(["Câu lạc bộ3"])
    page.get_by_role("button", name="Chuyển sang biểu mới và gửi").click()
    page.wait_for_url(f"**/bao-cao/{report.pk}/")
    report = Report.objects.get(pk=report.pk)
    assert values(report) == {"uvbch.tong": 7}


def test_work_sent_while_the_session_changed_waits_and_is_not_lost(device, world):
    report = world.report("C21")
    page = device(world.other)
    keep_forms(page)
    page.evaluate("""() => {
      const real = self.fetch, page = () => new Response('<p>', { status: 403, headers: { 'Content-Type': 'text/html' } });
      self.changed = true;
      self.fetch = (to, how) => (self.changed && to.includes('/gui/') ? Promise.resolve(page()) : real(to, how));
    }""")
    keep = "(id) => bd.queue.pack(id).then((p) => bd.queue.keep(id, {fields: {'c.dv.tong': '40'}, base: p.version, form: p.form}))"
    page.evaluate(keep, report.pk)
    assert page.evaluate("bd.queue.flush()") == "offline"
    assert page.evaluate("bd.queue.records().then((all) => all.every(bd.queue.isWaiting))")
    page.evaluate("self.changed = false")
    page.evaluate("bd.queue.again()")
    soon(lambda: values(report).get("dv.tong") == 40)


def test_ten_reports_wait_for_their_own_account_and_leave_in_order_when_the_line_is_back(device, world, address):
    periods = [str(year) for year in range(2016, 2026) if year != 2019]
    for period in periods:
        world.ask(period)
    reports = list(Report.objects.filter(unit=world.units["C21"]).order_by("pk"))
    page = device(world.other)
    keep_forms(page, 10)
    page.context.set_offline(True)
    for number, report in enumerate(reports):
        fields = {f"c.{code}": str(value) for code, value in (GOOD | {"clb": number}).items()}
        page.evaluate(
            "([id, fields]) => bd.queue.pack(id).then((p) => bd.queue.keep(id, {fields, base: p.version, form: p.form, submit: true}))",
            [report.pk, fields],
        )
    page.goto("/")
    expect(page.locator("[data-slot=items] > li")).to_have_count(10)

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.context.set_offline(False)
    page.evaluate("() => { self.fetch = () => Promise.reject(new TypeError('no line')); }")
    stranger = make_person("Nguoi khac C21", ("reporter", world.units["C21"]))
    page.context.clear_cookies()
    sign_in(page, stranger, address)
    soon(lambda: page.evaluate("bd.queue.records().then((all) => all.length === 0)"))
    page.evaluate("bd.queue.stock()")
    page.goto("/ngoai-tuyen/")
    expect(page.locator("[data-slot=items] > li").first).to_be_visible()
    expect(page.locator("[data-slot=items] > li", has_text="chưa gửi")).to_have_count(0)
    assert not Report.objects.filter(state="submitted", unit=world.units["C21"]).exists(), (
        "nobody else's session sends them"
    )

    page.context.clear_cookies()
    sign_in(page, world.other, address)
    soon(lambda: page.evaluate("bd.queue.records().then((all) => all.length === 10 && !all.some(bd.queue.isPending))"))
    sent = list(Report.objects.filter(state="submitted", submitted_by=world.other).order_by("submitted_at"))
    assert [report.pk for report in sent] == [report.pk for report in reports]
    assert [values(report)["clb"] for report in sent] == list(range(10))
    assert not asked


def test_signing_out_and_clearing_warn_while_something_is_unsent(device, world):
    report = world.report("H2")
    page = device(make_person("Nguoi lap H2", ("reporter", world.units["H2"])))
    page.goto(f"/bao-cao/{report.pk}/")
    soon(lambda: page.evaluate("bd.queue.packs().then((all) => all.length)"))
    page.evaluate(
        "() => { const real = fetch; self.fetch = (url, ...more) => String(url).includes('/gui/') ? Promise.reject(new TypeError()) : real(url, ...more); }"
    )
    type_in(page, bch__tong="4")
    saved(page).to_contain_text("chưa gửi")
    asked: list[str] = []
    answers = [False, False, True]
    page.on("dialog", lambda d: (asked.append(d.message), d.accept() if answers.pop(0) else d.dismiss()))
    page.evaluate("document.querySelector('form[action$=\"/dang-xuat/\"]').requestSubmit()")
    page.wait_for_timeout(300)
    assert page.url.endswith(f"/bao-cao/{report.pk}/")
    page.context.set_offline(True)
    page.goto("/ngoai-tuyen/")
    unsent = page.locator("[data-slot=items] > li", has_text="chưa gửi")
    unsent.get_by_role("button", name="Xoá khỏi máy").click()
    expect(unsent).to_have_count(1)
    unsent.get_by_role("button", name="Xoá khỏi máy").click()
    expect(unsent).to_have_count(0)
    assert ["chưa gửi" in text for text in asked] == [True, True, True]


def test_the_form_page_with_all_it_needs_fits_a_slow_line(world):
    form = next(f for f in ensure_builtin_forms() if f.data_set.code == "BDG-NAM")
    request = open_request(form, unit=world.units["KT"], period_key="2019", due={}, by=None)
    report = Report.objects.get(request=request, unit=world.units["C11"])
    door = client_of(world.reporter)
    page = door.get(f"/bao-cao/{report.pk}/?phan=2").content
    linked = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode())
    files = {name: Path(finders.find(name) or "") for name in linked}
    css = "".join(path.read_text("utf-8") for path in files.values() if path.suffix == ".css")
    fonts_used = {
        name: Path(finders.find(f"ui/fonts/{name}") or "") for name in re.findall(r"fonts/([\w.-]+woff2)", css)
    }
    weights = {"page": len(gzip.compress(page))}
    weights |= {name: len(gzip.compress(path.read_bytes())) for name, path in files.items()}
    weights |= {name: path.stat().st_size for name, path in fonts_used.items()}
    parcel = len(gzip.compress(door.get(f"/ngoai-tuyen/bieu/{report.pk}/").content))
    print(weights, sum(weights.values()), parcel)
    assert sum(weights.values()) < 100_000
    assert parcel < 20_000
