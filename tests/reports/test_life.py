"""The life of a report: who, when, why; nothing is lost, nobody decides about their own."""

from pathlib import Path

import pytest

from binhdang.calc import cells
from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.models import Event
from binhdang.reports import actions, checks, queries
from binhdang.reports.events import figures_changed
from binhdang.reports.flow import life_document
from binhdang.reports.models import Report, ReportRevision, ReturnPoint
from tests.factories import make_person
from tests.reports.world import GOOD, WHY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def values(report, field="values"):
    return cells.unpack(getattr(report, field), report.form.cell_order)


def test_the_document_of_the_life_is_up_to_date():
    path = Path(__file__).resolve().parents[2] / "docs" / "report-life.md"
    assert path.read_text(encoding="utf-8") == life_document()


def test_a_request_makes_a_report_for_every_unit_that_the_form_asks(world):
    rows = Report.objects.order_by("unit__code").values_list("unit__code", "state", "due_on__day")
    assert list(rows) == [
        ("C01", "expected", 29), ("C11", "expected", 22), ("C12", "expected", 22), ("C21", "expected", 22),
        ("H1", "expected", 29), ("H2", "expected", 29), ("KT", "expected", None),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        world.ask("2019")


def test_the_whole_way_from_draft_to_acceptance_is_logged(world):
    report = world.sent(by=world.reporter)
    actions.return_report(report.pk, [("cell", "bch.nu", "Số nữ khác với danh sách.")], by=world.upper)
    report = world.fill(by=world.reporter, **{"bch.nu": 3})
    actions.submit(report.pk, by=world.reporter)
    actions.accept(report.pk, by=world.upper)
    report = world.report()
    assert report.state == "accepted"
    assert values(report, "accepted_values")["bch.nu"] == 3
    assert values(report)["co_nu"] == 1
    moves = ReportRevision.objects.filter(report=report).order_by("number").values_list("verb", "by__name")
    reporter, upper = world.reporter.name, world.upper.name
    assert list(moves) == [("submit", reporter), ("return", upper), ("submit", reporter), ("accept", upper)]
    log = Event.objects.filter(subject_kind="report", subject_id=str(report.pk)).order_by("pk")
    assert [e.verb for e in log] == ["report.open", "report.submit", "report.return", "report.submit", "report.accept"]
    assert not ReturnPoint.objects.filter(report=report, resolved_at=None).exists()


def test_a_correction_keeps_both_values_and_what_was_accepted_keeps_counting(world):
    report = world.sent(by=world.reporter)
    actions.accept(report.pk, by=world.upper)
    actions.start_correction(report.pk, by=world.reporter, why=WHY)
    world.fill(by=world.reporter, **{"bch.tong": 6})
    assert values(world.report(), "accepted_values")["bch.tong"] == 5
    actions.submit(report.pk, by=world.reporter)
    assert values(world.report(), "accepted_values")["bch.tong"] == 5
    actions.accept(report.pk, by=world.upper)
    assert values(world.report(), "accepted_values")["bch.tong"] == 6
    kept = ReportRevision.objects.filter(report=report, verb="accept").order_by("number")
    assert [cells.unpack(r.values, report.form.cell_order)["bch.tong"] for r in kept] == [5, 6]


def test_a_correction_given_up_leaves_the_accepted_values_and_keeps_what_was_typed(world):
    report = world.sent(by=world.reporter)
    actions.accept(report.pk, by=world.upper)
    actions.start_correction(report.pk, by=world.reporter, why=WHY)
    world.fill(by=world.reporter, **{"bch.tong": 7})
    actions.cancel_correction(report.pk, by=world.reporter)
    report = world.report()
    assert (report.state, values(report)["bch.tong"]) == ("accepted", 5)
    dropped = ReportRevision.objects.get(report=report, verb="drop")
    assert cells.unpack(dropped.values, report.form.cell_order)["bch.tong"] == 7


@pytest.mark.parametrize("who", ["reporter", "both", "other"])
def test_nobody_but_the_level_above_accepts(world, who):
    report = world.sent(by=world.reporter)
    before = ReportRevision.objects.count()
    with pytest.raises((Refused, Report.DoesNotExist)):
        actions.accept(report.pk, by=getattr(world, who))
    assert world.report().state == "submitted"
    assert ReportRevision.objects.count() == before


def test_a_reviewer_does_not_decide_about_the_own_unit_of_the_review(world):
    report = world.sent("H1")
    with pytest.raises(Refused, match="cấp trên"):
        actions.accept(report.pk, by=world.upper)
    assert report.pk not in {r.pk for r in queries.to_review(world.upper)}
    actions.accept(report.pk, by=world.boss)


def test_at_the_top_another_person_decides(world):
    units = world.units
    submitter = make_person("Ky TLD", ("reviewer", units["TLD"]), ("signer", units["TLD"]))
    second = make_person("Duyet TLD", ("reviewer", units["TLD"]))
    report = world.sent("KT")
    Report.objects.filter(pk=report.pk).update(path=f"{units['TLD'].pk}/", submitted_by=submitter)
    with pytest.raises(Refused, match="tự duyệt"):
        actions.accept(report.pk, by=submitter)
    assert actions.accept(report.pk, by=second).state == "accepted"


def test_what_is_not_seen_does_not_exist(world):
    report = world.report()
    for act in (lambda: queries.report_for(world.other, report.pk), lambda: actions.submit(report.pk, by=world.other)):
        with pytest.raises(Report.DoesNotExist):
            act()


def test_errors_block_the_submission_and_warnings_want_an_explanation(world):
    with pytest.raises(BadInput) as bad:
        world.sent(by=world.reporter, **{"bch.nu": 9})
    assert bad.value.problems[0][0].startswith("bch.")
    world.fill(by=world.reporter)
    report = actions.submit(world.report().pk, by=world.reporter)
    actions.accept(report.pk, by=world.upper)
    world.ask("2020")
    world.fill(by=world.reporter, period="2020", **{"dv.tong": 90})
    report = world.report(period="2020")
    assert report.last_period_key == "2019"
    warned = checks.check_report(report).unexplained
    assert [f.key for f in warned] == ["jump:dv.tong"]
    with pytest.raises(BadInput, match="20 ký tự"):
        actions.submit(report.pk, by=world.reporter)
    actions.save_draft(
        report.pk, {}, version=report.version, by=world.reporter,
        explanations={"jump:dv.tong": "Nhận 50 đoàn viên của đơn vị sáp nhập."},
    )  # fmt: skip
    assert actions.submit(report.pk, by=world.reporter).state == "submitted"


def test_zero_missing_and_not_applicable_stay_three_things(world):
    report = world.fill(**{"clb": 0, "btv.tong": NOT_APPLICABLE, "btv.nu": NOT_APPLICABLE})
    assert values(report)["clb"] == 0
    assert values(report)["btv.tong"] is NOT_APPLICABLE
    report = actions.save_draft(report.pk, {"clb": None}, version=report.version, by=None)
    assert "clb" not in values(report)
    with pytest.raises(BadInput, match="KAD"):
        actions.save_draft(report.pk, {"dv.tong": NOT_APPLICABLE}, version=report.version, by=None)
    with pytest.raises(BadInput):
        world.fill("H1", **{"dv.tong": 1})


def test_an_older_version_is_a_conflict_that_shows_the_stored_one(world):
    report = world.report()
    world.fill(by=world.reporter)
    with pytest.raises(Conflict) as conflict:
        actions.save_draft(report.pk, {"clb": 5}, version=report.version, by=world.reporter)
    assert values(conflict.value.theirs) == GOOD | {"co_nu": 1}
    with pytest.raises(Conflict):
        actions.submit(report.pk, by=world.reporter, version=report.version)


def test_a_submitted_report_is_not_edited_and_says_what_to_do(world):
    report = world.sent(by=world.reporter)
    with pytest.raises(Refused) as no:
        actions.save_draft(report.pk, {"clb": 5}, version=report.version, by=world.reporter)
    assert "Chờ duyệt" in no.value.reason
    assert no.value.who_can
    with pytest.raises(Refused, match="lý do"):
        actions.withdraw(report.pk, by=world.reporter, why="vội")
    assert actions.withdraw(report.pk, by=world.reporter, why=WHY).state == "draft"


def test_a_return_needs_a_reason_and_a_known_place(world):
    report = world.sent(by=world.reporter)
    for points in ([], [("report", "", "sai")], [("cell", "khong.co", WHY)], [("section", "9", WHY)]):
        with pytest.raises(BadInput):
            actions.return_report(report.pk, points, by=world.upper)
    assert world.report().state == "submitted"


def test_several_are_accepted_each_by_itself(world):
    mine, upper = world.sent("C11"), world.sent("H1")
    done, left = actions.bulk_accept([mine.pk, upper.pk], by=world.upper)
    assert done == [mine.pk]
    assert [pk for pk, _reason in left] == [upper.pk]


def test_news_of_figures_is_told_inside_the_transaction(world):
    heard = []

    def listen(**facts):
        heard.append((facts["period_key"], facts["paths"]))

    figures_changed.connect(listen)
    try:
        report = world.sent(by=world.reporter)
        actions.accept(report.pk, by=world.upper)
    finally:
        figures_changed._listeners.remove(listen)
    assert heard == [("2019", [report.path])] * 2


def test_submitting_and_accepting_take_a_known_number_of_queries(world, django_assert_max_num_queries):
    report = world.fill(by=world.reporter)
    with django_assert_max_num_queries(9):
        actions.submit(report.pk, by=world.reporter)
    with django_assert_max_num_queries(13):
        actions.accept(report.pk, by=world.upper)


def test_lists_take_as_many_queries_for_three_rows_as_for_one(world, django_assert_num_queries):
    world.sent("C11")
    with django_assert_num_queries(3) as one:
        list(queries.to_review(world.boss))
    world.sent("C12")
    world.sent("C21")
    with django_assert_num_queries(len(one.captured_queries)):
        assert [r.unit.code for r in queries.to_review(world.boss)] == ["C11", "C12", "C21"]


def test_handing_in_saves_and_submits_in_one_step_or_does_neither(world):
    report = world.report()
    with pytest.raises(BadInput):
        actions.hand_in(report.pk, GOOD | {"bch.nu": 99}, version=report.version, by=world.reporter)
    untouched = world.report()
    assert (untouched.state, untouched.values, untouched.version) == ("expected", "", report.version)
    assert not Event.objects.filter(subject_kind="report", subject_id=str(report.pk)).exists()
    actions.hand_in(report.pk, GOOD, version=report.version, by=world.reporter)
    stored = world.report()
    assert (stored.state, stored.submitted_by_id) == ("submitted", world.reporter.pk)
    assert values(stored).items() >= GOOD.items()
    assert ReportRevision.objects.get(report=stored).values == stored.values
    back = actions.withdraw(report.pk, by=world.reporter, why=WHY)
    with pytest.raises(Conflict):
        actions.hand_in(report.pk, {}, version=back.version - 1, by=world.reporter)


def test_handing_in_asks_a_fixed_number_of_statements(world, django_assert_max_num_queries):
    report = world.report()
    with django_assert_max_num_queries(11):
        actions.hand_in(report.pk, GOOD, version=report.version, by=world.reporter)
