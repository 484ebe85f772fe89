"""The pages: one drop zone, one list of findings, one button; scoped to the person, without JavaScript."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from binhdang.kit import runner
from binhdang.kit.models import Job
from binhdang.workbooks import sheets
from binhdang.workbooks.models import Upload
from tests.factories import client_of, make_person
from tests.reports.world import World
from tests.workbooks.test_round import filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def hand_in(client, *files, **more):
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("workbooks:start"), {"files": given, **more}, follow=True)


def test_the_reporter_takes_the_sheet_hands_it_in_and_submits_with_it():
    world = World()
    client = client_of(world.reporter)
    report = world.report("C11")
    form = client.get(reverse("reports:form", args=[report.pk]))
    assert reverse("workbooks:one", args=[report.pk]) in form.text
    out = client.get(reverse("workbooks:one", args=[report.pk]))
    assert out["Content-Disposition"].startswith("attachment")
    bad = filled(out.content, dv=40, dv__nu=50, bch=5, bch__nu="=1+1")
    page = hand_in(client, ("x.xlsx", bad), report=report.pk)
    upload = Upload.objects.get()
    assert "Ô có công thức" in page.text
    assert "lớn hơn tổng số" in page.text
    item = page.context["lines"][0]["item"]
    back = client.get(reverse("workbooks:annotated", args=[upload.pk, item.pk]))
    assert back.status_code == 200
    good = filled(back.content, dv=40, dv__nu=20, bch=5, bch__nu=2, clb=1)
    page = hand_in(client, ("y.xlsx", good), report=report.pk)
    assert [line["problems"] for line in page.context["lines"]] == [[]]
    upload = Upload.objects.order_by("-pk")[0]
    page = client.post(reverse("workbooks:confirm", args=[upload.pk]), {"submit": "1"}, follow=True)
    assert world.report("C11").state == "submitted"
    assert "Đã nộp 1 báo cáo" in page.text
    undo = client.post(reverse("workbooks:undo", args=[upload.pk]), {"confirm": "1"})
    assert undo.status_code == 422
    assert "C11" in undo.text
    other = client_of(world.other)
    assert other.get(reverse("workbooks:upload", args=[upload.pk])).status_code == 404
    assert other.get(reverse("workbooks:one", args=[report.pk])).status_code == 404
    assert other.get(reverse("workbooks:annotated", args=[upload.pk, item.pk])).status_code == 404


def test_a_zip_of_many_sheets_goes_in_at_once_and_what_is_no_sheet_is_named():
    world = World()
    officer = make_person("Can bo KT", ("plan_officer", world.units["KT"]))
    packed, inner = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as out:
        out.writestr("a.xlsx", b"x")
    with zipfile.ZipFile(packed, "w") as out:
        for code in ("C11", "C12", "H1"):
            data = sheets.one_unit([sheets.of_report(world.report(code))])
            out.writestr(f"thư mục/{code}.xlsx", filled(data, bch=5, bch__nu=2))
        out.writestr("~$C11.xlsx", b"x")
        out.writestr("anh.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF")
        out.writestr("trong/nua.zip", inner.getvalue())
    client = client_of(officer)
    page = hand_in(client, ("tat ca.zip", packed.getvalue()))
    upload = Upload.objects.get()
    assert upload.counts["files"] == 6
    assert upload.counts["ready"] == 3
    assert "không phải bảng tính Excel" in page.text
    client.post(reverse("workbooks:confirm", args=[upload.pk]))
    assert {world.report(code).state for code in ("C11", "C12", "H1")} == {"draft"}
    undone = client.post(reverse("workbooks:undo", args=[upload.pk]), {"confirm": "1"}, follow=True)
    assert "Đã hoàn tác 3 báo cáo" in undone.text
    assert {world.report(code).values for code in ("C11", "C12", "H1")} == {""}


def test_the_list_of_findings_asks_the_database_no_more_for_three_lines_than_for_one(django_assert_max_num_queries):
    world = World()
    client = client_of(world.boss)
    counts = []
    for codes in (["C11"], ["C11", "C12", "H1"]):
        files = [(c, filled(sheets.one_unit([sheets.of_report(world.report(c))]), bch=5, bch__nu="x")) for c in codes]
        page = hand_in(client, *files)
        assert len(page.context["lines"]) == len(codes)
        address = reverse("workbooks:upload", args=[page.context["upload"].pk])
        client.get(address)
        with django_assert_max_num_queries(60) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_sheet_of_very_many_units_is_made_by_a_job_for_who_asked_alone(monkeypatch):
    world = World()
    address = reverse("workbooks:below", args=[world.request.pk, "H1"])
    client = client_of(world.upper)
    at_once = client.get(address)
    assert at_once["Content-Disposition"].startswith("attachment")
    monkeypatch.setattr("binhdang.workbooks.queries.AT_ONCE", 1)
    assert "3 đơn vị" in client.get(address).text
    client.post(address)
    assert runner.run_all() == 1
    job = Job.objects.get(kind="workbooks.below")
    assert client.get(job.href).content[:2] == b"PK"
    assert client_of(world.boss).get(job.href).status_code == 404
    upload = hand_in(client, ("h1.xlsx", client.get(job.href).content))
    assert [line["problems"] for line in upload.context["lines"]] == [[], []], "the own report of H1 is its reporter's"
