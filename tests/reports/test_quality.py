"""Explanations stay with the figures they explained; what was shown is what is checked; doubt is kept at submission."""

from datetime import date

import pytest

from binhdang.calc import cells
from binhdang.kit.errors import BadInput
from binhdang.kit.jobs import Progress
from binhdang.kit.models import Job
from binhdang.reports import actions, checks, compare, quality, review_jobs, reviewing
from binhdang.reports.models import Report
from binhdang.reports.review_models import PeerTable
from tests.reports.world import GOOD, WHY, World

pytestmark = pytest.mark.django_db
SAID = "Nhận 50 đoàn viên của đơn vị sáp nhập."


@pytest.fixture
def world():
    """C11 with an accepted 2019 and a 2020 that jumped."""
    made = World()
    actions.accept(made.sent("C11").pk, by=None)
    made.ask("2020")
    made.fill("C11", by=made.reporter, period="2020", **{"dv.tong": 90})
    return made


def say(world, text, **cells):
    report = world.report(period="2020")
    said = {"jump:dv.tong": text}
    return actions.save_draft(report.pk, cells, version=report.version, by=world.reporter, explanations=said)


def test_an_explanation_goes_stale_with_its_figure_is_kept_and_asked_for_again(world):
    say(world, SAID)
    report = say(world, SAID, **{"dv.tong": 95})
    assert report.explanations == {}
    assert [(old["text"], old["figures"]) for old in report.stale["jump:dv.tong"]] == [(SAID, "90")]
    with pytest.raises(BadInput, match="giải trình"):
        actions.submit(report.pk, by=world.reporter)
    report = say(world, "Thêm 55 đoàn viên do sáp nhập đơn vị.", **{"dv.tong": 96})
    assert report.explanations == {"jump:dv.tong": "Thêm 55 đoàn viên do sáp nhập đơn vị."}
    assert actions.submit(report.pk, by=world.reporter).state == "submitted"
    assert quality.stale_keys(report, checks.values_of(report)) == []
    Report.objects.filter(pk=report.pk).update(explained={"jump:dv.tong": "1"})
    assert quality.stale_keys(world.report(period="2020"), checks.values_of(report)) == ["jump:dv.tong"]


def test_figures_that_came_by_another_way_than_typing_are_not_explained_by_old_words(world):
    report = say(world, SAID)
    values = cells.pack(checks.values_of(report) | {"dv.tong": 99}, report.form.cell_order)
    Report.objects.filter(pk=report.pk).update(values=values)
    with pytest.raises(BadInput, match="giải trình"):
        actions.submit(report.pk, by=world.reporter)


def test_other_cells_and_an_unchanged_figure_leave_an_explanation_alone(world):
    say(world, SAID)
    assert say(world, SAID, clb=4).explanations == {"jump:dv.tong": SAID}
    report = world.report(period="2020")
    kept = actions.save_draft(report.pk, {"clb": 5}, version=report.version, by=world.reporter)
    assert (kept.explanations, kept.stale) == ({"jump:dv.tong": SAID}, {})
    assert say(world, "").explanations == {}


def test_the_doubt_orders_the_queue_and_says_what_it_rests_on(world):
    actions.submit(say(world, SAID).pk, by=world.reporter)
    world.sent("C12", period="2020")
    world.sent("C21", period="2020", clb=0)
    report = world.report("C11", "2020")
    assert report.doubt >= 10
    assert [row[:2] for row in report.doubts["findings"]] == [["jump:dv.tong", "warning"]]
    assert world.report("C12", "2020").doubt == 0
    path = world.report("H1", "2020").parent_path
    order = [r.unit.code for r in reviewing.waiting(world.boss, path, "2020", mine=False)]
    assert order == ["C11", "C12", "C21"]
    counts = reviewing.counts(world.boss, path, "2020")
    assert (counts.clean(mine=False), counts.doubtful(mine=False)) == (2, 1)
    assert counts.every(mine=True) == 0
    near = report.path.rsplit("/", 2)[0] + "/"
    assert [r.unit.code for r in reviewing.waiting(world.upper, near, "2020", mine=True)] == ["C11", "C12"]


def test_the_reviewer_sees_what_changed_since_the_last_look(world):
    report = actions.submit(say(world, SAID).pk, by=world.reporter)
    assert reviewing.changes_since_seen(report) == (None, [])
    actions.return_report(report.pk, [("cell", "clb", WHY)], by=world.upper)
    world.fill("C11", by=world.reporter, period="2020", **{"dv.tong": 90, "clb": 3})
    report = actions.submit(report.pk, by=world.reporter)
    seen, changes = reviewing.changes_since_seen(report)
    assert seen.verb == "return"
    assert [(c.code, c.then, c.now) for c in changes] == [("clb", 1, 3)]
    assert report.doubts["changed"] == 1


def test_explanations_travel_up_to_the_level_above(world):
    actions.submit(say(world, SAID).pk, by=world.reporter)
    upper = world.report("H1", "2020")
    found = reviewing.explained_below(world.boss, upper.path, upper.data_set_id, "2020")
    said = [text for report in found for text in reviewing.explanations(report)]
    assert [(s.report.unit.code, s.label, s.text) for s in said] == [("C11", "Đoàn viên, tổng số", SAID)]
    assert not reviewing.explained_below(world.other, upper.path, upper.data_set_id, "2020").exists()


def test_what_the_check_showed_is_what_the_submission_checks(world):
    """Figures of peers that change between two looks never ask for an explanation that nobody could see."""
    assert PeerTable.objects.count() == 1
    report = world.report(period="2020")
    before = report.compared
    for code, size in (("C12", 44), ("C21", 41)):
        actions.accept(world.sent(code, **{"dv.tong": size}).pk, by=None)
    compare.build(report.form, report.data_set_id, "2019")
    report = say(world, SAID)
    assert report.compared == before
    assert checks.check_report(report).ready
    assert actions.submit(report.pk, by=world.reporter).state == "submitted"


def test_the_queue_is_recounted_when_the_figures_of_peers_change(world):
    report = actions.submit(say(world, SAID).pk, by=world.reporter)
    review_jobs.look_at_peers()
    assert not Job.objects.exists()
    for code in ("C12", "C21"):
        actions.accept(world.sent(code, **{"dv.tong": 41}).pk, by=None)
    review_jobs.look_at_peers()
    job = Job.objects.get()
    Report.objects.filter(pk=report.pk).update(doubt=0, doubts={"talks": 2})
    assert review_jobs.recount(job.args, Progress()) == {"reports": 1}
    after = world.report(period="2020")
    assert after.compared["peers"] == compare.current(after.form, after.data_set_id, "2019")
    assert (after.doubt, after.version) == (report.doubt + 20, report.version)
    assert after.doubts["talks"] == 2


def test_peers_are_of_like_kind_and_size(world):
    values = GOOD | {"dv.tong": 40}
    table = {f"{world.units['C11'].kind_id}:6": {"btv.tong": [9, "1", "1/2"]}}
    PeerTable.objects.update(figures=table, digest="a" * 64)
    report = world.report(period="2020")
    report.compared = {"past": [], "peers": "a" * 64, "kind": world.units["C11"].kind_id}
    found = checks.check_report(report, values | {"btv.tong": 30})
    assert "outlier:btv.tong" in {f.key for f in found.warnings}
    assert compare.peers_of(report, values | {"dv.tong": 400}) == {}
    report.compared |= {"kind": world.units["H1"].kind_id}
    assert compare.peers_of(report, values) == {}


def test_three_earlier_periods_make_a_past(world):
    for year, size in (("2017", 42), ("2018", 44)):
        request = world.ask(year)
        assert request.period_end == date(int(year), 12, 31)
        actions.accept(world.sent("C11", period=year, **{"dv.tong": size}).pk, by=None)
    world.ask("2021")
    report = world.report(period="2021")
    found = checks.check_report(report, GOOD | {"dv.tong": 70})
    assert [f.key for f in found.warnings] == ["past:dv.tong"]
