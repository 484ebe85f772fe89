"""Excel in: the columns are the fields of the register's form (`sheets`), checked by the very same form.

A sheet goes by as every sheet does (`sheet_work`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key, search_key
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record as log
from binhdang.kit.log import record_many
from binhdang.kit.models import ImportBatch
from binhdang.kit.spool import SEVERAL
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import actions, batches, people, privacy, rules
from binhdang.registers.core.forms import tidy_lines
from binhdang.registers.core.models import OfPerson
from binhdang.registers.core.register import Register
from binhdang.registers.core.sheet_work import MOST_SHOWN, Outcome, Progress, Row, SheetWork, sheet_of
from binhdang.registers.core.sheets import UNIT, columns_of, text_of

MARGIN = 1000  # ids before the last that may be given out and not yet written; more than a part has rows


def read(
    register: Register,
    data: bytes,
    *,
    by: Person | None,
    write: bool = False,
    file_name: str = "",
    progress: Progress = lambda done, total: None,
    token: str = "",
) -> Outcome:
    """Check a sheet row by row and, with `write`, bring it in whole or not at all.

    A row whose unit and key fields are known changes that record, any other adds one. Nothing is locked while rows are
    checked. The writing is one transaction; with `token` (the name of the kept file) it is one for each part, the next
    run with that name goes on where this one was cut off, and what was written is undone when a later part cannot be.
    Raises BadInput for a file that cannot be read, has no row or lacks a column, and with `write` for any problem,
    also for a record that changed meanwhile.
    """
    with sheet_of(data) as table, _Work(register, by, keep=write) as work:
        work.head(table.head)
        run = batches.Run(kind_of(register), by, file_name, token, lambda pk: undo(register, pk, by=by))
        outcome = work.go(table, run, write=write, progress=progress)
        if not write:
            work.sensitive.note()
    return outcome


Found = tuple[int, OrgUnit, dict[str, Any], tuple[str, ...]]
"""A row of the sheet understood: its number, unit, data as the form takes them, and key."""


class _Work(SheetWork):
    """One sheet of records under way."""

    def __init__(self, register: Register, by: Person | None, *, keep: bool) -> None:
        super().__init__(columns_of(register), by, keep=keep)
        self.register = register
        self.units: dict[str, OrgUnit | None] = {}
        self.paths: dict[int, str] = {}
        self.entering: dict[int, int | None] = {}
        self.sensitive = privacy.Sheet(register, by)
        self.last = (register.model.objects.aggregate(last=Max("pk"))["last"] or 0) if keep else 0

    def head(self, cells: list[str]) -> None:
        """Understand the head of the sheet; a column that means nothing is named, one that is missing is an error."""
        self.understand(
            cells, {search_key(str(f.label)): n for n, f in self.columns.items()} | {search_key(UNIT): UNIT}
        )
        self.check_head(UNIT)

    def check(self, rows: list[tuple[int, list[str]]]) -> None:
        """Check some rows."""
        found = [one for number, cells in rows if (one := self._understood(number, cells))]
        ids = [self._known(unit, key) for _number, unit, _data, key in found]
        rows_seen = self.register.model.objects.filter(rules.seen(self.by, self.register)).select_related("unit")
        stored = rows_seen.in_bulk([pk for pk in ids if pk])
        for (number, unit, data, _key), pk in zip(found, ids, strict=True):
            if pk == SEVERAL:
                self.problems.add(number, "", self.several(self.columns, self.register.key))
            elif not pk or pk in stored:
                self._check(number, unit, data, stored.get(pk))
            else:
                text = _("hồ sơ này do chính đơn vị ghi, hoặc đã hạn chế xử lý; không sửa được.")
                self.problems.add(number, "", text)
        self.outcome.closed = self.sensitive.closed

    def _understood(self, number: int, cells: list[str]) -> Found | None:
        given = {name: tidy_lines(cells[at]) if at < len(cells) else "" for at, name in self.places.items()}
        unit = self._unit(given.pop(UNIT))
        if unit is None:
            self.problems.add(number, UNIT, _("không có đơn vị mã này mà bạn ghi sổ cho."))
            return None
        data = {name: self.plain(name, text) for name, text in given.items()}
        key = self._key(data)
        if before := self.marks.put("row", [unit.pk, *key], number):
            self.problems.add(number, "", _("trùng với dòng %(n)s.") % {"n": before})
            return None
        return number, unit, data, key

    def _check(self, number: int, unit: OrgUnit, data: dict[str, Any], stored: Any) -> None:
        if stored is not None and (why := self.register.closed(stored)):
            return self.problems.add(number, "", why)
        before = None if stored is None else {name: getattr(stored, name) for name in self.columns}
        data = self.sensitive.without(data, stored)
        rest = {} if before is None else {n: self.plain(n, text_of(self.columns[n], v)) for n, v in before.items()}
        form = self.register.form(rest | data, instance=stored or self.register.model(unit=unit))
        if form.is_valid():
            return self._keep(number, form, before)
        for name, text in actions.problems_of(form):
            self.problems.add(number, str(self.columns[name].label) if name in self.columns else "", text)
        return None

    def _keep(self, number: int, form: Any, before: dict[str, Any] | None) -> None:
        new, out = form.instance, self.outcome
        now = {name: getattr(new, name) for name in self.columns}
        changes = {n: (before[n], now[n]) for n in now if before is not None and before[n] != now[n]}
        verb = "add" if before is None else "change" if changes else "same"
        if verb == "add":
            new.path = self.paths[new.unit_id]
            new.entered_from_id = self.entering[new.unit_id]
            out.added += 1
        elif verb == "change":
            out.changed += 1
            self.sensitive.shown(new, changes)
        else:
            out.same += 1
            return
        if self.plan is not None:
            old = {n: batches.plain(was) for n, (was, _now) in changes.items()}
            self.planned.append((number, new.pk, batches.values_of(new), old))
        if len(out.rows) < MOST_SHOWN:
            said = {
                str(f.label): (text_of(f, changes[n][0]), text_of(f, changes[n][1]))
                for n, f in self.columns.items()
                if n in changes
            }
            out.rows.append(Row(number, verb, self.register.title(new), said))

    def _unit(self, code: str) -> OrgUnit | None:
        if code not in self.units:
            try:
                unit = orgs.unit_by_code(self.by, code)
                self.paths[unit.pk] = orgs.path_of(unit)
                rules.check_write(self.by, self.paths[unit.pk])
                self.entering[unit.pk] = rules.entering(self.by, unit.pk, self.paths[unit.pk])
                self.units[code] = unit
            except (OrgUnit.DoesNotExist, Refused):
                self.units[code] = None
        return self.units[code]

    def _known(self, unit: OrgUnit, key: tuple[str, ...]) -> int | None:
        """The id of the record that a unit has under a key; of its records only what makes the key is read, once."""
        if self.marks.put("read", [unit.pk], 1) is None:
            names = [name for name in self.register.key if name in self.columns]
            rows = self.register.model.objects.filter(unit=unit, removed_at__isnull=True).order_by()
            told = (
                ({n: self.plain(n, text_of(self.columns[n], v)) for n, v in zip(names, values, strict=True)}, pk)
                for pk, *values in rows.values_list("pk", *names).iterator(2000)
            )
            self.marks.load("known", (([unit.pk, *self._key(data)], pk) for data, pk in told))
        return self.marks.get("known", [unit.pk, *key])

    def _key(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(same_key(str(data.get(name, ""))) for name in self.register.key)

    def save(self, batch: ImportBatch, rows: list["Planned"]) -> None:
        """Write some rows in the caller's transaction. Raises BadInput."""
        new = [self.register.model() for _number, pk, _values, _old in rows if pk is None]
        for record, values in zip(new, (row[2] for row in rows if row[1] is None), strict=True):
            batches.set_values(record, values)
        turned = self._turned([row for row in rows if row[1] is not None])
        every, units = [*new, *turned], {unit.pk: unit for unit in self.units.values() if unit is not None}
        for record in every:
            record.unit = units[record.unit_id]
            actions.stamp(self.register, record)
        if issubclass(self.register.model, OfPerson):
            people.assign(every)
            rules.check_unrestricted(every)
        self._check_new([(row[0], record) for row, record in zip((r for r in rows if r[1] is None), new, strict=True)])
        self.register.model.objects.bulk_create(new)
        self.last = max([self.last, *(record.pk for record in new)])
        for record in turned:
            record.save()
        record_many(f"{self.register.code}.import", ((r, r.path) for r in every), by=self.by)
        changed = {pk: old for _number, pk, _values, old in rows if pk is not None}
        batches.note(batch, {r.path for r in every}, [r.pk for r in new], changed)

    def _check_new(self, rows: list[tuple[int, Any]]) -> None:
        """Let one import at a time add to a unit. Raises BadInput for a row that somebody else added meanwhile."""
        units = sorted({record.unit_id for _number, record in rows})
        list(OrgUnit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk"))
        later = self.register.model.objects.defer(*self.register.sensitive).order_by()
        later = later.filter(unit__in=units, pk__gt=self.last - MARGIN, removed_at__isnull=True)
        came = {(record.unit_id, self._key_of(record)) for record in later}
        if met := [number for number, record in rows if (record.unit_id, self._key_of(record)) in came]:
            text = _("hồ sơ vừa có người ghi; hãy kiểm tra lại tệp.")
            raise BadInput([(_("dòng %(n)s") % {"n": number}, text) for number in met[:5]])

    def _key_of(self, record: Any) -> tuple[str, ...]:
        names = self.columns.keys() & set(self.register.key)
        return self._key({n: self.plain(n, text_of(self.columns[n], getattr(record, n))) for n in names})

    def _turned(self, rows: list["Planned"]) -> list[Any]:
        """The stored records of these rows under lock, with their new values. Raises BadInput when one changed."""
        stored = self.register.model.objects.select_for_update(of=("self",)).in_bulk([pk for _n, pk, *_rest in rows])
        found = []
        for number, pk, values, _old in rows:
            record = stored.get(pk)
            if record is None or record.version != values["version"] or record.removed_at:
                raise BadInput([(_("dòng %(n)s") % {"n": number}, _("hồ sơ vừa có người sửa; hãy kiểm tra lại tệp."))])
            batches.set_values(record, values, but=("who", "who_id"))
            record.version += 1
            found.append(record)
        return found


Planned = tuple[int, int | None, dict[str, Any], dict[str, Any]]
"""A row that is to be written: its number, the id of the record it changes, all values, old values of what changes."""


def kind_of(register: Register) -> str:
    """The kind of the batches of a register's records."""
    return f"register.{register.code}"


@transaction.atomic
def undo(register: Register, batch_id: int, *, by: Person | None) -> ImportBatch:
    """Take an import back whole: what it added is taken off, what it changed gets its old values.

    Raises ImportBatch.DoesNotExist when it is not seen; Refused when it was undone before, when somebody changed one
    of its records since, or when `by` does not keep the register of every unit in it.
    """
    batch = batches.locked(by, register, batch_id)
    gone = {"removed_at": clock.now(), "removed_why": _("Hoàn tác lần nhập từ tệp"), "version": F("version") + 1}
    for part, changed in batches.parts_of(batch):
        _check_untouched(register, [*part.added, *changed], part.at, by)
        register.model.objects.filter(pk__in=part.added).update(**gone)
        for record in register.model.objects.select_related("unit").in_bulk(list(changed)).values():
            batches.set_values(record, changed[record.pk])
            actions.stamp(register, record)
            record.version += 1
            try:
                record.save()
            except IntegrityError as error:
                text = _("Hồ sơ khác đã thay %(name)s sau lần nhập này nên không hoàn tác được.")
                raise Refused(text % {"name": register.title(record)}) from error
    batches.undone(batch, by)
    log(f"{register.code}.import_undo", batch, by=by, path=batch.path)
    return batch


def _check_untouched(register: Register, ids: list[int], written: datetime, by: Person | None) -> None:
    """Lock some records of an import. Raises Refused unless `by` keeps them all and nobody changed one since."""
    rows = register.model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    standing = list(rows.values_list("path", "updated_at", "removed_at", "pk"))
    for path in {path for path, *_rest in standing}:
        rules.check_write(by, path)
    touched = [pk for _path, at, removed, pk in standing if at > written or removed]
    if touched:
        found = register.model.objects.select_related("unit").filter(pk__in=touched[:3]).order_by("pk")
        names = ", ".join(register.title(r) for r in found)
        raise Refused(
            _("Có hồ sơ đã được sửa sau lần nhập này (%(names)s) nên không hoàn tác được.") % {"names": names}
        )
