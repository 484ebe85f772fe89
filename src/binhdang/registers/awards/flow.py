"""The life of a proposal as one table: the unit proposes, a unit above decides."""

from binhdang.calc.flow import Flow, Move
from binhdang.registers.awards.choices import State

UNIT, ABOVE = "unit", "above"
DRAFT, PROPOSED, AGREED, REFUSED, AWARDED = (one.value for one in State)
PROPOSAL_FLOW = Flow(
    "Đề nghị khen thưởng",
    {one.value: str(one.label) for one in State},
    [
        Move("trinh", (DRAFT,), PROPOSED, UNIT, "Trình cấp trên"),
        Move("rut", (PROPOSED,), DRAFT, UNIT, "Rút về để sửa"),
        Move("dong-y", (PROPOSED,), AGREED, ABOVE, "Đồng ý khen"),
        Move("tu-choi", (PROPOSED, AGREED), REFUSED, ABOVE, "Từ chối", needs_reason=True),
        Move("khen", (AGREED,), AWARDED, ABOVE, "Ghi quyết định khen"),
        Move("sua-quyet-dinh", (AWARDED,), AWARDED, ABOVE, "Sửa số, ngày quyết định"),
        Move("soan-lai", (REFUSED,), DRAFT, UNIT, "Soạn lại"),
    ],
)
OPEN = (DRAFT,)
"""States in which the unit may still change what it asks for."""
ANSWERED = (REFUSED, AWARDED)
"""States of which the unit is told."""
