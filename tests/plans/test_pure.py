"""Fields, names and marks, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.kit.errors import BadInput
from binhdang.plans import fields, naming
from binhdang.plans.choices import FindingKind
from binhdang.plans.intake import findings
from binhdang.plans.marks import Span, paragraphs
from binhdang.plans.words import comparison, sureness, threshold


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("30", "30"), ("1,7", "1.7"), ("1.234,5", "1234.5"), ("30 %", "30"), ("", None), ("100.000", "100000")],
)
def test_numbers_are_read_as_vietnamese_writes_them(typed: str, kept: str | None) -> None:
    assert fields.number_of(typed) == kept


@pytest.mark.parametrize("typed", ["ba", "1e9", "=1+1", "30;", "١"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="không phải là số"):
        fields.number_of(typed)


@pytest.mark.parametrize(("typed", "kept"), [("5/12/2026", "2026-12-05"), ("2026-12-05", "2026-12-05"), ("", None)])
def test_days_are_read_in_both_ways(typed: str, kept: str | None) -> None:
    assert fields.day_of(typed) == kept


@pytest.mark.parametrize(
    "posted",
    [
        {"comparator": ">="},
        {"comparator": "decrease", "value": "5"},
        {"comparator": ">=", "value": "80", "value_max": "70"},
        {"comparator": "like"},
        {"comparator": ">=", "year_0": "2025", "value_0": ""},
        {"comparator": ">=", "year_0": "2025", "value_0": "1", "year_1": "2025", "value_1": "2"},
        {"levels": ["moon"]},
        {"name": "x" * 2000},
    ],
)
def test_fields_that_do_not_fit_together_are_refused(posted: dict) -> None:
    with pytest.raises(BadInput):
        fields.clean(fields.FIELDS[FindingKind.TARGET], posted)


def test_steps_by_year_come_in_order() -> None:
    posted = {"comparator": ">=", "year_0": "2030", "value_0": "75", "year_1": "2025", "value_1": "60"}
    data = fields.clean(fields.FIELDS[FindingKind.TARGET], posted)
    assert [(m["year"], m["value"]) for m in data["milestones"]] == [(2025, "60"), (2030, "75")]
    assert threshold({**data, "unit": "percent"}) == "đến năm 2025: từ 60% trở lên; đến năm 2030: từ 75% trở lên"


def test_thresholds_are_said_as_papers_say_them() -> None:
    assert comparison("<=", "1.7", "times") == "không quá 1,7 lần"
    assert comparison("~", "70", "percent", upper="80") == "khoảng 70–80%"
    assert comparison("decrease", None, "none") == "giảm so với kỳ trước"
    assert comparison(">=", "2", "count", counted="lớp") == "từ 2 lớp trở lên"
    assert [sureness(n) for n in (92, 78, 41)] == ["chắc", "khá chắc", "chưa chắc"]


def test_promises_of_one_sentence_part_get_letters_and_a_given_sign_is_kept() -> None:
    text = "A 30%; B 85%.\nC 100% x, D 100% y.\nE giảm."
    place = naming.Place
    places = [place("a", 0, 5), place("a", 7, 12), place("b", 14, 22), place("b", 24, 32), place("c", 34, 40)]
    assert naming.codes(places, text) == ["T1", "T2", "T3a", "T3b", "T4"]
    places[4] = place("c", 34, 40, "T1")
    assert naming.codes(places, text) == ["T1'", "T2", "T3a", "T3b", "T1"]


def test_numbers_of_a_reading_stay_exact() -> None:
    reading = {
        "targets": [
            {
                "clause_id": "I.1",
                "span": [0, 4],
                "confidence": 0.95,
                "value": 1.7,
                "milestones": [{"year": 2025, "value": 60}],
            }
        ]
    }
    found = findings(reading)[0]
    assert found.data == {"value": "1.7", "milestones": [{"year": 2025, "value": "60"}]}
    assert (found.clause, found.confidence) == ("I.1", 95)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=8)


@given(st.text(alphabet="ab \n", max_size=60), spans)
def test_cutting_a_text_loses_no_letter_and_no_finding(text: str, made: list[tuple[int, int]]) -> None:
    found = [Span(key, min(a, len(text)), min(a + b, len(text))) for key, (a, b) in enumerate(made)]
    rows = paragraphs(text, found)
    assert [p for row in rows for p in ["".join(piece.text for piece in row.pieces)]] == [
        line for line in text.split("\n") if line.strip()
    ]
    if rows:
        assert sorted(key for row in rows for key in row.begins) == sorted(span.key for span in found)
