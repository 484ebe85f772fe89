"""The life of a consolidated report, as a table."""

from binhdang.calc.flow import Flow, Move
from binhdang.consolidation.choices import Stage

WRITER, SIGNER = "writer", "signer"

LIFE = Flow(
    "Báo cáo tổng hợp",
    {stage.value: str(stage.label) for stage in Stage},
    [
        Move("edit", ("draft",), "draft", WRITER, "Sửa"),
        Move("sign", ("draft",), "signed", SIGNER, "Ký"),
        Move("reopen", ("signed",), "draft", SIGNER, "Mở lại để ký lại", needs_reason=True),
    ],
)
