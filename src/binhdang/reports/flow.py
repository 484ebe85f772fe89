"""The life of a report as one table. Who a side is stands in `rules.py`; the diagram in the docs is made from this."""

from binhdang.calc.flow import Flow, Move
from binhdang.reports.choices import State

UNIT, ABOVE = "unit", "above"
SIDES = {UNIT: "đơn vị lập báo cáo", ABOVE: "cấp trên trực tiếp"}
EDITABLE = (State.EXPECTED.value, State.DRAFT.value, State.RETURNED.value, State.CORRECTING.value)
LEFT_OUT = (State.EXCUSED.value,)
"""States of a report that nobody expects: in no count, no total, no list of what is to be done."""

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
        Move("excuse", ("expected", "draft", "returned"), "excused", ABOVE, "Cho không thuộc diện", needs_reason=True),
        Move("readmit", ("excused",), "expected", ABOVE, "Đưa lại vào diện báo cáo", needs_reason=True),
        Move("resume", ("excused",), "draft", ABOVE, "Đưa lại vào diện báo cáo", needs_reason=True),
    ],
)


def life_document() -> str:
    """`docs/report-life.md`: the diagram and the table of moves, made from the flow."""
    lines = [
        "# The life of a report",
        "",
        "Made from `reports/flow.py`; a test holds it up to date. Who a side is: `reports/rules.py`.",
        "",
        "```mermaid",
        REPORT_FLOW.as_mermaid().rstrip(),
        "```",
        "",
        "| from | move | to | side | reason |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {REPORT_FLOW.states[state]} | {move.label_vi} | {REPORT_FLOW.states[move.to_state]} "
        f"| {SIDES[move.side]} | {'yes' if move.needs_reason else ''} |"
        for move in REPORT_FLOW.moves
        for state in move.from_states
    ]
    lines += [
        "",
        "Saving a draft is not a move (the first save makes “open”). While a correction is under way, and while it",
        "waits for a decision, the values accepted before stay in `accepted_values` and keep counting; every move",
        "keeps the values it carried as a `ReportRevision`, which the database refuses to change or delete. A report",
        "that was excused is not expected, not silent and in no total; what was typed stays and comes back with it.",
    ]
    return "\n".join(lines) + "\n"


LABELS = {move.verb: move.label_vi for move in REPORT_FLOW.moves} | {
    "drop": "Bỏ số liệu đang đính chính",
    "import": "Nhập từ tệp",
    "undo-import": "Hoàn tác lần nhập từ tệp",
}
