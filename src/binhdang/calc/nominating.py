"""The way of a person from the source list to an elected body, and how many came how far.

The table says which stage may follow which; the funnel counts the people that reached each stage, by sex.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .flow import Flow, Move, NotNow
from .words import said

SOURCE, INTRODUCED, CONSULTED, BALLOT = "nguon", "gioi_thieu", "hiep_thuong", "danh_sach"
ELECTED, NOT_ELECTED, WITHDRAWN = "trung_cu", "khong_trung", "rut"
STAGES = {
    SOURCE: "Trong danh sách nguồn",
    INTRODUCED: "Đã giới thiệu",
    CONSULTED: "Đã hiệp thương, lấy ý kiến",
    BALLOT: "Trong danh sách bầu",
    ELECTED: "Trúng cử",
    NOT_ELECTED: "Không trúng cử",
    WITHDRAWN: "Rút khỏi danh sách",
}
UNIT = "unit"
FLOW = Flow(
    "Giới thiệu nhân sự",
    STAGES,
    [
        Move(INTRODUCED, (SOURCE,), INTRODUCED, UNIT, "Giới thiệu"),
        Move(CONSULTED, (INTRODUCED, CONSULTED), CONSULTED, UNIT, "Ghi hiệp thương, lấy ý kiến"),
        Move(BALLOT, (INTRODUCED, CONSULTED), BALLOT, UNIT, "Đưa vào danh sách bầu"),
        Move(ELECTED, (BALLOT,), ELECTED, UNIT, "Ghi trúng cử"),
        Move(NOT_ELECTED, (BALLOT,), NOT_ELECTED, UNIT, "Ghi không trúng cử"),
        Move(WITHDRAWN, (SOURCE, INTRODUCED, CONSULTED, BALLOT), WITHDRAWN, UNIT, "Rút khỏi danh sách"),
    ],
)
"""Consultation may take several rounds; bodies that are not consulted upon go from introduction to the ballot."""
STEPS = (SOURCE, INTRODUCED, CONSULTED, BALLOT, ELECTED)
"""The stages of the funnel, the widest first."""
CLOSED = (ELECTED, NOT_ELECTED, WITHDRAWN)


def chain_problem(stages: Sequence[str]) -> str:
    """Why these stages, in order after the source list, are no way through the table; empty when they are."""
    here = SOURCE
    for stage in stages:
        try:
            here = FLOW.move(here, stage)
        except NotNow as wrong:
            return wrong.reason_vi
        except KeyError:
            return said("Không có giai đoạn “%(stage)s”.", stage=stage)
    return ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people reached a stage, and of these how many women."""

    stage: str
    all: int
    women: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """The people at each stage, widest first; who fell out; and of those introduced how many are not decided yet."""

    steps: tuple[Reached, ...]
    not_elected: Reached
    withdrawn: Reached
    undecided: Reached

    def at(self, stage: str) -> Reached:
        """The people that reached a stage of the funnel. Raises KeyError for any other."""
        found = {one.stage: one for one in self.steps}
        return found[stage]


def funnel(reached: Iterable[tuple[str, bool, int]], introduced_open: Iterable[tuple[bool, int]]) -> Funnel:
    """The funnel of (stage, is a woman, people that reached it) and of those introduced whose way has not ended.

    A person counts once for each stage she reached, however often it was recorded.
    """
    counts: dict[str, list[int]] = {}
    for stage, woman, people in reached:
        both = counts.setdefault(stage, [0, 0])
        both[0] += people
        both[1] += people if woman else 0
    still = [0, 0]
    for woman, people in introduced_open:
        still[0] += people
        still[1] += people if woman else 0

    def one(stage: str) -> Reached:
        return Reached(stage, *counts.get(stage, [0, 0]))

    return Funnel(tuple(one(s) for s in STEPS), one(NOT_ELECTED), one(WITHDRAWN), Reached(INTRODUCED, *still))
