"""Texts, files, yes/no and choices: answered on the form, kept with the report, counted or listed, never mixed up."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhdang.calc import cells
from binhdang.calc.answers import choose
from binhdang.datasets.actions import load_form
from binhdang.datasets.queries import layout_of
from binhdang.kit.errors import BadInput, Conflict
from binhdang.reports import actions, files
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


def answered(units, code, **post):
    """Answer one unit's form by its reporter, submit, and accept by the district."""
    report = report_of(units, code)
    layout = layout_of(report.form)
    values = {"nu": post.get("nu", 5)} | choose(layout.row("phong"), post.get("phong", "co"))
    values |= choose(layout.row("loai"), post.get("loai", "rieng"))
    report = actions.save_draft(report.pk, values, version=0, by=None, texts={"kien_nghi": post.get("text", "Không")})
    files.attach(report.pk, "anh", name="anh.png", data=PNG, version=report.version, by=None)
    return actions.submit(report.pk, by=None)


def test_answers_are_counted_by_units_up_the_tree_and_texts_listed_with_their_source(place):
    actions.accept(answered(place, "C11", text="Xin <i>tủ lạnh</i>").pk, by=None)
    actions.accept(answered(place, "C12", phong="khong", loai="KAD", nu=7).pk, by=None)
    answered(place, "C21", loai="chung", text="=HYPERLINK(1)")
    boss = client_of(make_person("Duyet KT", ("reviewer", place["KT"])))
    sums = text_of(boss.get(f"/bieu-mau/bieu/HOI/so-lieu/?unit=KT&period={KEY}&basis=approved"))
    assert "2/7 đơn vị đã có số liệu" in sums
    for part in ("50,0%", "1/2", ">12 <span", "0,0%", "0/1"):
        assert part in sums, part
    waiting = text_of(boss.get(f"/bieu-mau/bieu/HOI/so-lieu/?unit=KT&period={KEY}&basis=provisional"))
    for part in ("66,7%", "2/3", ">17 <span", "3/7"):
        assert part in waiting, part
    approved = text_of(boss.get(f"/bieu-mau/bieu/HOI/tra-loi/kien_nghi/?unit=KT&period={KEY}&basis=approved"))
    assert "2 đơn vị trả lời" in approved
    assert "Xin &lt;i&gt;tủ lạnh&lt;/i&gt;" in approved
    assert "HYPERLINK" not in approved
    both = text_of(boss.get(f"/bieu-mau/bieu/HOI/tra-loi/kien_nghi/?unit=KT&period={KEY}&basis=provisional"))
    assert "=HYPERLINK(1)" in both
    assert "anh.png" in text_of(boss.get(f"/bieu-mau/bieu/HOI/tra-loi/anh/?unit=KT&period={KEY}&basis=approved"))
    below = client_of(make_person("Duyet H1", ("reviewer", place["H1"])))
    own = text_of(below.get(f"/bieu-mau/bieu/HOI/tra-loi/kien_nghi/?unit=H1&period={KEY}&basis=provisional"))
    assert "HYPERLINK" not in own


def test_a_list_of_answers_asks_no_more_for_three_units_than_for_one(place):
    boss = client_of(make_person("Duyet KT", ("reviewer", place["KT"])))
    address = f"/bieu-mau/bieu/HOI/tra-loi/anh/?unit=KT&period={KEY}&basis=provisional"
    counts = []
    for code in ("C11", "C12", "C21"):
        answered(place, code)
        boss.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert boss.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2], counts


def test_a_correction_given_up_brings_the_accepted_texts_back_and_the_history_shows_both(place):
    report = actions.accept(answered(place, "C11", text="Như cũ").pk, by=None)
    actions.start_correction(report.pk, by=None, why="Sửa kiến nghị của đơn vị.")
    report = report_of(place)
    actions.save_draft(report.pk, {}, version=report.version, by=None, texts={"kien_nghi": "Khác rồi"})
    actions.submit(report.pk, by=None)
    reviewer = make_person("Duyet KT", ("reviewer", place["KT"]))
    boss = client_of(reviewer)
    history = text_of(boss.get(f"/bao-cao/{report.pk}/lich-su/"))
    assert "Như cũ" in history
    assert "Khác rồi" in history
    actions.return_report(report.pk, [("cell", "kien_nghi", "Ghi rõ kiến nghị với ai.")], by=reviewer)
    page = text_of(boss.get(f"/bao-cao/{report.pk}/"))
    assert "Ghi rõ kiến nghị với ai." in page
    approved = f"/bieu-mau/bieu/HOI/tra-loi/kien_nghi/?unit=KT&period={KEY}&basis=approved"
    assert "Như cũ" in text_of(boss.get(approved))


def test_files_of_other_reports_or_questions_and_too_many_are_refused(place):
    mine, other = report_of(place), report_of(place, "C12")
    file = files.attach(other.pk, "anh", name="a.png", data=PNG, version=0, by=None)
    with pytest.raises(BadInput, match="không thuộc câu hỏi này"):
        actions.save_draft(mine.pk, {}, version=0, by=None, texts={"anh": str(file.pk)})
    with pytest.raises(BadInput, match="không trả lời câu hỏi này"):
        actions.save_draft(mine.pk, {}, version=0, by=None, texts={"nu": "x"})
    with pytest.raises(BadInput, match="Chỉ nhận PDF"):
        files.attach(mine.pk, "anh", name="a.png", data=b"MZ", version=0, by=None)
    with pytest.raises(Conflict):
        files.attach(other.pk, "anh", name="b.png", data=PNG, version=0, by=None)
    for version in range(files.MOST_A_ROW):
        files.attach(mine.pk, "anh", name="a.png", data=PNG + bytes([version]), version=version, by=None)
    with pytest.raises(BadInput, match="đã có đủ số tệp"):
        files.attach(mine.pk, "anh", name="a.png", data=PNG, version=files.MOST_A_ROW, by=None)
    taken = files.files_of(report_of(place))["anh"][0]
    files.detach(mine.pk, taken.pk, version=files.MOST_A_ROW, by=None)
    assert len(files.files_of(report_of(place))["anh"]) == files.MOST_A_ROW - 1


def test_two_people_answering_at_once_see_both_answers(place):
    client = client_of(make_person("Lap C11", ("reporter", place["C11"])))
    report = report_of(place)
    values = choose(layout_of(report.form).row("phong"), "co")
    actions.save_draft(report.pk, values, version=0, by=None, texts={"kien_nghi": "Của người kia"})
    post = {"version": "0", "section": "1", "o.phong": "khong", "t.kien_nghi": "Của tôi", "o.loai": "sai"}
    response = client.post(f"/bao-cao/{report.pk}/", post)
    assert response.status_code == 409
    page = text_of(response)
    for part in ('name="o.phong" value="khong" checked', 'name="o.phong" value="co"', "Của người kia", "Của tôi"):
        assert part in page, part


def test_an_answer_that_cannot_be_kept_is_named_and_stays_on_the_page(place):
    client = client_of(make_person("Lap C11", ("reporter", place["C11"])))
    report = report_of(place)
    response = client.post(
        f"/bao-cao/{report.pk}/", {"version": "0", "section": "1", "t.kien_nghi": "x" * 5001, "o.phong": "co"}
    )
    assert response.status_code == 422
    page = text_of(response)
    assert "nhiều nhất là 5000" in page
    assert "x" * 5001 in page
    assert report_of(place).values == "[null,1,null,null]"


def test_what_was_said_last_period_stands_beside_texts_and_files(place):
    client, old = client_of(make_person("Lap C11", ("reporter", place["C11"]))), report_of(place)
    post = {"version": "0", "section": "1", "c.nu": "12", "o.phong": "co", "o.loai": "chung"}
    client.post(f"/bao-cao/{old.pk}/", post | {"t.kien_nghi": "Xin <b>thêm</b>\nhai máy lạnh"})
    files.attach(old.pk, "anh", name="a.png", data=PNG, version=1, by=None)
    old.refresh_from_db()
    actions.submit(old.pk, version=old.version, by=None)
    actions.accept(old.pk, by=None)
    form = load_form(FORM, by=None)
    open_request(form, unit=place["KT"], period_key="D2021-09-15", due={}, by=None)
    new = Report.objects.get(unit=place["C11"], period_key="D2021-09-15")
    page = text_of(client.get(f"/bao-cao/{new.pk}/"))
    assert "Xin &lt;b&gt;thêm&lt;/b&gt;<br>hai máy lạnh" in page
    assert "said-before" in page
    check = text_of(client.get(f"/bao-cao/{new.pk}/kiem-tra/"))
    assert "hai máy lạnh" in check
    for shown in (page, check):
        assert "Một lần, ngày 15/09/2020: a.png" in shown
    beside = Report.objects.get(unit=place["C12"], period_key="D2021-09-15")
    other = client_of(make_person("Lap C12", ("reporter", place["C12"])))
    assert "said-before" not in text_of(other.get(f"/bao-cao/{beside.pk}/"))
