"""Every write carries a key; the same request again changes nothing and is told the same."""

import re
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binhdang.kit import writes
from binhdang.kit.models import Event, WriteKey
from binhdang.reports.models import Report
from tests.factories import client_of
from tests.reports.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


SOURCE = Path(__file__).resolve().parents[2] / "src" / "binhdang"


def body(version: int, **more: str) -> dict[str, str]:
    return {"_key": "k1", "version": str(version), "section": "1", "go": "1", "c.clb": "3"} | more


def drawn(page: str) -> list[str]:
    """The forms of a page that post."""
    return re.findall(r'<form\b[^>]*method="post".*?</form>', page, re.S)


@pytest.mark.django_db
def test_a_repeated_save_is_told_the_same_and_changes_nothing(world, monkeypatch):
    report = world.report("C11")
    here = reverse("reports:form", args=[report.pk])
    door = client_of(world.reporter)
    first = door.post(here, body(0))
    again = door.post(here, body(0))
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (302, f"{here}?phan=1")
    report.refresh_from_db()
    assert report.version == 1
    other = door.post(here, body(1, **{"c.clb": "4"}))
    assert other.status_code == 302, "the same key with other content is another write"
    report.refresh_from_db()
    assert report.version == 2
    stale = door.post(here, body(1, **{"c.clb": "5"}))
    assert stale.status_code == door.post(here, body(1, **{"c.clb": "5"})).status_code == 409
    assert WriteKey.objects.count() == 2, "what was refused is not kept: it may be tried again"
    WriteKey.objects.update(at=timezone.now() - timedelta(days=writes.KEPT_DAYS + 1))
    monkeypatch.setattr(writes, "TIDY_EVERY", 1)
    writes.claim("d", by=world.reporter, route="/")
    assert not WriteKey.objects.filter(route=here).exists(), "keys are kept for some days only"


@pytest.mark.django_db
def test_a_repeated_return_is_logged_once_and_a_dry_run_stays_a_dry_run(world):
    report = world.sent("C11")
    where = reverse("reports:decide", args=[report.pk])
    door = client_of(world.upper)
    asked = {"_key": "k2", "version": str(report.version), "decision": "return"}
    asked |= {"where.1": "report:", "why.1": "Xem lại số nữ."}
    answers = [door.post(where, asked).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Event.objects.filter(verb="report.return").count() == 1
    empty = {"_key": "k3", "version": "99", "decision": "return"}
    assert [door.post(where, empty).status_code for _ in range(2)] == [door.post(where, empty).status_code] * 2


@pytest.mark.django_db
def test_a_repeated_acceptance_from_the_drawn_page_is_told_the_same(world):
    report = world.sent("C11")
    where = reverse("reports:decide", args=[report.pk])
    door = client_of(world.upper)
    panel = next(form for form in drawn(door.get(where).content.decode()) if f'action="{where}"' in form)
    asked = dict(re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', panel)) | {"decision": "accept"}
    answers = [door.post(where, asked) for _ in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, reverse("reports:review"))] * 2
    assert Event.objects.filter(verb="report.accept").count() == 1
    late = door.post(where, asked | {"_key": "k4"})
    text = late.content.decode()
    assert late.status_code == 409
    assert "vừa thay đổi" not in text, "a report decided about already has not changed under the reader's eyes"
    assert "Đã chấp nhận" in text


@pytest.mark.django_db
def test_every_form_that_is_drawn_carries_a_key_of_its_own(world):
    page = client_of(world.reporter).get(reverse("reports:form", args=[world.report("C11").pk])).content.decode()
    keys = re.findall(r'name="_key" value="([0-9a-f]{32})"', page)
    assert len(keys) == page.count('method="post"') > 1
    assert len(set(keys)) == len(keys)


def test_no_template_has_a_form_that_posts_without_its_token():
    forms = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.S | re.I)
    bare = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.html")
        for form in forms.findall(path.read_text(encoding="utf-8"))
        if "csrf_token" not in form
    ]
    assert bare == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_two_requests_at_the_same_moment_make_one_write():
    world = World()
    report = world.report("C11")
    here, barrier, answers = reverse("reports:form", args=[report.pk]), Barrier(3), []
    door = client_of(world.reporter)

    def send() -> None:
        client = Client()
        client.cookies = door.cookies.copy()
        barrier.wait()
        answers.append(client.post(here, body(0)).status_code)
        connections.close_all()

    threads = [Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302, 302]
    assert Report.objects.get(pk=report.pk).version == 1
