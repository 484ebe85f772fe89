"""Yes/no and choices are cells of 1 and 0: they pack, sum and count by units; texts stay beside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhdang.calc import answers, cells, totals
from binhdang.calc.cells import NOT_APPLICABLE, CellError
from binhdang.calc.layout import LayoutError, parse_layout
from binhdang.calc.questions import CHOICE, KAD, NUMBER, WITHOUT_CELLS, YES_NO
from tests.calc.forms_made import answers_to, definitions


def layout(*rows):
    return parse_layout({"code": "F", "name": "F", "period": "once", "sections": [{"title": "I", "rows": list(rows)}]})


YES_ROW = {"code": "co", "name": "Có phòng", "kind": "yes_no", "required": True}
PICK = {"code": "h", "name": "Hình thức", "kind": "choice", "required": True,
        "options": [{"code": "a", "name": "Riêng"}, {"code": "b", "name": "Chung"}]}  # fmt: skip
SAY = {"code": "kn", "name": "Kiến nghị", "kind": "text", "required": True}


def test_only_what_can_be_counted_has_cells():
    made = layout(YES_ROW, PICK, SAY, {"code": "t", "name": "Tệp", "kind": "file"})
    assert made.cells == ("co", "h.a", "h.b")
    assert made.by_code["h.b"].label == "Hình thức: Chung"
    assert made.asks("co_so")
    assert not layout({**SAY, "levels": ["tinh"]}).asks("co_so")


@given(st.data())
@settings(max_examples=40)
def test_any_form_packs_unpacks_and_sums_exactly(data):
    made = parse_layout(data.draw(definitions()))
    units = []
    for _unit in range(data.draw(st.integers(1, 4))):
        values, said = {}, {}
        for row in made.rows:
            if row.kind in WITHOUT_CELLS:
                continue
            numbers, answer = answers_to(data.draw, row)
            given_ = numbers if numbers is not None else answers.choose(row, answer)
            values |= {code: value for code, value in given_.items() if value is not None}
            if answer is not None:
                said[row.code] = answer
        packed = cells.pack(values, made.cells)
        assert cells.unpack(packed, made.cells) == values
        assert {code: answers.chosen(made.row(code), values) for code in said} == said
        assert [f for f in answers.check(made, values, {}, level=None, complete=False)] == []
        units.append((cells.unpack_list(packed), said))
    tree = {"root": None} | {str(n): "root" for n in range(len(units))}
    reports = {str(n): totals.Report(cell_list, [], True, True) for n, (cell_list, _said) in enumerate(units)}
    slow = totals.slow_totals(tree, reports, len(made.cells))["root"]
    fast = totals.combine(
        [totals.of_report(v, [], counts_in=True, expected=True, size_index=None) for v, _said in units], len(made.cells)
    )
    assert (fast.sums, fast.counts) == (slow.sums, slow.counts)
    for row in made.rows:
        if row.kind == YES_NO:
            at = made.cells.index(row.code)
            given_ = [said[row.code] for _v, said in units]
            assert (fast.sums[at] or 0) == given_.count("co")
            assert fast.counts[at] == given_.count("co") + given_.count("khong")
        if row.kind == CHOICE:
            picked = {
                option.code: fast.sums[made.cells.index(f"{row.code}.{option.code}")] or 0 for option in row.options
            }
            answered = [said[row.code] for _v, said in units if said[row.code] not in {"", KAD}]
            assert sum(picked.values()) == len(answered)


def test_an_answer_that_is_required_is_asked_for_only_of_those_who_answer_it():
    made = layout(YES_ROW, PICK, {**SAY, "levels": ["co_so"]})
    found = answers.check(made, {}, {}, level="co_so")
    assert [f.message_vi for f in found] == [
        "Có phòng: chưa trả lời.", "Hình thức: chưa trả lời.", "Kiến nghị: chưa trả lời.",
    ]  # fmt: skip
    assert len(answers.check(made, {}, {}, level="tinh")) == 2
    assert answers.check(made, {"co": 0, "h.a": 0, "h.b": 1}, {"kn": "x"}, level="co_so") == []
    assert answers.progress(made, {"co": 0, "h.a": 0, "h.b": 1}, {}, "co_so") == (2, 3)


@pytest.mark.parametrize(
    "values", [{"h.a": 1, "h.b": 1}, {"h.a": 0, "h.b": 0}, {"h.a": 1}, {"h.a": 1, "h.b": NOT_APPLICABLE}]
)
def test_two_answers_to_one_choice_are_an_error(values):
    assert [f.code for f in answers.check(layout(PICK), values, {}, level=None, complete=False)] == ["choice"]


@pytest.mark.parametrize(
    ("row", "answer"), [(YES_ROW, "a"), (PICK, "co"), (PICK, "../"), ({**PICK, "kad": False}, "KAD")]
)
def test_an_answer_that_the_question_does_not_have_is_refused(row, answer):
    with pytest.raises(CellError):
        answers.choose(layout(row).rows[0], answer)


def test_a_text_is_kept_composed_without_unseen_signs_and_not_too_long():
    assert answers.clean(" A\u0323\r\nb\u202e\x00 ") == "Ạ\nb"
    with pytest.raises(CellError, match="5001"):
        answers.clean("x" * 5001)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**PICK, "options": PICK["options"][:1]}, "options"),
        ({**PICK, "options": [{"code": "a", "name": "R"}, {"code": "a", "name": "S"}]}, "mã lựa chọn a có hai lần"),
        ({**PICK, "options": [{"code": "a", "name": "R"}, {"code": "b", "name": "r"}]}, "“r” có hai lần"),
        ({**PICK, "options": [{"code": "KAD", "name": "R"}, {"code": "b", "name": "s"}]}, "KAD"),
        ({**PICK, "options": [{"code": "a", "name": "R" * 10_000}, {"code": "b", "name": "s"}]}, "lựa chọn 1: tên"),
        ({**YES_ROW, "columns": ["tong"]}, "columns chỉ dùng cho dòng số liệu"),
        ({**YES_ROW, "options": []}, "options"),
        ({**YES_ROW, "kind": "colour"}, "kind"),
        ({**YES_ROW, "name": "x\u202ey"}, "không nhìn thấy"),
        ({"code": "n", "name": "N", "part_of": "n2"}, "part_of"),
        ({**SAY, "code": ".."}, "mã"),
    ],
)
def test_a_broken_question_is_refused_with_its_place(row, said):
    with pytest.raises(LayoutError, match=said) as error:
        layout(row)
    assert "dòng 1" in str(error.value) or "Dòng n" in str(error.value)


def test_a_part_of_an_answer_is_refused_and_codes_never_meet():
    with pytest.raises(LayoutError, match="không phải là dòng số liệu"):
        layout(YES_ROW, {"code": "n", "name": "N", "part_of": "co"})
    with pytest.raises(LayoutError, match="hai lần"):
        layout({"code": "a", "name": "A", "columns": ["tong"]}, {**SAY, "code": "a.tong"})
    assert layout({"code": "n", "name": "N"}).by_code["n"].kind == NUMBER
