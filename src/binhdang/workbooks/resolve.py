"""From the answers of a sheet to the report they belong to: unit, form version, rights, checks, what would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import F

from binhdang.calc import answers as questions
from binhdang.calc import cells, rules
from binhdang.calc.cells import Value
from binhdang.calc.sheetmap import Answers, Place
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import bridged, kept_form, layout_of
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import compare
from binhdang.reports.models import Report
from binhdang.workbooks.choices import Found
from binhdang.workbooks.rules import Gate

CHUNK = 500
UNREAD = ("explanations", "explained", "stale", "doubts", "accepted_texts", "accepted_values")
"""Columns of a report that are not looked at here; a thousand times each they cost."""
BLOCKING = {"other_unit", "twice_unit", "two_units"}
"""Problems with which a line is never written: it is not sure whose it is."""


@dataclass(slots=True)
class Item:
    """One line of the dry run before it is stored; fields as in `UploadItem`."""

    source: str
    file: str
    sheet: str
    found: str
    row: int = 0
    unit_text: str = ""
    report: Report | None = None
    values: str = ""
    emptied: list[str] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Place] = field(default_factory=list)
    unused: list[Place] = field(default_factory=list)
    changes: int = 0
    warnings: int = 0


@dataclass(slots=True)
class Given:
    """Answers of one unit with where they came from and the form version they were read by."""

    source: str
    file: str
    sheet: str
    answers: Answers
    form: FormVersion
    period_key: str
    unused: list[Place] = field(default_factory=list)


class Resolver:
    """Turns many answers into items; keeps rights, forms, bridges and reports at hand."""

    def __init__(self, by: Person) -> None:
        self.by = by
        self._gate = Gate(by)
        self._bridges: dict[tuple[int, int], Mapping[str, str]] = {}
        self._first: dict[int, Item] = {}

    def items(self, given: list[Given]) -> Iterable[Item]:
        """An item for each of `given`; a query for every `CHUNK` of them."""
        reports = self._reports(given)
        stamp(list(reports.values()))
        for one in given:
            report = reports.get((one.form.data_set_id, one.period_key, one.answers.unit.strip().upper()))
            yield self._item(one, report)

    def _reports(self, given: list[Given]) -> dict[tuple[int, str, str], Report]:
        wanted: dict[tuple[int, str], set[str]] = {}
        for one in given:
            codes = wanted.setdefault((one.form.data_set_id, one.period_key), set())
            codes |= {one.answers.unit.strip(), one.answers.unit.strip().upper()}
        found: dict[tuple[int, str, str], Report] = {}
        seen = org_rules.sight(self.by)
        for (data_set, key), codes in wanted.items():
            rows = Report.objects.filter(seen, data_set=data_set, period_key=key, unit__code__in=codes)
            rows = rows.select_related("unit").defer(*UNREAD).annotate(form_hash=F("form__content_hash"))
            for report in rows:
                report.form = kept_form(report.form_id, report.form_hash)
                found[data_set, key, report.unit.code.upper()] = report
        return found

    def _item(self, one: Given, report: Report | None) -> Item:
        answers = one.answers
        item = Item(one.source, one.file, one.sheet, Found.REFUSED, answers.row, answers.name or answers.unit)
        item.problems, item.unused = answers.problems, answers.unused + one.unused
        if report is None:
            code = "unknown_unit" if answers.unit or answers.name else "no_unit"
            item.problems.append(Place(answers.row, 0, answers.unit, code, answers.unit or answers.name))
            return item
        item.report = report
        if why := self._gate.why_not(report):
            item.problems.append(Place(answers.row, 0, answers.unit, "refused", why))
            return item
        self._compare(item, one, report)
        self._once(item, report)
        return item

    def _compare(self, item: Item, one: Given, report: Report) -> None:
        """Bring the answers into the report's form, check them, and count what would change."""
        answers, layout = one.answers, layout_of(report.form)
        values = self._moved(item, one, report)
        known = cells.unpack(report.values, report.form.cell_order) if report.values else {}
        merged = known | {code: value for code, value in values.items() if value is not None}
        for code, value in values.items():
            if value is None:
                merged.pop(code, None)
        merged = layout.with_derived(merged)
        item.emptied = [code for code, value in values.items() if value is None]
        item.values = cells.pack({c: v for c, v in values.items() if v is not None}, report.form.cell_order)
        item.remarks = {row: text for row, text in answers.remarks.items() if layout.row(row)}
        item.texts = {
            row: text for row, text in answers.texts.items() if (r := layout.row(row)) and r.asks(report.level_code)
        }
        item.changes = sum(known.get(code) != value for code, value in values.items())
        item.changes += sum(report.notes.get(row, "") != text for row, text in item.remarks.items())
        item.changes += sum(report.texts.get(row, "") != text for row, text in item.texts.items())
        self._check(item, one, report, merged)
        item.found = Found.BAD if item.problems else Found.READY if item.changes else Found.SAME
        if any(problem.code in BLOCKING for problem in item.problems):
            item.found = Found.REFUSED

    def _check(self, item: Item, one: Given, report: Report, merged: Mapping[str, Value]) -> None:
        layout = layout_of(report.form)
        own = {code: value for code, value in merged.items() if not layout.is_derived(code)}
        last = cells.unpack(report.last_values, report.form.cell_order) if report.last_values else {}
        peers, past = compare.peers_of(report, own), compare.past_of(report)
        found = rules.check(layout, own, last, peers, past=past, level=report.level_code, complete=False)
        found += questions.check(layout, own, report.texts | item.texts, level=report.level_code, complete=False)
        for finding in found:
            if finding.severity == "error":
                own_rule = finding.key.startswith("rule:")  # the later cell follows from the earlier
                row, column = self._place(one, finding.cells[::-1] if own_rule else finding.cells)
                item.problems.append(Place(row, column, "", "rule", finding.message_vi))
            elif finding.severity == "warning":
                item.warnings += 1

    def _place(self, one: Given, codes: tuple[str, ...]) -> tuple[int, int]:
        """Where the first of these cells of the report's form stands; (row of the unit, 0) when nowhere."""
        places = one.answers.places
        for code in codes:
            if code in places:
                return places[code]
        return one.answers.row, 0

    def _moved(self, item: Item, one: Given, report: Report) -> dict[str, Value | None]:
        """The answers under the cell codes of the report's form; what has no place there is listed as not used."""
        answers, layout = one.answers, layout_of(report.form)
        names = self._names(one.form, report.form)
        fills = set(layout.fills(report.level_code))
        values: dict[str, Value | None] = {}
        for code, value in answers.values.items():
            here = names.get(code, "") if names is not None else code
            row, column = answers.places.get(code, (answers.row, 0))
            if here in fills:
                values[here] = value
                answers.places.setdefault(here, (row, column))
            elif value is not None:
                label = layout_of(one.form).by_code[code].label if code in layout_of(one.form).by_code else code
                item.unused.append(Place(row, column, str(value), "level" if here else "gone", label))
        return values

    def _names(self, sheet: FormVersion, form: FormVersion) -> Mapping[str, str] | None:
        """Cell of the sheet's form version -> cell of the report's; None when they are the same version."""
        if sheet.pk == form.pk or sheet.cell_order == form.cell_order:
            return None
        if (sheet.pk, form.pk) not in self._bridges:
            if sheet.version < form.version:
                moved = bridged(form, sheet)
            else:
                moved = {new: old for old, new in bridged(sheet, form).items()}
            self._bridges[sheet.pk, form.pk] = moved
        return self._bridges[sheet.pk, form.pk]

    def _once(self, item: Item, report: Report) -> None:
        """Two sheets for one unit are both held back: which of them is right is for the person to say."""
        first = self._first.setdefault(report.pk, item)
        if first is item:
            return
        for one, other in ((item, first), (first, item)):
            one.problems.append(Place(one.row, 0, report.unit.code, "twice_unit", f"{other.file}, {other.sheet}"))
            one.found = Found.REFUSED


def stamp(reports: list[Report]) -> None:
    """Note on reports (not saved here) what they are held against, with 2 queries for each form and period of them."""
    groups: dict[tuple[int, str], list[Report]] = {}
    for report in reports:
        if report.last_period_key and not report.compared:
            groups.setdefault((report.form_id, report.period_key), []).append(report)
    for those in groups.values():
        found = compare.against(those)
        for report in those:
            report.compared = found.get(report.pk, {})


def note(source: str, file: str, sheet: str, code: str, detail: str = "") -> Item:
    """A line about something that was handed in and is not used, or about a file as a whole."""
    return Item(source, file, sheet, Found.NOTE, unused=[Place(0, 0, "", code, detail)])


def refused(source: str, file: str, sheet: str, code: str, detail: str = "") -> Item:
    """A line about a file or sheet that gives nothing and must be mended."""
    return Item(source, file, sheet, Found.REFUSED, problems=[Place(0, 0, "", code, detail)])
