"""Decisions on findings, and what becomes of a plan that a person confirms."""

from types import SimpleNamespace

import pytest

from binhdang.calc.periods import parse_period
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.models import Event
from binhdang.plans import actions, decisions, queries
from binhdang.plans.choices import FindingKind, FindingState
from binhdang.plans.models import Finding, Plan, PlanItem, Target
from tests.factories import make_person


def targets(world: SimpleNamespace) -> list[Finding]:
    return list(Finding.objects.filter(plan=world.plan, kind="target").order_by("start"))


def decide_rest(plan: Plan, by: object) -> Plan:
    for finding in Finding.objects.filter(plan=plan, state=FindingState.OPEN):
        if decisions.missing(finding):
            decisions.choose_indicator(finding, decisions.UNMEASURED, by=by)
        decisions.confirm_finding(finding, by=by)
    return Plan.objects.get(pk=plan.pk)


def test_reading_a_text_puts_nothing_to_work(world: SimpleNamespace) -> None:
    assert len(targets(world)) == 3
    assert not Target.objects.exists()
    assert queries.plan_in_force(world.officer, world.units["KT"], parse_period("2018")) is None


def test_every_finding_points_into_the_stored_text(world: SimpleNamespace) -> None:
    for finding in Finding.objects.filter(plan=world.plan):
        assert 0 <= finding.start < finding.end <= len(world.plan.text)
    assert "ít nhất 85%" in world.plan.text[targets(world)[1].start : targets(world)[1].end]


def test_a_target_without_an_indicator_cannot_be_confirmed_until_a_person_decides(world: SimpleNamespace) -> None:
    finding = targets(world)[0]
    finding = decisions.choose_indicator(finding, decisions.UNMEASURED, by=world.officer)
    assert finding.indicator_code == ""
    Finding.objects.filter(pk=finding.pk).update(data={**finding.data, "unmeasured": False})
    with pytest.raises(BadInput, match="chưa chọn chỉ số"):
        decisions.confirm_finding(finding, by=world.officer)
    done = decisions.confirm_finding(finding, by=world.officer, indicator="B01")
    assert (done.state, done.indicator_code) == ("confirmed", "B01")
    with pytest.raises(BadInput, match="không có ký hiệu"):
        decisions.choose_indicator(finding, "KHONG-CO", by=world.officer)


def test_a_correction_is_checked_field_by_field_and_kept_with_both_values(world: SimpleNamespace) -> None:
    finding = targets(world)[0]
    with pytest.raises(BadInput) as refused:
        decisions.correct_finding(finding, {"comparator": ">=", "value": "ba mươi", "unit": "gì"}, by=world.officer)
    assert len(refused.value.problems) >= 2
    kept = decisions.correct_finding(
        finding, {"comparator": ">=", "value": "32,5", "levels": ["all"]}, by=world.officer
    )
    assert kept.data["value"] == "32.5"
    event = Event.objects.get(verb="plan.finding_corrected")
    assert event.data["changed"]["value"] == ["30", "32.5"]


def test_an_older_version_is_a_conflict_that_shows_theirs(world: SimpleNamespace) -> None:
    finding = targets(world)[0]
    decisions.correct_finding(finding, {"name": "Nữ BCH"}, by=world.officer, version=finding.version)
    with pytest.raises(Conflict) as conflict:
        decisions.correct_finding(finding, {"name": "Khác"}, by=world.officer, version=finding.version)
    assert conflict.value.theirs.data["name"] == "Nữ BCH"


def test_dropping_is_taken_back_and_the_life_of_a_finding_is_a_table(world: SimpleNamespace) -> None:
    finding = decisions.drop_finding(targets(world)[0], by=world.officer)
    with pytest.raises(Refused):
        decisions.confirm_finding(finding, by=world.officer)
    assert decisions.reopen_finding(finding, by=world.officer).state == "open"


def test_split_reads_each_half_again(world: SimpleNamespace) -> None:
    text = "KẾ HOẠCH năm 2019\nI. CHỈ TIÊU\n1. Tỷ lệ nữ uỷ viên ban chấp hành đạt 30% trở lên và ít nhất 85% nữ CNVCLĐ giỏi việc nước."
    plan = actions.upload_plan(world.units["KT"], text, by=world.officer)
    start = plan.text.index("Tỷ lệ nữ")
    whole = decisions.add_finding(plan, "target", start, len(plan.text), by=world.officer)
    at = plan.text.index("và ít nhất")
    new = decisions.split_finding(whole, at, by=world.officer)
    whole.refresh_from_db()
    assert (whole.data["value"], new.data["value"]) == ("30", "85")
    assert plan.text[whole.start : whole.end].endswith("trở lên")
    with pytest.raises(BadInput):
        decisions.split_finding(whole, whole.end + 5, by=world.officer)


def test_merged_findings_come_back_and_the_keeper_gets_its_own_words_again(world: SimpleNamespace) -> None:
    one, two = Finding.objects.filter(plan=world.plan, kind="measure").order_by("start")
    before = (one.start, one.end, one.data["text"])
    kept = decisions.merge_findings(one, [two], by=world.officer)
    assert (kept.start, kept.end) == (one.start, two.end)
    two.refresh_from_db()
    assert two.state == "merged"
    decisions.reopen_finding(two, by=world.officer)
    one.refresh_from_db()
    assert (one.start, one.end, one.data["text"]) == before
    with pytest.raises(BadInput):
        decisions.merge_findings(one, targets(world), by=world.officer)


def test_confirming_all_sure_ones_leaves_the_doubtful_and_the_undecided(world: SimpleNamespace) -> None:
    decisions.confirm_sure(world.plan, FindingKind.TARGET, by=world.officer)
    states = [f.state for f in targets(world)]
    assert states == ["confirmed", "confirmed", "open"]


def test_a_new_indicator_goes_into_the_catalogue_and_measures_the_target(world: SimpleNamespace) -> None:
    finding = decisions.new_indicator(targets(world)[2], {"name": "Cán bộ chủ chốt học về giới"}, by=world.officer)
    assert finding.indicator_code == "RIENG-01"
    with pytest.raises(BadInput):
        decisions.new_indicator(finding, {"name": "Sai", "numerator": "import os"}, by=world.officer)


def test_a_plan_goes_to_work_only_when_nothing_is_open(world: SimpleNamespace) -> None:
    with pytest.raises(BadInput) as refused:
        actions.confirm_plan(world.plan, by=world.officer)
    assert any("Điểm" in place for place, _said in refused.value.problems)
    assert not PlanItem.objects.exists()
    plan = actions.confirm_plan(decide_rest(world.plan, world.officer), by=world.officer)
    assert [t.code for t in queries.targets_of(world.officer, plan)] == ["T1", "T2", "T3"]
    assert PlanItem.objects.filter(plan=plan, kind="measure").count() == 2
    with pytest.raises(Refused):
        decisions.drop_finding(targets(world)[0], by=world.officer)
    with pytest.raises(Refused):
        actions.confirm_plan(plan, by=world.officer)


def test_the_plan_of_the_unit_above_is_in_force_until_the_unit_has_its_own(world: SimpleNamespace) -> None:
    plan = actions.confirm_plan(decide_rest(world.plan, world.officer), by=world.officer)
    year, unit = parse_period("2018"), world.units["C11"]
    assert queries.plan_in_force(world.officer, unit, year) == plan
    assert queries.plan_in_force(world.officer, unit, parse_period("2021")) is None
    own = actions.upload_plan(world.units["H1"], world.text, by=world.officer)
    own = actions.confirm_plan(decide_rest(own, world.officer), by=world.officer)
    assert queries.plan_in_force(world.officer, unit, year) == own
    assert queries.plan_in_force(world.officer, world.units["C21"], year) == plan
    actions.withdraw_plan(own, by=world.officer, why="Ban hành lại")
    assert queries.plan_in_force(world.officer, unit, year) == plan


def test_units_below_see_a_plan_once_it_is_at_work_and_others_never(world: SimpleNamespace) -> None:
    below = make_person("Người cơ sở", ("reporter", world.units["C11"]))
    beside = make_person("Người huyện hai", ("plan_officer", world.units["H2"]))
    assert list(queries.plans_seen(below)) == []
    district = actions.upload_plan(world.units["H1"], world.text, by=world.officer)
    actions.confirm_plan(decide_rest(district, world.officer), by=world.officer)
    assert [p.unit.code for p in queries.plans_seen(below)] == ["H1"]
    assert list(queries.plans_seen(beside)) == []
    with pytest.raises(Plan.DoesNotExist):
        queries.plan_for(beside, district.pk)


def test_only_those_with_the_right_decide(world: SimpleNamespace) -> None:
    viewer = make_person("Người xem", ("viewer", world.units["KT"]))
    with pytest.raises(Refused):
        decisions.confirm_finding(targets(world)[0], by=viewer, indicator="B01")
    with pytest.raises(Refused):
        actions.upload_plan(world.units["KT"], world.text, by=viewer)
    with pytest.raises(Refused):
        actions.confirm_plan(world.plan, by=viewer)


def test_withdrawing_needs_a_reason(world: SimpleNamespace) -> None:
    with pytest.raises(BadInput):
        actions.withdraw_plan(world.plan, by=world.officer, why=" ")


def test_search_finds_plans_clauses_and_targets_without_diacritics(world: SimpleNamespace) -> None:
    actions.confirm_plan(decide_rest(world.plan, world.officer), by=world.officer)
    assert [p.pk for p in queries.search_plans(world.officer, "binh dang gioi")] == [world.plan.pk]
    assert queries.search_clauses(world.officer, "giai phap")
    assert [t.code for t in queries.search_targets(world.officer, "ban chap hanh")] == ["T1"]
    stranger = make_person("Người lạ", ("viewer", world.units["C01"]))
    assert queries.search_targets(stranger, "ban chap hanh")
    assert queries.search_plans(make_person("Không vai"), "binh dang gioi") == []
