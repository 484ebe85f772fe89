"""The door for devices: what is sent arrives once, for its own account, and every outcome is said as data."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from binhdang.calc import cells
from binhdang.datasets.actions import load_form
from binhdang.kit.models import Event
from binhdang.reports.models import Report
from tests.factories import client_of, make_person
from tests.reports.world import FORM, GOOD, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return World()


def send(door: Client, report: Report, key: str = "k1", **more: Any) -> tuple[int, dict[str, Any]]:
    """What a device posts for a report, and what it is told."""
    who = int(door.session["_auth_user_id"])
    body = {"account": who, "version": 0, "form": report.form.content_hash, "fields": {}, "submit": False} | more
    answer = door.post(
        reverse("offline:receive", args=[report.pk]),
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )
    return answer.status_code, answer.json()


def values(report: Report) -> dict[str, Any]:
    report.refresh_from_db()
    return cells.unpack(report.values, report.form.cell_order) if report.values else {}


def test_figures_arrive_once_are_handed_in_and_what_stops_them_is_said(world):
    report, door = world.report(), client_of(world.reporter)
    fields = {f"c.{code}": str(value) for code, value in GOOD.items()} | {"c.bch.nu": "hai", "n.dv": "theo sổ"}
    status, said = send(door, report, fields=fields, submit=True)
    assert (status, said["state"], said["version"]) == (422, "problems", 1)
    assert list(said["bad"]) == ["c.bch.nu"]
    assert values(report) == {k: v for k, v in GOOD.items() if k != "bch.nu"}
    status, said = send(door, report, "k2", version=1, fields={"c.bch.nu": "9"}, submit=True)
    assert (status, said["state"], said["bad"]) == (422, "problems", {})
    assert "lớn hơn tổng số" in said["problems"][0][1]
    status, said = send(door, report, "k3", version=said["version"], fields={"c.bch.nu": "2"}, submit=True)
    assert (status, said["report_state"]) == (200, "submitted")
    assert send(door, report, "k3", version=2, fields={"c.bch.nu": "2"}, submit=True) == (200, said)
    assert Event.objects.filter(verb="report.submit").count() == 1
    late, told = send(door, report, "k4", version=said["version"], fields={"c.bch.nu": "1"})
    assert (late, told["state"]) == (403, "refused")
    assert "Chờ duyệt" in told["reason"]


def test_the_same_figures_are_no_conflict_and_others_are_shown_cell_by_cell(world):
    report, door = world.report(), client_of(world.reporter)
    world.fill(by=world.both)
    same = send(door, report, fields={"c.bch.tong": "5", "n.bch": ""})
    assert (same[0], same[1]["version"]) == (200, 1)
    status, said = send(door, report, "k2", fields={"c.bch.tong": "", "kad.btv": "1", "c.btv.tong": "", "n.bch": "ghi"})
    assert (status, said["state"], said["version"]) == (409, "conflict", 1)
    shown = [(row["name"], row["mine"], row["theirs"], row["box"]) for row in said["rows"]]
    assert shown == [("c.bch.tong", "–", "5", ""), ("c.btv.tong", "KAD", "–", "kad.btv"), ("n.bch", "ghi", "–", "")]
    asked = send(door, report, "k3", fields={"c.bch.tong": "5"}, submit=True)
    assert (asked[0], asked[1]["rows"]) == (409, []), "who submits has seen every figure"


def test_only_the_account_that_typed_sends_and_only_what_it_sees_is_kept_for_it(world):
    report = world.report()
    status, said = send(client_of(world.both), report, account=world.reporter.pk, fields={"c.bch.tong": "5"})
    assert (status, said["state"]) == (401, "refused")
    assert values(report) == {}
    stranger = client_of(world.other)
    for name in ("offline:parcel", "offline:receive"):
        path = reverse(name, args=[report.pk])
        answer = stranger.get(path) if name == "offline:parcel" else stranger.post(path, "{}", "application/json")
        assert answer.status_code == 404
    assert Client().get(reverse("offline:who")).status_code == 302
    shell = client_of(world.reporter).get(reverse("offline:shell")).content.decode()
    assert world.reporter.name not in shell
    assert 'name="account"' not in shell
    kept = client_of(world.reporter).get(reverse("offline:parcel", args=[report.pk])).json()
    assert (kept["report"], len(kept["pages"]), kept["submits"]) == (report.pk, 2, True)
    assert "csrfmiddlewaretoken" not in "".join(kept["pages"])
    planner = make_person("Can bo ke hoach C11", ("plan_officer", world.units["C11"]))
    assert client_of(planner).get(reverse("offline:parcel", args=[report.pk])).json()["submits"] is False


def test_a_device_with_an_older_form_is_told_where_its_figures_go(world):
    report, older = world.report(), world.form.content_hash
    rows = [row for row in FORM["sections"][1]["rows"] if row["code"] == "bch"]
    rows = [{**rows[0], "code": "uv"}]
    newer = FORM | {"sections": [FORM["sections"][0], {"title": "II", "rows": rows}], "derived": []}
    form = load_form(newer | {"bridge": {"bch.tong": "uv.tong", "bch.nu": "uv.nu"}}, by=None)
    Report.objects.filter(pk=report.pk).update(form=form)
    fields = {"c.bch.tong": "5", "n.bch": "ghi", "e.jump:bch.tong": "vì", "c.clb": "3", "kad.clb": ""}
    status, said = send(client_of(world.reporter), report, form=older, fields=fields)
    assert (status, said["state"], said["form"]) == (409, "form", form.content_hash)
    assert said["fields"] == {"c.uv.tong": "5", "n.uv": "ghi", "e.jump:uv.tong": "vì"}
    assert said["left"] == [{"name": "c.clb", "label": "Câu lạc bộ", "mine": "3"}]
    assert values(report) == {}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"account": "1"}', '{"account": true, "version": 0}'])
def test_what_no_device_of_ours_sends_is_refused(world, body):
    door = client_of(world.reporter)
    path = reverse("offline:receive", args=[world.report().pk])
    assert door.post(path, body, "application/json").status_code == 400
    assert door.post(path, {"account": "1"}).status_code == 400


def test_the_worker_and_the_manifest_are_for_everybody_and_keep_nothing_of_anybody(world):
    worker = Client().get("/sw.js")
    assert (worker.status_code, worker["Content-Type"]) == (200, "text/javascript")
    assert "worker-src 'self'" in worker["Content-Security-Policy"]
    assert client_of(world.reporter).get("/sw.js").content == worker.content
    manifest = Client().get("/manifest.webmanifest").json()
    assert (manifest["scope"], manifest["display"], len(manifest["icons"])) == ("/", "standalone", 3)


def test_data_that_no_device_of_ours_sends_is_bad_input_and_never_breaks(world):
    report, door = world.report(), client_of(world.reporter)
    door.raise_request_exception = False
    place = reverse("offline:receive", args=[report.pk])
    for bomb in ("[" * 200_000, '{"a":' * 100_000, "9" * 10_000, '"\\ud800"', b"\xff"):
        assert door.post(place, bomb, content_type="application/json").status_code == 400
    who = int(door.session["_auth_user_id"])
    good = {"account": who, "version": 0, "form": report.form.content_hash, "fields": {}, "submit": False}
    for bad in ({"form": "\ud800"}, {"fields": {"n.dv": "a\x00"}}, {"fields": {"n.\udfff": "a"}}, {"fields": [1]}):
        assert door.post(place, json.dumps(good | bad), content_type="application/json").status_code == 400
    assert values(report) == {}
