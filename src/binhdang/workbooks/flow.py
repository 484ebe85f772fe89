"""The life of an upload as one table."""

from binhdang.calc.flow import Flow, Move
from binhdang.workbooks.choices import State

UPLOAD_FLOW = Flow(
    "Lần nộp tệp",
    {state.value: str(state.label) for state in State},
    [
        Move("check", ("reading", "checked"), "checked", "system", "Kiểm tra xong"),
        Move("confirm", ("checked",), "writing", "person", "Xác nhận ghi"),
        Move("write", ("writing",), "written", "system", "Ghi"),
        Move("drop", ("reading", "checked"), "dropped", "person", "Bỏ"),
        Move("undo", ("written",), "undone", "person", "Hoàn tác"),
    ],
)
