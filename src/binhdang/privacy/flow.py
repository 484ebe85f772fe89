"""The life of a request as one table."""

from binhdang.calc.flow import Flow, Move
from binhdang.privacy.choices import State

KEEPER = "keeper"
OPEN = (State.RECEIVED.value, State.ACKNOWLEDGED.value)
"""States in which a clock runs."""
REQUEST_FLOW = Flow(
    "Yêu cầu về dữ liệu cá nhân",
    {state.value: str(state.label) for state in State},
    [
        Move("acknowledge", ("received",), "acknowledged", KEEPER, "Báo đã nhận"),
        Move("finish", ("received", "acknowledged"), "done", KEEPER, "Giải quyết xong", needs_reason=True),
        Move("refuse", ("received", "acknowledged"), "refused", KEEPER, "Không giải quyết", needs_reason=True),
    ],
)
