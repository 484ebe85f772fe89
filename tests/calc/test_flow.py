"""A life is a table: what it does not say cannot be done, and the no has a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.flow import Flow, Move, NotNow

STATES = {"draft": "Đang soạn", "sent": "Đã gửi", "accepted": "Đã chấp nhận"}
MOVES = [
    Move("submit", ("draft",), "sent", "below", "Gửi"),
    Move("accept", ("sent",), "accepted", "above", "Chấp nhận"),
    Move("return", ("sent", "accepted"), "draft", "above", "Trả lại", needs_reason=True),
    Move("withdraw", ("sent",), "draft", "below", "Rút lại"),
]
LIFE = Flow("report", STATES, MOVES)


def test_a_move_of_the_table_leads_where_it_says():
    assert LIFE.move("draft", "submit") == "sent"
    assert LIFE.move("sent", "accept") == "accepted"


def test_a_move_that_is_not_possible_now_says_why():
    with pytest.raises(NotNow) as no:
        LIFE.move("draft", "accept")
    assert (
        no.value.reason_vi
        == "Không thể chấp nhận khi đang ở trạng thái “Đang soạn”; việc này chỉ làm được từ trạng thái “Đã gửi”."
    )


def test_an_unknown_verb_is_an_error_of_the_code():
    with pytest.raises(KeyError):
        LIFE.move("draft", "fly")


def test_each_side_sees_its_own_moves():
    assert [m.verb for m in LIFE.moves_from("sent", "above")] == ["accept", "return"]
    assert [m.verb for m in LIFE.moves_from("sent", "below")] == ["withdraw"]
    assert [m.verb for m in LIFE.moves_from("sent")] == ["accept", "return", "withdraw"]


@pytest.mark.parametrize(
    "moves",
    [
        [Move("go", ("nowhere",), "sent", "below", "Đi")],
        [Move("go", ("draft",), "sent", "below", "Đi"), Move("go", ("draft",), "accepted", "above", "Đi")],
    ],
)
def test_a_table_that_contradicts_itself_is_refused(moves):
    with pytest.raises(ValueError, match="report"):
        Flow("report", STATES, moves)


@given(st.lists(st.sampled_from([m.verb for m in MOVES]), max_size=30))
def test_no_walk_ever_leaves_the_table(verbs):
    state = "draft"
    for verb in verbs:
        allowed = {m.verb: m.to_state for m in LIFE.moves_from(state)}
        if verb in allowed:
            state = LIFE.move(state, verb)
            assert state == allowed[verb]
        else:
            with pytest.raises(NotNow):
                LIFE.move(state, verb)


def test_the_diagram_shows_every_row():
    drawing = LIFE.as_mermaid()
    assert "[*] --> draft" in drawing
    assert "accepted --> draft: Trả lại (above)" in drawing
    assert 'state "Đã gửi" as sent' in drawing
