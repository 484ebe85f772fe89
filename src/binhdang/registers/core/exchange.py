"""Excel in: the columns are the fields of the register's form (`sheets`), checked by the very same form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.fields import common_path
from binhdang.kit.log import record as log
from binhdang.kit.log import record_many
from binhdang.kit.models import ImportBatch
from binhdang.kit.sheets import read_table
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import actions, people, privacy, queries, rules
from binhdang.registers.core.models import OfPerson
from binhdang.registers.core.register import Register
from binhdang.registers.core.sheets import UNIT, choices_of, columns_of, plain_of, text_of

MOST_ROWS = 50_000
MOST_SHOWN = 300
MOST_PROBLEMS = 500
PART = 500
Progress = Callable[[int, int], None]


@dataclass
class Row:
    """What one row of a sheet would do: "add", "change" or "same", with old and new of what changes, by label."""

    number: int
    verb: str
    title: str
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Outcome:
    """What a sheet would do, or did: counts, the first rows, and every problem with its place."""

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    closed: set[int] = field(default_factory=set)
    """Records of which sensitive columns were left out, because the person does not read them there."""
    batch: ImportBatch | None = None


def read(
    register: Register,
    data: bytes,
    *,
    by: Person | None,
    write: bool = False,
    file_name: str = "",
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Check a sheet row by row and, with `write`, bring it in whole or not at all.

    A row whose unit and key fields are known changes that record, any other adds one. Nothing is locked while rows are
    checked; the writing is one transaction. Raises BadInput for a file that cannot be read, has no row or lacks a
    column, and with `write` for any problem, also for a record that changed meanwhile.
    """
    table = read_table(data)
    if not table:
        raise BadInput([("", _("Tệp không có dòng nào."))])
    if len(table) > MOST_ROWS + 1:
        raise BadInput([("", _("Tệp có hơn 50.000 dòng; hãy chia nhỏ."))])
    work, total = _Work(register, by, write), len(table) - 1
    work.outcome.closed = work.sensitive.closed
    work.head(table.pop(0)[1])
    table.reverse()
    steps = 2 * total if write else total
    while table:
        work.part([table.pop() for _n in range(min(PART, len(table)))])
        progress(total - len(table), steps)
    if write:
        if work.outcome.problems:
            raise BadInput(work.outcome.problems)
        work.outcome.batch = work.save(file_name, lambda done: progress(total + done, steps))
    else:
        work.sensitive.note()
    return work.outcome


Found = tuple[int, OrgUnit, dict[str, Any], tuple[str, ...]]
"""A row of the sheet understood: its number, unit, data as the form takes them, and key."""


class _Work:
    """One sheet under way: parts of some hundred rows, each with the few statements that all its rows need."""

    def __init__(self, register: Register, by: Person | None, write: bool) -> None:
        self.register, self.by, self.write = register, by, write
        self.columns = columns_of(register)
        self.choices = {name: choices_of(f) for name, f in self.columns.items()}
        self.places: dict[int, str] = {}
        self.outcome = Outcome()
        self.units: dict[str, OrgUnit | None] = {}
        self.paths: dict[int, str] = {}
        self.entering: dict[int, int | None] = {}
        self.known: dict[int, dict[tuple[str, ...], int]] = {}
        self.seen: dict[tuple[int, tuple[str, ...]], int] = {}
        self.sensitive = privacy.Sheet(register, by)
        self.made: list[Any] = []
        self.turned: list[tuple[Any, dict[str, Any]]] = []

    def head(self, cells: list[str]) -> None:
        """Understand the head of the sheet; a column that means nothing is named, one that is missing is an error."""
        names = {search_key(str(f.label)): name for name, f in self.columns.items()} | {search_key(UNIT): UNIT}
        for at, title in enumerate(cells):
            name = names.get(search_key(title))
            if name and name not in self.places.values():
                self.places[at] = name
            elif title:
                self.outcome.unused.append(title)
        needed = [
            UNIT,
            *(name for name, f in self.columns.items() if f.required and not isinstance(f, forms.BooleanField)),
        ]
        gone = [UNIT if n == UNIT else str(self.columns[n].label) for n in needed if n not in self.places.values()]
        if gone:
            raise BadInput([(_("dòng 1"), _("Thiếu cột: %(names)s.") % {"names": ", ".join(gone)})])

    def part(self, rows: list[tuple[int, list[str]]]) -> None:
        """Check some rows."""
        found = [one for number, cells in rows if (one := self._understood(number, cells))]
        ids = [self._known(unit).get(key) for _number, unit, _data, key in found]
        stored = self.register.model.objects.select_related("unit").in_bulk([pk for pk in ids if pk])
        for (number, unit, data, _key), pk in zip(found, ids, strict=True):
            self._check(number, unit, data, stored.get(pk))

    def _understood(self, number: int, cells: list[str]) -> Found | None:
        given = {name: cells[at] if at < len(cells) else "" for at, name in self.places.items()}
        unit = self._unit(given.pop(UNIT))
        if unit is None:
            self._problem(number, UNIT, _("không có đơn vị mã này mà bạn ghi sổ cho."))
            return None
        data = {name: self._plain(name, text) for name, text in given.items()}
        key = self._key(data)
        if (unit.pk, key) in self.seen:
            self._problem(number, "", _("trùng với dòng %(n)s.") % {"n": self.seen[unit.pk, key]})
            return None
        self.seen[unit.pk, key] = number
        return number, unit, data, key

    def _check(self, number: int, unit: OrgUnit, data: dict[str, Any], stored: Any) -> None:
        if stored is not None and (why := self.register.closed(stored)):
            return self._problem(number, "", why)
        before = None if stored is None else {name: getattr(stored, name) for name in self.columns}
        data = self.sensitive.without(data, stored)
        rest = {} if before is None else {n: self._plain(n, text_of(self.columns[n], v)) for n, v in before.items()}
        form = self.register.form(rest | data, instance=stored or self.register.model(unit=unit))
        if form.is_valid():
            return self._keep(number, form, before)
        for name, text in actions.problems_of(form):
            self._problem(number, str(self.columns[name].label) if name in self.columns else "", text)
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
            self.made += [new] if self.write else []
        elif verb == "change":
            out.changed += 1
            self.sensitive.shown(new, changes)
            self.turned += [(new, {n: old for n, (old, _new) in changes.items()})] if self.write else []
        else:
            out.same += 1
        if verb != "same" and self.write:
            actions.stamp(self.register, new)
        if verb != "same" and len(out.rows) < MOST_SHOWN:
            said = {
                str(f.label): (text_of(f, changes[n][0]), text_of(f, changes[n][1]))
                for n, f in self.columns.items()
                if n in changes
            }
            out.rows.append(Row(number, verb, self.register.title(new), said))

    def _problem(self, number: int, column: str, text: str) -> None:
        if len(self.outcome.problems) < MOST_PROBLEMS:
            place = _("dòng %(n)s") % {"n": number}
            self.outcome.problems.append((f"{place}, {_('cột')} {column}" if column else place, text))

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

    def _known(self, unit: OrgUnit) -> dict[tuple[str, ...], int]:
        """Key -> id of the records that the unit has in the register; only what makes the key is read."""
        if unit.pk not in self.known:
            names = [name for name in self.register.key if name in self.columns]
            rows = self.register.model.objects.filter(unit=unit, removed_at__isnull=True).order_by()
            self.known[unit.pk] = {
                self._key(
                    {n: self._plain(n, text_of(self.columns[n], v)) for n, v in zip(names, values, strict=True)}
                ): pk
                for pk, *values in rows.values_list("pk", *names).iterator(2000)
            }
        return self.known[unit.pk]

    def _key(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(search_key(str(data.get(name, ""))) for name in self.register.key)

    def _plain(self, name: str, text: str) -> Any:
        """The text of a cell as the form takes it: a label becomes its value, "có" becomes yes."""
        return plain_of(self.columns[name], text, self.choices[name])

    @transaction.atomic
    def save(self, file_name: str, written: Callable[[int], None]) -> ImportBatch:
        """Write what was checked, in one transaction, as one batch that can be undone. Raises BadInput."""
        added, changed, paths = [], [], set()
        for at in range(0, len(self.made), PART):
            rows = self.made[at : at + PART]
            self._assign(rows)
            self.register.model.objects.bulk_create(rows)
            added += [r.pk for r in rows]
            paths |= self._log(rows)
            written(len(added))
        for at in range(0, len(self.turned), PART):
            part = self.turned[at : at + PART]
            self._turn(part)
            before = [(r.pk, {n: _plain_json(v) for n, v in old.items()}) for r, old in part]
            changed += [[pk, privacy.conceal(self.register, old)] for pk, old in before]
            paths |= self._log([r for r, _old in part])
            written(len(added) + len(changed))
        return ImportBatch.objects.create(
            kind=f"register.{self.register.code}",
            file_name=file_name[:255],
            by=self.by,
            path=common_path(paths),
            rows=self.outcome.added + self.outcome.changed,
            undo={"added": added, "changed": changed},
        )

    def _log(self, rows: list[Any]) -> set[str]:
        record_many(f"{self.register.code}.import", ((r, r.path) for r in rows), by=self.by)
        return {r.path for r in rows}

    def _assign(self, rows: list[Any]) -> None:
        if issubclass(self.register.model, OfPerson):
            people.assign(rows)
            rules.check_unrestricted(rows)

    def _turn(self, part: list[tuple[Any, dict[str, Any]]]) -> None:
        rows = [record for record, _old in part]
        stored = self.register.model.objects.select_for_update(of=("self",)).in_bulk([r.pk for r in rows])
        for record in rows:
            now = stored.get(record.pk)
            if now is None or now.version != record.version or now.removed_at:
                text = _("%(name)s vừa có người sửa; hãy kiểm tra lại tệp.") % {"name": self.register.title(record)}
                raise BadInput([("", text)])
        self._assign(rows)
        for record in rows:
            record.version += 1
            record.save()


def _plain_json(value: Any) -> Any:
    return (
        value.isoformat()
        if isinstance(value, date)
        else value
        if isinstance(value, bool | int | str)
        else (None if value is None else str(value))
    )


@transaction.atomic
def undo(register: Register, batch_id: int, *, by: Person | None) -> ImportBatch:
    """Take an import back whole: what it added is taken off, what it changed gets its old values.

    Raises ImportBatch.DoesNotExist when it is not seen; Refused when it was undone before, when somebody changed one
    of its records since, or when `by` does not keep the register of every unit in it.
    """
    batch = queries.imports_within(by, register).select_for_update(of=("self",)).get(pk=batch_id)
    if batch.undone_at:
        raise Refused(_("Lần nhập này đã được hoàn tác."))
    added, changed = batch.undo["added"], dict(batch.undo["changed"])
    for part in _parts([*added, *changed]):
        _check_untouched(register, part, batch, by)
    now = clock.now()
    gone = {"removed_at": now, "removed_why": _("Hoàn tác lần nhập từ tệp"), "version": F("version") + 1}
    for part in _parts(added):
        register.model.objects.filter(pk__in=part).update(**gone)
    for part in _parts(list(changed)):
        for record in register.model.objects.select_related("unit").in_bulk(part).values():
            for name, value in privacy.reveal(register, changed[record.pk]).items():
                setattr(record, name, register.model._meta.get_field(name).to_python(value))
            actions.stamp(register, record)
            record.version += 1
            record.save()
    batch.undone_at, batch.undone_by = now, by
    batch.save(update_fields=["undone_at", "undone_by"])
    log(f"{register.code}.import_undo", batch, by=by, path=batch.path)
    return batch


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(ids), PART):
        yield ids[at : at + PART]


def _check_untouched(register: Register, ids: list[int], batch: ImportBatch, by: Person | None) -> None:
    """Lock some records of an import. Raises Refused unless `by` keeps them all and nobody changed one since."""
    rows = register.model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    standing = list(rows.values_list("path", "updated_at", "removed_at", "pk"))
    for path in {path for path, *_rest in standing}:
        rules.check_write(by, path)
    touched = [pk for _path, at, removed, pk in standing if at > batch.at or removed]
    if touched:
        found = register.model.objects.select_related("unit").filter(pk__in=touched[:3]).order_by("pk")
        names = ", ".join(register.title(r) for r in found)
        raise Refused(
            _("Có hồ sơ đã được sửa sau lần nhập này (%(names)s) nên không hoàn tác được.") % {"names": names}
        )
