"""An officer builds a form of her own without a script, previews it, publishes it, and changes it later."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhdang.calc.layout import parse_layout
from binhdang.datasets import queries
from binhdang.datasets.actions import ensure_builtin_forms, load_form
from binhdang.datasets.models import FormDraft, FormVersion
from tests.datasets.own import own_form
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db


def said(response, status=200):
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def fields_of(html):
    """The fields of the builder's form as a browser without a script posts them."""
    page = re.search(r"<form[^>]*data-draft.*?</form>", html, re.S)[0]
    return {name: [unescape(value) for value in values] for name, values in found_in(page).items()}


def found_in(page):
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if at.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in at:
            found.setdefault(at["name"], []).append(at.get("value", ""))
    for tag, inside in re.findall(r"<select([^>]*)>(.*?)</select>", page, re.S):
        if "disabled" in tag:
            continue
        picked = re.search(r'value="([^"]*)" selected', inside) or re.search(r'value="([^"]*)"', inside)
        found[re.search(r'name="([^"]*)"', tag)[1]] = [picked[1]]
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = [inside]
    return found


@pytest.fixture
def place():
    return kon_tum()


@pytest.fixture
def officer(place):
    return client_of(make_person("Can bo H1", ("reviewer", place["H1"])))


def build(client, address, part="1", do="save", **typed):
    page = said(client.get(f"{address}?phan={part}"))
    fields = fields_of(page) | {key.replace("__", "."): [value] for key, value in typed.items()} | {"do": [do]}
    return client.post(f"{address}?phan={part}", {key: value for key, value in fields.items() if value != [None]})


def test_a_form_of_every_kind_of_question_is_built_previewed_published_and_asked(place, officer):
    answer = officer.post("/bieu-mau/moi/", {"name": "Khảo sát phòng vắt sữa", "period": "once", "unit": "H1"})
    address = answer.headers["Location"]
    assert "chưa có câu hỏi nào" in said(officer.get(f"{address}?phan=head")) + said(
        officer.get(f"{address}xem-truoc/")
    )
    build(officer, address, new__names="Nữ đoàn viên\nNữ nuôi con nhỏ\n\n", do="add", title="I. Phòng vắt sữa")
    build(officer, address, new__names="Có phòng vắt, trữ sữa", new__kind="yes_no", do="add", r__0__required="1")
    build(officer, address, new__names="Hình thức", new__kind="choice", do="add")
    build(officer, address, new__names="Kiến nghị\nẢnh", new__kind="text", do="add", r__1__part_of="nu_doan_vien")
    options = "Phòng riêng\n<script>alert(1)</script>\n=HYPERLINK(1)"
    build(officer, address, r__3__options=options, r__5__kind="file", do="down:0")
    build(
        officer,
        address,
        "rules",
        d__new__name="Có nuôi con nhỏ",
        d__new__cells="nu_nuoi_con_nho.tong",
        d__new__op="has",
    )
    draft = FormDraft.objects.get()
    assert draft.definition["sections"][0]["rows"][3]["options"][1]["name"] == "<script>alert(1)</script>"
    page = said(officer.get(f"{address}xem-truoc/"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "Chưa phát hành được" not in page, re.findall(r"notice-warn.*?</ul>", page)
    published = officer.post(f"{address}phat-hanh/", {"version": str(draft.version)})
    form = FormVersion.objects.select_related("data_set__owner").get()
    assert published.headers["Location"] == f"/bieu-mau/bieu/{form.data_set.code}/"
    assert (form.data_set.owner, form.version) == (place["H1"], 1)
    assert [row.kind for row in parse_layout(form.layout).rows] == [
        "number", "number", "yes_no", "choice", "text", "file",
    ]  # fmt: skip
    assert "Gửi yêu cầu" in said(officer.get(published.headers["Location"]))
    assert "Hình thức" in said(officer.get(f"{published.headers['Location']}xem-truoc/?cap=co_so"))
    assert not FormDraft.objects.exists()


def test_what_was_taken_away_comes_back_where_it_was(officer):
    address = officer.post("/bieu-mau/moi/", {"name": "Biểu", "period": "year"}).headers["Location"]
    build(officer, address, new__names="Một\nHai\nBa", do="add")
    build(officer, address, do="delete:1", r__0__name="Một sửa")
    page = said(officer.get(address))
    assert "Đã xoá dòng “Hai”" in page
    build(officer, address, do="undo")
    build(officer, address, do="copy:2")
    build(officer, address, do="up:2")
    rows = FormDraft.objects.get().definition["sections"][0]["rows"]
    assert [(row["code"], row["name"]) for row in rows] == [
        ("mot", "Một sửa"), ("ba", "Ba"), ("hai", "Hai"), ("ba_2", "Ba"),
    ]  # fmt: skip
    build(officer, address, do="section_delete")
    assert FormDraft.objects.get().definition["sections"] == []
    build(officer, address, "head", do="undo")
    assert len(FormDraft.objects.get().definition["sections"][0]["rows"]) == 4


def test_what_is_wrong_is_named_with_its_place_and_what_was_typed_stays(officer):
    address = officer.post("/bieu-mau/moi/", {"name": "Biểu", "period": "year"}).headers["Location"]
    build(officer, address, new__names="Một\nHai", do="add")
    build(officer, address, r__0__name="x" * 10_000, r__1__code="mot", r__1__min="nhiều")
    page = said(officer.get(address))
    for words in ("Phần 1, dòng 1 (mot): nội dung", "Phần 1, dòng 2 (mot): min phải là một số", 'href="#r-1"'):
        assert words in page, words
    assert "x" * 10_000 in page
    build(officer, address, r__0__name="Một", r__1__min="0")
    assert "mã dòng mot có hai lần" in said(officer.get(address)) or "mã ô mot.tong có hai lần" in said(
        officer.get(address)
    )
    draft = FormDraft.objects.get()
    assert (
        officer.post(f"{address}phat-hanh/", {"version": str(draft.version)}).headers["Location"].endswith("phat-hanh/")
    )
    assert not FormVersion.objects.exists()


def test_two_people_at_once_see_both_and_nothing_is_lost(officer):
    address = officer.post("/bieu-mau/moi/", {"name": "Biểu", "period": "year"}).headers["Location"]
    build(officer, address, new__names="Một", do="add")
    old = fields_of(said(officer.get(address)))
    build(officer, address, r__0__name="Của người kia")
    page = said(officer.post(f"{address}?phan=1", old | {"r.0.name": ["Của tôi"]}), 409)
    assert "Của người kia" in page
    assert "Của tôi" in page
    assert officer.post(f"{address}?phan=1", old, headers={"X-Autosave": "1"}).status_code == 409
    fresh = re.search(r'name="version" value="(\d+)"', page)[1]
    officer.post(f"{address}?phan=1", old | {"r.0.name": ["Của tôi"], "version": [fresh]})
    assert FormDraft.objects.get().definition["sections"][0]["rows"][0]["name"] == "Của tôi"


def test_a_later_change_is_the_next_version_and_a_renamed_row_goes_on(place, officer):
    address = officer.post("/bieu-mau/moi/", {"name": "Biểu", "period": "year"}).headers["Location"]
    build(officer, address, new__names="Câu lạc bộ", new__kind="number:one", do="add")
    build(officer, address, do="publish")
    officer.post(f"{address}phat-hanh/", {"version": str(FormDraft.objects.get().version)})
    first = FormVersion.objects.get()
    next_address = officer.post(f"/bieu-mau/bieu/{first.data_set.code}/sua/").headers["Location"]
    assert officer.post(f"/bieu-mau/bieu/{first.data_set.code}/sua/").headers["Location"] == next_address
    build(officer, next_address, r__0__code="clb", r__0__name="Câu lạc bộ nữ công")
    page = said(officer.get(f"{next_address}phat-hanh/"))
    assert 'name="bridge.cau_lac_bo"' in page
    assert 'value="clb" selected' in page
    version = str(FormDraft.objects.get().version)
    officer.post(f"{next_address}phat-hanh/", {"version": version, "bridge.cau_lac_bo": "clb"})
    second = queries.current_form(first.data_set.code)
    assert (second.version, second.bridge) == (2, {"cau_lac_bo": "clb"})
    assert FormVersion.objects.get(pk=first.pk).cell_order == ["cau_lac_bo"]
    page = said(officer.get(f"/bieu-mau/bieu/{first.data_set.code}/khac-nhau/"))
    assert "cau_lac_bo → clb" in page


def test_a_unit_s_form_is_seen_below_and_above_and_nowhere_else(place, officer):
    address = officer.post("/bieu-mau/moi/", {"name": "Biểu của huyện", "period": "year"}).headers["Location"]
    build(officer, address, new__names="Một", do="add")
    officer.post(f"{address}phat-hanh/", {"version": str(FormDraft.objects.get().version)})
    code = FormVersion.objects.get().data_set.code
    seen = {
        who: client_of(make_person(f"Nguoi {who}", (role, place[who]))).get(f"/bieu-mau/bieu/{code}/").status_code
        for role, who in (("reporter", "C11"), ("reviewer", "KT"), ("reporter", "C21"), ("reviewer", "H2"))
    }
    assert seen == {"C11": 200, "KT": 200, "C21": 404, "H2": 404}
    below = client_of(make_person("Lap C12", ("reporter", place["C12"])))
    assert below.post(f"/bieu-mau/bieu/{code}/sua/").status_code == 403
    assert below.get("/bieu-mau/moi/").status_code == 403
    second = officer.post("/bieu-mau/moi/", {"name": "Bản sao", "period": "year", "source": code}).headers["Location"]
    assert client_of(make_person("Duyet H2", ("reviewer", place["H2"]))).get(second).status_code == 404
    assert FormDraft.objects.get().definition["sections"][0]["rows"][0]["name"] == "Một"


def test_a_form_goes_to_another_unit_by_who_may_ask_at_both(place, officer):
    address = officer.post("/bieu-mau/moi/", {"name": "Biểu của huyện", "period": "year"}).headers["Location"]
    build(officer, address, new__names="Một", do="add")
    officer.post(f"{address}phat-hanh/", {"version": str(FormDraft.objects.get().version)})
    form = FormVersion.objects.select_related("data_set").get()
    give = f"/bieu-mau/bieu/{form.data_set.code}/giao/"
    assert officer.post(give, {"unit": "KT"}).status_code == 400
    both = client_of(make_person("Duyet KT va H2", ("reviewer", place["KT"]), ("reviewer", place["H2"])))
    assert both.post(give, {"unit": "H2"}).status_code == 302
    assert officer.get(f"/bieu-mau/bieu/{form.data_set.code}/").status_code == 404
    load_form({**form.layout, "code": "KHONG-CHU"}, by=None)
    assert both.post("/bieu-mau/bieu/KHONG-CHU/giao/", {"unit": "KT"}).status_code == 403
    top = client_of(make_person("Trung uong", ("reviewer", place["TLD"])))
    assert top.post("/bieu-mau/bieu/KHONG-CHU/giao/", {"unit": "TLD"}).status_code == 302
    ensure_builtin_forms()
    assert top.post("/bieu-mau/bieu/BDG-NAM/giao/", {"unit": "TLD"}).status_code == 403


def test_the_list_of_forms_asks_no_more_for_three_forms_than_for_one(place, officer):
    counts = []
    for name in ("Một", "Hai", "Ba"):
        own_form(place["H1"], name)
        officer.get("/bieu-mau/")
        with CaptureQueriesContext(connection) as asked:
            assert name in said(officer.get("/bieu-mau/?cua=own"))
        counts.append(len(asked))
    assert counts[0] == counts[2], counts


def test_a_form_too_long_for_a_page_is_changed_as_a_file(officer):
    rows = [{"code": f"r{n}", "name": "Dòng"} for n in range(301)]
    load_form({"code": "DAI", "name": "Dài", "period": "year", "sections": [{"title": "I", "rows": rows}]}, by=None)
    page = said(officer.post("/bieu-mau/moi/", {"name": "Bản sao", "period": "year", "source": "DAI"}), 422)
    assert "quá dài để sửa trên trang" in page


def test_a_form_of_the_catalogue_goes_through_the_builder_s_pages_unchanged(officer):
    catalogue = next(form for form in ensure_builtin_forms() if form.data_set.code == "BDG-NAM").layout
    more = {"code": "r9", "formula": "ld.tong > 0.125", "message": "Có <b>lao động</b>", "severity": "notice"}
    row = {
        "code": "muc",
        "name": 'Tên "lạ" & <b>',
        "min": 1.125,
        "max": 1234567.5,
        "columns": ["q1", "q2"],
        "kad": False,
    }
    made = {**catalogue, "code": "SAO", "rules": [*catalogue["rules"], more]}
    made["derived"] = [{**cell, "note": "Ghi chú"} for cell in catalogue["derived"]]
    made["sections"] = [*catalogue["sections"], {"title": "VII", "rows": [row], "levels": ["tinh"], "note": "Xem thêm"}]
    load_form(made, by=None)
    post = {"name": made["name"], "period": "year", "source": "SAO"}
    address = officer.post("/bieu-mau/moi/", post).headers["Location"]
    for part in ["head", *map(str, range(1, len(made["sections"]) + 1)), "rules"]:
        build(officer, address, part)
    draft = FormDraft.objects.get()
    assert draft.version == len(made["sections"]) + 2
    kept, wanted = parse_layout({**draft.definition, "code": "SAO"}), parse_layout(made)
    for part in ("sections", "derived", "rules", "warnings", "size_cell", "note", "name", "period"):
        assert getattr(kept, part) == getattr(wanted, part), part
    assert kept == wanted
