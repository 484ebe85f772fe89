"""Rows of a form that are not numbers, as pages show them and posts bring them: yes/no, choices, texts, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhdang.calc import answers
from binhdang.calc.cells import NotApplicable, Value
from binhdang.calc.layout import Layout, Row
from binhdang.calc.questions import CHOICE, FILE, KAD, WITHOUT_CELLS, YES_NO
from binhdang.datasets.queries import layout_of
from binhdang.reports.files import names_of


@dataclass(frozen=True)
class Choice:
    """One radio button: what it posts, what it says."""

    value: str
    label: str
    picked: bool


@dataclass(frozen=True)
class QuestionView:
    """The inputs of one question. `words` is the answer as a page reads it, empty where there is none."""

    kind: str
    words: str
    before: str
    choices: tuple[Choice, ...] = ()
    text: str = ""
    files: Sequence[Any] = ()

    @property
    def changed(self) -> bool:
        """Whether the answer differs from last period's."""
        return bool(self.before and self.words and self.before != self.words)


def words_of(row: Row, values: Mapping[str, Value]) -> str:
    """The answer of a yes/no or choice row in words; empty where there is none."""
    return _names(row).get(answers.chosen(row, values), "") if row.cells else ""


def question_of(
    row: Row,
    values: Mapping[str, Value],
    last: Mapping[str, Value],
    texts: Mapping[str, str],
    files: Mapping[str, Sequence[Any]],
    kept: str | None,
    before: str = "",
) -> QuestionView:
    """The view of one question; `kept` is what was typed and could not be saved, `before` last period's text."""
    if row.kind not in {YES_NO, CHOICE}:
        mine, text = files.get(row.code, ()), texts.get(row.code, "")
        words = ", ".join(file.name for file in mine) if row.kind == "file" else text
        return QuestionView(row.kind, words, before, text=text if kept is None else kept, files=mine)
    now = answers.chosen(row, values)
    choices = tuple(Choice(value, label, value == now) for value, label in _names(row).items())
    return QuestionView(
        row.kind, words_of(row, values), words_of(row, last), (*choices, Choice("", _("Chưa trả lời"), not now))
    )


def _names(row: Row) -> dict[str, str]:
    """What each answer is called, in the order of the buttons."""
    if row.kind == YES_NO:
        names = {answers.YES: _("Có"), answers.NO: _("Không")}
    else:
        names = {option.code: option.name for option in row.options}
    return names | ({KAD: _("KAD (không áp dụng)")} if row.kad else {})


def shown_cell(kind: str, value: Value | None) -> str | None:
    """A cell of an answer in words, for trails and histories; None for a cell that is a number."""
    if kind not in {YES_NO, CHOICE} or value is None or isinstance(value, NotApplicable):
        return None
    return _("Có") if value else _("Không")


def differing(
    layout: Layout,
    changes: Mapping[str, Value | None],
    texts: Mapping[str, str],
    stored: Mapping[str, Value],
    theirs: Mapping[str, str],
) -> list[dict[str, str]]:
    """The questions whose posted answer is not the stored one, as rows of the conflict page."""
    rows = []
    for row in layout.rows:
        if row.cells and row.kind in {YES_NO, CHOICE} and row.cells[0].code in changes:
            values = {code: value for code, value in changes.items() if value is not None}
            mine, other, field = answers.chosen(row, values), answers.chosen(row, stored), f"o.{row.code}"
            said = words_of(row, values), words_of(row, stored)
        elif row.code in texts:
            mine, other, field = texts[row.code], theirs.get(row.code, ""), f"t.{row.code}"
            said = mine, other
        else:
            continue
        if mine != other:
            rows.append(
                {"field": field, "label": row.name, "mine": said[0] or "–", "theirs": said[1] or "–",
                 "mine_text": mine, "theirs_text": other}
            )  # fmt: skip
    return rows


def changed_texts(report: Any, older: Any, newer: Any) -> list[tuple[str, str, str]]:
    """(question, before, after) of the texts and files that differ between two revisions."""
    found = []
    for row in layout_of(report.form).rows:
        before, after = older.texts.get(row.code, ""), newer.texts.get(row.code, "")
        if row.kind in WITHOUT_CELLS and before != after:
            if row.kind == FILE:
                before, after = (", ".join(names_of(report, ids.split())) for ids in (before, after))
            found.append((row.name, before or "–", after or "–"))
    return found
