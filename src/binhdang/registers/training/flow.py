"""The life of a participant as a table: who was invited is named, comes or stays away; attendance may be corrected."""

from binhdang.calc.flow import Flow, Move
from binhdang.registers.training.choices import State

ORGANISER, OWN_UNIT = "organiser", "own_unit"
"""The sides: the unit that holds the course, and the unit that a participant belongs to."""

ENROLMENT = Flow(
    "enrolment",
    {state.value: str(state.label) for state in State},
    [
        Move("enrol", ("moi",), "ghi_danh", OWN_UNIT, "Ghi danh"),
        Move("attend", ("moi", "ghi_danh", "da_du", "vang"), "da_du", ORGANISER, "Ghi có mặt"),
        Move("miss", ("moi", "ghi_danh", "da_du", "vang"), "vang", ORGANISER, "Ghi vắng"),
        Move("unmark", ("moi", "ghi_danh", "da_du", "vang"), "ghi_danh", ORGANISER, "Bỏ điểm danh"),
        Move("withdraw", ("moi", "ghi_danh", "vang"), "rut", OWN_UNIT, "Rút tên"),
    ],
)
