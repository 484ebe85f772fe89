"""A register's answer as a form shows it beside its cell."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from binhdang.registers.core.queries import Answer
from binhdang.reports import feeding


@dataclass(frozen=True)
class FedView:
    """A register's answer; and for the device the key and the words ("{}" the form's figure) of the warning."""

    answer: Answer
    key: str
    words: str


def fed_views(answers: Mapping[str, Answer], codes: Collection[str]) -> dict[str, FedView]:
    """Cell -> what its register answers, of these cells."""
    return {
        cell: FedView(answer, feeding.key_of(answer), feeding.said(answer, "{}"))
        for cell, answer in answers.items()
        if cell in codes
    }
