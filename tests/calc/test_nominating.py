"""The stages of a nomination follow their table, and the funnel counts each person once a stage."""

from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.nominating import CLOSED, FLOW, SOURCE, STAGES, STEPS, chain_problem, funnel


def test_the_usual_ways_are_allowed_and_the_others_say_why():
    assert chain_problem([]) == ""
    assert chain_problem(["gioi_thieu", "hiep_thuong", "hiep_thuong", "danh_sach", "trung_cu"]) == ""
    assert chain_problem(["gioi_thieu", "danh_sach", "khong_trung"]) == ""
    assert chain_problem(["rut"]) == ""
    assert "“Trong danh sách nguồn”" in chain_problem(["danh_sach"])
    assert "“Trúng cử”" in chain_problem(["gioi_thieu", "danh_sach", "trung_cu", "rut"])
    assert "xyz" in chain_problem(["xyz"])


@given(st.lists(st.sampled_from([stage for stage in STAGES if stage != SOURCE]), max_size=6))
def test_a_way_is_allowed_just_when_each_step_stands_in_the_table(stages):
    pairs = {(source, move.to_state) for move in FLOW.moves for source in move.from_states}
    assert (chain_problem(stages) == "") == all(pair in pairs for pair in zip([SOURCE, *stages], stages, strict=False))


def test_nothing_follows_an_end():
    assert all(not FLOW.moves_from(stage) for stage in CLOSED)


def test_the_funnel_adds_by_stage_and_keeps_the_undecided_apart():
    found = funnel(
        [("nguon", True, 4), ("nguon", False, 6), ("gioi_thieu", True, 3), ("trung_cu", True, 1), ("rut", False, 2)],
        [(True, 1)],
    )
    assert [(one.all, one.women) for one in found.steps] == [(10, 4), (3, 3), (0, 0), (0, 0), (1, 1)]
    assert [one.stage for one in found.steps] == list(STEPS)
    assert (found.withdrawn.all, found.not_elected.all, found.undecided.women) == (2, 0, 1)
    assert found.at("trung_cu").women == 1
