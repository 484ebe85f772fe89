"""A form is data; a broken definition is refused with its place."""

from pathlib import Path

import pytest
import yaml

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.layout import LayoutError, parse_layout

FORMS = Path(__file__).parents[2] / "src" / "binhdang" / "datasets" / "forms"


def form(**changes):
    rows = [
        {"code": "A.1", "name": "Lao động", "unit": "người", "columns": ["tong", "nu"]},
        {"code": "b-2", "name": "Lớp", "unit": "lớp"},
    ]
    return {"code": "F-1", "name": "Biểu", "period": "year", "sections": [{"title": "I", "rows": rows}], **changes}


def rows(*more):
    return {"sections": [{"title": "Phần một", "rows": list(more)}]}


def test_cells_are_named_by_row_and_column_and_keep_their_case():
    layout = parse_layout(form())
    assert layout.cells == ("A.1.tong", "A.1.nu", "b-2")
    assert layout.by_code["A.1.nu"].label == "Lao động, trong đó nữ"
    assert layout.size_index is None


def test_levels_say_who_fills_which_cells():
    layout = parse_layout(
        form(
            **rows(
                {"code": "a", "name": "A", "levels": ["co_so"]},
                {"code": "b", "name": "B"},
                {"code": "c", "name": "C", "levels": ["tinh", "co_so"]},
            ),
            derived=[{"code": "d", "name": "D", "formula": "a + b"}],
        )
    )
    assert layout.fills("co_so") == ("a", "b", "c")
    assert layout.fills("tinh") == ("b", "c")
    assert layout.fills(None) == ("a", "b", "c")
    assert layout.cells == ("a", "b", "c", "d")


def test_derived_cells_are_computed_at_the_unit_and_keep_missing_apart():
    layout = parse_layout(form(derived=[{"code": "t", "name": "T", "formula": "if({b-2} >= 2, 1, 0)"}]))
    assert layout.with_derived({"b-2": 2, "t": 99}) == {"b-2": 2, "t": 1}
    assert layout.with_derived({"t": 1}) == {}
    assert layout.with_derived({"b-2": NOT_APPLICABLE})["t"] is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("text", "nhóm"),
        (form(code="có dấu cách"), "mã"),
        (form(code=1.1), "nháy"),
        (form(code=False), "nháy"),
        (form(name=""), "tên"),
        (form(period="week"), "period"),
        (form(colour="red"), "colour"),
        (form(sections=[]), "sections"),
        (form(sections=[{"title": "X", "rows": []}]), "Phần 1 “X”"),
        (form(**rows({"code": "a", "name": "A"}, {"code": "a", "name": "B"})), "hai lần"),
        (form(**rows({"code": "a", "name": "A"}, {"code": "b", "name": "B", "columns": ["x", "x"]})), "dòng 2"),
        (form(**rows({"code": "a.b", "name": "A"}, {"code": "a", "name": "B", "columns": ["b"]})), "hai lần"),
        (form(**rows({"code": "a", "name": "A", "part_of": "z"})), "part_of"),
        (form(**rows({"code": "a", "name": "A", "part_of": "a"})), "vòng tròn"),
        (form(**rows({"code": "a", "name": "A", "part_of": "b"}, {"code": "b", "name": "B", "columns": ["x"]})), "cột"),
        (form(**rows({"code": "a", "name": "A", "required": "yes"})), "true hoặc false"),
        (form(**rows({"code": "a", "name": "A", "min": float("nan")})), "số"),
        (form(**rows({"code": "a", "name": "A", "min": "1"})), "số"),
        (form(**rows({"code": "a", "name": "A", "columns": "tong"})), "danh sách"),
        (form(size_cell="z"), "size_cell"),
        (form(derived=[{"code": "d", "name": "D", "formula": "z + 1"}]), "z"),
        (form(derived=[{"code": "d", "name": "D", "formula": "open('x')"}]), "Ô tính d"),
        (form(rules=[{"code": "r", "formula": "{b-2} >=", "message": "m"}]), "Quy tắc r"),
        (form(rules=[{"code": "r", "formula": "{b-2} >= 1", "message": "m", "severity": "fatal"}]), "severity"),
        (form(warnings={"jump_percent": -1}), "jump_percent"),
        (form(**rows(*({"code": f"r{i}", "name": "R"} for i in range(2001)))), "2000"),
    ],
)
def test_a_broken_form_is_refused_with_its_place(definition, said):
    with pytest.raises(LayoutError, match=said):
        parse_layout(definition)


def test_a_whole_number_is_a_code_too():
    assert parse_layout(form(**rows({"code": 12, "name": "A"}))).cells == ("12",)


def test_the_yearly_form_is_sound():
    layout = parse_layout(yaml.safe_load((FORMS / "bdg-nam.yaml").read_text(encoding="utf-8")))
    assert layout.code == "BDG-NAM"
    assert len(layout.sections) == 7
    assert 55 <= len(layout.fills(None)) <= 65
    assert layout.size_cell == "dv.tong"
    assert "ld.tong" not in layout.fills("tinh")
    assert {"bch.tong", "bch.nu", "can_bo_nc.tong"} <= set(layout.fills("tinh"))
    assert "can_bo_nc.tong" not in layout.fills("co_so")


@pytest.mark.parametrize(
    ("women", "leaders", "board", "condition", "strict", "wide"),
    [(30, 1, 3, 1, 1, 1), (30, 0, 3, 1, 0, 1), (30, 0, 0, 1, 0, 0), (29, 1, 3, 0, 0, 0)],
)
def test_the_conditional_target_is_counted_at_the_grassroots_union(women, leaders, board, condition, strict, wide):
    layout = parse_layout(yaml.safe_load((FORMS / "bdg-nam.yaml").read_text(encoding="utf-8")))
    values = layout.with_derived(
        {"dv.tong": 100, "dv.nu": women, "chu_chot.nu": leaders, "bch.tong": 9, "bch.nu": board, "ban_nc": 1}
    )
    assert (values["nu30"], values["nu30_cc"], values["nu30_bch"]) == (condition, strict, wide)
    assert values["nc_co"] == 1
