"""The real documents, where they are at hand, from text to a plan at work."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from binhdang.indicators.actions import load_catalogue
from binhdang.plans import actions, decisions, queries
from binhdang.plans.choices import FindingState
from binhdang.plans.models import Finding, Plan
from tests.factories import kon_tum, make_person

SEEDS = Path(os.environ.get("BINHDANG_SEEDS") or Path(__file__).resolve().parents[3] / "shared" / "seeds")
KON_TUM, HA_NOI = SEEDS / "000_33bf93796d787172.txt", SEEDS / "003_0acbfffa27e69b36.txt"

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not KON_TUM.exists(), reason="the documents are not here")]


def decide_all(plan: Plan, by: object) -> None:
    """Confirm what may be confirmed as it is, leave the rest out."""
    for finding in Finding.objects.filter(plan=plan, state=FindingState.OPEN).order_by("order"):
        if decisions.missing(finding):
            decisions.drop_finding(finding, by=by)
        else:
            decisions.confirm_finding(finding, by=by)


def test_the_kon_tum_plan_comes_to_work_with_its_seven_targets_on_the_right_indicators() -> None:
    load_catalogue()
    units = kon_tum()
    by = make_person("Cán bộ kế hoạch", ("plan_officer", units["KT"]))
    plan = actions.upload_plan(units["KT"], KON_TUM.read_text("utf-8"), by=by, source_name=KON_TUM.name)
    decide_all(plan, by)
    plan = actions.confirm_plan(Plan.objects.get(pk=plan.pk), by=by)
    targets = queries.targets_of(by, plan)
    assert [(t.code, t.indicator and t.indicator.code, t.comparator, t.value) for t in targets] == [
        ("T1", "B01", ">=", Decimal(30)),
        ("T2", "E01", ">=", Decimal(85)),
        ("T3", "B05", "=", Decimal(30)),
        ("T4", "B06", "none", None),
        ("T5a", "D01.CC", "=", Decimal(100)),
        ("T5b", "D01.NC", "=", Decimal(100)),
        ("T6", "I01", "decrease", None),
    ]
    assert targets[1].recurrence == "yearly"
    assert "30%" in targets[3].condition
    assert (str(plan.period_start), str(plan.period_end)) == ("2016-01-01", "2020-12-31")
    page = queries.plan_page(by, plan.pk)
    assert next(one.threshold for one in page.targets if one.target.code == "T4").startswith("phấn đấu 100%")
    groups = page.groups
    assert [(line.item.data["kind"], line.item.data["year"]) for line in groups["review"]] == [
        ("midterm", 2018),
        ("final", 2020),
    ]
    assert len(groups["measure"]) == 7
    assert "738/KH-UBND" in {line.item.data["number"] for line in groups["legal_basis"]}
    assert len(groups["recipient"]) == 8
    assert any(line.item.data["ad_hoc"] for line in groups["reporting"])


def test_the_ha_noi_article_becomes_a_plan_without_targets_but_with_campaign_and_topics() -> None:
    load_catalogue()
    units = kon_tum()
    by = make_person("Cán bộ kế hoạch", ("plan_officer", units["KT"]))
    plan = actions.upload_plan(units["KT"], HA_NOI.read_text("utf-8"), by=by)
    decide_all(plan, by)
    plan = actions.confirm_plan(Plan.objects.get(pk=plan.pk), by=by)
    assert plan.number == "13/KH-LĐLĐ"
    assert queries.targets_of(by, plan) == []
    groups = queries.plan_page(by, plan.pk).groups
    assert ("2020-11-15", "2020-12-15") in {
        (line.item.data["start"], line.item.data["end"]) for line in groups["campaign"]
    }
    assert len(groups["training_topic"]) >= 5
