"""Texts, files, yes/no and choices: answered on the form, kept with the report, counted or listed, never mixed up."""

import re
from io import BytesIO

import pytest

from binhdang.calc import cells
from binhdang.datasets.actions import load_form
from binhdang.reports import files
from binhdang.reports.models import Report
from binhdang.reports.requests import open_request
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
FORM = {
    "code": "HOI", "name": "Hỏi nhanh", "period": "once",
    "sections": [{"title": "I. Câu hỏi", "rows": [
        {"code": "nu", "name": "Nữ đoàn viên", "unit": "người", "integer": True, "min": 0},
        {"code": "phong", "name": "Có phòng vắt, trữ sữa", "kind": "yes_no", "required": True},
        {"code": "loai", "name": "Hình thức", "kind": "choice", "required": True,
         "options": [{"code": "rieng", "name": "Phòng riêng"}, {"code": "chung", "name": "Dùng chung"}]},
        {"code": "kien_nghi", "name": "Kiến nghị", "kind": "text", "required": True},
        {"code": "anh", "name": "Ảnh phòng", "kind": "file", "required": True},
    ]}],
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
KEY = "D2020-09-15"


@pytest.fixture
def place(settings, tmp_path):
    settings.HOME = tmp_path
    units = kon_tum()
    form = load_form(FORM, by=None)
    open_request(form, unit=units["KT"], period_key=KEY, due={}, by=None)
    return units


def report_of(units, code="C11"):
    return Report.objects.select_related("form__data_set", "unit").get(unit=units[code])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_every_kind_of_question_is_answered_without_a_script_and_submitted(place):
    client = client_of(make_person("Lap C11", ("reporter", place["C11"])))
    report = report_of(place)
    address = f"/bao-cao/{report.pk}/"
    page = text_of(client.get(address))
    for part in ('name="o.phong" value="co"', 'name="o.loai" value="chung"', 'name="t.kien_nghi"', "0/5 ô đã nhập"):
        assert part in page, part
    check = text_of(client.get(f"{address}kiem-tra/"))
    assert "4 ô bắt buộc ở phần I" in check
    post = {"version": "0", "section": "1", "c.nu": "12", "o.phong": "co", "o.loai": "chung", "go": "tep:anh",
            "t.kien_nghi": "Đề nghị <b>hỗ trợ</b>\r\nkinh phí"}  # fmt: skip
    assert client.post(address, post).headers["Location"] == f"{address}tep/anh/"
    sent = {"version": "1", "file": BytesIO(PNG)}
    sent["file"].name = "anh\u202epng.exe"
    assert client.post(f"{address}tep/anh/", sent).status_code == 302
    report = report_of(place)
    assert cells.unpack(report.values, report.form.cell_order) == {
        "nu": 12, "phong": 1, "loai.rieng": 0, "loai.chung": 1,
    }  # fmt: skip
    assert report.texts["kien_nghi"] == "Đề nghị <b>hỗ trợ</b>\nkinh phí"
    check = text_of(client.get(f"{address}kiem-tra/"))
    for part in ("&lt;b&gt;", "Dùng chung", "anhpng.exe.png", "5/5 ô đã nhập"):
        assert part in check, part
    file = files.files_of(report)["anh"][0]
    given = client.get(f"{address}tep/{file.pk}/tai-ve/")
    assert b"".join(given.streaming_content) == PNG
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert client.post(f"{address}nop/", {"version": str(report.version)}).headers["Location"] == f"{address}da-nop/"
    upper = client_of(make_person("Duyet H1", ("reviewer", place["H1"])))
    review = text_of(upper.get(f"/bao-cao/duyet/{report.pk}/?unit=H1&period={KEY}"))
    for part in ("Dùng chung", "anhpng.exe.png", "Đề nghị &lt;b&gt;"):
        assert part in review, part
    assert upper.get(f"{address}tep/{file.pk}/tai-ve/").status_code == 200
    stranger = client_of(make_person("Lap C21", ("reporter", place["C21"])))
    assert stranger.get(f"{address}tep/{file.pk}/tai-ve/").status_code == 404
    assert stranger.get(f"{address}tep/anh/").status_code == 404
