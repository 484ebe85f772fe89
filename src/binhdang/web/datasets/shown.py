"""Words of the builder's pages: kinds of questions and periods, and the parts of a draft."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc.cells import parse_exact
from binhdang.calc.drafting import Problem
from binhdang.calc.questions import CHOICE, FILE, NUMBER, TEXT, YES_NO
from binhdang.web.reports.sheet import typed

Words = list[tuple[str, str | Promise]]

PERIODS: Words = [
    ("once", gettext_lazy("Một lần (đột xuất)")),
    ("year", gettext_lazy("Năm")),
    ("half", gettext_lazy("Sáu tháng")),
    ("quarter", gettext_lazy("Quý")),
    ("month", gettext_lazy("Tháng")),
    ("cutoff", gettext_lazy("Mốc 31/5 và 30/11")),
    ("phase", gettext_lazy("Giai đoạn nhiều năm")),
]
KIND_CHOICES: Words = [
    (NUMBER, gettext_lazy("Số liệu")),
    (YES_NO, gettext_lazy("Có / Không")),
    (CHOICE, gettext_lazy("Chọn một")),
    (TEXT, gettext_lazy("Văn bản")),
    (FILE, gettext_lazy("Tệp đính kèm")),
]
NEW_ROWS: Words = [
    (NUMBER, gettext_lazy("Số liệu: tổng số và trong đó nữ")),
    (f"{NUMBER}:one", gettext_lazy("Số liệu: một số")),
    *KIND_CHOICES[1:],
]


@dataclass(frozen=True)
class Part:
    """One step of the builder: where it leads, what it is called, how many rows it has and how many to mend."""

    key: str
    title: str
    rows: int | None
    problems: int


@dataclass(frozen=True)
class RowLine:
    """One row as the builder shows it: its place from 0 as text, and its limits as they are typed."""

    n: str
    row: dict[str, Any]
    least: str
    most: str
    bad: bool


def lines_of(rows: list[dict[str, Any]], bad: set[int | None]) -> list[RowLine]:
    """The rows of a section; `bad` are the places of those to mend."""
    return [
        RowLine(str(at), row, _limit(row.get("min")), _limit(row.get("max")), at in bad) for at, row in enumerate(rows)
    ]


def _limit(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return typed(parse_exact(format(Decimal(str(value)), "f")))


def parts_of(definition: dict[str, Any], problems: list[Problem]) -> list[Part]:
    """The parts of a draft in order: the head, the sections, the computed cells and rules."""
    wrong = [problem.part for problem in problems]
    parts = [Part("head", _("Thông tin chung"), None, wrong.count("head"))]
    for number, section in enumerate(definition["sections"], 1):
        title = section.get("title") or _("Phần %(n)s") % {"n": number}
        parts.append(Part(str(number), title, len(section["rows"]), wrong.count(str(number))))
    count = len(definition.get("derived") or []) + len(definition.get("rules") or [])
    return [*parts, Part("rules", _("Ô tính và quy tắc"), count, wrong.count("rules"))]
