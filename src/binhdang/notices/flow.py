"""The life of a mail as one table."""

from binhdang.calc.flow import Flow, Move
from binhdang.notices.choices import MailState

SENDER, PERSON = "sender", "person"
MAIL_FLOW = Flow(
    "Thư đi",
    {state.value: str(state.label) for state in MailState},
    [
        Move("take", ("queued",), "sending", SENDER, "Lấy ra gửi"),
        Move("sent", ("sending",), "sent", SENDER, "Đã gửi"),
        Move("later", ("sending",), "queued", SENDER, "Để gửi lại"),
        Move("fail", ("sending",), "failed", SENDER, "Không gửi được"),
        Move("again", ("failed", "held"), "queued", PERSON, "Gửi lại"),
    ],
)
"""A mail that was being sent when its process ended is not sent again by itself: nobody knows whether it left."""
