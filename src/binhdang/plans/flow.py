"""The life of a plan and of a finding, as tables."""

from binhdang.calc.flow import Flow, Move
from binhdang.plans.choices import FindingState, PlanState

EDITOR, CONFIRMER = "plan.edit", "plan.confirm"
"""The sides are the rights themselves; `rules.py` says who holds them."""

PLAN = Flow(
    "plan",
    {state.value: str(state.label) for state in PlanState},
    [
        Move("confirm", ("reading",), "confirmed", CONFIRMER, "Đưa vào thực hiện"),
        Move("withdraw", ("reading", "confirmed"), "withdrawn", CONFIRMER, "Rút kế hoạch", needs_reason=True),
    ],
)

FINDING = Flow(
    "finding",
    {state.value: str(state.label) for state in FindingState},
    [
        Move("confirm", ("open",), "confirmed", EDITOR, "Xác nhận"),
        Move("drop", ("open", "confirmed"), "dropped", EDITOR, "Bỏ"),
        Move("merge", ("open", "confirmed"), "merged", EDITOR, "Gộp"),
        Move("reopen", ("confirmed", "dropped", "merged"), "open", EDITOR, "Xem lại"),
    ],
)
