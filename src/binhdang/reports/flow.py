"""The life of a report as one table. Who a side is stands in `rules.py`; the diagram in the docs is made from this."""

from binhdang.calc.flow import Flow, Move
from binhdang.reports.choices import State

UNIT, ABOVE = "unit", "above"
EDITABLE = (State.EXPECTED.value, State.DRAFT.value, State.RETURNED.value, State.CORRECTING.value)

REPORT_FLOW = Flow(
    "Báo cáo",
    {state.value: str(state.label) for state in State},
    [
        Move("open", ("expected",), "draft", UNIT, "Mở biểu"),
        Move("submit", ("draft", "returned", "correcting"), "submitted", UNIT, "Nộp"),
        Move("withdraw", ("submitted",), "draft", UNIT, "Rút về", needs_reason=True),
        Move("accept", ("submitted",), "accepted", ABOVE, "Chấp nhận"),
        Move("return", ("submitted",), "returned", ABOVE, "Trả lại", needs_reason=True),
        Move("correct", ("accepted",), "correcting", UNIT, "Đính chính", needs_reason=True),
        Move("reopen", ("accepted",), "correcting", ABOVE, "Yêu cầu đính chính", needs_reason=True),
        Move("cancel", ("correcting",), "accepted", UNIT, "Huỷ đính chính"),
    ],
)
LABELS = {move.verb: move.label_vi for move in REPORT_FLOW.moves} | {
    "import": "Nhập từ tệp",
    "undo-import": "Hoàn tác lần nhập từ tệp",
}
