"""Many are accepted at the versions that were seen, the others are named; what was covered is signed with them."""

import pytest

from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.models import Event
from binhdang.notices.models import Notice
from binhdang.reports import actions, deciding, queries, reviewing, threads
from binhdang.reports.models import Report, ReportRevision, ReturnPoint
from binhdang.reports.review_models import CellThread, CoverageStatement
from tests.factories import make_person
from tests.reports.world import WHY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def covered(world, code="KT"):
    unit = world.units[code]
    return deciding.Coverage(unit, world.report(code).path, 3, 7, 120, 300)


def test_many_are_accepted_together_and_one_that_changed_is_left_out_and_named(world):
    reports = [world.sent(code) for code in ("C11", "C12", "C21", "H1")]
    seen = [(report.pk, report.version) for report in reports]
    actions.withdraw(reports[1].pk, by=None, why=WHY)
    actions.submit(reports[1].pk, by=None)
    gone = [(world.report("H2").pk, 0), (10**9, 1)]
    outcome = deciding.accept_many([*seen, *gone], coverage={world.request.pk: covered(world)}, by=world.boss)
    assert outcome.done == sorted(pk for pk, _version in (seen[0], seen[2], seen[3]))
    left = {left.unit: left.reason for left in outcome.left}
    assert set(left) == {world.units["C12"].name, world.units["H2"].name}
    assert "đã thay đổi" in left[world.units["C12"].name]
    one = world.report("C11")
    assert (one.state, one.accepted_values, one.decided_by) == ("accepted", one.values, world.boss)
    moves = ReportRevision.objects.filter(report=one).order_by("number").values_list("verb", "number")
    assert list(moves) == [("submit", 2), ("accept", 3)]
    assert Event.objects.filter(verb="report.accept").count() == 3
    statement = outcome.statements[0]
    assert (statement.silent, statement.signed_by) == (4, world.boss)
    assert reviewing.covered(statement).count() == 3
    assert reviewing.statements_of(one) == {3: statement}
    with pytest.raises(CoverageStatement.DoesNotExist):
        reviewing.statement_for(world.other, statement.pk)


def test_accepting_many_does_all_that_accepting_one_does(world):
    world.ask("2020")
    for code, together in (("C11", False), ("C12", True)):
        report = world.sent(code)
        actions.return_report(report.pk, [("report", "", WHY)], by=world.boss)
        report = actions.submit(world.fill(code).pk, by=None)
        if together:
            deciding.accept_many([(report.pk, report.version)], by=world.boss)
        else:
            deciding.accept_one(report.pk, version=report.version, coverage=None, by=world.boss)
    one, other = (
        Report.objects.values("state", "accepted_values", "accepted_texts", "version", "decided_by").get(pk=pk)
        for pk in (world.report("C11").pk, world.report("C12").pk)
    )
    assert one == other
    assert not ReturnPoint.objects.filter(resolved_at__isnull=True).exists()
    assert {world.report(code, "2020").last_period_key for code in ("C11", "C12")} == {"2019"}


def test_nobody_accepts_their_own_among_many_and_one_needs_its_version(world):
    mine = world.sent("C11", by=world.both)
    own = deciding.accept_many([(mine.pk, mine.version)], by=world.both)
    assert own.done == []
    assert "tự duyệt" in own.left[0].reason
    with pytest.raises(Conflict):
        deciding.accept_one(mine.pk, version=mine.version - 1, coverage=None, by=world.upper)


def test_the_number_of_statements_does_not_grow_with_the_reports(world, django_assert_max_num_queries):
    first = world.sent("C11")
    with django_assert_max_num_queries(40) as one:
        deciding.accept_many([(first.pk, first.version)], by=world.boss)
    more = [world.sent(code) for code in ("C12", "C21", "H1", "C01")]
    with django_assert_max_num_queries(len(one.captured_queries) + 3):
        assert len(deciding.accept_many([(r.pk, r.version) for r in more], by=world.boss).done) == 4


def test_both_sides_talk_about_a_cell_and_the_other_side_is_told(world):
    report = world.sent("C11", by=world.reporter)
    thread = threads.start_thread(report.pk, "clb", "Câu lạc bộ này là câu lạc bộ nào?", by=world.upper)
    assert (world.report().doubt, world.report().doubts["talks"], world.report().version) == (10, 1, report.version)
    threads.answer(thread.pk, "Câu lạc bộ nữ công nhân.", by=world.reporter)
    told = list(Notice.objects.order_by("pk").values_list("person__name", flat=True))
    assert told == [world.reporter.name, world.both.name, world.upper.name]
    talk = threads.talks_of(world.report())[0]
    assert [(c.side, c.by) for c in talk.comments] == [("above", world.upper), ("unit", world.reporter)]
    threads.resolve(thread.pk, by=world.upper)
    assert (world.report().doubt, world.report().doubts["talks"]) == (0, 0)
    with pytest.raises(Refused):
        threads.resolve(thread.pk, by=world.upper)
    threads.answer(thread.pk, "Bổ sung: thành lập năm 2018.", by=world.reporter)
    assert world.report().doubts["talks"] == 1
    actions.withdraw(report.pk, by=world.reporter, why=WHY)
    again = actions.submit(report.pk, by=world.reporter)
    assert again.doubt == 10
    assert threads.talks_of(world.report(), only_open=True)[0].open


def test_a_talk_belongs_to_the_two_sides_and_to_a_place_of_the_form(world):
    report = world.sent("C11", by=world.reporter)
    viewer = make_person("Nguoi xem", ("viewer", world.units["KT"]))
    with pytest.raises(Report.DoesNotExist):
        threads.start_thread(report.pk, "clb", "Cho tôi hỏi.", by=world.other)
    with pytest.raises(Refused):
        threads.start_thread(report.pk, "clb", "Cho tôi hỏi.", by=viewer)
    for cell, text in (("khong-co", "Cho tôi hỏi."), ("clb", "?")):
        with pytest.raises(BadInput):
            threads.start_thread(report.pk, cell, text, by=world.upper)
    thread = threads.start_thread(report.pk, "clb", "Cho tôi hỏi.", by=world.upper)
    with pytest.raises(CellThread.DoesNotExist):
        threads.answer(thread.pk, "Xin trả lời.", by=world.other)
    assert queries.report_for(world.boss, report.pk).doubts["talks"] == 1
