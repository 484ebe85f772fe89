"""The verbs of the builder: whatever is done, codes stay unique, nothing is lost, and what is wrong is named."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from binhdang.calc import drafting
from binhdang.calc.layout import LayoutError, parse_layout
from tests.calc.forms_made import definitions


def fit(definition):
    try:
        parse_layout(definition)
    except LayoutError:
        return False
    return True


@given(definitions(), st.data())
@settings(max_examples=40)
def test_any_order_of_steps_keeps_every_row_once_and_the_form_fit(made, data):
    assert drafting.problems(made) == []
    codes = drafting.codes_of(made)
    removed = []
    for _step in range(data.draw(st.integers(1, 6))):
        section = data.draw(st.integers(0, len(made["sections"]) - 1)) if made["sections"] else None
        rows = made["sections"][section]["rows"] if section is not None else []
        row = data.draw(st.integers(0, len(rows) - 1)) if rows else None
        verb = data.draw(st.sampled_from(["move", "section", "copy", "remove", "remove_section", "undo"]))
        if verb == "undo" and removed:
            made = drafting.put_back(made, removed.pop())
        elif verb == "move" and row is not None:
            made = drafting.move(made, section, row, data.draw(st.sampled_from([-1, 1, 9])))
        elif verb == "section" and section is not None:
            made = drafting.move(made, section, None, data.draw(st.sampled_from([-1, 1])))
        elif verb == "copy" and row is not None:
            made = drafting.copy_row(made, section, row)
        elif verb == "remove" and row is not None:
            made, taken = drafting.remove(made, section, row)
            removed.append(json.loads(json.dumps(taken)))
        elif verb == "remove_section" and section is not None:
            made, taken = drafting.remove(made, section, None)
            removed.append(taken)
    while removed:
        made = drafting.put_back(made, removed.pop())
    now = drafting.codes_of(made)
    assert len(set(now)) == len(now)
    assert set(codes) <= set(now)
    made = {**made, "sections": [section for section in made["sections"] if section["rows"]]}
    assert drafting.problems(made) == []
    assert fit(made)


@given(definitions())
@settings(max_examples=15)
def test_what_was_taken_away_is_put_back_where_it_was(made):
    for section in range(len(made["sections"])):
        for row in [None, *range(len(made["sections"][section]["rows"]))]:
            without, taken = drafting.remove(made, section, row)
            assert drafting.put_back(without, taken) == made


def test_a_form_has_problems_exactly_when_it_cannot_be_used():
    made = drafting.add_rows(drafting.blank("F", "Biểu", "year"), 0, ["A", "B"], "number", columns=True)
    for change in (
        {"name": ""}, {"sections": []}, {"period": "week"}, {"size_cell": "z"}, {"rules": [{"code": "r"}]},
        {"derived": [{"code": "d", "name": "D", "formula": "z + 1"}]},
    ):  # fmt: skip
        assert bool(drafting.problems({**made, **change})) is not fit({**made, **change})
    assert drafting.problems(made) == []


def test_every_problem_of_every_row_is_named_at_once_with_its_place():
    made = drafting.add_rows(drafting.blank("F", "Biểu", "year"), 0, ["A", "B", "C"], "number", columns=True)
    made["sections"][0]["rows"][0]["name"] = ""
    made["sections"][0]["rows"][2]["min"] = "nhiều"
    assert [(p.part, p.row) for p in drafting.problems(made)] == [("1", 0), ("1", 2)]
    made = drafting.add_rows(drafting.blank("F", "Biểu", "year"), 0, ["A", "B"], "number", columns=True)
    made["sections"][0]["rows"][1]["code"] = "a"
    assert [(p.part, p.row) for p in drafting.problems(made)] == [("1", 0)]
    made["sections"][0]["rows"][1] |= {"code": "b", "part_of": "z"}
    assert [(p.part, p.row) for p in drafting.problems(made)] == [("1", 1)]


def test_codes_are_made_from_names_and_never_twice():
    made = drafting.add_rows(
        drafting.blank("F", "B", "year"), 0, ["Nữ đoàn viên", "Nữ đoàn viên", "!!!"], "text", columns=False
    )
    assert drafting.codes_of(made) == ["nu_doan_vien", "nu_doan_vien_2", "muc"]


def test_a_section_takes_no_more_rows_than_a_page_can_show():
    made = drafting.add_rows(drafting.blank("F", "B", "year"), 0, ["A"] * 500, "text", columns=False)
    assert len(made["sections"][0]["rows"]) == drafting.MOST_ROWS_A_SECTION
