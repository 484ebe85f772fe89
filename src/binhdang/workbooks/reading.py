"""The dry run: every file of an upload read, recognised by what is inside, checked; only the dry run is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction

from binhdang.calc import foreign as tables
from binhdang.calc.periods import parse_period
from binhdang.calc.sheetmap import Marked, Place, Plan, Taker, find_mark, read_marked
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.kit import archives, bulk, incoming
from binhdang.kit.archives import Piece
from binhdang.kit.books import Book, Readers, Sheet
from binhdang.kit.sheets import book_of_text, is_text
from binhdang.workbooks import units
from binhdang.workbooks.choices import Found, State
from binhdang.workbooks.flow import UPLOAD_FLOW
from binhdang.workbooks.models import SheetMapping, Upload, UploadItem
from binhdang.workbooks.resolve import Given, Item, Resolver, note, refused

CHUNK = 250
COLUMNS = [
    "upload", "number", "source", "file", "sheet", "row", "unit_text", "report", "path", "found", "seen_version",
    "values", "emptied", "remarks", "texts", "problems", "unused", "changes", "warnings",
]  # fmt: skip
Say = Callable[[int, int], None]


def check_upload(upload_id: int, say: Say = lambda done, total: None) -> None:
    """Read every file of an upload and store what would happen. May run twice; raises BadInput when files are gone."""
    upload = Upload.objects.select_related("by", "request__form__data_set", "report__unit").get(pk=upload_id)
    if upload.state not in (State.READING, State.CHECKED):
        return
    kept = list(zip(upload.names, incoming.kept(upload.token), strict=True))
    items = list(_Reader(upload).items(kept, say))
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload_id)
        if locked.state not in (State.READING, State.CHECKED):
            return
        locked.state = UPLOAD_FLOW.move(locked.state, "check")
        locked.counts = _counts(items)
        locked.save(update_fields=["state", "counts"])
        UploadItem.objects.filter(upload=upload_id).delete()
        bulk.insert(UploadItem, COLUMNS, (_row(upload_id, n, item) for n, item in enumerate(items)))


def _counts(items: list[Item]) -> dict[str, int]:
    """Figures of the page's head: files, lines by what they are, cells that change, problems, warnings."""
    counts = {found.value: 0 for found in Found}
    for item in items:
        counts[item.found] += 1
    counts["files"] = len({item.source for item in items})
    counts["changes"] = sum(item.changes for item in items if item.found in (Found.READY, Found.BAD))
    counts["problems"] = sum(len(item.problems) for item in items)
    counts["warnings"] = sum(item.warnings for item in items)
    counts["unused"] = sum(len(item.unused) for item in items)
    return counts


def _row(upload_id: int, number: int, item: Item) -> tuple[Any, ...]:
    report = item.report
    place = (item.source[:300], item.file[:300], item.sheet[:200], item.row, item.unit_text[:300])
    of = (
        report.pk if report else None,
        report.path if report else "",
        str(item.found),
        report.version if report else 0,
    )
    problems, unused = ([list(_flat(place)) for place in places] for places in (item.problems, item.unused))
    given = (item.values, item.emptied, item.remarks, item.texts, problems, unused)
    return (upload_id, number, *place, *of, *(_json(value) for value in given), item.changes, item.warnings)


def _flat(place: Any) -> tuple[int, int, str, str, str]:
    return place.row, place.column, place.value, place.code, place.detail


def _json(value: Any) -> Any:
    """A ready database value of a JSON column; texts stay as they are."""
    if isinstance(value, str):
        return value
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    return bulk.as_json(value)


class _Reader:
    """Reads one upload: forms, units and mappings at hand."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.resolver = Resolver(upload.by)
        self._forms: dict[tuple[str, int], FormVersion | None] = {}
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._names: units.Names | None = None

    def items(self, kept: list[tuple[str, bytes]], say: Say) -> Iterator[Item]:
        """Every line of the dry run, file by file."""
        pieces = list(archives.pieces(kept))
        given: list[Given] = []
        for done, (piece, book) in enumerate(_books(pieces), 1):
            for one in self._of_book(piece, book):
                if isinstance(one, Item):
                    yield one
                else:
                    given.append(one)
            if len(given) >= CHUNK:
                yield from self.resolver.items(given)
                given = []
            if done % 20 == 0 or done == len(pieces):
                say(done, len(pieces))
        yield from self.resolver.items(given)

    def _of_book(self, piece: Piece, book: Book) -> Iterator[Item | Given]:
        if piece.why or book.error:
            say = note if piece.stray else refused
            yield say(piece.source, piece.name, "", "file", piece.why or book.why)
            return
        for code in book.notes:
            yield note(piece.source, piece.name, "", code)
        for sheet in book.sheets:
            yield from self._of_sheet(piece, sheet)

    def _of_sheet(self, piece: Piece, sheet: Sheet) -> Iterator[Item | Given]:
        if sheet.drawn or not any(sheet.rows):
            yield note(piece.source, piece.name, sheet.name, "drawn" if sheet.drawn else "empty_sheet")
            return
        marked = find_mark(sheet.rows)
        if sheet.hidden and not (marked and marked.mark.shape == "reference"):
            yield note(piece.source, piece.name, sheet.name, "hidden")
        taker = Taker(sheet.rows, formulas=sheet.formulas, errors=sheet.errors, merged=sheet.merged)
        if marked is None:
            yield from self._of_foreign(piece, sheet, taker)
        elif marked.mark.shape != "reference":
            yield from self._of_marked(piece, sheet, taker, marked)
        elif marked.mark.form:
            yield note(piece.source, piece.name, sheet.name, "reference")

    def _of_marked(self, piece: Piece, sheet: Sheet, taker: Taker, marked: Marked) -> Iterator[Item | Given]:
        form = self._form(marked.mark.form, marked.mark.version)
        if form is None:
            detail = f"{marked.mark.form}, {marked.mark.version}"
            yield refused(piece.source, piece.name, sheet.name, "unknown_form", detail)
            return
        found = read_marked(taker, marked, layout_of(form), self._plan(form, marked))
        for answers in found:
            yield Given(piece.source, piece.name, sheet.name, answers, form, marked.mark.period)
        if not found:
            yield note(piece.source, piece.name, sheet.name, "blank")

    def _plan(self, form: FormVersion, marked: Marked) -> Plan:
        """Where the cells are on sheets with these columns; the same for all that were handed out alike."""
        key = (form.pk, *marked.columns.items())
        if key not in self._plans:
            self._plans[key] = Plan(layout_of(form), marked.columns)
        return self._plans[key]

    def _form(self, code: str, version: int) -> FormVersion | None:
        key = (code, version)
        if key not in self._forms:
            rows = FormVersion.objects.filter(data_set__code=code, version=version).select_related("data_set")
            self._forms[key] = rows.first()
        return self._forms[key]

    def _of_foreign(self, piece: Piece, sheet: Sheet, taker: Taker) -> Iterator[Item | Given]:
        request = self.upload.request
        table = tables.find_table(sheet.rows)
        if request is None or table is None:
            code = "no_table" if table is None else "no_request"
            yield refused(piece.source, piece.name, sheet.name, code)
            return
        layout = layout_of(request.form)
        mapping = tables.understood(table, layout) | self._mapping(table.fingerprint)
        if missing := tables.unclear(table, mapping):
            item = refused(piece.source, piece.name, sheet.name, "foreign", ", ".join(missing[:8]))
            item.found = Found.FOREIGN
            yield item
            return
        unused = list(self._doubts(sheet, table))
        for answers in tables.read_table(taker, table, mapping, layout):
            self._name_unit(answers, sheet, table)
            yield Given(piece.source, piece.name, sheet.name, answers, request.form, request.period_key, unused)
            unused = []

    def _mapping(self, fingerprint: str) -> dict[str, str]:
        """What the units of the person, or a unit above them, said about these headings; the nearest unit wins."""
        request = self.upload.request
        if request is None:
            return {}
        found = SheetMapping.objects.filter(data_set=request.data_set_id, fingerprint=fingerprint)
        owners = units.owners(self.upload.by)
        mine = [m for m in found.order_by("at") if m.unit_id in owners]
        return dict(mine[-1].headings) if mine else {}

    def _doubts(self, sheet: Sheet, table: tables.Table) -> Iterable[Any]:
        """A year in the title that is not the period's is said, before a wrong file is written."""
        request = self.upload.request
        if request is None:
            return []
        period = parse_period(request.period_key)
        years = tables.years_above(sheet.rows, table)
        if not years or years & set(range(period.start.year, period.end.year + 1)):
            return []
        return [Place(0, 0, "", "other_period", ", ".join(map(str, sorted(years))))]

    def _name_unit(self, answers: Any, sheet: Sheet, table: tables.Table) -> None:
        """Turn what the sheet calls the unit into its code; a sheet of one unit may say it above the table."""
        request, report = self.upload.request, self.upload.report
        if request is None:
            return
        if self._names is None:
            self._names = units.Names(self.upload.by, request)
        if table.shape == "wide":
            said = [answers.unit, answers.name]
        else:
            said = [*tables.texts_above(sheet.rows, table), sheet.name]
        answers.unit, answers.name = self._names.code_of(said, answers)
        named = tables.unit_above(sheet.rows, table) if table.shape == "tall" and not answers.unit else ""
        if named:  # it is another unit's: never taken for the one on whose page it was handed in
            answers.name = named
            return
        if table.shape == "tall" and not answers.unit and report is not None:
            answers.unit, answers.name = report.unit.code, report.unit.name


def _books(pieces: list[Piece]) -> Iterator[tuple[Piece, Book]]:
    """Every piece with its book, in order; texts are read here, workbooks in the limited processes."""
    with Readers() as readers:
        binary = ((piece, piece.data) for piece in pieces if not piece.why and not is_text(piece.data))
        books = readers.read_all(binary)
        for piece in pieces:
            if piece.why:
                yield piece, Book()
            elif is_text(piece.data):
                yield piece, book_of_text(piece.data)
            else:
                yield next(books)
