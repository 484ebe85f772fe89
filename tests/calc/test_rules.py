"""Errors stop a report, warnings ask for an explanation, and each names its cells and its mend."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.layout import parse_layout
from binhdang.calc.rules import cells_of_key, check, median, spread_of, unexplained

FORM = parse_layout(
    {
        "code": "F",
        "name": "Biểu",
        "period": "year",
        "sections": [
            {
                "title": "I",
                "rows": [
                    {"code": "ld", "name": "Lao động", "columns": ["tong", "nu"], "required": True, "integer": True, "min": 0, "kad": False},
                    {"code": "dv", "name": "Đoàn viên", "columns": ["tong", "nu"], "part_of": "ld", "integer": True, "min": 0},
                    {"code": "lop", "name": "Lớp", "min": 0, "max": 50, "levels": ["tinh"]},
                ],
            }
        ],
        "rules": [{"code": "own", "formula": "ld.nu <= 1000", "message": "Nhiều quá.", "severity": "warning"}],
        "warnings": {"jump_percent": 50, "jump_floor": 5, "outlier_mads": 6, "outlier_floor": 10, "outlier_peers": 5, "zero": True},
    }
)  # fmt: skip
GOOD = {"ld.tong": 52, "ld.nu": 31, "dv.tong": 50, "dv.nu": 30}


def found(values, **kwargs):
    return [(f.code, f.severity, f.cells) for f in check(FORM, values, **kwargs)]


def test_a_sound_report_has_no_findings():
    assert found(GOOD, level="co_so") == []


@pytest.mark.parametrize(
    ("change", "code", "cells"),
    [
        ({"ld.nu": 60}, "women", ("ld.nu", "ld.tong")),
        ({"dv.tong": 53}, "part", ("dv.tong", "ld.tong")),
        ({"dv.nu": 32}, "part", ("dv.nu", "ld.nu")),
        ({"ld.nu": -1}, "min", ("ld.nu",)),
        ({"dv.nu": Decimal("1.5")}, "integer", ("dv.nu",)),
        ({"ld.nu": NOT_APPLICABLE}, "kad", ("ld.nu",)),
        ({"lop": 51}, "max", ("lop",)),
        ({"nowhere": 1}, "unknown", ("nowhere",)),
    ],
)
def test_each_error_names_its_cells(change, code, cells):
    assert (code, "error", cells) in found({**GOOD, **change})


def test_a_required_cell_is_missed_only_when_the_report_should_be_whole():
    values = {k: v for k, v in GOOD.items() if k != "ld.nu"}
    assert found(values) == [("required", "error", ("ld.nu",))]
    assert found(values, complete=False) == []


def test_a_zero_answers_a_required_cell():
    assert found({**GOOD, "ld.nu": 0, "dv.nu": 0}) == []


def test_a_cell_of_another_level_is_refused():
    assert found({**GOOD, "lop": 2}, level="co_so") == [("level", "error", ("lop",))]
    assert found({**GOOD, "lop": 2}) == []


def test_a_jump_against_last_year_needs_an_explanation():
    values = {**GOOD, "ld.nu": 14, "dv.nu": 14}
    findings = check(FORM, values, GOOD)
    assert [(f.code, f.cells) for f in findings] == [("jump", ("ld.nu",)), ("jump", ("dv.nu",))]
    assert findings[0].message_vi == "Lao động, trong đó nữ giảm 54,8% so với kỳ trước (31 → 14)."
    said = {"jump:ld.nu": "Chuyển mười hai cô giáo sang trường mới tách.", "jump:dv.nu": "ngắn"}
    assert [f.key for f in unexplained(findings, said)] == ["jump:dv.nu"]


def test_a_small_change_is_no_jump_even_when_large_in_percent():
    assert found({**GOOD, "dv.nu": 4}, last={**GOOD, "dv.nu": 1}) == []


def test_zero_where_last_year_was_not_is_a_warning():
    assert found({**GOOD, "dv.nu": 0}, last={**GOOD, "dv.nu": 2}) == [("zero", "warning", ("dv.nu",))]


def test_an_outlier_among_units_of_like_size_is_a_warning():
    like = {"ld.tong": spread_of([50, 52, 54, 55, 49, 51])}
    assert found({**GOOD, "ld.tong": 500}, peers=like) == [("outlier", "warning", ("ld.tong",))]
    assert found(GOOD, peers=like) == []
    assert found({**GOOD, "ld.tong": 500}, peers={"ld.tong": spread_of([50, 52, 54])}) == []


def test_a_unit_is_held_against_its_own_past_when_three_periods_are_known():
    past = {"ld.tong": spread_of([48, 52, 55])}
    assert found({**GOOD, "ld.tong": 60}, last=GOOD, past=past) == []
    assert found({**GOOD, "ld.tong": 90}, last=GOOD, past=past) == [("past", "warning", ("ld.tong",))]
    two = {"ld.tong": spread_of([48, 52])}
    assert found({**GOOD, "ld.tong": 90}, last=GOOD, past=two) == [("jump", "warning", ("ld.tong",))]
    steady = {"ld.tong": spread_of([52, 52, 52])}
    assert found({**GOOD, "ld.tong": 90}, last=GOOD, past=steady) == [("jump", "warning", ("ld.tong",))]
    wild = {"ld.tong": spread_of([10, 52, 90])}
    assert found({**GOOD, "ld.tong": 90}, last=GOOD, past=wild) == []


def test_a_notice_shows_and_asks_for_nothing():
    missing = {k: v for k, v in GOOD.items() if k != "dv.nu"}
    findings = check(FORM, missing, GOOD)
    assert [(f.code, f.severity, f.cells) for f in findings] == [("gone", "notice", ("dv.nu",))]
    assert unexplained(findings, {}) == []
    assert check(FORM, missing, GOOD, complete=False) == []


def test_a_key_names_its_cells_and_farther_off_weighs_more():
    assert cells_of_key(FORM, "jump:ld.nu") == ("ld.nu",)
    assert cells_of_key(FORM, "rule:own") == ("ld.nu",)
    assert cells_of_key(FORM, "rule:none") == cells_of_key(FORM, "jump:none") == ()
    near, far = (check(FORM, {**GOOD, "ld.tong": n}, GOOD)[0].weight for n in (90, 600))
    assert 10 <= near < far <= 20


def test_the_forms_own_rules_are_checked_where_their_cells_are_known():
    assert ("own", "warning", ("ld.nu",)) in found({"ld.tong": 3000, "ld.nu": 2000})
    assert found({"ld.tong": 5}, complete=False) == []


def test_not_applicable_and_missing_take_part_in_no_comparison():
    assert found({**GOOD, "dv.tong": NOT_APPLICABLE, "dv.nu": NOT_APPLICABLE}) == []


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30))
def test_the_median_splits_the_numbers_in_half(numbers):
    middle = median(numbers)
    assert sum(n < middle for n in numbers) <= len(numbers) / 2
    assert sum(n > middle for n in numbers) <= len(numbers) / 2


@given(
    st.dictionaries(
        st.sampled_from([*FORM.cells, "z"]), st.one_of(st.integers(-5, 100), st.just(NOT_APPLICABLE)), max_size=6
    )
)
def test_a_report_without_errors_keeps_every_promise(values):
    errors = [f for f in check(FORM, values) if f.severity == "error"]
    if errors:
        assert all(f.message_vi and f.key for f in errors)
        return
    assert 0 <= values["ld.nu"] <= values["ld.tong"]
    parts = [values.get(c) for c in ("dv.nu", "dv.tong")]
    if all(isinstance(p, int) for p in parts):
        assert parts[0] <= parts[1] <= values["ld.tong"]


def test_the_yearly_forms_rules_find_what_cannot_be():
    path = Path(__file__).parents[2] / "src" / "binhdang" / "datasets" / "forms" / "bdg-nam.yaml"
    layout = parse_layout(yaml.safe_load(path.read_text(encoding="utf-8")))
    values = {"ld.nu": 5, "gvn_dat": 6, "sinh3": 2, "sinh.tong": 1, "bch.tong": 3, "chu_chot.tong": 4}
    codes = {f.code for f in check(layout, values, complete=False)}
    assert codes == {"gvn_dat", "sinh3", "part"}
    assert median([1, 2]) == Fraction(3, 2)
