"""A consolidated report says what the totals say, is refused where a figure moved, and is frozen word for word."""

import json

import pytest
from django.db import DatabaseError, transaction

from binhdang.consolidation import actions, changes, queries, snapshot
from binhdang.consolidation.models import Consolidated, Passage, Slip, Snapshot
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.reports import actions as reports
from binhdang.rollup.queries import figures
from tests.factories import make_person
from tests.reports.world import World

pytestmark = pytest.mark.django_db
REASON = "Hai đơn vị chưa nộp vì đang sắp xếp lại tổ chức."
SAID = "Thiếu kinh phí tập huấn cho cán bộ nữ công."


@pytest.fixture
def world():
    made = World()
    sent = made.fill("C11")
    sent = reports.save_draft(sent.pk, {}, version=sent.version, by=None, notes={"bch": SAID, "dv": "ngắn"})
    reports.accept(reports.submit(sent.pk, by=made.reporter).pk, by=made.upper)
    return made


def started(world, by=None):
    return actions.start(world.request.pk, world.units["H1"], by=by)


def correct(world, **cells):
    """C11 corrects its report and H1 accepts."""
    report = world.report("C11")
    reports.start_correction(report.pk, by=world.reporter, why="Đếm thiếu một nữ uỷ viên.")
    report = world.report("C11")
    report = reports.save_draft(report.pk, cells, version=report.version, by=world.reporter)
    return reports.submit(report.pk, by=world.reporter)


def test_a_report_starts_with_its_coverage_and_is_started_once(world):
    report = started(world, world.upper)
    line = queries.lines_of(queries.passages_of(report), actions.book_of(world.upper, report))[0]
    assert "1/3 đơn vị" in line.sentences[0].text
    assert started(world, world.boss) == report
    with pytest.raises(Refused, match="cấp dưới"):
        actions.start(world.request.pk, world.units["C12"], by=None)
    with pytest.raises(Refused):
        started(world, world.reporter)


def test_a_quotation_stays_tied_to_its_source_and_says_when_the_source_changed(world):
    report = started(world)
    heard = actions.voices.voices_below(world.upper, report).voices
    assert [(v.unit_name, v.text, v.kind, v.theme) for v in heard] == [("Đơn vị C11", SAID, "difficulty", "money")]
    assert actions.quote(report.pk, {heard[0].key: "proposal"}, by=world.upper) == 1
    assert actions.quote(report.pk, {heard[0].key: ""}, by=world.upper) == 0
    passage = Passage.objects.get(kind="proposal")
    assert (passage.source_unit, passage.quoted) == (world.units["C11"], SAID)
    correct(world, **{"bch.nu": 3})
    stored = world.report("C11")
    reports.withdraw(stored.pk, by=None, why="Sửa lại câu chữ của ghi chú.")
    stored = world.report("C11")
    reports.save_draft(stored.pk, {}, version=stored.version, by=None, notes={"bch": SAID + " Đề nghị cấp thêm."})
    line = queries.lines_of(queries.passages_of(report), actions.book_of(None, report))[-1]
    assert (line.source, line.now) == ("changed", SAID + " Đề nghị cấp thêm.")
    assert actions.requote(report.pk, passage.pk, by=world.upper).text.endswith("Đề nghị cấp thêm.")


def test_units_that_say_the_same_stand_together_and_nobody_is_lost(world):
    sent = world.fill("C12")
    sent = reports.save_draft(sent.pk, {}, version=sent.version, by=None, notes={"bch": SAID.upper().rstrip(".")})
    reports.accept(reports.submit(sent.pk, by=None).pk, by=world.upper)
    heard = actions.voices.voices_below(world.upper, started(world)).voices
    assert [[v.unit_name for v in heap] for heap in actions.voices.alike(heard)] == [["Đơn vị C11", "Đơn vị C12"]]


def test_a_sentence_whose_number_moved_stops_the_signature_until_it_is_brought_up_to_date(world):
    report = started(world)
    text = "Có [[bch.nu]] nữ uỷ viên. Cả cấp có 5 uỷ viên ban chấp hành."
    report = actions.write(report.pk, {}, by=world.upper, version=report.version, added={"achievement": text})
    passage = Passage.objects.get(kind="achievement")
    line = queries.lines_of([passage], actions.book_of(None, report))[0]
    assert [s.text for s in line.sentences] == ["Có 2 nữ uỷ viên.", "Cả cấp có 5 uỷ viên ban chấp hành."]
    [(loose, entries)] = line.loose
    assert "bch.tong" in [entry.key for entry in entries]
    passage = actions.tie_number(report.pk, passage.pk, loose.start, "bch.tong", by=world.upper, version=report.version)
    assert passage.text.endswith("có [[bch.tong]] uỷ viên ban chấp hành.")
    reports.accept(correct(world, **{"bch.nu": 3}).pk, by=world.upper)
    line = queries.lines_of([Passage.objects.get(pk=passage.pk)], actions.book_of(None, report))[0]
    assert [[(p.key, p.text, p.now) for p in s.moved] for s in line.sentences] == [[("bch.nu", "2", "3")], []]
    with pytest.raises(Refused, match="1 câu"):
        actions.sign(report.pk, by=world.upper, reason=REASON)
    assert actions.agree(report.pk, passage.pk, by=world.upper) == 1
    assert actions.sign(report.pk, by=world.upper, reason=REASON).stage == "signed"
    reopened = actions.reopen(report.pk, by=world.upper, why="Ký lại sau đính chính.")
    with pytest.raises(BadInput, match=r"khong\.co"):
        actions.write(reopened.pk, {passage.pk: "[[khong.co]]"}, by=world.upper, version=reopened.version)


def test_two_people_who_edit_at_once_do_not_overwrite_each_other(world):
    report = started(world)
    actions.write(report.pk, {}, by=world.upper, version=report.version, added={"proposal": "Một đề xuất."})
    with pytest.raises(Conflict):
        actions.write(report.pk, {}, by=world.boss, version=report.version, added={"proposal": "Đề xuất khác."})


def test_what_was_signed_can_be_checked_again_and_never_changed(world):
    report = started(world)
    with pytest.raises(Refused, match="lý do"):
        actions.sign(report.pk, by=world.upper)
    with pytest.raises(Refused, match="chốt"):
        actions.sign(report.pk, by=make_person("Soan H1", ("plan_officer", world.units["H1"])), reason=REASON)
    with pytest.raises(Consolidated.DoesNotExist):
        actions.sign(report.pk, by=world.reporter, reason=REASON)
    actions.sign(report.pk, by=world.upper, reason=REASON)
    [signed] = Snapshot.objects.all()
    content = json.loads(signed.content)
    assert content["totals"]["bch.nu"] == "2"
    assert [code for code, *_ in content["silent"]] == ["H1", "C12"]
    assert content["reports"][0][:2] == ["C11", world.report("C11").version]
    assert (bytes(signed.word)[:2], bytes(signed.pdf)[:4]) == (b"PK", b"%PDF")
    assert snapshot.broken(signed) == []
    signed.content = signed.content.replace('"bch.nu":"2"', '"bch.nu":"9"')
    assert snapshot.broken(signed) == ["content"]
    for change in (lambda: Snapshot.objects.update(reason="khác"), Snapshot.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_correction_is_a_slip_with_its_ripple_and_the_signer_sees_what_changed(world):
    report = started(world)
    actions.sign(report.pk, by=world.upper, reason=REASON)
    reports.accept(correct(world, **{"bch.nu": 3}).pk, by=world.upper)
    [slip] = Slip.objects.all()
    assert slip.cells == [["bch.nu", "Uỷ viên ban chấp hành, trong đó nữ", "2", "3"]]
    assert [(level["name"], level["cells"]) for level in slip.ripple] == [
        (f"Đơn vị {code}", [["bch.nu", "Uỷ viên ban chấp hành, trong đó nữ", "2", "3"]]) for code in ("H1", "KT", "TLD")
    ]
    assert slip.ripple[0]["signed"] == [["consolidated", report.pk, "Báo cáo tổng hợp đã ký"]]
    assert (slip.why, slip.corrected_by, slip.accepted_by) == ("Đếm thiếu một nữ uỷ viên.", world.reporter, world.upper)
    found = changes.since(world.upper, queries.latest_snapshot(world.upper, report))
    assert [(c.code, c.old, c.new) for c in found.cells] == [("bch.nu", 2, 3)]
    assert ([one.pk for one in found.slips], found.late) == ([slip.pk], 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Slip.objects.update(why="khác")


def test_only_who_sees_the_unit_sees_what_it_signed(world):
    report = started(world)
    actions.sign(report.pk, by=world.upper, reason=REASON)
    signed = Snapshot.objects.get()
    stranger = make_person("Nguoi xem H2", ("viewer", world.units["H2"]))
    for person, sees in ((world.boss, True), (world.reporter, False), (stranger, False)):
        assert queries.reports_seen(person).filter(pk=report.pk).exists() is sees
        assert queries.snapshots_seen(person).filter(pk=signed.pk).exists() is sees
    assert figures(None, [world.units["H1"].pk], world.form.data_set_id, ["2019"], "approved")
