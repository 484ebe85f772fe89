"""The form as a page shows it: sections, rows and cells of one report, with what was typed and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhdang.calc import answers, cells, periods
from binhdang.calc.cells import NOT_APPLICABLE, CellError, Value
from binhdang.calc.layout import Layout
from binhdang.calc.numbers import number
from binhdang.calc.questions import NUMBER, TEXT
from binhdang.datasets.queries import layout_of
from binhdang.reports import checks, feeding, flow, threads, written
from binhdang.reports.files import files_of
from binhdang.web.frame import period_label
from binhdang.web.reports.fed import FedView, fed_views
from binhdang.web.reports.questions import QuestionView, question_of

COLUMNS = {"tong": "total", "nu": "women"}


def shown(value: Value | None) -> str:
    """A value as the screen writes it: 1.234,5; "–" for missing, "KAD" for not applicable."""
    return number(value)


def typed(value: Value | None) -> str:
    """A value as it stands in an input: empty for missing. A fraction of three digits gets a nought: one reading."""
    text = "" if value is None or value is NOT_APPLICABLE else number(value)
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text


@dataclass
class CellView:
    """One input: its code and place, the text in it, last period's value, what is wrong."""

    code: str
    column: str
    label: str
    text: str
    value: Value | None
    last: Value | None
    error: str = ""
    total: Value | None = None
    """The sum of the unit and everything below it, where the reviewer's page asks for it."""
    peers: str = ""
    """The middle among units of like kind and size, with how many they are, on the reviewer's page."""
    was_seen: str | None = None
    """What stood there when the level above last decided, if it was something else."""

    @property
    def changed(self) -> bool:
        """Whether it differs from last period."""
        return self.last is not None and self.value is not None and self.value != self.last


@dataclass
class RowView:
    """One row of the five columns."""

    code: str
    number: str
    name: str
    unit: str
    cells: list[CellView]
    child: bool
    note: str
    remark: str
    kad: bool
    may_kad: bool
    required: bool
    errors: list[str] = field(default_factory=list)
    warnings: list["WarningView"] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    fed: Mapping[str, FedView] = field(default_factory=dict)
    """Cell -> what a register answers for it."""
    notices: list[str] = field(default_factory=list)
    talks: list[Any] = field(default_factory=list)
    """The open talks about its cells."""
    question: QuestionView | None = None
    """A row that is not a number; `cells` then holds one stand-in that carries its place and its error."""
    codes: frozenset[str] = frozenset()
    """Its cells and its own code: every place that a finding about it can name."""

    @property
    def given(self) -> int:
        """How many of its cells are answered; a question counts as one."""
        return int(bool(self.question.words)) if self.question else sum(c.value is not None for c in self.cells)

    @property
    def filled(self) -> bool:
        """Whether anything was answered in the row."""
        return any(cell.value is not None or cell.text for cell in self.cells)

    @property
    def single(self) -> bool:
        """Whether the row has one cell without columns."""
        return len(self.cells) == 1 and self.cells[0].column == "total"


@dataclass
class WarningView:
    """A warning with its explanation."""

    key: str
    message: str
    text: str
    enough: bool
    stale: list[dict[str, str]] = field(default_factory=list)
    """What explained other figures before, the latest first."""


@dataclass
class SectionView:
    """One section with its progress."""

    index: int
    title: str
    rows: list[RowView]
    filled: int
    expected: int
    errors: int
    returned: list[str]
    looks: bool = False
    """Whether the reviewer should look into it: a warning, a talk, a figure that changed since the last look."""

    @property
    def repeats(self) -> bool:
        """Whether a cell is still empty that a register or last period has an answer for."""
        empty = [(row, cell) for row in self.rows for cell in row.cells if cell.value is None and not cell.text]
        return any(cell.last is not None or cell.code in row.fed for row, cell in empty)

    @property
    def roman(self) -> str:
        """What the section is called in short: the number that its title begins with, else the title."""
        return self.title.partition(". ")[0]


@dataclass
class SheetView:
    """The whole form of one report."""

    report: Any
    sections: list[SectionView]
    checked: checks.Checked
    before: str
    problems: list[tuple[str, str]]

    @property
    def ready(self) -> bool:
        """Whether it can be submitted."""
        return self.checked.ready and not self.problems

    @property
    def why_not(self) -> str:
        """Why it cannot be submitted yet, as a sentence; empty when it can, or is not the unit's to submit now."""
        if self.report.state not in flow.EDITABLE:
            return ""
        said = []
        if n := len(self.problems):
            said.append(_("%(n)s ô chưa đọc được") % {"n": n})
        missing = [f for f in self.checked.errors if f.code == "required"]
        if missing:
            empty = {code for finding in missing for code in finding.cells}
            parts = [s.roman for s in self.sections if any(empty & r.codes for r in s.rows)]
            said.append(_("%(n)s ô bắt buộc ở phần %(parts)s") % {"n": len(missing), "parts": ", ".join(parts)})
        if n := len(self.checked.errors) - len(missing):
            rows = [r.number for s in self.sections for r in s.rows if r.errors and r.filled]
            said.append(
                ngettext("%(n)s lỗi", "%(n)s lỗi", n) % {"n": n}
                + (_(" ở dòng %(rows)s") % {"rows": ", ".join(rows)} if rows else "")
            )
        if n := len(self.checked.unexplained):
            said.append(_("%(n)s cảnh báo chưa giải trình") % {"n": n})
        return _("Chưa nộp được vì còn %(what)s.") % {"what": ", ".join(said)} if said else ""


def sheet_of(
    report: Any,
    points: list[Any],
    *,
    kept: Mapping[str, str] | None = None,
    bad: Mapping[str, str] | None = None,
    name_missing: bool = True,
) -> SheetView:
    """Build the page of a report. `kept` are typed texts that could not be saved, `bad` their messages by cell.

    Without `name_missing` a required cell that is still empty is not marked: nobody is scolded while filling in.
    """
    layout: Layout = layout_of(report.form)
    values, last = checks.values_of(report), checks.last_of(report)
    checked = checks.check_report(report)
    errors: dict[str, str] = dict(bad or {})
    for finding in checked.errors:
        if finding.cells and (name_missing or finding.code != "required"):
            errors.setdefault(finding.cells[0], finding.message_vi)
    maker = Maker(report, values, last, errors, dict(kept or {}), checked, points, files_of(report))
    maker.name_missing = name_missing
    maker.said = written.last_of(report)
    maker.fed = feeding.answers_of(report)
    maker.talks = threads.talks_of(report, only_open=True)
    sections = sections_of(layout, maker)
    before = period_label(periods.parse_period(report.last_period_key)) if report.last_period_key else ""
    names = {c.code: f"{_('Dòng')} {r.number}, {r.name}" for s in sections for r in s.rows for c in r.cells}
    problems = [(code, f"{names.get(code, code)}: {message}") for code, message in (bad or {}).items()]
    return SheetView(report, sections, checked, before, problems)


def sections_of(layout: Layout, maker: "Maker") -> list[SectionView]:
    """The sections with the rows that the unit's level answers, numbered through."""
    sections, count = [], 0
    for index, section in enumerate(layout.sections):
        rows = []
        for row in section.rows:
            if row.asks(maker.report.level_code):
                count += 1
                rows.append(maker.row(row, count))
        if rows:
            sections.append(maker.section(index, section.title, rows))
    return sections


def _beside(name: str, message: str) -> str:
    """A message as it stands beside its row: without the row's name in front."""
    rest = message.removeprefix(f"{name}: ")
    return rest[:1].upper() + rest[1:]


@dataclass
class Maker:
    """Makes rows; keeps what every row needs."""

    report: Any
    values: Mapping[str, Value]
    last: Mapping[str, Value]
    errors: Mapping[str, str]
    kept: Mapping[str, str]
    checked: checks.Checked
    points: list[Any]
    files: Mapping[str, Any]
    talks: list[Any] = field(default_factory=list)
    fed: Mapping[str, Any] = field(default_factory=dict)
    """What registers answer, by cell."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Last period's answers to text questions, by row."""
    name_missing: bool = True

    def row(self, row: Any, count: int) -> RowView:
        """One row with its inputs and messages."""
        question = None
        codes = frozenset({row.code, *(cell.code for cell in row.cells)})
        if row.kind != NUMBER:
            kept = self.kept.get(row.code)
            question = question_of(
                row, self.values, self.last, self.report.texts, self.files, kept, self.said.get(row.code, "")
            )
        views = [self.stand_in(row, question, codes)] if question else self.numbers(row)
        return RowView(
            code=row.code,
            number=str(count),
            name=row.name,
            unit=row.unit,
            cells=views,
            child=bool(row.part_of),
            note=row.note,
            fed=fed_views(self.fed, codes),
            remark=self.report.notes.get(row.code, ""),
            kad=not question and all(view.value is NOT_APPLICABLE for view in views),
            may_kad=not question and row.kad,
            required=row.required,
            errors=sorted({view.error for view in views if view.error}),
            warnings=self.warnings(codes),
            returned=[p.reason for p in self.points if p.scope == "cell" and p.target in codes],
            notices=[
                f.message_vi
                for f in self.checked.notices
                if f.cells and f.cells[0] in codes and (self.name_missing or f.code != "gone")
            ],
            talks=[talk for talk in self.talks if talk.thread.cell in codes],
            question=question,
            codes=codes,
        )

    def warnings(self, codes: frozenset[str]) -> list[WarningView]:
        """The warnings about a row, with what was said of them."""
        return [
            WarningView(
                f.key,
                f.message_vi,
                self.report.explanations.get(f.key, ""),
                f not in self.checked.unexplained,
                self.report.stale.get(f.key, [])[::-1],
            )
            for f in self.checked.warnings
            if f.cells and f.cells[0] in codes
        ]

    def stand_in(self, row: Any, question: QuestionView, codes: frozenset[str]) -> CellView:
        """The one place of a question: its row."""
        error = next((self.errors[code] for code in sorted(codes) if code in self.errors), "")
        said = _("Câu trả lời")
        return CellView(row.code, "total", said, question.words, None, None, error=_beside(row.name, error))

    def numbers(self, row: Any) -> list[CellView]:
        """The inputs of a row of numbers."""
        return [
            CellView(
                code=cell.code,
                column=COLUMNS.get(cell.column, "total"),
                label=_("Trong đó nữ") if cell.column == "nu" else _("Tổng số") if cell.column else _("Số lượng"),
                text=self.kept.get(cell.code, typed(self.values.get(cell.code))),
                value=self.values.get(cell.code),
                last=self.last.get(cell.code),
                error=_beside(row.name, self.errors.get(cell.code, "")),
            )
            for cell in row.cells
        ]

    def section(self, index: int, title: str, rows: list[RowView]) -> SectionView:
        """One section with its counts."""
        return SectionView(
            index=index,
            title=title,
            rows=rows,
            filled=sum(row.given for row in rows),
            expected=sum(1 if row.question else len(row.cells) for row in rows),
            errors=sum(bool(row.errors) for row in rows),
            returned=[p.reason for p in self.points if p.scope == "section" and p.target == str(index)],
        )


@dataclass
class Posted:
    """What came with a save: changes that can be stored, and texts that cannot be read."""

    changes: dict[str, Value | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)


def whole_of(text: str) -> int | None:
    """A version, number or id from an address or a field; None for anything else, however it is written."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def version_of(text: str) -> int:
    """The version that a page was drawn from; one that is missing or cannot be read is an old one (-1)."""
    version = whole_of(text)
    return -1 if version is None else version


def read_posted(report: Any, data: Mapping[str, str]) -> Posted:
    """Read the fields of a post; what cannot be read is kept.

    `c.<cell>` numbers, `kad.<row>`, `o.<row>` yes/no and choices, `t.<row>` texts, `n.<row>` remarks, `e.<warning>`;
    `again.<warning>` says that the explanation that went stale still holds.
    """
    layout = layout_of(report.form)
    rows = {row.code: row for row in layout.rows}
    posted = Posted()
    not_applicable = {key[4:] for key in data if key.startswith("kad.") and data[key]}
    for key, raw in data.items():
        kind, _dot, name = key.partition(".")
        text = raw.strip()[:200] if kind == "c" else raw
        if kind == "c" and name in layout.by_code:
            cell = layout.by_code[name]
            if cell.row in not_applicable:
                posted.changes[name] = NOT_APPLICABLE
                continue
            try:
                posted.changes[name] = cells.parse_cell(text, whole=cell.integer)
            except CellError as error:
                posted.kept[name], posted.bad[name] = text, str(error)
        elif kind == "n" and name in rows:
            posted.notes[name] = text
        elif kind == "e" and len(name) <= 200:
            posted.explanations[name] = text
        elif kind in {"o", "t"} and name in rows:
            _read_answer(posted, rows[name], text)
    for key, old in report.stale.items():
        if data.get(f"again.{key}") and old and not posted.explanations.get(key, "").strip():
            posted.explanations[key] = old[-1]["text"]
    return posted


def _read_answer(posted: Posted, row: Any, text: str) -> None:
    try:
        if row.kind == TEXT:
            posted.texts[row.code] = answers.clean(text)
        else:
            posted.changes |= answers.choose(row, text.strip())
    except CellError as error:
        posted.kept[row.code], posted.bad[row.code] = text[:20_000], str(error)
