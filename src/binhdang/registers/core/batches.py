"""One import as a batch of parts: each is one short transaction, together they can be gone on with or undone.

Rows on their way lie as plain data, since neither form nor record of 30,000 rows may be in memory at once.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from types import TracebackType
from typing import Any, Self

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.fields import common_path
from binhdang.kit.jobs import Lost
from binhdang.kit.models import ImportBatch
from binhdang.orgs.models import Person
from binhdang.registers.core import queries
from binhdang.registers.core.models import ImportPart
from binhdang.registers.core.register import Register

BREATH = 0.12
"""Seconds between two parts on SQLite, which has one writer at a time: one that waits looks ten times a second."""


def plain(value: Any) -> Any:
    """A value of a field as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


def values_of(row: models.Model) -> dict[str, Any]:
    """Every value that a row would be saved with, plain."""
    fields = (field for field in row._meta.concrete_fields if not field.primary_key and not field.generated)
    return {str(field.attname): plain(getattr(row, field.attname)) for field in fields}


def set_values(row: models.Model, values: Mapping[str, Any], *, but: Iterable[str] = ()) -> None:
    """Set plain values of fields on a row, `but` those."""
    for field in row._meta.concrete_fields:
        for name in {field.attname, field.name} & values.keys():
            if name not in but:
                setattr(row, name, field.to_python(values[name]))


def finished(token: str) -> ImportBatch | None:
    """The batch of a kept file that was written to its end; None for one that was not."""
    return ImportBatch.objects.filter(token=token, open=False, undone_at=None).first()


class Run:
    """The writing of one import: whole or not at all.

    Without a token all of it is one transaction. With the token of the kept file each part is one, an earlier run that
    was cut off is gone on with, and when a part cannot be written `undo` (of a batch's id) takes the others back.
    """

    def __init__(self, kind: str, by: Person | None, file_name: str, token: str, undo: Callable[[int], Any]) -> None:
        self._about: dict[str, Any] = {"kind": kind, "by": by, "file_name": file_name[:255], "token": token, "undo": {}}
        self._token, self._undo = token, undo
        self._batch: ImportBatch | None = None

    def __enter__(self) -> Self:
        """Begin, before rows are checked: what another run writes from now on is noticed."""
        if self._token:
            known = ImportBatch.objects.filter(token=self._token).first()
            self._batch = known or ImportBatch.objects.create(open=True, **self._about)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take back what was written when the rest cannot be; what somebody changed since stays and is said to be."""
        if self._batch is not None and isinstance(error, BadInput | Refused):
            with suppress(Refused):
                self._undo(self._batch.pk)
            ImportBatch.objects.filter(pk=self._batch.pk, rows=0).delete()

    def write(
        self, plan: Iterable[list[Any]], save: Callable[[ImportBatch, list[Any]], None], written: Callable[[int], None]
    ) -> ImportBatch:
        """Write planned rows part by part. Raises BadInput, Refused, Lost."""
        with nullcontext() if self._token else transaction.atomic():
            batch, done = self._batch or ImportBatch.objects.create(open=True, **self._about), 0
            for rows in plan:
                if rows:
                    with part(batch):
                        save(batch, rows)
                done += len(rows)
                written(done)
            batch.open, batch.at = False, clock.now()
            batch.save(update_fields=["open", "at"])
        return batch


@contextmanager
def part(batch: ImportBatch) -> Iterator[None]:
    """One transaction of an import. Raises Refused when the import was undone meanwhile, Lost when another run writes
    it, BadInput for rows that clash with what others wrote."""
    try:
        with transaction.atomic():
            stored = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if stored.undone_at:
                raise Refused(_("Lần nhập này đã được hoàn tác."))
            if stored.rows != batch.rows:
                raise Lost
            yield
    except IntegrityError as error:
        text = _("Sau khi kiểm tra tệp, có hồ sơ hoặc dòng trùng với tệp đã được ghi; hãy kiểm tra lại tệp.")
        raise BadInput([("", text)]) from error
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(BREATH)


def note(batch: ImportBatch, paths: Iterable[str], added: list[int], changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what undoing a part needs, within its transaction."""
    old = json.dumps(changed, ensure_ascii=False) if changed else ""
    ImportPart.objects.create(batch=batch, at=clock.now(), added=added, changed=old)
    batch.path = common_path({*paths, batch.path} if batch.rows else set(paths))
    batch.rows += len(added) + len(changed)
    batch.save(update_fields=["path", "rows"])


def locked(by: Person | None, register: Register, batch_id: int, kind: str = "") -> ImportBatch:
    """An import under lock, to be undone. Raises ImportBatch.DoesNotExist when it is not seen, Refused when it was
    undone before."""
    batch = queries.imports_within(by, register, kind).select_for_update(of=("self",)).get(pk=batch_id)
    if batch.undone_at:
        raise Refused(_("Lần nhập này đã được hoàn tác."))
    return batch


def parts_of(batch: ImportBatch) -> Iterator[tuple[ImportPart, dict[int, dict[str, Any]]]]:
    """The parts of an import, last first, each with its old values by id."""
    for one in ImportPart.objects.filter(batch=batch).order_by("-pk").iterator(1):
        yield one, {int(pk): old for pk, old in json.loads(one.changed or "{}").items()}


def undone(batch: ImportBatch, by: Person | None) -> None:
    """Say that an import was undone; what was still to be written of it never is."""
    batch.undone_at, batch.undone_by, batch.open = clock.now(), by, False
    batch.save(update_fields=["undone_at", "undone_by", "open"])
