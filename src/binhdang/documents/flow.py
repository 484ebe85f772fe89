"""The life of a paper, as a table."""

from binhdang.calc.flow import Flow, Move
from binhdang.documents.choices import PaperState

WRITER, ISSUER = "paper.write", "paper.issue"
"""The sides are the rights themselves."""

PAPER = Flow(
    "paper",
    {state.value: str(state.label) for state in PaperState},
    [
        Move("edit", ("draft",), "draft", WRITER, "Sửa dự thảo"),
        Move("issue", ("draft",), "issued", ISSUER, "Ban hành"),
        Move("withdraw", ("issued",), "withdrawn", ISSUER, "Thu hồi", needs_reason=True),
    ],
)
