"""Answers that are not numbers: yes or no, one of several, texts and files.

Yes/no and choices live in the packed cells as 1 and 0 (all cells of a row, or none); texts live beside them, by row.
The answer to a file question is the list of its files' ids, as a text ("12 15").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from .cells import NOT_APPLICABLE, CellError, NotApplicable, Value
from .definition import UNSEEN
from .layout import Layout, Row
from .questions import CHOICE, KAD, NUMBER, WITHOUT_CELLS, YES_NO
from .rules import Finding
from .words import said

YES, NO = "co", "khong"
MOST_TEXT: Final = 5000


def choose(row: Row, answer: str) -> dict[str, Value | None]:
    """The cells of a yes/no or choice row for an answer: "" (none), "KAD", "co"/"khong" or the code of an option.

    Raises CellError for an answer the row does not have.
    """
    codes = [cell.code for cell in row.cells]
    if not answer:
        return dict.fromkeys(codes)
    if answer == KAD and row.kad:
        return dict.fromkeys(codes, NOT_APPLICABLE)
    if row.kind == YES_NO and answer in {YES, NO}:
        return {row.code: int(answer == YES)}
    picked = f"{row.code}.{answer}"
    if row.kind != CHOICE or picked not in codes:
        raise CellError(said("Câu trả lời không có trong các lựa chọn của câu hỏi này."))
    return {code: int(code == picked) for code in codes}


def chosen(row: Row, values: Mapping[str, Value]) -> str:
    """The answer that the cells of a yes/no or choice row hold, as `choose` takes it; "" when there is none."""
    given = [(cell.column, values.get(cell.code)) for cell in row.cells]
    if any(isinstance(value, NotApplicable) for _column, value in given):
        return KAD
    if row.kind == YES_NO:
        return "" if given[0][1] is None else YES if given[0][1] else NO
    return next((column for column, value in given if value), "")


def clean(text: str) -> str:
    """A text as it is stored: composed, with plain line ends, without unseen signs. Raises CellError when too long."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = UNSEEN.sub("", plain).strip()
    if len(plain) > MOST_TEXT:
        raise CellError(
            said("Câu trả lời dài %(plain)s ký tự, nhiều nhất là %(most)s.", plain=len(plain), most=MOST_TEXT)
        )
    return plain


def answered(row: Row, values: Mapping[str, Value], texts: Mapping[str, str]) -> bool:
    """Whether a row that is not a number row has an answer ("không áp dụng" is one)."""
    return bool(texts.get(row.code)) if row.kind in WITHOUT_CELLS else bool(chosen(row, values))


def check(
    layout: Layout, values: Mapping[str, Value], texts: Mapping[str, str], *, level: str | None, complete: bool = True
) -> list[Finding]:
    """The errors of the rows that are not numbers: no answer where one is required, or two answers to one choice.

    `complete=False` (a draft being saved) leaves out what is not answered yet.
    """
    found = []
    for row in layout.rows:
        if row.kind == NUMBER or not row.asks(level):
            continue
        cells = tuple(cell.code for cell in row.cells) or (row.code,)
        if row.required and complete and not answered(row, values, texts):
            found.append(
                Finding(
                    "required", "error", cells, said("%(name)s: chưa trả lời.", name=row.name), f"required:{row.code}"
                )
            )
        if row.kind == CHOICE and (wrong := _not_one(row, values)):
            found.append(Finding("choice", "error", cells, f"{row.name}: {wrong}", f"choice:{row.code}"))
    return found


def _not_one(row: Row, values: Mapping[str, Value]) -> str:
    """What is wrong with the cells of a choice; empty when exactly one option is picked, or none at all."""
    given = [values.get(cell.code) for cell in row.cells]
    if all(value is None for value in given) or all(isinstance(value, NotApplicable) for value in given):
        return ""
    picked = [value for value in given if value == 1]
    if len(picked) == 1 and all(value in (0, 1) for value in given):
        return ""
    return said("phải chọn đúng một trong %(options)s lựa chọn; các lựa chọn khác là 0.", options=len(row.options))


def progress(
    layout: Layout, values: Mapping[str, Value], texts: Mapping[str, str], level: str | None
) -> tuple[int, int]:
    """(answered, asked): number cells one by one, every other row as one."""
    numbers = [code for code in layout.fills(level) if layout.by_code[code].kind == NUMBER]
    others = [row for row in layout.rows if row.kind != NUMBER and row.asks(level)]
    done = sum(code in values for code in numbers) + sum(answered(row, values, texts) for row in others)
    return done, len(numbers) + len(others)
