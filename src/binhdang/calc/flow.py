"""The life of a thing as a table: which verb leads from which states to which, and which side may say it.

The engine knows *when* a move is possible; *who* a side is belongs to the packages' rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .words import said


class NotNow(Exception):
    """The move is not possible from this state; `reason_vi` can be shown to the person."""

    def __init__(self, reason_vi: str) -> None:
        super().__init__(reason_vi)
        self.reason_vi = reason_vi


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: `verb` leads from any of `from_states` to `to_state`, said by `side`."""

    verb: str
    from_states: tuple[str, ...]
    to_state: str
    side: str
    label_vi: str
    needs_reason: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "from_states", tuple(self.from_states))


class Flow:
    """A named table of moves; `states` maps each state to its Vietnamese name (a bare list names it by its code)."""

    def __init__(self, name: str, states: Mapping[str, str] | Sequence[str], moves: Iterable[Move]) -> None:
        """Build and check the table; raises `ValueError` for an unknown state or two answers to one verb and state."""
        self.name = name
        self.states: dict[str, str] = dict(states) if isinstance(states, Mapping) else {s: s for s in states}
        self.moves: tuple[Move, ...] = tuple(moves)
        self._table: dict[tuple[str, str], Move] = {}
        for move in self.moves:
            for state in (*move.from_states, move.to_state):
                if state not in self.states:
                    raise ValueError(f"{name}: move {move.verb} uses unknown state {state}")
            for state in move.from_states:
                if (state, move.verb) in self._table:
                    raise ValueError(f"{name}: two moves {move.verb} from {state}")
                self._table[state, move.verb] = move

    def find(self, state: str, verb: str) -> Move:
        """The row for a verb in a state; raises `NotNow` if the verb is not possible there, `KeyError` if unknown."""
        if (state, verb) in self._table:
            return self._table[state, verb]
        rows = [move for move in self.moves if move.verb == verb]
        if not rows:
            raise KeyError(verb)
        sources = [self.states[s] for move in rows for s in move.from_states]
        here = self.states.get(state, state)
        raise NotNow(
            said(
                "Không thể %(verb)s khi đang ở trạng thái “%(here)s”; việc này chỉ làm được từ trạng thái %(list)s.",
                verb=said(rows[0].label_vi).lower(),
                here=said(here),
                list=", ".join(f"“{said(s)}”" for s in sources),
            )
        )

    def move(self, state: str, verb: str) -> str:
        """The state the verb leads to; raises `NotNow` with a Vietnamese reason if it is not possible now."""
        return self.find(state, verb).to_state

    def moves_from(self, state: str, side: str | None = None) -> list[Move]:
        """The moves possible in a state, in table order; with `side` only those that side may say."""
        return [m for m in self.moves if state in m.from_states and (side is None or m.side == side)]

    def as_mermaid(self) -> str:
        """The table as a mermaid state diagram, for the documents."""
        lines = ["stateDiagram-v2"]
        lines += [f"    state {_quoted(label)} as {state}" for state, label in self.states.items()]
        if self.states:
            lines.append(f"    [*] --> {next(iter(self.states))}")
        for move in self.moves:
            lines += [f"    {state} --> {move.to_state}: {move.label_vi} ({move.side})" for state in move.from_states]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'
