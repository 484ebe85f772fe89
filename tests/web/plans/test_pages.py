"""The pages of plans: every decision works as a plain form, sight is kept, hostile files change nothing."""

import io
import zipfile
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binhdang.plans import actions, decisions
from binhdang.plans.models import Finding, Plan
from binhdang.web.search import search
from tests.factories import client_of, make_person


@pytest.fixture
def client(world: SimpleNamespace) -> Client:
    return client_of(world.officer)


def url(name: str, *args: object) -> str:
    return reverse(f"plans:{name}", args=args)


def first(world: SimpleNamespace, kind: str) -> Finding:
    return Finding.objects.filter(plan=world.plan, kind=kind).order_by("start").first()


def test_an_empty_list_says_what_to_do_next(world: SimpleNamespace, client: Client) -> None:
    Finding.objects.all().delete()
    Plan.objects.all().delete()
    assert "Thêm kế hoạch" in client.get(url("list")).content.decode()
    viewer = client_of(make_person("Người xem", ("viewer", world.units["KT"])))
    page = viewer.get(url("list")).content.decode()
    assert "Chưa có kế hoạch nào" in page
    assert url("upload") not in page


def test_the_list_filters_and_finds_without_diacritics(world: SimpleNamespace, client: Client) -> None:
    assert world.plan.title in client.get(url("list") + "?q=binh+dang&trang-thai=reading").content.decode()
    assert "Không có kế hoạch nào khớp" in client.get(url("list") + "?trang-thai=withdrawn").content.decode()


def test_pasted_text_leads_to_the_review_page(world: SimpleNamespace, client: Client) -> None:
    answer = client.post(url("upload"), {"unit": "KT", "text": world.text}, follow=True)
    page = answer.content.decode()
    assert "Đã hiểu được" in page
    assert "mark-sure" in page or "edge-sure" in page


def test_from_reading_to_work_with_plain_forms_only(world: SimpleNamespace, client: Client) -> None:
    plan = world.plan.pk
    data = {"title": "Kế hoạch A", "number": "45/KH", "issued_on": "14/6/2016", "issuer": "LĐLĐ tỉnh A"}
    client.post(url("header", plan), {**data, "period_start": "01/01/2016", "period_end": "31/12/2020"})
    for kind in Finding.objects.filter(plan=plan).values_list("kind", flat=True).distinct():
        client.post(url("sure", plan), {"kind": kind})
    for finding in Finding.objects.filter(plan=plan, state="open"):
        posted = {"verb": "confirm", "version": finding.version, "indicator": finding.indicator_code or "-"}
        answer = client.post(url("decide", plan, finding.order), posted)
        assert answer.headers["Location"].endswith(f"#diem-{finding.order}")
    assert "Những gì sẽ theo kế hoạch này" in client.get(url("confirm", plan)).content.decode()
    answer = client.post(url("confirm", plan), follow=True)
    page = answer.content.decode()
    assert Plan.objects.get(pk=plan).state == "confirmed"
    assert "T1" in page
    assert "từ 30% trở lên" in page
    assert "đưa kế hoạch vào thực hiện" in page


def test_a_target_without_indicator_is_refused_with_the_way_to_mend_it(world: SimpleNamespace, client: Client) -> None:
    finding = first(world, "target")
    Finding.objects.filter(pk=finding.pk).update(indicator_code="")
    answer = client.post(url("decide", world.plan.pk, finding.order), {"verb": "confirm"}, follow=True)
    assert answer.redirect_chain[0][0] == url("finding", world.plan.pk, finding.order)
    assert "chưa chọn chỉ số" in answer.content.decode()
    client.post(url("indicator", world.plan.pk, finding.order), {"code": "B01"})
    client.post(url("decide", world.plan.pk, finding.order), {"verb": "confirm"})
    finding.refresh_from_db()
    assert (finding.state, finding.indicator_code) == ("confirmed", "B01")


def test_a_wrong_field_keeps_everything_that_was_typed(world: SimpleNamespace, client: Client) -> None:
    finding = first(world, "target")
    posted = {"comparator": ">=", "value": "ba mươi", "name": "Tên tôi gõ", "year_0": "20x5", "value_0": "6"}
    answer = client.post(url("finding", world.plan.pk, finding.order), posted)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Tên tôi gõ" in page
    assert "ba mươi" in page
    assert "20x5" in page
    finding.refresh_from_db()
    assert finding.data["value"] == "30"


def test_correct_and_confirm_in_one_form(world: SimpleNamespace, client: Client) -> None:
    finding = first(world, "target")
    posted = {"comparator": ">=", "value": "35", "unit": "percent", "confirm": "1", "version": finding.version}
    assert client.post(url("finding", world.plan.pk, finding.order), posted).status_code == 302
    finding.refresh_from_db()
    assert (finding.state, finding.data["value"]) == ("confirmed", "35")


def test_a_conflict_shows_both_versions(world: SimpleNamespace, client: Client) -> None:
    finding = first(world, "target")
    decisions.correct_finding(finding, {"comparator": ">=", "value": "45"}, by=world.officer)
    posted = {"comparator": ">=", "value": "50", "unit": "percent", "version": finding.version}
    answer = client.post(url("finding", world.plan.pk, finding.order), posted)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "từ 45% trở lên" in page
    assert 'value="50"' in page


def test_split_merge_drop_and_take_back(world: SimpleNamespace, client: Client) -> None:
    plan = world.plan
    one, two = Finding.objects.filter(plan=plan, kind="measure").order_by("start")
    client.post(url("merge", plan.pk, one.order), {"other": [two.order]})
    two.refresh_from_db()
    assert two.state == "merged"
    client.post(url("decide", plan.pk, two.order), {"verb": "reopen"})
    quote = plan.text[two.start : two.end]
    assert client.post(url("split", plan.pk, two.order), {"marked": quote}).status_code == 400
    cut = quote.replace("thực hiện", "| thực hiện")
    client.post(url("split", plan.pk, two.order), {"marked": cut})
    assert Finding.objects.filter(plan=plan, kind="measure").count() == 3
    client.post(url("decide", plan.pk, one.order), {"verb": "drop"})
    assert "Lấy lại" in client.get(url("review", plan.pk)).content.decode()
    client.post(url("decide", plan.pk, one.order), {"verb": "reopen"})
    one.refresh_from_db()
    assert one.state == "open"


def test_a_stretch_of_text_becomes_a_finding(world: SimpleNamespace, client: Client) -> None:
    plan = world.plan
    start = plan.text.index("2. Kiểm tra")
    end = plan.text.index("\n", start)
    page = client.get(url("add", plan.pk) + f"?start={start}&end={end}").content.decode()
    assert "2. Kiểm tra việc" in page
    posted = {"start": start, "end": end, "quote": "chế độ đối với lao động nữ", "kind": "audience"}
    client.post(url("add", plan.pk), posted)
    made = Finding.objects.get(plan=plan, kind="audience")
    assert plan.text[made.start : made.end] == posted["quote"]
    answer = client.post(url("add", plan.pk), {**posted, "quote": "lời khác hẳn"})
    assert answer.status_code == 400
    assert "lời khác hẳn" in answer.content.decode()


def test_htmx_gets_the_row_and_the_counts(world: SimpleNamespace, client: Client) -> None:
    finding = first(world, "measure")
    answer = client.post(
        url("decide", world.plan.pk, finding.order), {"verb": "confirm"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "Đã xác nhận" in page
    assert 'hx-swap-oob="true"' in page


def test_what_is_out_of_sight_is_not_there(world: SimpleNamespace) -> None:
    stranger = client_of(make_person("Huyện hai", ("plan_officer", world.units["H2"])))
    number, plan = first(world, "target").order, world.plan.pk
    gets = [url(n, plan) for n in ("plan", "review", "add", "confirm", "withdraw")] + [url("finding", plan, number)]
    assert {stranger.get(address).status_code for address in gets} == {404}
    posts = [url(n, plan, number) for n in ("decide", "indicator", "split", "merge", "finding")]
    posts += [url(n, plan) for n in ("header", "sure", "confirm", "withdraw", "add")]
    assert {stranger.post(address, {"verb": "drop"}).status_code for address in posts} == {404}


def test_seen_but_not_allowed_is_refused_with_a_reason(world: SimpleNamespace) -> None:
    viewer = client_of(make_person("Người xem", ("viewer", world.units["KT"])))
    page = viewer.get(url("review", world.plan.pk)).content.decode()
    assert 'name="verb"' not in page
    answer = viewer.post(url("decide", world.plan.pk, first(world, "target").order), {"verb": "drop"})
    assert answer.status_code == 403
    assert "Cán bộ kế hoạch" in answer.content.decode()


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 160_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 hong",
        b"",
        bytes(range(256)) * 50,
        ("x" * 9_000_000).encode(),
        ("nữ công " * 60_000).encode(),
        b"%PDF-1.4 broken",
    ],
    ids=["broken docx", "empty", "binary", "one line of 9 MB", "far too long", "broken pdf"],
)
def test_a_hostile_file_gets_a_clear_answer_and_nothing_is_stored(
    world: SimpleNamespace, client: Client, content: bytes
) -> None:
    before = Plan.objects.count()
    answer = client.post(url("upload"), {"unit": "KT", "file": SimpleUploadedFile("kh.docx", content)})
    assert answer.status_code == 400
    assert "Chưa đọc được văn bản" in answer.content.decode()
    assert Plan.objects.count() == before


def test_a_zip_bomb_is_not_unpacked(world: SimpleNamespace, client: Client) -> None:
    answer = client.post(url("upload"), {"unit": "KT", "file": SimpleUploadedFile("kh.docx", zip_bomb())})
    assert answer.status_code == 400
    assert "bất thường" in answer.content.decode()


def test_script_in_a_text_stays_text(world: SimpleNamespace, client: Client) -> None:
    evil = world.text.replace("công đoàn cơ sở", "<script>alert(1)</script> công đoàn cơ sở")
    plan = actions.upload_plan(world.units["KT"], evil, by=world.officer, source_name="<img src=x>.docx")
    page = client.get(url("review", plan.pk)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<img src=x>" not in page


def test_pasted_text_is_not_lost_when_it_cannot_be_read(world: SimpleNamespace, client: Client) -> None:
    answer = client.post(url("upload"), {"unit": "KT", "text": "quá ngắn"})
    assert answer.status_code == 400
    assert "quá ngắn</textarea>" in answer.content.decode()


def test_a_unit_one_may_not_plan_for_is_not_offered(world: SimpleNamespace, client: Client) -> None:
    district = client_of(make_person("Huyện một", ("plan_officer", world.units["H1"])))
    district.post(url("upload"), {"unit": "KT", "text": world.text})
    assert not Plan.objects.filter(unit=world.units["KT"]).exclude(pk=world.plan.pk).exists()


def test_a_district_plan_below_the_provincial_threshold_needs_a_written_reason(
    world: SimpleNamespace, client: Client
) -> None:
    for finding in Finding.objects.filter(plan=world.plan, state="open"):
        if decisions.missing(finding):
            decisions.drop_finding(finding, by=world.officer)
        else:
            decisions.confirm_finding(finding, by=world.officer)
    actions.confirm_plan(Plan.objects.get(pk=world.plan.pk), by=world.officer)
    text = world.text.replace("đạt 30% trở lên", "đạt 25% trở lên")
    low = actions.upload_plan(world.units["H1"], text, by=world.officer)
    page = client.get(url("review", low.pk) + "?xem=tat-ca").content.decode()
    assert "Thấp hơn kế hoạch cấp trên" in page
    assert "Kế hoạch cấp trên yêu cầu từ 30% trở lên" in page
    finding = Finding.objects.filter(plan=low, kind="target").order_by("start").first()
    client.post(url("decide", low.pk, finding.order), {"verb": "confirm", "indicator": "B01"})
    finding.refresh_from_db()
    assert finding.state == "open"
    posted = {"verb": "confirm", "indicator": "B01", "lower_reason": "Đặc thù ngành, có văn bản số 3"}
    client.post(url("decide", low.pk, finding.order), posted)
    finding.refresh_from_db()
    assert finding.state == "confirmed"


def test_the_review_page_takes_as_many_statements_for_many_findings_as_for_few(
    world: SimpleNamespace, client: Client
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(url("review", world.plan.pk) + "?xem=tat-ca")
        return len(seen)

    statements()
    few = statements()
    for finding in Finding.objects.filter(plan=world.plan, kind="target"):
        for _ in range(5):
            decisions.add_finding(world.plan, "target", finding.start, finding.end, by=world.officer)
    assert statements() == few


def test_the_search_finds_plans_targets_and_clauses_in_sight_only(world: SimpleNamespace, client: Client) -> None:
    for finding in Finding.objects.filter(plan=world.plan, state="open"):
        if decisions.missing(finding):
            decisions.drop_finding(finding, by=world.officer)
        else:
            decisions.confirm_finding(finding, by=world.officer)
    actions.confirm_plan(Plan.objects.get(pk=world.plan.pk), by=world.officer)
    titles = {str(title): hits for title, hits in search(world.officer, "ban chap hanh")}
    assert titles["Chỉ tiêu"][0].href == url("plan", world.plan.pk) + "#T1"
    assert titles["Điều khoản của kế hoạch"]
    assert {str(title) for title, _hits in search(world.officer, "binh dang gioi")} >= {"Kế hoạch"}
    assert "Kế hoạch" not in {str(title) for title, _ in search(make_person("Người lạ"), "binh dang gioi")}
