"""The figures that a consolidated report may quote, each by its key: cells, shares, own figures, targets, coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from binhdang.calc.cells import NOT_APPLICABLE, NotApplicable, Number, Value
from binhdang.calc.layout import Layout, Row
from binhdang.calc.numbers import number, share
from binhdang.calc.periods import parse_period
from binhdang.consolidation.models import Consolidated
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.evaluation.measure import all_kad
from binhdang.evaluation.paper_text import amount, fraction, verdict_text
from binhdang.evaluation.reader import reader_of
from binhdang.orgs.models import Person
from binhdang.plans.queries import targets_of
from binhdang.rollup import queries as totals
from binhdang.rollup.queries import Figure

UNITS, MEMBERS = "don_vi", "doan_vien"


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure: its key (as in `[[bch.nu]]`), what it is, how it is printed, its exact value where it is one number,
    and the group a picker shows it in (`coverage`, `target`, `share`, `total`, `own`)."""

    key: str
    label: str
    text: str
    value: Number | None
    group: str


@dataclass(frozen=True, slots=True)
class Book:
    """All figures of a level at this moment; `total` is None where nothing was asked, `own` where it has no report."""

    entries: dict[str, Entry]
    layout: Layout
    form: FormVersion
    total: Figure | None
    own: Figure | None

    @property
    def texts(self) -> dict[str, str]:
        """Key -> the figure as printed."""
        return {key: entry.text for key, entry in self.entries.items()}

    def agreed(self, keys: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """These figures as a passage keeps them. A key that is not in the book is left out."""
        return {
            key: {"label": self.entries[key].label, "text": self.entries[key].text}
            for key in keys
            if key in self.entries
        }

    def total_of(self, code: str) -> Value | None:
        """The accepted total of a cell; None where nobody gave it, KAD where it applies to nobody who was heard."""
        return self._read(self.total, code)

    def own_of(self, code: str) -> Value | None:
        """The unit's own figure of a cell; None where it gave none."""
        return self._read(self.own, code)

    def _read(self, figure: Figure | None, code: str) -> Value | None:
        if figure is None or code not in figure.order:
            return None
        place = figure.order.index(code)
        value = figure.document.sums[place]
        return NOT_APPLICABLE if value is None and all_kad(figure, self.layout, code, place) else value


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line of the table of figures: the total of all below with the unit's own, "trong đó nữ" where it has that."""

    name: str
    unit: str
    total: Value | None
    women: Value | None
    own: Value | None
    own_women: Value | None
    split: bool


def figure_sections(book: Book) -> list[tuple[str, list[FigureLine]]]:
    """The figures by section of the form; sections without figures are left out."""
    parts = ((section.title, _lines(book, section.rows)) for section in book.layout.sections)
    return [(title, lines) for title, lines in parts if lines]


def _lines(book: Book, rows: Sequence[Row]) -> list[FigureLine]:
    """Every cell that people fill in: a row with its women on one line, other cells on a line each."""
    found = []
    for row in rows:
        codes = {cell.column: cell.code for cell in row.cells}
        if {"tong", "nu"} <= set(codes):
            total, women = codes["tong"], codes["nu"]
            found.append(FigureLine(
                row.name, row.unit, book.total_of(total), book.total_of(women), book.own_of(total),
                book.own_of(women), True,
            ))  # fmt: skip
            continue
        for cell in row.cells:
            name = row.name if len(row.cells) == 1 else f"{row.name}: {cell.label}"
            found.append(
                FigureLine(name, row.unit, book.total_of(cell.code), None, book.own_of(cell.code), None, False)
            )
    return found


def book_of(by: Person | None, report: Consolidated) -> Book:
    """The book of a level on accepted figures. Percentages always carry both sides of their fraction."""
    request, unit = report.request, report.unit_id
    found = totals.figures(by, [unit], request.data_set_id, [request.period_key], "approved")
    own = totals.own_figures(by, unit, request.data_set_id, [request.period_key], "approved")
    total = found.get((unit, request.period_key))
    form = FormVersion.objects.select_related("data_set").get(pk=total.form_id if total else request.form_id)
    layout = layout_of(form)
    mine = own[0] if own and own[0].document.reported else None
    book = Book({}, layout, form, total, mine)
    if total is not None:
        for entry in (*_coverage(total), *_targets(by, report), *_cells(book)):
            key = entry.key if entry.key not in book.entries else f"chi_tieu.{entry.key}"
            book.entries[key] = Entry(key, entry.label, entry.text, entry.value, entry.group)
    return book


def _coverage(total: Figure) -> Iterator[Entry]:
    found = total.document
    units = f"{number(found.reported)}/{number(found.expected)} đơn vị"
    yield Entry(UNITS, "Số đơn vị có báo cáo được chấp nhận", units, None, "coverage")
    if found.members_expected:
        members = f"{share(found.members_reported, found.members_expected)} đoàn viên"
        yield Entry(MEMBERS, "Đoàn viên của các đơn vị có báo cáo", members, None, "coverage")


def _targets(by: Person | None, report: Consolidated) -> Iterator[Entry]:
    if report.plan is None:
        return
    period = parse_period(report.request.period_key)
    reader = reader_of(by, report.plan, targets_of(by, report.plan), period, "approved")
    reader.load([report.unit_id], reader.periods())
    for asked in reader.asked:
        result = reader.result(asked, report.unit_id)
        code, name = asked.target.code, asked.target.name
        text = amount(result)
        if result.verdict.value is not None and asked.aim.kind != "count":
            text += f" ({fraction(result)})"
        yield Entry(code, f"Chỉ tiêu {code}: {name}", text, None, "target")
        yield Entry(f"{code}.danh_gia", f"Chỉ tiêu {code}: đánh giá", verdict_text(result), None, "target")


def _cells(book: Book) -> Iterator[Entry]:
    for one in book.layout.rows:
        if {"tong", "nu"} <= set(one.columns):
            top, bottom = book.total_of(f"{one.code}.nu"), book.total_of(f"{one.code}.tong")
            if isinstance(top, int | Decimal) and isinstance(bottom, int | Decimal):
                yield Entry(f"{one.code}.ty_le", f"{one.name}: tỷ lệ nữ", share(top, bottom), None, "share")
    for code in book.layout.cells:
        label, value = book.layout.by_code[code].label, book.total_of(code)
        yield Entry(code, label, number(value), _exact(value), "total")
    for code in book.layout.cells if book.own else ():
        value = book.own_of(code)
        if value is not None:
            label = f"{book.layout.by_code[code].label} (số của riêng cấp)"
            yield Entry(f"rieng.{code}", label, number(value), _exact(value), "own")


def _exact(value: Value | None) -> Number | None:
    return None if isinstance(value, NotApplicable) else value
