"""Lines brought in from a sheet such as `line_sheets` hands out: each row names its record by unit code and key."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.fields import common_path
from binhdang.kit.log import record as log
from binhdang.kit.models import ImportBatch
from binhdang.kit.sheets import read_table
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import actions, queries, rules
from binhdang.registers.core.exchange import Outcome, Row
from binhdang.registers.core.register import Lines, Register
from binhdang.registers.core.sheets import UNIT, choices_of, columns_of, plain_of, text_of

MOST_ROWS = 500
Key = tuple[int, tuple[str, ...]]


def may_come(lines: Lines) -> bool:
    """Whether lines can be brought in from a sheet: those entered here that name no other record or file."""
    return lines.entered and not any(isinstance(f, forms.ModelChoiceField) for f in lines.form.base_fields.values())


@transaction.atomic
def read(
    register: Register, lines: Lines, data: bytes, *, by: Person | None, write: bool = False, file_name: str = ""
) -> Outcome:
    """Check a sheet of lines and, with `write`, bring it in whole or not at all: each row adds a line to a record that
    is in the register, unless the record has the very same line.

    Raises BadInput for a file that cannot be read or lacks a column, and with `write` for any problem.
    """
    table = read_table(data, str(lines.name)[:31])
    if not table or len(table) > MOST_ROWS + 1:
        raise BadInput([("", _("Tệp phải có từ 1 đến 500 dòng."))])
    work = _Work(register, lines, by)
    work.head(table[0][1])
    for number, cells in table[1:]:
        work.row(number, cells)
    if write:
        if work.outcome.problems:
            raise BadInput(work.outcome.problems)
        work.outcome.batch = work.save(file_name)
    return work.outcome


class _Work:
    """One sheet of lines under way."""

    def __init__(self, register: Register, lines: Lines, by: Person | None) -> None:
        self.register, self.lines, self.by = register, lines, by
        self.key, self.columns = columns_of(register), lines.form.base_fields
        self.choices = {name: choices_of(f) for name, f in self.columns.items()}
        self.places: dict[int, str] = {}
        self.outcome = Outcome()
        self.records: dict[int, dict[tuple[str, ...], Any]] = {}
        self.had: dict[int, set[tuple[str, ...]]] = {}
        self.new: list[tuple[Any, dict[str, Any]]] = []

    def head(self, cells: list[str]) -> None:
        """Understand the head: the unit, the key of the record, then the line's own columns."""
        key = [str(self.key[name].label) for name in self.register.key]
        own = {search_key(str(f.label)): name for name, f in self.columns.items()}
        wanted = [UNIT, *key]
        if [search_key(cell) for cell in cells[: len(wanted)]] != [search_key(text) for text in wanted]:
            raise BadInput([(_("dòng 1"), _("Các cột đầu phải là: %(names)s.") % {"names": ", ".join(wanted)})])
        for at, title in enumerate(cells[len(wanted) :], len(wanted)):
            name = own.get(search_key(title))
            if name and name not in self.places.values():
                self.places[at] = name
            elif title:
                self.outcome.unused.append(title)
        needed = {n: f for n, f in self.columns.items() if f.required and not isinstance(f, forms.BooleanField)}
        gone = [str(f.label) for n, f in needed.items() if n not in self.places.values()]
        if gone:
            raise BadInput([(_("dòng 1"), _("Thiếu cột: %(names)s.") % {"names": ", ".join(gone)})])

    def row(self, number: int, cells: list[str]) -> None:
        """Check one row."""
        place = _("dòng %(n)s") % {"n": number}
        last = 1 + len(self.register.key)
        record = self._record(cells[0], tuple(search_key(text) for text in cells[1:last]))
        if record is None:
            text = _("không có hồ sơ này ở đơn vị mà bạn ghi sổ cho.")
            self.outcome.problems.append((place, text))
            return
        data = {name: self._plain(name, cells[at] if at < len(cells) else "") for at, name in self.places.items()}
        told = tuple(search_key(str(value)) for value in data.values())
        if told in self._had(record):
            self.outcome.same += 1
            return
        self.had[record.pk].add(told)
        form = self.form(record, data)
        if form.is_valid():
            self.outcome.added += 1
            self.outcome.rows.append(Row(number, "add", f"{self.register.title(record)}: {form.instance}", {}))
            self.new.append((record, data))
        for name, text in actions.problems_of(form):
            label = str(self.columns[name].label) if name in self.columns else ""
            self.outcome.problems.append((f"{place}, {_('cột')} {label}" if label else place, text))

    def form(self, record: Any, data: Mapping[str, Any]) -> Any:
        """The form of a new line of a record."""
        line = self.lines.model(**{self.lines.owner: record})
        if hasattr(line, "unit_id"):
            line.unit = record.unit
        return self.lines.form(data, instance=line)

    def _record(self, code: str, key: tuple[str, ...]) -> Any:
        try:
            unit = orgs.unit_by_code(self.by, code)
        except OrgUnit.DoesNotExist:
            return None
        if unit.pk not in self.records:
            rows = queries.records_seen(self.by, self.register).filter(unit=unit)
            may = rules.may_write(self.by, orgs.path_of(unit))
            self.records[unit.pk] = {self._key(one): one for one in rows if may and not self.register.closed(one)}
        return self.records[unit.pk].get(key)

    def _key(self, record: Any) -> tuple[str, ...]:
        return tuple(search_key(text_of(self.key[name], getattr(record, name))) for name in self.register.key)

    def _had(self, record: Any) -> set[tuple[str, ...]]:
        if record.pk not in self.had:
            rules.check_reads_names(self.by, record, self.lines)
            self.had[record.pk] = {
                tuple(search_key(str(self._plain(name, self._text(line, name)))) for name in self.places.values())
                for line in queries.lines_of(record, self.lines)
            }
        return self.had[record.pk]

    def _plain(self, name: str, text: str) -> Any:
        return plain_of(self.columns[name], text, self.choices[name])

    def _text(self, line: Any, name: str) -> str:
        return text_of(self.columns[name], getattr(line, name))

    def save(self, file_name: str) -> ImportBatch:
        """Add what was checked, each line as if entered by hand, as one batch that can be undone."""
        added = [
            actions.add_line(self.register, record.pk, self.lines, self.form(record, data), by=self.by).pk
            for record, data in self.new
        ]
        return ImportBatch.objects.create(
            kind=kind_of(self.register, self.lines), file_name=file_name[:255], by=self.by, rows=len(added),
            path=common_path({record.path for record, _data in self.new}), undo={"added": added},
        )  # fmt: skip


def kind_of(register: Register, lines: Lines) -> str:
    """The kind of the batches of these lines."""
    return f"register.{register.code}.{lines.code}"


@transaction.atomic
def undo(register: Register, lines: Lines, batch_id: int, *, by: Person | None) -> ImportBatch:
    """Take the lines of an import off. Raises ImportBatch.DoesNotExist when it is not seen; Refused when it was undone
    before, when one of its lines was taken off since, or unless `by` keeps every record."""
    batches = queries.imports_within(by, register, kind_of(register, lines))
    batch = batches.select_for_update(of=("self",)).get(pk=batch_id)
    rows = list(lines.model.objects.filter(pk__in=batch.undo["added"], removed_at__isnull=True))
    if batch.undone_at or len(rows) < len(batch.undo["added"]):
        raise Refused(_("Lần nhập này đã được hoàn tác, hoặc có dòng đã được bỏ sau đó."))
    for line in rows:
        actions.remove_line(register, getattr(line, f"{lines.owner}_id"), lines, line.pk, by=by)
    batch.undone_at, batch.undone_by = clock.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    log(f"{register.code}.import_undo", batch, by=by, path=batch.path)
    return batch
