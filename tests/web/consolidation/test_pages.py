"""From what the units wrote to the signed report and the slip after it, in pages that work without a script."""

import pytest

from binhdang.consolidation.models import Consolidated, Passage, Slip, Snapshot
from binhdang.documents.layout import to_json
from binhdang.documents.models import Paper
from binhdang.kit import clock
from binhdang.reports import actions as reports
from tests.consolidation.test_signing import REASON, SAID, correct
from tests.documents.samples import sample
from tests.factories import client_of, make_person
from tests.reports.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = World()
    sent = made.fill("C11")
    sent = reports.save_draft(sent.pk, {}, version=sent.version, by=None, notes={"bch": SAID})
    reports.accept(reports.submit(sent.pk, by=made.reporter).pk, by=made.upper)
    return made


def text(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_whole_journey_from_quotation_to_signature_and_slip(world, django_assert_max_num_queries):
    client = client_of(world.upper)
    start = f"/tong-hop/lap/{world.request.pk}/H1/"
    assert start in text(client.get("/tong-hop/?unit=H1&period=2019"))
    text(client.get(start))
    page = client.post(start).url
    report = Consolidated.objects.get()
    voices = text(client.get(f"{page}y-kien/?q=kinh+phi"))
    assert SAID in voices
    key = f"{world.report('C11').pk}|{world.units['C11'].pk}|note:bch"
    assert key in voices
    assert client.post(f"{page}y-kien/", {"voice": key, f"kind.{key}": "difficulty"}).status_code == 302
    quote = Passage.objects.get(place="note:bch")
    report.refresh_from_db()
    data = {
        "version": report.version, f"text.{quote.pk}": "Thiếu kinh phí; có [[bch.nu]] nữ uỷ viên.",
        f"kind.{quote.pk}": "difficulty", f"order.{quote.pk}": "1", "new.proposal": "Đề nghị cấp kinh phí <b>.",
    }  # fmt: skip
    text(client.get(f"{page}sua/"))
    unknown = client.post(f"{page}sua/", data | {f"text.{quote.pk}": "[[khong_co]]"})
    assert (unknown.status_code, "[[khong_co]]" in unknown.content.decode()) == (422, True)
    assert client.post(f"{page}sua/", data).status_code == 302
    clash = client.post(f"{page}sua/", data | {f"text.{quote.pk}": "Bản cũ"})
    assert (clash.status_code, "Bản cũ" in clash.content.decode()) == (409, True)
    shown = text(client.get(page))
    assert "Đề nghị cấp kinh phí &lt;b&gt;." in shown
    assert '<span class="tied">2</span>' in shown
    report.refresh_from_db()
    assert client.get(f"{page}xem-truoc/").content[:4] == b"%PDF"
    assert client.post(f"{page}ky/", {"version": report.version}).status_code == 422
    assert client.post(f"{page}ky/", {"version": report.version, "reason": REASON}).status_code == 302
    signed = Snapshot.objects.get()
    frozen = text(client.get(f"/tong-hop/ban-ky/{signed.pk}/"))
    assert signed.sha256 in frozen
    assert "Khớp" in frozen
    assert client.get(f"/tong-hop/ban-ky/{signed.pk}/word/").content[:2] == b"PK"
    assert client.get(f"/tong-hop/ban-ky/{signed.pk}/pdf/").content == bytes(signed.pdf)
    waiting = correct(world, **{"bch.nu": 3})
    slip = text(client.get(f"/tong-hop/phieu/bao-cao/{waiting.pk}/"))
    assert "Tổng cũ" in slip
    assert "Đây là báo cáo đính chính" in text(client.get(f"/bao-cao/duyet/{waiting.pk}/?unit=H1&period=2019"))
    assert client.post(
        f"/bao-cao/duyet/{waiting.pk}/", {"version": waiting.version, "decision": "accept"}
    ).status_code == 302  # fmt: skip
    shown = text(client.get(page))
    assert "Đã thay đổi từ khi ký" in shown
    assert "<del>2</del> <ins>3</ins>" in shown
    assert "+1" in text(client.get(f"/tong-hop/phieu/{Slip.objects.get().pk}/"))
    assert "phiếu đính chính" in text(client.get(f"/bao-cao/chot/{world.request.pk}/H1/"))
    assert client.post(f"{page}mo-lai/", {"why": "Ký lại sau khi đính chính."}).status_code == 302
    assert client.post(f"{page}cap-nhat/").status_code == 302
    assert "<del>" not in text(client.get(page))
    with django_assert_max_num_queries(60):
        client.get(page)


def test_a_correction_shows_its_slip_before_it_is_sent_and_covers_totals_out_of_sight(world):
    reports.start_correction(world.report("C11").pk, by=world.reporter, why="Đếm thiếu một nữ uỷ viên.")
    report = world.report("C11")
    client = client_of(world.reporter)
    assert client.get(f"/tong-hop/phieu/bao-cao/{report.pk}/").status_code == 404
    reports.save_draft(report.pk, {"bch.nu": 3}, version=report.version, by=world.reporter)
    pending = f"/tong-hop/phieu/bao-cao/{report.pk}/"
    assert pending in text(client.get(f"/bao-cao/{report.pk}/kiem-tra/"))
    slip = text(client.get(pending))
    assert "Đơn vị TLD" in slip
    assert "Tổng cũ" not in slip
    assert f"/bao-cao/{report.pk}/nop/" in slip
    stranger = client_of(make_person("Nguoi khac", ("reviewer", world.units["H2"])))
    assert stranger.get(pending).status_code == 404


def test_an_issued_paper_says_which_sums_changed_since(world):
    day = clock.now()
    paper = Paper.objects.create(
        unit=world.units["KT"], path=world.report("H1").path.rpartition(f"{world.units['H1'].pk}/")[0], title="Báo cáo",
        subject_kind="plan-year", subject_key="1|2019|approved", year=2020, number=1, symbol="BC-LĐLĐ", state="issued",
        issued_on=day.date(), issued_at=day, content=to_json(sample()),
    )  # fmt: skip
    reports.accept(correct(world, **{"bch.nu": 3}).pk, by=world.upper)
    slip = Slip.objects.get()
    assert ["paper", paper.pk, "Báo cáo số 01/BC-LĐLĐ"] in slip.ripple[1]["signed"]
    shown = text(client_of(world.boss).get(f"/van-ban/{paper.pk}/"))
    assert "Số liệu đã thay đổi từ khi ban hành" in shown
    assert "Đếm thiếu một nữ uỷ viên." in shown
    assert "Tổng cũ" in shown
