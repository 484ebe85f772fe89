"""The life of what a unit asks for (to be left out, more time) as one table."""

from binhdang.calc.flow import Flow, Move
from binhdang.reports.choices import AskState
from binhdang.reports.flow import ABOVE, UNIT

ASK_FLOW = Flow(
    "Đề nghị",
    {state.value: str(state.label) for state in AskState},
    [
        Move("grant", ("waiting",), "granted", ABOVE, "Đồng ý"),
        Move("refuse", ("waiting",), "refused", ABOVE, "Không đồng ý", needs_reason=True),
        Move("withdraw", ("waiting",), "withdrawn", UNIT, "Rút đề nghị"),
        Move("undo", ("granted",), "undone", ABOVE, "Huỷ bỏ quyết định", needs_reason=True),
    ],
)
