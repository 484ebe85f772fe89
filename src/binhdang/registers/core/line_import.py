"""Lines brought in from a sheet such as `line_sheets` hands out: each row names its record by unit code and key.

A sheet goes by as every sheet does (`sheet_work`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key, search_key
from binhdang.kit import bulk, clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.kit.models import Event, ImportBatch
from binhdang.kit.once import forget
from binhdang.kit.spool import SEVERAL
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import actions, batches, people, queries, rules
from binhdang.registers.core.models import OfPerson
from binhdang.registers.core.register import Lines, Register
from binhdang.registers.core.sheet_work import MOST_SHOWN, Outcome, Progress, Row, SheetWork, sheet_of
from binhdang.registers.core.sheets import UNIT, columns_of, text_of

STANDS = models.Q(removed_at__isnull=True)
Planned = tuple[int, int, dict[str, Any]]
"""A row that is to be written: its number, the id of its record, the values of the new line."""


def may_come(lines: Lines) -> bool:
    """Whether lines can be brought in from a sheet: those entered here that name no other record or file."""
    return lines.entered and not any(isinstance(f, forms.ModelChoiceField) for f in lines.form.base_fields.values())


def read(
    register: Register,
    lines: Lines,
    data: bytes,
    *,
    by: Person | None,
    write: bool = False,
    file_name: str = "",
    progress: Progress = lambda done, total: None,
    token: str = "",
) -> Outcome:
    """Check a sheet of lines and, with `write`, bring it in whole or not at all: each row adds a line to a record that
    is in the register, unless the record has the very same line.

    Writing goes as with records (`exchange.read`). Raises BadInput for a file that cannot be read or lacks a column,
    and with `write` for any problem.
    """
    with sheet_of(data, str(lines.name)[:31]) as table, _Work(register, lines, by, keep=write) as work:
        work.head(table.head)
        kind = kind_of(register, lines)
        run = batches.Run(kind, by, file_name, token, lambda pk: undo(register, lines, pk, by=by))
        return work.go(table, run, write=write, progress=progress)


class _Work(SheetWork):
    """One sheet of lines under way."""

    def __init__(self, register: Register, lines: Lines, by: Person | None, *, keep: bool) -> None:
        super().__init__(lines.form.base_fields, by, keep=keep)
        self.register, self.lines, self.key = register, lines, columns_of(register)
        self.units: dict[str, int | None] = {}
        self.once = [
            one.fields for one in lines.model._meta.constraints
            if isinstance(one, models.UniqueConstraint) and one.condition in (None, STANDS)
        ]  # fmt: skip

    def head(self, cells: list[str]) -> None:
        """Understand the head: the unit, the key of the record, then the line's own columns."""
        key = [str(self.key[name].label) for name in self.register.key]
        own = {search_key(str(f.label)): name for name, f in self.columns.items()}
        wanted = [UNIT, *key]
        if [search_key(cell) for cell in cells[: len(wanted)]] != [search_key(text) for text in wanted]:
            raise BadInput([(_("dòng 1"), _("Các cột đầu phải là: %(names)s.") % {"names": ", ".join(wanted)})])
        self.understand(cells, own, len(wanted))
        self.check_head()

    def check(self, rows: list[tuple[int, list[str]]]) -> None:
        """Check some rows."""
        last = 1 + len(self.register.key)
        found = [
            (number, cells, self._record(cells[0], [same_key(text) for text in cells[1:last]]))
            for number, cells in rows
        ]
        stored = self._records({pk for _number, _cells, pk in found if pk})
        for number, cells, pk in found:
            if pk == SEVERAL:
                self.problems.add(number, "", self.several(self.key, self.register.key))
            elif pk not in stored:
                self.problems.add(number, "", _("không có hồ sơ này ở đơn vị mà bạn ghi sổ cho."))
            elif why := self.register.closed(stored[pk]):
                self.problems.add(number, "", why)
            else:
                self._check(number, cells, stored[pk])

    def _check(self, number: int, cells: list[str], record: Any) -> None:
        rules.check_reads_names(self.by, record, self.lines)
        data = {name: self.plain(name, cells[at] if at < len(cells) else "") for at, name in self.places.items()}
        told = [search_key(str(value)) for value in data.values()]
        if self.marks.put("line", [record.pk, *told], number) is not None:
            self.outcome.same += 1
            return
        form = self.form(record, data)
        if not form.is_valid():
            for name, text in actions.problems_of(form):
                self.problems.add(number, str(self.columns[name].label) if name in self.columns else "", text)
        elif before := self._clash(number, form.instance):
            self.problems.add(number, "", _("trùng với dòng %(n)s.") % {"n": before})
        else:
            self._keep(number, record, form.instance)

    def _clash(self, number: int, line: Any) -> int | None:
        """The row of the sheet with which a line cannot stand, though their texts differ."""
        found = None
        for names in self.once:
            values = [batches.plain(getattr(line, line._meta.get_field(name).attname)) for name in names]
            if None not in values:
                found = self.marks.put("once", [*names, *values], number) or found
        return found

    def _keep(self, number: int, record: Any, line: Any) -> None:
        self.outcome.added += 1
        if len(self.outcome.rows) < MOST_SHOWN:
            self.outcome.rows.append(Row(number, "add", f"{self.register.title(record)}: {line}", {}))
        if self.plan is not None:
            self.planned.append((number, record.pk, batches.values_of(line)))

    def form(self, record: Any, data: Mapping[str, Any]) -> Any:
        """The form of a new line of a record."""
        line = self.lines.model(**{self.lines.owner: record})
        if hasattr(line, "unit_id"):
            line.unit = record.unit
        return self.lines.form(data, instance=line)

    def _record(self, code: str, key: list[str]) -> int | None:
        """The id of the record that a row names, of a unit for which `by` keeps the register."""
        if code not in self.units:
            self.units[code] = self._unit(code)
        unit = self.units[code]
        return None if unit is None else self.marks.get("record", [unit, *key])

    def _unit(self, code: str) -> int | None:
        """The id of a unit, with the keys of its records and the texts of their lines noted."""
        try:
            unit = orgs.unit_by_code(self.by, code)
            rules.check_write(self.by, orgs.path_of(unit))
        except (OrgUnit.DoesNotExist, Refused):
            return None
        records = queries.records_seen(self.by, self.register).filter(unit=unit).order_by()
        names = self.register.key
        told = records.values_list("pk", *names).iterator(2000)
        self.marks.load(
            "record",
            (
                ([unit.pk, *(same_key(text_of(self.key[n], v)) for n, v in zip(names, values, strict=True))], pk)
                for pk, *values in told
            ),
        )
        self.marks.load("line", self._lines_of(records))
        return int(unit.pk)

    def _lines_of(self, records: models.QuerySet[Any]) -> Iterator[tuple[list[Any], int]]:
        """The lines that stand in records, as the columns of the sheet tell them."""
        rows = self.lines.model.objects.filter(rules.unrestricted(self.lines.model), STANDS).order_by()
        for line in rows.filter(**{f"{self.lines.owner}__in": records.values("pk")}).iterator(2000):
            told = (self.plain(n, text_of(self.columns[n], getattr(line, n))) for n in self.places.values())
            yield [getattr(line, f"{self.lines.owner}_id"), *(search_key(str(value)) for value in told)], 0

    def _records(self, ids: set[int], *, lock: bool = False) -> dict[int, Any]:
        rows = queries.records_seen(self.by, self.register).select_related(None).select_related("unit")
        return dict((rows.select_for_update(of=("self",)) if lock else rows).in_bulk(sorted(ids)))

    def save(self, batch: ImportBatch, rows: list[Planned]) -> None:
        """Write some rows in the caller's transaction, each as if entered by hand. Raises BadInput."""
        records, lines = self._records({pk for _number, pk, _values in rows}, lock=True), []
        for number, pk, values in rows:
            record, line = records.get(pk), self.lines.model()
            if record is None or self.register.closed(record):
                raise BadInput([(_("dòng %(n)s") % {"n": number}, _("hồ sơ vừa có người sửa; hãy kiểm tra lại tệp."))])
            rules.check_unerased(record)
            batches.set_values(line, values)
            setattr(line, self.lines.owner, record)
            lines.append(line)
        if issubclass(self.lines.model, OfPerson):
            people.assign(lines)
            rules.check_unrestricted(lines)
        self.lines.model.objects.bulk_create(lines)
        _touch(self.register, records.values())
        told = [(getattr(line, self.lines.owner), line) for line in lines]
        _log(self.register, self.lines, "line", told, by=self.by)
        batches.note(batch, {record.path for record in records.values()}, [line.pk for line in lines], {})


def _touch(register: Register, records: Iterable[Any]) -> None:
    """What follows for records of which lines changed."""
    for record in records:
        actions.touch(register, record)


def _log(register: Register, lines: Lines, verb: str, told: Iterable[tuple[Any, Any]], *, by: Person | None) -> None:
    """One event for each (record, line), as if done by hand; a line about a person is told by its number alone."""
    forget()
    at, who = connection.ops.adapt_datetimefield_value(clock.now()), by.pk if by is not None else None
    bulk.insert(
        Event,
        ["at", "by", "verb", "subject_kind", "subject_id", "path", "why", "data"],
        (
            (
                at, who, f"{register.code}.{verb}", register.kind, str(record.pk), record.path, "",
                bulk.as_json({"lines": lines.code, "line": line.pk}
                             | ({} if isinstance(line, OfPerson) else {"text": str(line)[:200]})),
            )
            for record, line in told
        ),
    )  # fmt: skip


def kind_of(register: Register, lines: Lines) -> str:
    """The kind of the batches of these lines."""
    return f"register.{register.code}.{lines.code}"


@transaction.atomic
def undo(register: Register, lines: Lines, batch_id: int, *, by: Person | None) -> ImportBatch:
    """Take the lines of an import off. Raises ImportBatch.DoesNotExist when it is not seen; Refused when it was undone
    before, when one of its lines was taken off since, or unless `by` keeps every record."""
    batch = batches.locked(by, register, batch_id, kind_of(register, lines))
    for part, _changed in batches.parts_of(batch):
        rows = list(lines.model.objects.filter(STANDS, pk__in=part.added).order_by("pk"))
        if len(rows) < len(part.added):
            raise Refused(_("Có dòng của lần nhập này đã được bỏ sau đó nên không hoàn tác được."))
        owners = {getattr(line, f"{lines.owner}_id") for line in rows}
        every = register.model.objects.select_for_update(of=("self",)).select_related("unit").in_bulk(sorted(owners))
        for path in {record.path for record in every.values()}:
            rules.check_write(by, path)
        for record in every.values():
            rules.check_open(register, record)
        lines.model.objects.filter(pk__in=part.added).update(removed_at=clock.now())
        _touch(register, every.values())
        told = [(every[getattr(line, f"{lines.owner}_id")], line) for line in rows]
        _log(register, lines, "line_remove", told, by=by)
    batches.undone(batch, by)
    log(f"{register.code}.import_undo", batch, by=by, path=batch.path)
    return batch
